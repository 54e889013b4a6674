"""Pages of what cannot be shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from rencai.office import urls
from rencai.office.asker import Refused
from rencai.office.pages import errors


@login_not_required
def troubled(request: HttpRequest, kind: str) -> HttpResponse:
    raise {
        "bad": SuspiciousOperation("inside"),
        "refused": Refused("No mandate reaches Xigang."),
        "denied": PermissionDenied("inside"),
        "missing": Http404("inside"),
        "broken": RuntimeError("inside"),
    }[kind]


class Addresses:
    urlpatterns = (*urls.urlpatterns, path("trouble/<kind>/", troubled))
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def visitor() -> Any:
    with override_settings(ROOT_URLCONF=Addresses):
        yield Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status", "words", "chinese"),
    [
        ("bad", 400, "could not be understood", "无法识别您的请求"),
        ("refused", 403, "No mandate reaches Xigang.", "您无权查看或办理"),
        ("denied", 403, "You hold no mandate for this.", "您没有办理此事的授权"),
        ("missing", 404, "There is no such page, or it is not for you", "页面不存在"),
        ("broken", 500, "Something in the office is broken", "系统出现故障"),
    ],
)
def test_each_trouble_is_told_in_words_with_a_way_on(
    visitor: Client, kind: str, status: int, words: str, chinese: str
) -> None:
    response = visitor.get(f"/trouble/{kind}/")
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert 'href="/"' in page
    assert "inside" not in page
    assert "Traceback" not in page
    assert chinese in visitor.get(f"/trouble/{kind}/", headers={"accept-language": "zh-CN"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["bad", "refused", "missing", "broken"])
def test_a_part_of_a_page_gets_a_notice_instead_of_a_page(visitor: Client, kind: str) -> None:
    notice = visitor.get(f"/trouble/{kind}/", headers={"hx-request": "true"}).content.decode()
    assert notice.startswith('<div class="message message-error" role="alert">')
    assert "<html" not in notice


@pytest.mark.django_db
def test_a_whole_page_fetched_by_script_gets_the_whole_page(visitor: Client) -> None:
    headers = {"hx-request": "true", "hx-boosted": "true"}
    assert "<html" in visitor.get("/trouble/missing/", headers=headers).content.decode()


@pytest.mark.django_db
def test_the_page_of_a_fault_asks_the_database_nothing(visitor: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert visitor.get("/trouble/broken/").status_code == 500


def test_the_page_of_a_fault_needs_no_list_of_static_files(monkeypatch: pytest.MonkeyPatch, rf: Any) -> None:
    def missing(name: str) -> str:
        raise ValueError(name)

    monkeypatch.setattr(errors.staticfiles_storage, "url", missing)
    page = errors.broken(rf.get("/")).content.decode()
    assert "Something in the office is broken" in page
    assert "<link" not in page


@pytest.mark.django_db
def test_a_form_that_has_grown_too_old_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "too old" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_a_page_in_words() -> None:
    response = Client().get("/no-such-page/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert connection.is_usable()
