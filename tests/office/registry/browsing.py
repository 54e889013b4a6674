"""Somebody signed in before a page of the talent base."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from rencai.office.accounts.models import User


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, view: str, *args: Any, **query: Any) -> str:
    answer = browser(user).get(reverse(view, args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())
