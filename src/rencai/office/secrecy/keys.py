"""The key ring, AES-256-GCM under it, and the keyed blind index (HMAC-SHA-256).

The first key of `FIELD_KEYS` encrypts; every key decrypts, so keys are turned by putting a new one in front. The
index key cannot be turned without indexing anew, which `rencai secrets rotate` does.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE, KEY_NAME = 12, 4
LEFT_OUT = str.maketrans("", "", " -\t")


class Unreadable(Exception):
    """The ciphertext was changed, moved to another column, or its key is no longer on the ring."""


@lru_cache(maxsize=16)
def _key(text: str) -> bytes:
    return hashlib.sha256(base64.urlsafe_b64decode(text)).digest()


@lru_cache(maxsize=1)
def _ring(texts: tuple[str, ...]) -> dict[bytes, AESGCM]:
    return {hashlib.sha256(_key(text)).digest()[:KEY_NAME]: AESGCM(_key(text)) for text in texts}


def ring() -> dict[bytes, AESGCM]:
    return _ring(tuple(settings.FIELD_KEYS))


def encrypt(text: str, column: str) -> bytes:
    """`text` as key name, nonce and ciphertext; bound to `column`, so that no value can be moved to another."""
    name, cipher = next(iter(ring().items()))
    nonce = os.urandom(NONCE)
    return name + nonce + cipher.encrypt(nonce, text.encode(), column.encode())


def decrypt(data: bytes, column: str) -> str:
    name, nonce = data[:KEY_NAME], data[KEY_NAME : KEY_NAME + NONCE]
    cipher = ring().get(name)
    if cipher is None:
        raise Unreadable(f"no key on the ring opens this value of {column}")
    try:
        return cipher.decrypt(nonce, data[KEY_NAME + NONCE :], column.encode()).decode()
    except InvalidTag:
        raise Unreadable(f"this value of {column} was changed") from None


def normalised(text: str) -> str:
    """How a secret is written before it is indexed: full-width letters, spaces and hyphens make no difference."""
    return unicodedata.normalize("NFKC", text).upper().translate(LEFT_OUT)


def blind_index(text: str, purpose: str) -> str:
    """The keyed fingerprint by which equal secrets are found; "" for none. `purpose` keeps columns apart."""
    plain = normalised(text)
    if not plain:
        return ""
    return hmac.digest(_key(settings.BLIND_INDEX_KEY), f"{purpose}\0{plain}".encode(), "sha256").hex()[:32]
