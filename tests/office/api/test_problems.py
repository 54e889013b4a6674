"""Whatever goes wrong is told as problem details, in the language of the program's reader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from office import people
from office.api.programs import Program, token_for
from rencai.office.accounts.models import Token
from rencai.office.api.problems import KINDS
from rencai.office.asker import today
from rencai.office.places.models import Organisation
from rencai.office.registry import api as registry

pytestmark = pytest.mark.django_db


def told(response: Any, status: int) -> dict[str, Any]:
    """The problem of `response`, once it is in due form."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == status
    assert body["type"] == f"/api/v1/#{KINDS[status].slug}"
    assert body["title"]
    assert body["detail"]
    return dict(body)


@pytest.mark.parametrize("path", ["me", "talents", "talents/1", "organisations", "events", "jobs"])
def test_without_a_token_nothing_is_told(path: str) -> None:
    response = Program().get(path)
    told(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic abc", "rencai_x", "Bearer \udcff\udcfe"])
def test_a_token_that_nobody_gave_opens_nothing(header: str) -> None:
    told(Client(raise_request_exception=False).get("/api/v1/me", headers={"Authorization": header}), 401)


def test_a_session_opens_nothing_here() -> None:
    client = Client()
    client.force_login(people.city_officer(), backend="django.contrib.auth.backends.ModelBackend")
    told(client.get("/api/v1/me"), 401)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_is_none_in_another_time_zone_is_told(moment: str) -> None:
    told(Program(people.officer()).get("talents", changed_since=moment), 422)


def a_token_that_ran_out() -> str:
    text = token_for(people.city_officer())
    Token.objects.update(expires_on=today() - timedelta(days=1))
    return text


def a_token_of_a_mandate_that_ran_out() -> str:
    user = people.city_officer()
    text = token_for(user)
    user.mandates.update(valid_until=today() - timedelta(days=1))
    return text


def a_token_of_a_closed_account() -> str:
    user = people.city_officer()
    text = token_for(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    return text


def a_token_of_an_account_that_ran_out() -> str:
    user = people.city_officer()
    text = token_for(user)
    type(user).objects.filter(pk=user.pk).update(closes_on=today() - timedelta(days=1))
    return text


@pytest.mark.parametrize(
    "token",
    [
        a_token_that_ran_out,
        a_token_of_a_mandate_that_ran_out,
        a_token_of_a_closed_account,
        a_token_of_an_account_that_ran_out,
    ],
)
def test_what_has_ended_opens_nothing(token: Any) -> None:
    told(Program(token=token()).get("me"), 401)


def test_a_body_that_is_no_json_is_told() -> None:
    program = Program(people.city_officer())
    for body in ("{", "\xff", "nul", '{"name": }'):
        told(program.post("organisations", body), 400)
    told(program.post("organisations", "[]"), 422)


def test_a_body_of_another_kind_is_told() -> None:
    program = Program(people.city_officer())
    told(program.post("organisations", "name=x", content_type="application/x-www-form-urlencoded"), 415)
    told(program.post("organisations", "<x/>", content_type="text/xml"), 415)


def test_a_body_that_is_too_large_is_told(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    told(Program(people.city_officer()).post("organisations", {"name": "x" * 2000}), 413)


def test_a_method_that_an_address_does_not_take_is_told_with_those_that_it_takes() -> None:
    response = Program(people.city_officer()).client.delete("/api/v1/talents")
    told(response, 405)
    assert set(response["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("path", ["nothing", "talents/", "talents/1/nothing", "events/999999999"])
def test_an_address_of_nothing_is_told(path: str) -> None:
    program = Program(people.auditor())
    for response in (program.get(path), program.post("nothing", {})):
        told(response, 404)


def test_a_parameter_that_there_is_not_is_refused() -> None:
    body = told(Program(people.city_officer()).get("talents", plcae=1), 422)
    assert body["errors"] == {"plcae": ["There is no such field or parameter here."]}


def test_an_act_without_a_mandate_for_it_is_told() -> None:
    told(Program(people.auditor()).post("talents", {"name": "x", "place": people.place().pk}), 403)
    told(Program(people.city_officer()).get("events"), 403)


def test_too_many_requests_are_told_with_when_to_come_again(settings: Any) -> None:
    cache.clear()
    settings.API_LIMIT = 2
    program = Program(people.city_officer())
    for _ in range(2):
        assert program.get("me").status_code == 200
    response = program.get("me")
    told(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 60
    assert Program(people.city_officer()).get("me").status_code == 200


def test_a_fault_of_the_office_is_told_without_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(registry, "listed", failing)
    response = Program(people.city_officer()).get("talents")
    told(response, 500)
    assert "secret" not in response.content.decode()


def test_problems_are_told_in_the_language_that_is_asked_for() -> None:
    english = told(Program().get("me"), 401)["title"]
    chinese = told(Program(language="zh-CN,zh;q=0.9").get("me"), 401)["title"]
    assert english == "A token is needed"
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)


def test_every_field_error_is_told_in_chinese_too() -> None:
    program = Program(people.city_officer(), language="zh-Hans")
    body = told(program.post("organisations", {"name": 5, "kind": "x", "extra": 1}), 422)
    assert set(body["errors"]) == {"name", "kind", "extra", "credit_code", "industry", "place"}
    for messages in body["errors"].values():
        assert any("\u4e00" <= char <= "\u9fff" for char in messages[0])


def test_a_detail_may_hold_any_sign() -> None:
    people.organisation(name="<script>", credit_code=people.credit_code(1))
    assert (
        Organisation.objects.get().name
        in Program(people.city_officer()).get("organisations").json()["items"][0]["name"]
    )


def test_an_answer_that_has_not_changed_is_not_sent_again() -> None:
    one = people.organisation()
    program = Program(people.city_officer())
    tag = program.get(f"organisations/{one.pk}")["ETag"]
    again = program.get(f"organisations/{one.pk}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    one.name = "另一公司"
    one.save()
    assert program.get(f"organisations/{one.pk}", headers={"If-None-Match": tag}).status_code == 200
