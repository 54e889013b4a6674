"""Questions whose SQL is written once answer as if it were written each time."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import models

from office import people
from office.recognition import cases
from rencai.office.inbox.models import Item
from rencai.office.places.models import Place
from rencai.office.prepared import Prepared, PreparedFor
from rencai.office.recognition.models import Case, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _authority(db: None) -> None:
    cases.district()


def test_a_prepared_question_answers_for_each_number_anew() -> None:
    written: list[int] = []

    def stages(case: int) -> models.QuerySet[Stage]:
        written.append(case)
        return Stage.objects.filter(case=case).select_related("body__place")

    prepared = Prepared(stages)
    for case in (cases.submitted(), cases.submitted()):
        found = prepared(case.pk)
        assert found == list(case.stages.all()) != []
        assert [one.body for one in found] == [one.body for one in case.stages.all()]
    assert len(written) == 1


def test_what_was_selected_along_costs_no_query_more(django_assert_num_queries: Any) -> None:
    case = cases.submitted()
    prepared = Prepared(lambda pk: Case.objects.filter(pk=pk).select_related("talent", "body__place", "organisation"))
    with django_assert_num_queries(1):
        (found,) = prepared(case.pk)
        assert (found.talent, found.body.place.pk) == (case.talent, found.body.place_id)


def test_a_number_that_stands_in_a_text_is_put_in_as_text() -> None:
    first, second = cases.submitted(), cases.submitted()
    about = Prepared(lambda pk: Item.objects.open().filter(about_id=str(pk)).values_list("about_id"))
    assert about(first.pk) == [(str(first.pk),)]
    assert about(second.pk) == [(str(second.pk),)]


def test_each_standing_sees_what_it_may_and_no_more() -> None:
    case = cases.submitted()
    seen = PreparedFor(lambda user, pk: Case.objects.visible_to(user).filter(pk=pk), numbers=1)
    owner: Any = case.talent.account
    stranger, _talent = cases.applicant(name="旁人")
    assert seen(people.officer(), case.pk) == [case]
    assert seen(owner, case.pk) == [case]
    assert seen(stranger, case.pk) == []
    assert seen(people.officer("ganjingzi"), case.pk) == []


def test_a_question_without_an_answer_has_no_rows() -> None:
    assert Prepared(lambda pk: Place.objects.filter(pk__in=[]))(1) == []


def test_each_thread_writes_its_own() -> None:
    """A connection is its thread's alone."""
    written: list[int] = []

    def places(pk: int) -> models.QuerySet[Place]:
        written.append(pk)
        return Place.objects.filter(pk__in=[])

    prepared = Prepared(places)
    for _ in range(2):
        other = Thread(target=prepared, args=(1,))
        other.start()
        other.join()
    prepared(1)
    assert len(written) == 3
