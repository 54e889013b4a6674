"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "accounts.signed_in": _("signed in"),
    "accounts.sign_in_failed": _("failed to sign in"),
    "accounts.user_added": _("added an account"),
    "accounts.user_closed": _("closed an account"),
    "accounts.mandate_granted": _("granted a mandate"),
    "accounts.mandate_delegated": _("delegated a mandate"),
    "accounts.mandate_revoked": _("revoked a mandate"),
    "accounts.kin_declared": _("declared a relative"),
    "accounts.token_made": _("made a token for a program"),
    "accounts.token_revoked": _("revoked a token for a program"),
}
