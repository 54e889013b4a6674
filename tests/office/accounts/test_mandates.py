"""Granting, handing on and revoking: never wider, never to oneself, never behind anybody's back."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from office import people
from rencai.office import pack
from rencai.office.accounts.actions import close_user, delegate, grant, revoke
from rencai.office.accounts.models import Mandate, User
from rencai.office.accounts.permissions import TABLE, Role
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db
TOMORROW, YESTERDAY = timedelta(days=1), timedelta(days=-1)


def granted(**values: Any) -> Mandate:
    given = {
        "by": values.get("by") or people.steward(),
        "holder": values.get("holder") or people.user(),
        "role": Role.OFFICER,
        "reason": "任命",
        "place": people.place(),
        "delegable": True,
    }
    return grant(**(given | values))


def held_by(mandate: Mandate) -> User:
    return User.objects.get(pk=mandate.holder_id)


def test_a_granted_mandate_gives_its_roles_permissions_in_its_place_and_nowhere_else() -> None:
    officer = held_by(granted())
    assert officer.may("registry.edit", people.talent(place=people.place("zhongshan")))
    assert not officer.may("registry.edit", people.talent(place=people.place("xigang")))
    assert not officer.may("places.edit_places", people.place("zhongshan"))


def test_the_citys_mandate_reaches_every_place() -> None:
    officer = held_by(granted(place=people.city()))
    assert officer.may("registry.edit", people.talent(place=people.place("changhai")))


def test_an_employers_mandate_reaches_its_own_people_only() -> None:
    ours, theirs = people.organisation(), people.organisation()
    person = held_by(granted(role=Role.EMPLOYER, place=None, organisation=ours))
    assert person.may("registry.edit", people.talent(organisation=ours))
    assert not person.may("registry.edit", people.talent(organisation=theirs))


def test_a_grant_is_in_the_log_with_both_names_and_the_reason() -> None:
    steward = people.steward()
    mandate = granted(by=steward, reason="编制批复（虚构）")
    event = Event.objects.on(mandate).get()
    assert (event.act, event.actor_id, event.for_whom, event.reason, event.place_id) == (
        "accounts.mandate_granted",
        steward.pk,
        mandate.holder.name,
        "编制批复（虚构）",
        mandate.place_id,
    )


@pytest.mark.parametrize("role", ["officer", "leader", "auditor", "hr"])
def test_only_a_steward_grants(role: str) -> None:
    with pytest.raises(Refused):
        granted(by=getattr(people, role)())


def test_a_districts_steward_grants_in_the_district_only() -> None:
    steward = people.holder(Role.STEWARD, people.place("xigang"))
    assert granted(by=steward, place=people.place("xigang")).pk
    with pytest.raises(Refused):
        granted(by=steward, place=people.place("zhongshan"))
    with pytest.raises(Refused):
        granted(by=steward, place=people.city())


def test_nobody_grants_to_themselves() -> None:
    steward = people.steward()
    with pytest.raises(Refused, match="themselves"):
        granted(by=steward, holder=steward)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"valid_from": today() + YESTERDAY}, "valid_from"),
        ({"valid_from": today() + TOMORROW, "valid_until": today()}, "__all__"),
        ({"role": "emperor"}, "role"),
        ({"categories": ["no-such-category"]}, "categories"),
        ({"place": None}, "__all__"),
        ({"role": Role.EMPLOYER}, "__all__"),
    ],
)
def test_a_mandate_that_is_not_possible_is_refused_by_field(values: dict[str, Any], field: str) -> None:
    before = Mandate.objects.count()
    steward = people.steward()
    with pytest.raises(ValidationError) as refusal:
        granted(by=steward, **values)
    assert field in refusal.value.message_dict
    assert Mandate.objects.count() == before + 1  # the steward's own


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.LEADER, Role.STEWARD])
def test_who_oversees_a_place_has_no_mandate_for_an_organisation(role: Role) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        people.holder(role, people.organisation())


def test_a_closed_or_expired_account_can_hold_no_mandate() -> None:
    for account in (people.user(is_active=False), people.user(closes_on=today() + YESTERDAY)):
        with pytest.raises(ValidationError) as refusal:
            granted(holder=account)
        assert "holder" in refusal.value.message_dict


def test_a_mandate_to_come_and_one_that_ran_out_give_nothing() -> None:
    talent = people.talent()
    to_come = held_by(granted(valid_from=today() + TOMORROW))
    over = people.former_officer()
    assert not to_come.may("registry.view", talent)
    assert not over.may("registry.view", talent)


def test_a_mandate_for_categories_decides_no_case_of_another() -> None:
    class Case:
        place_id = people.place().pk

        def __init__(self, category: str) -> None:
            self.category = category

    names = [name for name, _ in pack.choices("category")]
    officer = held_by(granted(categories=names[:1]))
    assert officer.may("registry.attest", Case(names[0]))
    assert not officer.may("registry.attest", Case(names[1]))


def test_a_mandate_is_handed_on_for_a_place_within_and_for_a_shorter_time() -> None:
    mandate = granted(place=people.city(), valid_until=today() + 30 * TOMORROW)
    handed = delegate(
        by=held_by(mandate),
        mandate=mandate,
        holder=people.user(),
        reason="下放",
        place=people.place("zhuanghe"),
        valid_until=today() + TOMORROW,
    )
    assert (handed.parent_id, handed.role, handed.delegable) == (mandate.pk, Role.OFFICER, False)
    assert held_by(handed).may("registry.edit", people.talent(place=people.place("zhuanghe")))
    assert not held_by(handed).may("registry.edit", people.talent(place=people.place("zhongshan")))


def test_what_is_handed_on_without_limits_has_those_of_its_origin() -> None:
    category = pack.choices("category")[0][0]
    mandate = granted(categories=[category], valid_until=today() + TOMORROW)
    handed = delegate(by=held_by(mandate), mandate=mandate, holder=people.user(), reason="下放")
    assert (handed.categories, handed.valid_until, handed.place_id) == (
        [category],
        mandate.valid_until,
        mandate.place_id,
    )


def wider(mandate: Mandate, **values: Any) -> None:
    delegate(by=held_by(mandate), mandate=mandate, holder=people.user(), reason="下放", **values)


def test_a_mandate_is_never_handed_on_wider_than_it_is() -> None:
    first, second = [name for name, _ in pack.choices("category")][:2]
    mandate = granted(categories=[first], valid_until=today() + TOMORROW)
    with pytest.raises(Refused, match="own place"):
        wider(mandate, place=people.place("xigang"))
    with pytest.raises(Refused, match="own place"):
        wider(mandate, place=people.city())
    with pytest.raises(Refused, match="own categories"):
        wider(mandate, categories=[first, second])
    with pytest.raises(Refused, match="no longer"):
        wider(mandate, valid_until=today() + 2 * TOMORROW)


@pytest.mark.parametrize("why", ["not delegable", "revoked", "over", "another's"])
def test_a_mandate_that_is_not_ones_own_to_hand_on_is_not_handed_on(why: str) -> None:
    mandate = granted(delegable=why != "not delegable")
    by = people.officer() if why == "another's" else held_by(mandate)
    if why == "revoked":
        revoke(by=people.steward(), mandate=mandate, reason="x")
    if why == "over":
        Mandate.objects.filter(pk=mandate.pk).update(
            valid_from=today() + 5 * YESTERDAY, valid_until=today() + YESTERDAY
        )
    with pytest.raises(Refused, match="not yours"):
        delegate(by=by, mandate=mandate, holder=people.user(), reason="下放")


def test_nobody_hands_a_mandate_on_to_themselves() -> None:
    mandate = granted()
    with pytest.raises(Refused, match="themselves"):
        delegate(by=held_by(mandate), mandate=mandate, holder=held_by(mandate), reason="下放")


def chain_of_three() -> tuple[Mandate, Mandate, Mandate]:
    first = granted(place=people.city())
    second = delegate(by=held_by(first), mandate=first, holder=people.user(), reason="下放", delegable=True)
    third = delegate(by=held_by(second), mandate=second, holder=people.user(), reason="再下放")
    return first, second, third


def test_revoking_ends_what_was_delegated_at_every_level_with_an_event_each() -> None:
    mandates = chain_of_three()
    ended = revoke(by=people.steward(), mandate=mandates[0], reason="机构改革（虚构）")
    assert [one.pk for one in ended] == [one.pk for one in mandates]
    for mandate in mandates:
        assert not held_by(mandate).standing.reaches
        assert Event.objects.on(mandate).filter(act="accounts.mandate_revoked", reason="机构改革（虚构）").count() == 1


def test_revoking_ends_every_branch() -> None:
    first = granted(place=people.city())
    branches = [
        delegate(by=held_by(first), mandate=first, holder=people.user(), reason="下放", delegable=True)
        for _ in range(2)
    ]
    leaves = [delegate(by=held_by(one), mandate=one, holder=people.user(), reason="再下放") for one in branches]
    ended = revoke(by=people.steward(), mandate=first, reason="x")
    assert {one.pk for one in ended} == {one.pk for one in [first, *branches, *leaves]}


def test_revoking_a_branch_leaves_what_it_came_from() -> None:
    first, second, third = chain_of_three()
    revoke(by=held_by(first), mandate=second, reason="收回")
    assert held_by(first).standing.reaches
    assert not held_by(third).standing.reaches


def test_what_was_revoked_before_keeps_its_own_reason() -> None:
    first, second, third = chain_of_three()
    revoke(by=held_by(second), mandate=third, reason="先")
    ended = revoke(by=people.steward(), mandate=first, reason="后")
    third.refresh_from_db()
    assert third.revoked_reason == "先"
    assert third not in ended
    assert second in ended


def test_a_mandate_is_revoked_once_and_with_a_reason() -> None:
    steward, mandate = people.steward(), granted()
    with pytest.raises(ValidationError, match="Say why"):
        revoke(by=steward, mandate=mandate, reason=" ")
    revoke(by=steward, mandate=mandate, reason="x")
    with pytest.raises(ValidationError, match="revoked before"):
        revoke(by=steward, mandate=mandate, reason="y")


def test_the_holder_of_what_was_handed_on_cannot_revoke_its_origin() -> None:
    first, second, _ = chain_of_three()
    with pytest.raises(Refused):
        revoke(by=held_by(second), mandate=first, reason="x")


def test_a_districts_steward_does_not_revoke_in_another_district() -> None:
    with pytest.raises(Refused):
        revoke(by=people.holder(Role.STEWARD, people.place("xigang")), mandate=granted(), reason="x")


def test_closing_an_account_ends_its_mandates_and_what_came_of_them() -> None:
    first, second, third = chain_of_three()
    ended = close_user(by=people.steward(), user=held_by(first), reason="离职（虚构）")
    assert {one.pk for one in ended} == {first.pk, second.pk, third.pk}
    assert not held_by(third).standing.reaches


def test_the_family_of_a_mandate_is_found_in_order_from_any_of_its_members() -> None:
    first, second, third = chain_of_three()
    for asked, below in ((first, {second, third}), (second, {third}), (third, set())):
        family = Mandate.objects.family_of(asked)
        assert [(branch.depth, branch.mandate) for branch in family] == [(0, first), (1, second), (2, third)]
        assert {branch.mandate for branch in family if branch.below} == below


def test_a_sibling_is_no_family_of_a_branch() -> None:
    first, _, third = chain_of_three()
    sibling = delegate(by=held_by(first), mandate=first, holder=people.user(), reason="下放")
    assert sibling not in [branch.mandate for branch in Mandate.objects.family_of(third)]
    assert sibling in [branch.mandate for branch in Mandate.objects.family_of(first)]


def test_everybody_sees_their_own_mandates_and_those_that_they_handed_on() -> None:
    ours = people.organisation()
    mandate = granted(role=Role.EMPLOYER, place=None, organisation=ours)
    person = held_by(mandate)
    handed = delegate(by=person, mandate=mandate, holder=people.user(), reason="休假")
    other = granted()
    assert set(Mandate.objects.visible_to(person)) == {mandate, handed}
    assert other not in Mandate.objects.visible_to(held_by(handed))


def test_an_officer_sees_the_mandates_of_their_place() -> None:
    ours, theirs = granted(place=people.place("xigang")), granted(place=people.place("changhai"))
    visible = Mandate.objects.visible_to(people.officer("xigang"))
    assert ours in visible
    assert theirs not in visible


def test_the_table_answers_what_django_asks_by_name() -> None:
    officer = people.officer()
    assert officer.has_perm("registry.view")
    assert not officer.has_perm("places.edit_places")
    assert not officer.has_perm("no.such_permission")
    assert officer.has_module_perms("registry")
    assert not officer.has_module_perms("audit")


@pytest.mark.parametrize("permission", TABLE, ids=lambda permission: permission.name)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_holds_exactly_what_its_column_of_the_table_says(permission: Any, role: Role) -> None:
    where = people.organisation() if role is Role.EMPLOYER else people.place()
    assert people.holder(role, where).may(permission.name) is getattr(permission, role.value)


@pytest.mark.parametrize("permission", TABLE, ids=lambda permission: permission.name)
def test_an_owner_holds_exactly_what_the_owners_column_says(permission: Any) -> None:
    account, talent = people.somebody_with_a_record()
    assert account.may(permission.name, talent) is permission.owner


def test_a_closed_or_expired_owner_owns_nothing() -> None:
    for change in ({"is_active": False}, {"closes_on": today() + YESTERDAY}):
        account, talent = people.somebody_with_a_record()
        User.objects.filter(pk=account.pk).update(**change)
        account = User.objects.get(pk=account.pk)
        assert not account.may("registry.view", talent)
        assert not account.scope("registry.view")


def revoking(steward: User, mandate: Mandate, gate: threading.Barrier) -> None:
    try:
        gate.wait()
        revoke(by=steward, mandate=mandate, reason="收回")
    finally:
        connection.close()


def handing_on(holder: User, mandate: Mandate, to: User, gate: threading.Barrier) -> None:
    try:
        gate.wait()
        delegate(by=holder, mandate=mandate, holder=to, reason="下放")
    except Refused:
        pass
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_handed_on_while_its_origin_is_revoked_does_not_outlive_it() -> None:
    steward = people.steward()
    first = granted(by=steward)
    second = delegate(by=held_by(first), mandate=first, holder=people.user(), reason="下放", delegable=True)
    gate = threading.Barrier(2)
    threads = [
        threading.Thread(target=revoking, args=(steward, first, gate)),
        threading.Thread(target=handing_on, args=(held_by(second), second, people.user(), gate)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not Mandate.objects.in_force().exclude(holder=steward).exists()
