"""Programs that come to the API with a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from rencai.office.accounts.actions import make_token
from rencai.office.accounts.models import User
from rencai.office.asker import today


def token_for(user: User) -> str:
    _, text = make_token(by=user, mandate=user.mandates.get(), name="a test", expires_on=today() + timedelta(days=30))
    return text


class Program:
    """A client with a token of somebody's only mandate; without somebody, one without a token."""

    def __init__(self, user: User | None = None, token: str = "", language: str = "en") -> None:
        text = token or (token_for(user) if user else "")
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {text}"} if text else {})

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers | (headers or {}))

    def post(self, path: str, body: Any, content_type: str = "application/json") -> HttpResponse:
        return self.client.post(f"/api/v1/{path}", body, content_type=content_type, headers=self.headers)

    def patch(self, path: str, body: Any) -> HttpResponse:
        return self.client.patch(f"/api/v1/{path}", body, content_type="application/json", headers=self.headers)
