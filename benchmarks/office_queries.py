"""How many queries the list and one talent's page make in the office of the environment, as JSON."""

from __future__ import annotations

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rencai.office.settings")


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from rencai.office.accounts.models import User
    from rencai.office.registry.models import Talent

    settings.ALLOWED_HOSTS.append("testserver")
    said = {}
    district = User.objects.get(username="demo-district")
    client = Client()
    client.force_login(district, backend=settings.AUTHENTICATION_BACKENDS[-1])
    one = Talent.objects.visible_to(district).first()
    for name, path in (("list", "/talents/"), ("detail", f"/talents/{one.pk}/")):
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        said[name] = len(queries)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
