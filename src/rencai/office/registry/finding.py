"""How the box finds talents and organisations: by name, pinyin, initials and numbers.

Each look-up walks one index from where the text begins and stops after as many rows as are wanted: in the whole base,
or in one place, one organisation or one's own record at a time. A query over several at once would sort all of them.
Not found are: the middle of a person's name, and of an organisation's name the English words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import Asker, Scope
from rencai.office.audit.acts import act, record
from rencai.office.places.models import Organisation
from rencai.office.registry.models import Talent
from rencai.office.registry.queries import reached
from rencai.office.search.asked import Asked
from rencai.office.search.providers import Hit, Provider
from rencai.office.spelling import spelled

TAIL = 4
SHORTEST_MIDDLE = 2
SHOWN = ("name", "latin_name", "place__name_zh", "place__name_en", "organisation__name")
NUMBERS = ("document", "phone")


class Lookup(NamedTuple):
    """Whatever begins with `text` in `column`, if it meets `besides`."""

    column: str
    text: str
    besides: Q = Q()

    def within(self, found: QuerySet[Any], limit: int) -> Iterable[tuple[int, str]]:
        begins = found.filter(self.besides, **{f"{self.column}__prefix": self.text})
        return begins.order_by(self.column, "pk").values_list("pk", self.column)[:limit]


def talents(asked: Asked, user: Asker, limit: int) -> list[Talent]:
    """At most `limit` talents whom `user` may see: by number, by exact name, by its beginning; else by its sound."""
    numbers = _by_number(asked, user, limit)
    names = _by_name(_lookups(asked), user, limit) or _by_name(_by_sound(asked), user, limit)
    return _in_order(Talent.objects.select_related("place", "organisation").only(*SHOWN), [*numbers, *names][:limit])


def _lookups(asked: Asked) -> list[Lookup]:
    chinese, text = asked.chinese, asked.text.replace(" ", "")
    if not asked.has_chinese:
        return [look for spelling in asked.spellings() for look in _by_letters(spelling)]
    if not chinese:
        return [Lookup("pinyin", spelled(text)[0])]
    rest = "".join(Asked(text[len(chinese) :]).words)
    if not rest:
        return [Lookup("name", chinese)]
    pinyin, initials = spelled(chinese)
    named = Q(name__prefix=chinese)
    return [Lookup("pinyin", pinyin + rest, named), Lookup("initials", initials + rest, named)]


def _by_letters(spelling: str) -> list[Lookup]:
    """A single letter needs no look at the initials: whoever begins with it is found by pinyin."""
    columns = ("pinyin", "latin_spelling", "latin_turned", "initials")
    return [Lookup(column, spelling) for column in (columns if len(spelling) > 1 else columns[:-1])]


def _by_sound(asked: Asked) -> list[Lookup]:
    return [Lookup("pinyin", spelled(asked.chinese)[0])] if asked.chinese else []


def _by_name(lookups: Sequence[Lookup], user: Asker, limit: int) -> list[int]:
    """Numbers of talents, exact before the rest, then by the order of the look-ups and the alphabet."""
    visible = Talent.objects.visible_to(user)
    ranked = sorted(
        (text != look.text, place, text, pk)
        for place, look in enumerate(lookups)
        for part in _parts(user.scope("registry.view"), user)
        for pk, text in look.within(visible.filter(part), limit)
    )
    return list(dict.fromkeys(pk for *_, pk in ranked))[:limit]


def _parts(scope: Scope, user: Asker) -> list[Q]:
    """What `scope` reaches, piece by piece: an index holds each in order."""
    if scope.everything:
        return [Q()]
    parts = [Q(place=place) for place in sorted(scope.places)]
    parts += [Q(organisation=organisation) for organisation in sorted(scope.organisations)]
    return parts + [Q(account=user.pk)] * scope.own


def _by_number(asked: Asked, user: Asker, limit: int) -> list[int]:
    """By the whole number of a document, a phone or a mailbox, or by the last four digits or more.

    Only within a mandate to look at sensitive fields, and recorded: whoever finds somebody by a number knows it then.
    """
    scope = user.scope("registry.view_sensitive")
    wanted = asked.number or (asked.text if "@" in asked.text else "")
    if asked.typing or not wanted or not (scope.everything or scope.places or scope.organisations):
        return []
    allowed = Talent.objects.visible_to(user)
    if not scope.everything:
        allowed = allowed.filter(reached(scope, user))
    found = [pk for look in (_whole, _tail) for pk in look(allowed, wanted, limit)]
    found = list(dict.fromkeys(found))[:limit]
    looked_up(by=user, length=len(wanted), found=found)
    return found


def _whole(allowed: QuerySet[Any], number: str, limit: int) -> list[int]:
    columns = ("document_index", "phone_index", "mailbox_index")
    return [pk for name in columns for pk in allowed.filter(_fingerprint(name, number)).values_list("pk", flat=True)]


def _tail(allowed: QuerySet[Any], number: str, limit: int) -> list[int]:
    """Those whose last four agree, of whom the whole tail agrees: a hundred or so to decrypt in a million."""
    return [
        talent.pk
        for kind in NUMBERS
        for talent in allowed.filter(_fingerprint(f"{kind}_tail", number[-TAIL:]))
        .order_by("pinyin", "pk")
        .only(_of(kind))
        if getattr(talent, _of(kind)).upper().endswith(number)
    ]


def _of(kind: str) -> str:
    return {"document": "document_number", "phone": "phone"}[kind]


def _fingerprint(column: str, text: str) -> Q:
    field: Any = Talent._meta.get_field(column)
    return Q(**{column: field.fingerprint(text)})


@act
def looked_up(*, by: Asker, length: int, found: Sequence[int]) -> None:
    """Notes that somebody searched by a number of so many characters, and whom it showed them."""
    mandate = by.must("registry.view_sensitive")
    record("registry.searched_by_number", by=by, under=mandate, after={"characters": length, "talents": list(found)})


def organisations(asked: Asked, user: Asker, limit: int) -> list[Organisation]:
    """At most `limit` organisations: whose name, pinyin or initials begin so, then those that have all words inside."""
    visible = Organisation.objects.visible_to(user)
    text = asked.text.replace(" ", "")
    lookups = [Lookup("name", text)] if asked.has_chinese else _organisation_letters("".join(asked.words))
    ranked = sorted(
        (found != look.text, place, found, pk)
        for place, look in enumerate(lookups)
        for pk, found in look.within(visible, limit)
    )
    found = list(dict.fromkeys(pk for *_, pk in ranked))
    if len(found) < limit:
        found = list(dict.fromkeys([*found, *_inside(visible, asked, limit)]))
    return _in_order(Organisation.objects.select_related("place"), found[:limit])


def _organisation_letters(letters: str) -> list[Lookup]:
    return [Lookup("pinyin", letters), Lookup("initials", letters)]


def _inside(visible: QuerySet[Any], asked: Asked, limit: int) -> list[int]:
    """Reads the names of all organisations from an index, which holds them closely: some 20 ms for 100,000."""
    if asked.number:
        return _with(visible, "credit_code", [asked.number], limit)
    if len("".join(asked.words)) < SHORTEST_MIDDLE:
        return []
    if asked.has_letters:
        return _with(visible, "pinyin", [spelled(word)[0] for word in asked.words], limit)
    return _with(visible, "name", asked.words, limit)


def _with(visible: QuerySet[Any], column: str, words: Sequence[str], limit: int) -> list[int]:
    for position, word in enumerate(words):
        name = f"at_{position}"
        visible = visible.alias(**{name: StrIndex(column, Value(word))}).filter(**{f"{name}__gt": 0})
    return [pk for _, pk in sorted(visible.order_by().values_list(column, "pk")[:limit])]


def _in_order(found: QuerySet[Any], numbers: Sequence[int]) -> list[Any]:
    by_number = found.in_bulk(numbers)
    return [by_number[number] for number in numbers]


def _talent_hits(asked: Asked, user: Asker, limit: int) -> list[Hit]:
    return [
        Hit(
            talent.name,
            _told(talent.latin_name, talent.organisation, talent.place),
            reverse("talent", args=[talent.pk]),
        )
        for talent in talents(asked, user, limit)
    ]


def _organisation_hits(asked: Asked, user: Asker, limit: int) -> list[Hit]:
    return [
        Hit(one.name, _told(one.name_en, one.place, one.credit_code), reverse("organisation", args=[one.pk]))
        for one in organisations(asked, user, limit)
    ]


def _told(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


PROVIDERS = (
    Provider("talents", _("Talents"), _talent_hits, order=10),
    Provider("organisations", _("Organisations"), _organisation_hits, order=20),
)
