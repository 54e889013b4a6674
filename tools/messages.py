"""Keeps the translations: `python tools/messages.py extract | compile | check [catalogue …]`.

There is one catalogue for Rencai's own sentences, `rencai`, and one for each app of the office, named as the app;
without a name all are meant. Chinese stands in locale/zh_Hans/LC_MESSAGES/ beside the code.

extract  reads every sentence and brings the catalogue up to date; new ones are empty
compile  writes the .mo file that the program reads
check    fails where a sentence is missing, left over, fuzzy, untranslated or has other placeholders than its
         original; where the .mo file is not that of the .po file; where two apps translate one sentence differently;
         and where a template shows text that nobody can translate
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial

import bare_text
import office_sentences
import sentences
from catalogue import Kept, Key, compiled, entries, extract, faults, key_of, said

LOCALE = "locale/zh_Hans/LC_MESSAGES"


def catalogues() -> dict[str, Kept]:
    rencai = Kept("rencai", sentences.SOURCE / LOCALE / "rencai.po", sentences.extracted, sentences.placeholders)
    return {"rencai": rencai} | {app: _of_app(app) for app in office_sentences.apps()}


def _of_app(app: str) -> Kept:
    po = sentences.OFFICE / app / LOCALE / "django.po"
    return Kept(app, po, partial(office_sentences.extracted, app), office_sentences.placeholders)


def bring_up_to_date(chosen: Sequence[Kept]) -> int:
    for kept in chosen:
        if kept.po.exists() or kept.extracted():
            print(extract(kept))
    return 0


def compile_all(chosen: Sequence[Kept]) -> int:
    for kept in chosen:
        if kept.po.exists():
            kept.mo.write_bytes(compiled(kept.read()))
    return 0


def check(chosen: Sequence[Kept]) -> int:
    """Prints every fault; 1 where there is one."""
    found = [fault for kept in chosen for fault in faults(kept)]
    found += [fault for kept in chosen for fault in bare_text.faults(office_sentences.templates(kept.name))]
    found += list(different([kept for kept in chosen if kept.name != "rencai"]))
    for fault in found:
        print(fault)
    print(f"{len(found)} faults" if found else "every sentence is translated")
    return 1 if found else 0


def different(chosen: Sequence[Kept]) -> Iterator[str]:
    """Django joins the catalogues of all apps: a sentence that two of them translate differently reads as either."""
    first: dict[Key, tuple[str, tuple[str, ...]]] = {}
    for kept in chosen:
        for message in entries(kept.read()):
            name, words = first.setdefault(key_of(message), (kept.name, said(message)))
            if any(words) and any(said(message)) and words != said(message):
                yield f"{kept.name} and {name} translate {message.id!r} differently: say it alike, or give a context"


COMMANDS = {"extract": bring_up_to_date, "compile": compile_all, "check": check}


def main(arguments: list[str]) -> int:
    known = catalogues()
    command, names = arguments[:1], arguments[1:] or list(known)
    if not command or command[0] not in COMMANDS or set(names) - set(known):
        raise SystemExit(f"{__doc__}\ncatalogues: {', '.join(known)}")
    return COMMANDS[command[0]]([known[name] for name in names])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
