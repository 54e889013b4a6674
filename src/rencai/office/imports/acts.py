"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "imports.uploaded": _("uploaded a file to import"),
    "imports.headings_taken": _("said which row of a file to import has the headings"),
    "imports.columns_chosen": _("chose the columns of a file to import"),
    "imports.checked": _("had a file checked before its import"),
    "imports.begun": _("began to import a file"),
    "imports.done": _("finished the import of a file"),
    "imports.files_removed": _("removed the files of an import"),
}
