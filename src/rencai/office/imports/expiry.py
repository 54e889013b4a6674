"""The files of imports go after some days: they tell of many people at once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from rencai.office.imports import actions
from rencai.office.imports.models import ImportRun
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work


@work()
def remove_old_files(progress: Progress) -> int:
    """Removes the files of imports that are older than the setting RENCAI_IMPORT_DAYS says."""
    limit = timezone.now() - timedelta(days=settings.IMPORT_DAYS)
    old = list(ImportRun.objects.uploaded_before(limit))
    for done, run in enumerate(old, 1):
        actions.remove_files(by=None, run=run)
        progress(done, len(old))
    return len(old)
