"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "inbox.decided": _("decided something from the inbox"),
    "inbox.filled": _("put into the inbox what has come up"),
}
