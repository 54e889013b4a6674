"""Acts on accounts, mandates, declared kin and tokens for programs."""

from rencai.office.accounts.actions.kin import declare_kin, withdraw_kin
from rencai.office.accounts.actions.mandates import delegate, grant, revoke
from rencai.office.accounts.actions.people import add_user, close_user, remember_language, reopen_user
from rencai.office.accounts.actions.programs import make_token, revoke_token

__all__ = [
    "add_user",
    "close_user",
    "declare_kin",
    "delegate",
    "grant",
    "make_token",
    "remember_language",
    "reopen_user",
    "revoke",
    "revoke_token",
    "withdraw_kin",
]
