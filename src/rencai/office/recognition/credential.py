"""The talent card as a signed text (JWS, RFC 7515, Ed25519): made, read and refused. Needs no database and no Django.

It says which class is recognised, from when until when, which card it is, and who issued it. Of the person it says
nothing: whoever shows it shows who they are by other means.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

ALGORITHM, TYPE = "Ed25519", "talent-card"
"""The one algorithm that is taken, by its name of RFC 9864."""
MOST_SIGNS = 1000
SEED = 32
CLAIMS = frozenset({"iss", "jti", "cat", "nbf", "exp"})


class Fault(Enum):
    """Why a card is not taken."""

    TOO_LONG = "too_long"
    GARBLED = "garbled"
    ALGORITHM = "algorithm"
    OTHER_KEY = "other_key"
    FORGED = "forged"
    NO_CARD = "no_card"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    NOT_ISSUED = "not_issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CardRefused(ValueError):
    """A card that is not taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


@dataclass(frozen=True)
class Credential:
    """What a card says. `until` is the moment at which it ends, None where no end is set; `key` a thumbprint."""

    issuer: str
    serial: str
    category: str
    since: datetime
    until: datetime | None
    key: str


def private_key(seed: str) -> OKPKey:
    """The key made of 32 bytes in URL-safe base64.

    Raises:
        ValueError: they are not 32 bytes.
    """
    raw = base64.b64decode(seed + "=" * (-len(seed) % 4), altchars=b"-_", validate=True)
    if len(raw) != SEED:
        raise ValueError(f"a key of cards has {SEED} bytes, not {len(raw)}")
    return OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(raw))


def key_set(keys: Iterable[OKPKey]) -> dict[str, Any]:
    """The public keys as a JWK set (RFC 7517), each named by its thumbprint (RFC 7638)."""
    return {
        "keys": [
            {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"} for key in keys
        ]
    }


def keys_of(given: Any) -> dict[str, OKPKey]:
    """The keys of a JWK set, or of one JWK, by thumbprint.

    Raises:
        ValueError: it is neither, or holds no Ed25519 key.
    """
    listed = given.get("keys", [given]) if isinstance(given, Mapping) else None
    if not isinstance(listed, list) or not listed:
        raise ValueError("no key")
    try:
        found = [OKPKey.import_key({name: one[name] for name in ("kty", "crv", "x")}) for one in listed]
    except (JoseError, KeyError, TypeError, ValueError) as problem:
        raise ValueError(str(problem)) from None
    if any(key.curve_name != ALGORITHM for key in found):
        raise ValueError("no Ed25519 key")
    return {key.thumbprint(): key for key in found}


def signed(credential: Credential, key: OKPKey) -> str:
    """The card as a JWS in compact form."""
    claims: dict[str, Any] = {
        "iss": credential.issuer,
        "jti": credential.serial,
        "cat": credential.category,
        "nbf": int(credential.since.timestamp()),
    }
    if credential.until:
        claims["exp"] = int(credential.until.timestamp())
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.thumbprint()}
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(header, payload, key, algorithms=[ALGORITHM])


def read(token: str, keys: Mapping[str, OKPKey], now: datetime) -> Credential:
    """What a card says, once its signature is that of one of `keys`, and it runs at `now`.

    Raises:
        CardRefused: it does not.
    """
    credential = _opened(token, keys)
    if now < credential.since:
        raise CardRefused(Fault.NOT_YET)
    if credential.until and now >= credential.until:
        raise CardRefused(Fault.EXPIRED)
    return credential


def _opened(token: str, keys: Mapping[str, OKPKey]) -> Credential:
    if len(token) > MOST_SIGNS:
        raise CardRefused(Fault.TOO_LONG)
    header = _header(token)
    if header.get("alg") != ALGORITHM:
        raise CardRefused(Fault.ALGORITHM)
    key = keys.get(str(header.get("kid")))
    if key is None:
        raise CardRefused(Fault.OTHER_KEY)
    try:
        payload = jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload
    except BadSignatureError:
        raise CardRefused(Fault.FORGED) from None
    except (JoseError, ValueError):
        raise CardRefused(Fault.GARBLED) from None
    if header.get("typ") != TYPE:
        raise CardRefused(Fault.NO_CARD)
    return _credential(payload or b"", key.thumbprint())


def _header(token: str) -> dict[str, Any]:
    """Of three parts of base64 in its one form: other spellings of the same bytes are no card."""
    parts = token.split(".")
    if len(parts) != 3:
        raise CardRefused(Fault.GARBLED)
    first, *_rest = (_bytes(part) for part in parts)
    return _mapping(first, Fault.GARBLED)


def _bytes(part: str) -> bytes:
    try:
        found = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise CardRefused(Fault.GARBLED) from None
    if base64.urlsafe_b64encode(found).decode().rstrip("=") != part:
        raise CardRefused(Fault.GARBLED)
    return found


def _mapping(text: bytes, fault: Fault) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise CardRefused(fault) from None
    if not isinstance(found, dict):
        raise CardRefused(fault)
    return found


def _credential(payload: bytes, key: str) -> Credential:
    claims = _mapping(payload, Fault.NO_CARD)
    texts = [claims.get(name) for name in ("iss", "jti", "cat")]
    if set(claims) - CLAIMS or not all(isinstance(text, str) and text for text in texts):
        raise CardRefused(Fault.NO_CARD)
    issuer, serial, category = map(str, texts)
    until = _moment(claims["exp"]) if "exp" in claims else None
    return Credential(issuer, serial, category, _moment(claims.get("nbf")), until, key)


def _moment(value: Any) -> datetime:
    if not isinstance(value, int) or isinstance(value, bool):
        raise CardRefused(Fault.NO_CARD)
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        raise CardRefused(Fault.NO_CARD) from None
