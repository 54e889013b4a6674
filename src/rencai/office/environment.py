"""What the environment says, and the secrets of an office that was given none: made once, kept beside its data."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

import environ

env = environ.Env()

HOME = Path(env.str("RENCAI_HOME", default="office-data")).absolute()
"""Where the office keeps its database, uploads and secrets unless told otherwise."""


def secret(name: str) -> str:
    """The secret `name` of the environment; else the one that this office made for itself at its first start."""
    given = env.str(name, default="")
    return given or _own(name)


def _own(name: str) -> str:
    path = HOME / "secrets" / name
    if not path.exists():
        _create(path)
    return path.read_text(encoding="ascii").strip()


def _create(path: Path) -> None:
    """Two processes may start at once: whoever links first has made the secret."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    mine.touch(mode=0o600)
    mine.write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(), encoding="ascii")
    try:
        path.hardlink_to(mine)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
