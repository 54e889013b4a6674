"""The city as it stands in the database: invented throughout, and right by the same rules as real records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction

from office import people
from rencai.office import pack
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import today
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.demo.actions import make_city
from rencai.office.demo.queries import city_here, real_people
from rencai.office.demo.razing import raze
from rencai.office.imports.models import ImportRun
from rencai.office.inbox.models import Item
from rencai.office.places.models import Organisation
from rencai.office.registry import in_step
from rencai.office.registry.facts import facts_of
from rencai.office.registry.inbox import ATTEST, CONSENT, DUPLICATE, REFUSED
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Consent, Insurance, Statement, Talent

pytestmark = pytest.mark.django_db
SIZE = 240
ROLES = {"demo-district": "ganjingzi", "demo-county": "zhuanghe", "demo-city": "dalian"}


@pytest.fixture
def city() -> None:
    make_city(talents=SIZE, seed=7)


# -- invented, and said so ---------------------------------------------------------------------------------


def test_everybody_is_invented_and_so_are_the_accounts(city: None) -> None:
    assert Talent.objects.filter(invented=True).count() == Talent.objects.count() >= SIZE
    assert not User.objects.filter(is_demo=False).exists()
    assert all(name.endswith("（虚构）") for name in Organisation.objects.values_list("name", flat=True))


def test_making_a_city_is_on_record(city: None) -> None:
    made = Event.objects.get(act="demo.city_made")
    assert made.after == {"talents": SIZE, "seed": 7, "on": today().isoformat()}
    assert chain.verify().faults == ()
    assert city_here() == (SIZE, 7, True)


def test_the_bar_is_full_only_when_the_city_is_whole() -> None:
    seen: list[tuple[float, bool]] = []

    def progress(done: int, of: int) -> None:
        here = city_here()
        assert here
        seen.append((done / of, here.whole))

    make_city(talents=120, seed=7, progress=progress)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, False), (1, True))
    assert all(share < 1 for share, _whole in seen[:-1])


def test_a_city_that_was_not_finished_is_known_as_such(city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Talent.objects.all().update(account=None)
    monkeypatch.setattr("rencai.office.demo.queries.Event", _Without("demo.city_made"))
    found = city_here()
    assert found is not None
    assert not found.whole


class _Without:
    """The audit log as it would be without one act."""

    def __init__(self, act: str) -> None:
        self.objects = Event.objects.exclude(act=act)


# -- from a seed -------------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_city() -> None:
    assert _made(seed=3) == _made(seed=3) != _made(seed=4)


def _made(seed: int) -> list[Any]:
    """What a city of `seed` holds, without the numbers of rows; the city is gone again."""
    with transaction.atomic():
        make_city(talents=120, seed=seed, on=date(2026, 3, 2))
        seen = [
            [
                (talent.name, talent.latin_name, talent.birth_date, talent.document_number, talent.phone, talent.degree)
                for talent in Talent.objects.order_by("id")
            ],
            list(Organisation.objects.order_by("id").values_list("name", "name_en", "kind", "industry", "place__key")),
        ]
        for model in KINDS.values():
            hidden = {"id", "talent", "organisation", "place", "entered_at"}
            names = [field.name for field in model._meta.concrete_fields if field.name not in hidden]
            seen.append(list(model._default_manager.order_by("id").values_list(*names)))
        transaction.set_rollback(True)
    return seen


# -- right by the rules of records -------------------------------------------------------------------------


def test_talents_are_as_the_model_wants_and_would_save_them(city: None) -> None:
    for talent in Talent.objects.all():
        written = (talent.pinyin, talent.initials, talent.latin_spelling, talent.latin_turned)
        talent.full_clean()
        talent.spell()
        assert written == (talent.pinyin, talent.initials, talent.latin_spelling, talent.latin_turned), talent.name


def test_organisations_are_as_the_model_wants_them(city: None) -> None:
    for organisation in Organisation.objects.all():
        written = (organisation.pinyin, organisation.initials)
        organisation.full_clean()
        organisation.save()
        assert written == (organisation.pinyin, organisation.initials)


@pytest.mark.parametrize("kind", [*KINDS, "consent"])
def test_entries_are_as_the_model_wants_them(city: None, kind: str) -> None:
    model: type[models.Model] = Consent if kind == "consent" else KINDS[kind]
    entries = list(model._default_manager.all())
    assert len(entries) > 5
    for entry in entries:
        entry.full_clean()


@pytest.mark.parametrize("kind", list(KINDS))
def test_most_entries_are_attested_by_bodies_that_the_pack_knows(city: None, kind: str) -> None:
    bodies = set(KINDS[kind].objects.values_list("attested_by", flat=True))
    assert bodies <= {"", *dict(pack.bodies())}
    assert not KINDS[kind].objects.filter(attested_on__gt=today()).exists()


def test_statements_are_facts_and_values_of_the_pack(city: None) -> None:
    for fact, value in Statement.objects.values_list("fact", "value"):
        pack.fact_value(fact, value)


def test_what_follows_from_the_entries_is_what_the_talent_says(city: None) -> None:
    for talent in Talent.objects.select_related("organisation"):
        work = in_step.current_employment(talent)
        assert talent.organisation == (work.organisation if work else None)
        assert talent.degree == in_step.highest_degree(talent)
        assert talent.recognised_category == in_step.recognised_category(talent)
        if talent.organisation:
            assert talent.place_id == talent.organisation.place_id


def test_months_of_insurance_are_paid_once(city: None) -> None:
    twice = 0
    for talent in Talent.objects.prefetch_related("insurances"):
        periods = sorted(talent.insurances.all(), key=lambda one: one.first_month)
        assert all(one.first_month.day == 1 for one in periods)
        pairs = pairwise(periods)
        twice += sum(one.last_month is None or one.last_month >= other.first_month for one, other in pairs)
    assert twice <= Insurance.objects.count() * 0.02


def test_whoever_left_works_for_nobody_here(city: None) -> None:
    left = Talent.objects.filter(movements__kind="departure")
    assert left.exists()
    assert not left.filter(organisation__isnull=False).exists()


def test_arrivals_and_departures_lie_within_ten_years(city: None) -> None:
    assert not KINDS["movement"].objects.filter(on__lt=today() - timedelta(days=3653)).exists()
    assert not KINDS["movement"].objects.filter(on__gt=today()).exists()


def test_secrets_are_encrypted_and_found(city: None) -> None:
    talent = Talent.objects.filter(document_kind="resident").exclude(document_index="").order_by("id")[3]
    index = Talent._meta.get_field("document_index")
    assert Talent.objects.get(document_index=index.fingerprint(talent.document_number)) == talent
    assert len(talent.document_number) == 18
    tail = Talent._meta.get_field("phone_tail")
    with_phone = Talent.objects.exclude(phone_index="").order_by("id")[0]
    assert with_phone in Talent.objects.filter(phone_tail=tail.fingerprint(with_phone.phone))


def test_each_category_and_each_place_has_people(city: None) -> None:
    categories = set(Talent.objects.values_list("recognised_category", flat=True))
    assert categories == {"", "top", "leading", "senior", "junior"}
    assert Talent.objects.values("place").distinct().count() == 10


# -- the accounts ------------------------------------------------------------------------------------------


def test_each_officer_sees_their_own_place(city: None) -> None:
    everybody = Talent.objects.count()
    seen = {name: Talent.objects.visible_to(User.objects.get(username=name)) for name in ROLES}
    assert seen["demo-city"].count() == everybody
    for name in ("demo-district", "demo-county"):
        assert 0 < seen[name].count() < everybody
        assert set(seen[name].values_list("place__key", flat=True)) == {ROLES[name]}


def test_auditor_leader_and_steward_hold_their_mandates(city: None) -> None:
    roles = dict(Mandate.objects.in_force().values_list("holder__username", "role"))
    assert roles["demo-auditor"] == "auditor"
    assert roles["demo-leader"] == "leader"
    assert roles["demo-steward"] == "steward"


def test_the_employer_sees_its_own_staff_with_the_demo_talent_among_them(city: None) -> None:
    staff = Talent.objects.visible_to(User.objects.get(username="demo-hr"))
    own = Talent.objects.get(account__username="demo-talent")
    assert own in staff
    assert {talent.organisation_id for talent in staff} == {own.organisation_id}


def test_a_larger_city_gives_the_employer_a_screen_or_two_of_staff() -> None:
    make_city(talents=3_000, seed=1)
    staff = Talent.objects.visible_to(User.objects.get(username="demo-hr"))
    assert 20 <= staff.count() <= 60


def test_the_talent_sees_their_own_record_alone(city: None) -> None:
    account = User.objects.get(username="demo-talent")
    assert [talent.account for talent in Talent.objects.visible_to(account)] == [account]


def test_the_talents_record_shows_every_state_of_a_measure(city: None) -> None:
    own = Talent.objects.get(account__username="demo-talent")
    decision = pack.the_pack().decide(facts_of(own, today()).facts, on=today())
    found = {name: outcome.status for name, outcome in decision.outcomes.items()}
    assert set(found.values()) == {"eligible", "not_eligible", "needs_information", "needs_judgement"}
    assert found["settling-in"] == "eligible"
    assert found["individual-discussion"] == "needs_judgement"


def test_measures_for_graduates_come_out_differently() -> None:
    make_city(talents=1_200, seed=1)
    recent = Talent.objects.filter(statements__fact="buys_first_home").distinct()
    found = Counter(
        pack.the_pack().decide(facts_of(talent, today()).facts, on=today()).outcomes["purchase-subsidy"].status
        for talent in recent[:80]
    )
    assert {"eligible", "not_eligible"} <= set(found)


def test_nobody_can_guess_the_password_of_a_demo_account(city: None) -> None:
    assert not any(user.has_usable_password() for user in User.objects.all())


# -- what waits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("demo-district", {ATTEST, DUPLICATE, CONSENT}),
        ("demo-county", {ATTEST, DUPLICATE}),
        ("demo-city", {ATTEST, DUPLICATE, CONSENT}),
        ("demo-hr", {REFUSED}),
    ],
)
def test_something_of_each_kind_waits(name: str, kinds: set[str]) -> None:
    make_city(talents=2_000, seed=1)
    found = Item.objects.open().visible_to(User.objects.get(username=name))
    assert kinds <= set(found.values_list("kind", flat=True))
    assert found.count() < 80


def test_some_of_it_is_late_and_some_is_due_later(city: None) -> None:
    deadlines = set(Item.objects.open().filter(kind=ATTEST).values_list("deadline", flat=True))
    assert min(deadlines) < today() < max(deadlines)


def test_the_employers_import_refused_three_rows_and_took_the_others(city: None) -> None:
    run = ImportRun.objects.get()
    assert run.owner.username == "demo-hr"
    assert (run.state, run.counts["refused"], run.counts["created"]) == ("done", 3, 5)
    assert Talent.objects.filter(name="韩雪婷", invented=True, organisation__staff__isnull=True).exists()


# -- where it is not made ----------------------------------------------------------------------------------


@pytest.mark.parametrize("somebody", [people.talent, people.user, people.city_officer])
def test_no_city_is_made_where_people_are_already(somebody: Callable[[], object]) -> None:
    somebody()
    with pytest.raises(ValidationError, match="people in this office already"):
        make_city(talents=SIZE, seed=1)
    assert not Event.objects.filter(act__startswith="demo.").exists()


def test_a_real_account_makes_an_office_real_even_beside_a_demo_city(city: None) -> None:
    assert not real_people()
    Talent.objects.create(name="访客所加", place=people.place(), invented=False)
    assert not real_people()
    User.objects.create(username="real", name="真人", is_demo=False)
    assert real_people()
    with pytest.raises(ValidationError, match="real people"):
        raze()


def test_talents_without_a_demo_city_are_real(db: None) -> None:
    people.talent()
    assert real_people()
