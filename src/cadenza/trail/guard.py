"""The database's own refusal to change or delete a link of the record, on both databases (TRUST T38).

Links are never changed nor deleted, content is never changed (a purge deletes it), and a chain only grows. An owner of the database can lift
the guard; `verify` and a kept copy of the heads show what they did then. SQLite drops triggers with a table that a migration makes anew:
such a migration of this room puts the guard up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the record is append-only"
GROWS = "NEW.length <= OLD.length OR NEW.key <> OLD.key OR NEW.id <> OLD.id"
RULES: dict[str, tuple[str, str, str]] = {
    "trail_entry_stays": ("trail_entry", "UPDATE", ""),
    "trail_entry_is_kept": ("trail_entry", "DELETE", ""),
    "trail_content_stays": ("trail_content", "UPDATE", ""),
    "trail_chain_only_grows": ("trail_chain", "UPDATE", GROWS),
    "trail_chain_is_kept": ("trail_chain", "DELETE", ""),
}
"""Name of the trigger -> table, statement, condition under which it refuses ("" for always)."""


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, in place of any that are there."""
    lift(connection)
    run(connection, _making(connection.vendor))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration that must, and for tests that empty their tables."""
    on = " ON {table}" if connection.vendor == "postgresql" else ""
    run(connection, (f"DROP TRIGGER IF EXISTS {name}{on.format(table=table)}" for name, (table, _, _) in RULES.items()))


def is_up(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is in its place and at work."""
    return RULES.keys() <= at_work(connection)


def at_work(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers of the whole database that are not switched off, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


def _making(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for name, (table, statement, condition) in RULES.items():
        when = f" WHEN ({condition})" if condition else ""
        refuse = "EXECUTE FUNCTION trail_refuse()" if vendor == "postgresql" else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        yield f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW{when} {refuse}"


def run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Send them one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
