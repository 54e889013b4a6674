"""The words of this app's acts, and of the details that their events tell."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "accounts.signed_in": _("signed in"),
    "accounts.sign_in_failed": _("somebody failed to sign in"),
    "accounts.locked_out": _("sign-in was locked after too many failures"),
    "accounts.second_factor_failed": _("somebody showed a wrong second factor"),
    "accounts.second_factor_added": _("added a second factor"),
    "accounts.second_factor_removed": _("removed a second factor"),
    "accounts.recovery_codes_made": _("made new recovery codes"),
    "accounts.password_changed": _("changed their password"),
    "accounts.identity_linked": _("linked their account to the unified identity"),
    "accounts.identity_unlinked": _("unlinked their account from the unified identity"),
    "accounts.user_added": _("added an account"),
    "accounts.user_closed": _("closed an account"),
    "accounts.user_reopened": _("opened an account again"),
    "accounts.mandate_granted": _("granted a mandate"),
    "accounts.mandate_delegated": _("delegated a mandate"),
    "accounts.mandate_revoked": _("revoked a mandate"),
    "accounts.kin_declared": _("declared a relative"),
    "accounts.kin_withdrawn": _("withdrew the declaration of a relative"),
    "accounts.token_made": _("made a token for a program"),
    "accounts.token_revoked": _("revoked a token for a program"),
}
DETAILS = {
    "methods": _("how"),
    "kind": _("kind of second factor"),
    "password": _("password"),
    "totp": _("authenticator app"),
    "webauthn": _("passkey or security key"),
    "recovery_codes": _("recovery codes"),
    "socialaccount": _("unified identity"),
}
