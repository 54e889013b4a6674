"""An import (导入): one file on its way into the base, so that its owner can leave and come back at any step."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rencai.office.imports.files import Folder
from rencai.office.imports.importable import Importable, kind_named
from rencai.office.imports.queries import ImportRunQuerySet


class State(models.TextChoices):
    READ = "read", _("columns to be chosen")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being imported")
    DONE = "done", _("done")


class ImportRun(models.Model):
    """One file that somebody imports. What stands in it lies in the run's folder, never in the database."""

    kind = models.SlugField(_("what is in it"), max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name=_("who imports")
    )
    name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size"))
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sheets = models.PositiveIntegerField(_("sheets"), default=1)
    rows = models.PositiveIntegerField(_("rows"))
    heading_row = models.PositiveIntegerField(help_text="number of the row with the headings, as the file counts")
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict, help_text="field by column, from 0, as text")
    constants = models.JSONField(default=dict, help_text="field: cell for every row")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READ)
    counts = models.JSONField(default=dict, help_text="rows by outcome")
    rows_done = models.PositiveIntegerField(default=0)
    refused_size = models.PositiveBigIntegerField(default=0, help_text="bytes of the file of refused rows that count")
    folder_name = models.CharField(max_length=36, unique=True, editable=False)
    job = models.PositiveBigIntegerField(null=True, editable=False)
    made_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("imported at"), null=True)
    removed_at = models.DateTimeField(_("files removed at"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = (
            models.Index(fields=["owner", "-id"], name="import_by_owner"),
            models.Index(fields=["removed_at", "made_at"], name="import_by_age"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Folder:
        return Folder.named(self.folder_name)

    @property
    def importable(self) -> type[Importable]:
        return kind_named(self.kind)

    @property
    def percent(self) -> int:
        return min(100, self.rows_done * 100 // self.rows) if self.rows else 100
