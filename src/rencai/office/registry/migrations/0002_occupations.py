"""The national classification of occupations, CSCO 2022."""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).parent.parent / "data" / "csco-2022.csv"


def load(apps, schema_editor):
    """The published table names four occupations twice: the first line of a code counts."""
    occupation = apps.get_model("registry", "Occupation")
    with FILE.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in reversed(list(csv.DictReader(file)))}
    occupation.objects.bulk_create(
        (occupation(code=code, level=int(row["level"]), name=row["name_zh"]) for code, row in rows.items()),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
