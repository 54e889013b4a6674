"""Which engines this machine has; a test of an absent one skips with the reason."""

from __future__ import annotations

import shutil
from functools import lru_cache

import pytest


@lru_cache
def why_absent(engine: str) -> str:
    """Empty where the engine can be used, else the reason why not."""
    return {"duckdb": lambda: "", "postgres": _postgres, "spark": _spark}[engine]()


def _postgres() -> str:
    try:
        import adbc_driver_postgresql.dbapi as postgres

        postgres.connect("postgresql://127.0.0.1:5432/postgres").close()
    except Exception as error:
        return f"PostgreSQL is not at 127.0.0.1:5432: {str(error).splitlines()[0]}"
    return ""


def _spark() -> str:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed (pip install 'rencai[spark]')"
    return "" if shutil.which("java") else "Spark needs Java 17, and there is no java"


def need(engine: str) -> None:
    if reason := why_absent(engine):
        pytest.skip(reason)
