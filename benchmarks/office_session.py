"""Prints the session cookies of demo accounts, a talent whom the district officer may see, and a case of theirs."""

from __future__ import annotations

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rencai.office.settings")


def cookies(backend: str) -> dict[str, str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from rencai.office.accounts.models import User

    found = {}
    for user in User.objects.filter(username__in=["demo-district", "demo-city", "demo-hr"]):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = backend
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        found[user.username] = f"sessionid={session.session_key}"
    return found


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db.models import Count

    from rencai.office.accounts.models import User
    from rencai.office.recognition.models import Case
    from rencai.office.registry.models import Talent

    district = User.objects.get(username="demo-district")
    shown = Talent.objects.visible_to(district).exclude(recognised_category="").first()
    waiting = Case.objects.under_way().filter(body__place__in=district.post("recognition.handle").places)
    case = waiting.filter(body__organisation=None).alias(papers=Count("evidence")).order_by("-papers", "pk").first()
    bare = "django.contrib.auth.backends.ModelBackend"
    said = {
        "ours": cookies(settings.AUTHENTICATION_BACKENDS[-1]),
        "bare": cookies(bare),
        "talent": shown.pk,
        "case": case.pk if case else None,
    }
    print(json.dumps(said | {"talents": Talent.objects.count()}))


if __name__ == "__main__":
    main()
