"""Whether a PostgreSQL server answers: `python tools/answers.py postgres://…` ends with 0, else with 1 and says so."""

from __future__ import annotations

import sys

import psycopg


def main(url: str) -> int:
    # The server is asked, not the database: tests make databases of their own.
    server = url.rsplit("/", 1)[0]
    try:
        psycopg.connect(f"{server}/postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        print(f"No PostgreSQL answers at {server.rpartition('@')[2]}: the tests run on SQLite alone.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
