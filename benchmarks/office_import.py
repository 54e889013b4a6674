"""Imports a table of talents into the office of the environment. Usage: office_import.py FILE."""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rencai.office.settings")


def officer() -> str:
    """The account of a city's officer, in a fresh office."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from rencai.office.accounts.actions import add_user, grant
    from rencai.office.places.actions import found_city

    city = found_city()
    account = add_user(by=None, username="bench-officer", name="导入测试")
    grant(by=None, holder=account, role="officer", place=city, reason="benchmark")
    return account.username


if __name__ == "__main__":
    username, file = officer(), sys.argv[1]
    from rencai.cli import cli
    from rencai.office.registry.models import Talent

    start = time.perf_counter()
    try:
        cli.main(["import", file, "--as", username])
    except SystemExit as ended:
        code = ended.code
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "code": code, "talents": Talent.objects.count()}))
