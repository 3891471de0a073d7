"""The database's own refusal to change an entry of a formal plan, or to take one out while its words can be read (TRUST T38, PIP-18).

Entries are never changed. They are deleted only after the plan's key was destroyed, as the purge does it (`retiring.purge_cases`): then no
word is lost that had not been erased already. An owner of the database can lift the guard; `cadenza verify` says that it is gone, and names
the first entry that does not fit its chain. As in `trail.guard`, a migration that makes the table anew on SQLite puts the guard up again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the record of a formal plan is append-only"
STAYS, KEPT = "improvement_entry_stays", "improvement_entry_is_kept"
_READABLE = (
    "EXISTS (SELECT 1 FROM sealing_datakey WHERE sealing_datakey.unit = 'formal:case:' || OLD.case_id "
    "AND sealing_datakey.destroyed_at IS NULL)"
)
"""While this holds the plan's words can be read; the name is that of `ledger.unit_of`."""
_SQLITE = (
    f"CREATE TRIGGER {STAYS} BEFORE UPDATE ON improvement_entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER {KEPT} BEFORE DELETE ON improvement_entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}') WHERE {_READABLE}; END",
)
_RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
_POSTGRES = (
    f"CREATE OR REPLACE FUNCTION improvement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_RAISE} END $$",
    "CREATE OR REPLACE FUNCTION improvement_keep() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {_READABLE} THEN {_RAISE} END IF; RETURN OLD; END $$",
    f"CREATE TRIGGER {STAYS} BEFORE UPDATE ON improvement_entry FOR EACH ROW EXECUTE FUNCTION improvement_refuse()",
    f"CREATE TRIGGER {KEPT} BEFORE DELETE ON improvement_entry FOR EACH ROW EXECUTE FUNCTION improvement_keep()",
)


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make the two triggers, in place of any that are there."""
    lift(connection)
    _run(connection, _POSTGRES if connection.vendor == "postgresql" else _SQLITE)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration that must, and for tests that tamper or empty their tables."""
    on = " ON improvement_entry" if connection.vendor == "postgresql" else ""
    _run(connection, [f"DROP TRIGGER IF EXISTS {name}{on}" for name in (STAYS, KEPT)])


def is_up(connection: BaseDatabaseWrapper) -> bool:
    """Whether both triggers are in their place and at work."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {STAYS, KEPT} <= {row[0] for row in cursor.fetchall()}


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
