"""The database's own refusal to change an entry of a formal plan, or to take one out while its words can be read (TRUST T38, PIP-18).

The same holds for the notes of HR's workspace beside it. Entries are never changed. They are deleted only after the plan's key was destroyed,
as the purge does it (`retiring.purge_cases`): then no word is lost that had not been erased already. An owner of the database can lift the
guard; `cadenza verify` says that it is gone, and names the first entry that does not fit its chain. As in `trail.guard`, a migration that
makes the table anew on SQLite puts the guard up again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

from cadenza.trail.guard import at_work, run

REFUSAL = "the record of a formal plan is append-only"
GUARDED = {"improvement_entry": "formal:case:", "improvement_advice": "formal-advice:case:"}
"""Table -> how the unit of its words begins, as `ledger.unit_of` and `advice.unit_of` name it."""
NAMES = tuple((table, f"{table}_stays", f"{table}_is_kept") for table in GUARDED)
_RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"


def _statements(vendor: str) -> Iterable[str]:
    if vendor == "postgresql":
        yield f"CREATE OR REPLACE FUNCTION improvement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_RAISE} END $$"
    for table, stays, kept in NAMES:
        readable = (  # while this holds the words can be read
            f"EXISTS (SELECT 1 FROM sealing_datakey WHERE sealing_datakey.unit = '{GUARDED[table]}' || OLD.case_id "  # noqa: S608  constants
            "AND sealing_datakey.destroyed_at IS NULL)"
        )
        if vendor == "postgresql":
            keep = f"{table}_keep()"
            body = f"BEGIN IF {readable} THEN {_RAISE} END IF; RETURN OLD; END"
            yield f"CREATE OR REPLACE FUNCTION {keep} RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            yield f"CREATE TRIGGER {stays} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION improvement_refuse()"
            yield f"CREATE TRIGGER {kept} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {keep}"
        else:
            yield f"CREATE TRIGGER {stays} BEFORE UPDATE ON {table} FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            yield f"CREATE TRIGGER {kept} BEFORE DELETE ON {table} FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}') WHERE {readable}; END"


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, in place of any that are there."""
    lift(connection)
    run(connection, _statements(connection.vendor))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration that must, and for tests that tamper or empty their tables."""
    pairs = [(name, f" ON {table}" if connection.vendor == "postgresql" else "") for table, *names in NAMES for name in names]
    run(connection, [f"DROP TRIGGER IF EXISTS {name}{on}" for name, on in pairs])


def is_up(connection: BaseDatabaseWrapper) -> bool:
    """Whether all triggers are in their place and at work."""
    return {name for _table, *names in NAMES for name in names} <= at_work(connection)
