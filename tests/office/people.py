"""Invented people, places and organisations for tests."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from django.test import Client
from stdnum.cn import ric, uscc

from rencai.office.accounts.models import Mandate, User
from rencai.office.accounts.permissions import Role
from rencai.office.asker import today
from rencai.office.places.actions import found_city
from rencai.office.places.models import Organisation, Place
from rencai.office.registry.models import Talent

_numbers = itertools.count(1)


def city() -> Place:
    """Dalian with all its places."""
    return found_city()


def place(key: str = "zhongshan") -> Place:
    city()
    return Place.objects.get(key=key)


def credit_code(number: int | None = None) -> str:
    """A code whose check character is right; it belongs to nobody."""
    body = f"91210200MA{next(_numbers) if number is None else number:07d}"
    return body + uscc.calc_check_digit(body)


def identity_number(number: int | None = None, born: date = date(1985, 6, 15), area: str = "210202") -> str:
    """A resident number whose check character is right; it belongs to nobody."""
    body = f"{area}{born:%Y%m%d}{(next(_numbers) if number is None else number) % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def organisation(**values: Any) -> Organisation:
    number = next(_numbers)
    given = {
        "credit_code": credit_code(),
        "name": f"大连虚构{number}号公司",
        "industry": "C",
        "place": values.pop("place", None) or place(),
    }
    return Organisation.objects.create(**(given | values))


def talent(**values: Any) -> Talent:
    """A talent of Zhongshan, unless told otherwise."""
    where = values.pop("place", None) or (values["organisation"].place if "organisation" in values else place())
    given = {"name": f"王虚构{next(_numbers)}", "place": where, "invented": True}
    return Talent.objects.create(**(given | values))


def user(name: str = "张三（虚构）", **values: Any) -> User:
    account = User(username=values.pop("username", f"user-{next(_numbers)}"), name=name, is_demo=True, **values)
    account.set_password("a long password")
    account.save()
    return account


def holder(role: str, where: Place | Organisation, name: str = "李四（虚构）", **values: Any) -> User:
    """Somebody with one mandate in force."""
    account = user(name)
    reach = {"organisation": where} if isinstance(where, Organisation) else {"place": where}
    given = {"valid_from": date(2020, 1, 1), "reason": "for a test"}
    Mandate.objects.create(holder=account, role=role, **(given | reach | values))
    return account


def officer(where: Place | str = "zhongshan") -> User:
    return holder(Role.OFFICER, place(where) if isinstance(where, str) else where)


def city_officer() -> User:
    return holder(Role.OFFICER, city())


def auditor(where: Place | None = None) -> User:
    return holder(Role.AUDITOR, where or city())


def leader() -> User:
    return holder(Role.LEADER, city())


def steward() -> User:
    return holder(Role.STEWARD, city())


def hr(of: Organisation | None = None) -> User:
    return holder(Role.EMPLOYER, of or organisation())


def former_officer(where: str = "zhongshan") -> User:
    """Whose mandate ran out yesterday."""
    from datetime import timedelta

    return holder(Role.OFFICER, place(where), valid_until=today() - timedelta(days=1))


def somebody_with_a_record() -> tuple[User, Talent]:
    account = user("王五（虚构）")
    return account, talent(name="王五", account=account)


def signed_in(account: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(account)
    return client
