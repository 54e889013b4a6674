"""How the box finds talents and organisations: by name, pinyin, initials and numbers.

Each look-up walks one index from where the text begins and stops after as many rows as are wanted: in the whole base,
or in one place, one organisation or one's own record at a time. A query over several at once would sort all of them.
Not found are: the middle of a person's name, and of an organisation's name the English words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Q, QuerySet
from django.db.models.lookups import BuiltinLookup

from rencai.office.asker import Asker, Scope
from rencai.office.audit.acts import act, record
from rencai.office.imports.actions import place_of
from rencai.office.places.models import Organisation
from rencai.office.registry.models import Talent
from rencai.office.registry.queries import reached
from rencai.office.search.asked import Asked
from rencai.office.spelling import spelled

TAIL = 4
LONGEST_INITIALS = 8
SHORTEST_MIDDLE = 2
SHORTEST_CODE, WHOLE_CODE = 6, 18
SHOWN = ("name", "latin_name", "place__name_zh", "place__name_en", "organisation__name")
NUMBERS = ("document", "phone")


class Lookup(NamedTuple):
    """Whatever begins with `text` in `column`, if it meets `besides`."""

    column: str
    text: str
    besides: Q = Q()

    def within(self, found: QuerySet[Any], limit: int) -> QuerySet[Any]:
        begins = found.filter(self.besides, **{f"{self.column}__prefix": self.text})
        return begins.order_by(self.column, "pk").values_list("pk", self.column)[:limit]


def ranked(lookups: Sequence[Lookup], parts: Sequence[QuerySet[Any]], limit: int) -> list[int]:
    """The first `limit` numbers that any look-up finds in any part, exact before the rest, then in order.

    One statement: a plain UNION would not let each keep its order and its limit on SQLite.
    """
    asked = [(place, look.within(part, limit)) for place, look in enumerate(lookups) for part in parts]
    if not asked:
        return []
    told = [(place, *question.query.sql_with_params()) for place, question in asked]
    statement = " UNION ALL ".join(f"SELECT {place}, part.* FROM ({sql}) AS part" for place, sql, _ in told)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for *_, values in told for value in values])
        rows = cursor.fetchall()
    best = sorted((text != lookups[place].text, place, text, pk) for place, pk, text in rows)
    return list(dict.fromkeys(pk for *_, pk in best))[:limit]


def talents(asked: Asked, user: Asker, limit: int) -> list[Talent]:
    """At most `limit` talents whom `user` may see: by number, by exact name, by its beginning; else by its sound."""
    numbers = _by_number(asked, user, limit)
    names = _by_name(_lookups(asked), user, limit) or _by_name(_by_sound(asked), user, limit)
    return _in_order(Talent.objects.select_related("place", "organisation").only(*SHOWN), [*numbers, *names][:limit])


def _lookups(asked: Asked) -> list[Lookup]:
    chinese, text = asked.chinese, asked.text.replace(" ", "")
    if not asked.has_chinese:
        return _by_letters(asked) if asked.has_letters else []
    if not chinese:
        return [Lookup("pinyin", spelled(text)[0])]
    rest = "".join(Asked(text[len(chinese) :]).words)
    if not rest:
        return [Lookup("name", chinese)]
    pinyin, initials = spelled(chinese)
    named = Q(name__prefix=chinese)
    return [Lookup("pinyin", pinyin + rest, named), Lookup("initials", initials + rest, named)]


def _by_letters(asked: Asked) -> list[Lookup]:
    """As typed, and with the last word first. A single letter needs no look at the initials: pinyin finds it."""
    lookups = [Lookup(column, text) for text in asked.spellings() for column in ("pinyin", "latin_spelling")]
    straight = asked.spellings()[:1]
    lookups += [Lookup("latin_turned", text) for text in straight]
    return lookups + [Lookup("initials", text) for text in straight if 1 < len(text) <= LONGEST_INITIALS]


def _by_sound(asked: Asked) -> list[Lookup]:
    return [Lookup("pinyin", spelled(asked.chinese)[0])] if asked.chinese else []


def _by_name(lookups: Sequence[Lookup], user: Asker, limit: int) -> list[int]:
    if not lookups:
        return []
    visible = Talent.objects.visible_to(user)
    return ranked(lookups, [visible.filter(part) for part in _parts(user.scope("registry.view"), user)], limit)


def _parts(scope: Scope, user: Asker) -> list[Q]:
    """What `scope` reaches, piece by piece: an index holds each in order."""
    if scope.everything:
        return [Q()]
    parts = [Q(place=place) for place in sorted(scope.places)]
    parts += [Q(organisation=organisation) for organisation in sorted(scope.organisations)]
    owned = Talent.objects.filter(account=user.pk).values_list("pk", flat=True) if scope.own else []
    return parts + [Q(pk=pk) for pk in owned]


def _by_number(asked: Asked, user: Asker, limit: int) -> list[int]:
    """By the whole number of a document, a phone or a mailbox, or by the last four digits or more.

    Only within a mandate to look at sensitive fields, and recorded: whoever finds somebody by a number knows it then.
    """
    scope = user.scope("registry.view_sensitive")
    wanted = asked.number or (asked.text if "@" in asked.text else "")
    if asked.typing or not wanted or not sees_numbers(scope):
        return []
    allowed = Talent.objects.visible_to(user)
    if not scope.everything:
        allowed = allowed.filter(reached(scope, user))
    found = [pk for look in (_whole, _tail) for pk in look(allowed, wanted, limit)]
    found = list(dict.fromkeys(found))[:limit]
    looked_up(by=user, length=len(wanted), found=found)
    return found


def sees_numbers(scope: Scope) -> bool:
    """One's own record aside: whoever searches by a number does not look for themselves."""
    return scope.everything or bool(scope.places or scope.organisations)


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
    after = {"characters": length, "talents": list(found)}
    record("registry.searched_by_number", by=by, under=mandate, place=place_of(mandate), after=after)


