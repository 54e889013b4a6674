"""Sixteen processes that change one talent base at once, as many acts as they can, for a while; then every act is
looked for. Usage: office_writers.py SECONDS WRITERS (the database is that of the environment)."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rencai.office.settings")


def setup() -> None:
    import django

    django.setup()


def write(number: int, seconds: float, ready: Any, told: Any) -> None:
    """One writer: adds talents of its own and corrects one that all writers share, until the time is over."""
    setup()
    from rencai.office.accounts.models import User
    from rencai.office.editing import EditedMeanwhile
    from rencai.office.places.models import Place
    from rencai.office.registry.actions import add_talent, correct_talent
    from rencai.office.registry.models import Talent

    by, where = User.objects.get(username="bench-writer"), Place.objects.get(key="zhongshan")
    shared = Talent.objects.get(name="共用")
    added, corrected, told_late, errors = [], 0, 0, []
    ready.wait(120)
    until = time.time() + seconds
    while time.time() < until:
        try:
            if (len(added) + corrected) % 2:
                added.append(add_talent(by=by, place=where, name=f"并发{number}-{len(added)}").pk)
            else:
                version = Talent.objects.values_list("version", flat=True).get(pk=shared.pk)
                correct_talent(by=by, talent=shared, version=version, values={"latin_name": f"w{number}-{corrected}"})
                corrected += 1
        except EditedMeanwhile:
            told_late += 1
        except Exception as error:
            errors.append(repr(error))
    told.put({"added": added, "corrected": corrected, "told_late": told_late, "errors": errors})


def prepare() -> int:
    """The places, the writer with a mandate, the shared talent. Returns the shared talent's version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from rencai.office.accounts.actions import add_user, grant
    from rencai.office.accounts.models import User
    from rencai.office.places.actions import found_city
    from rencai.office.registry.actions import add_talent
    from rencai.office.registry.models import Talent

    city = found_city()
    writer = User.objects.filter(username="bench-writer").first()
    if writer is None:
        writer = add_user(by=None, username="bench-writer", name="并发测试")
        grant(by=None, holder=writer, role="officer", place=city, reason="benchmark")
    shared = Talent.objects.filter(name="共用").first() or add_talent(by=writer, place=city, name="共用")
    return int(shared.version)


def run(seconds: float, writers: int) -> dict[str, Any]:
    from django.db import connections

    version = prepare()
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    told, ready = context.Queue(), context.Barrier(writers)
    team = [context.Process(target=write, args=(number, seconds, ready, told)) for number in range(writers)]
    for one in team:
        one.start()
    answers = [told.get() for _ in team]
    for one in team:
        one.join()
    return judged(answers, version, seconds)


def judged(answers: list[dict[str, Any]], version: int, seconds: float) -> dict[str, Any]:
    """Every act that a writer believes in is in the tables and in the log, once; and nothing else is."""
    from rencai.office.audit import chain
    from rencai.office.audit.models import Event
    from rencai.office.registry.models import Talent

    added = [pk for answer in answers for pk in answer["added"]]
    corrected = sum(answer["corrected"] for answer in answers)
    shared = Talent.objects.get(name="共用")
    events = Event.objects.filter(act="registry.talent_added", target_id__in=[str(pk) for pk in added])
    corrections = Event.objects.on(shared).filter(act="registry.talent_corrected").count()
    lost = len(added) - Talent.objects.filter(pk__in=added).count() + version + corrected - shared.version
    doubled = events.count() - len(added) + corrections - (shared.version - 1)
    return {
        "seconds": seconds,
        "acts": len(added) + corrected,
        "told_late": sum(answer["told_late"] for answer in answers),
        "errors": [error for answer in answers for error in answer["errors"]][:5],
        "lost": lost,
        "doubled": doubled,
        "faults": len(chain.verify().faults),
    }


if __name__ == "__main__":
    setup()
    print(json.dumps(run(float(sys.argv[1]), int(sys.argv[2]))))
