"""The database itself refuses to change or delete an event, whoever asks."""

from __future__ import annotations

from typing import Any

REFUSAL = "the audit log is append-only"
SQLITE = [
    f"CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit_event BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("update", "delete")
] + [
    # INSERT OR REPLACE deletes a row without waking the trigger for deletes.
    "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit_event"
    f" WHEN NEW.number <= (SELECT max(number) FROM audit_event) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
]
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    " LANGUAGE plpgsql",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW"
    " EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT"
    " EXECUTE FUNCTION audit_refuse()",
]
REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("update", "delete", "replace")],
    "postgresql": [
        "DROP TRIGGER IF EXISTS audit_no_change ON audit_event",
        "DROP TRIGGER IF EXISTS audit_no_truncate ON audit_event",
    ],
}
INSTALL = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def install(connection: Any) -> None:
    _run(connection, INSTALL)


def remove(connection: Any) -> None:
    """For tests that empty the tables, and for the end of an office."""
    _run(connection, REMOVE)


def _run(connection: Any, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