def organisations(asked: Asked, user: Asker, limit: int) -> list[Organisation]:
    """At most `limit` organisations: whose name, pinyin or initials begin so, then those that have all words inside."""
    if not user.scope("places.view_organisations"):
        return []
    visible = Organisation.objects.visible_to(user)
    text = asked.text.replace(" ", "")
    lookups = [Lookup("name", text)] if asked.has_chinese else _organisation_letters("".join(asked.words))
    found = ranked(lookups, [visible], limit)
    if len(found) < limit:
        found = list(dict.fromkeys([*found, *_by_code(visible, asked.number, limit), *_inside(visible, asked, limit)]))
    return _in_order(Organisation.objects.select_related("place"), found[:limit])


def _organisation_letters(letters: str) -> list[Lookup]:
    return [Lookup("pinyin", letters), Lookup("initials", letters)]


def _inside(visible: QuerySet[Any], asked: Asked, limit: int) -> list[int]:
    """Reads the names of all organisations from an index, which holds them closely: some 20 ms for 100,000."""
    if not (asked.has_chinese or asked.has_letters) or len("".join(asked.words)) < SHORTEST_MIDDLE:
        return []
    if asked.has_letters:
        words = asked.words if all(len(word) > 1 for word in asked.words) else ["".join(asked.words)]
        return _with(visible, "pinyin", [spelled(word)[0] for word in words], limit)
    return _with(visible, "name", asked.words, limit)


def _by_code(visible: QuerySet[Any], number: str, limit: int) -> list[int]:
    """By a whole credit code, or six characters or more of one."""
    if len(number) == WHOLE_CODE:
        return list(visible.filter(credit_code=number).values_list("pk", flat=True))
    return _with(visible, "credit_code", [number], limit) if len(number) >= SHORTEST_CODE else []


def _with(visible: QuerySet[Any], column: str, words: Sequence[str], limit: int) -> list[int]:
    for word in words:
        visible = visible.filter(**{f"{column}__inside": word})
    return [pk for _, pk in sorted(visible.order_by().values_list(column, "pk")[:limit])]


@CharField.register_lookup
class Inside(BuiltinLookup[Any]):
    """`column` has this text somewhere, letter case included, by what each database does fastest."""

    lookup_name = "inside"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, given = self.process_lhs(compiler, connection)
        return f"INSTR({column}, %s) > 0", [*given, self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        column, given = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*given, f"%{connection.ops.prep_for_like_query(self.rhs)}%"]


def _in_order(found: QuerySet[Any], numbers: Sequence[int]) -> list[Any]:
    by_number = found.in_bulk(numbers)
    return [by_number[number] for number in numbers]
