"""What the live checks add to a decision in the office of the environment: milliseconds of each, as JSON.

Each of the latest decisions is looked at again as it was when it was made, with the alerts, items and audit rows that
it raises; then that is rolled back.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rencai.office.settings")


def main() -> None:
    import django

    django.setup()
    from django.db import transaction

    from rencai.office.audit.acts import act
    from rencai.office.oversight import watching
    from rencai.office.oversight.models import Alert
    from rencai.office.recognition.models import Decision

    found = Decision.objects.final().select_related("case__organisation", "body").order_by("-pk")
    raise_alerts, times = act(watching.raise_alerts), []
    for decision in found[: int(sys.argv[1])]:
        with transaction.atomic():
            Alert.objects.filter(decision=decision).delete()
            start = time.perf_counter()
            if alerts := watching.found_at(decision):
                raise_alerts(decision, alerts)
            times.append((time.perf_counter() - start) * 1000)
            transaction.set_rollback(True)
    print(json.dumps({"times": sorted(times), "decisions": Decision.objects.count()}))


if __name__ == "__main__":
    main()
