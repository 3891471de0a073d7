"""The path column of all people: derived from the dated lines, moved when a line changes, rebuilt in one statement.

Guarantee: inside the window that `PathWindow` records, every path agrees with the lines in force. Outside it nobody reads a
path; `relations.below` walks the lines instead. So a line dated ahead is true from the instant it begins, though no job has run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from cadenza.people.models import PathWindow, Person

_ONE_AT_A_TIME = 0x0CADE27A
"""Key of the lock under which lines change on PostgreSQL. SQLite has one writer anyway."""

_TREE = """
WITH RECURSIVE force(person_id, manager_id) AS (
    SELECT person_id, manager_id FROM people_reportingline
    WHERE since <= %(at)s AND (until IS NULL OR until > %(at)s)
), tree(id, path) AS (
    SELECT id, '/' || id || '/' FROM people_person
    WHERE NOT EXISTS (SELECT 1 FROM force WHERE force.person_id = people_person.id)
    UNION ALL
    SELECT force.person_id, tree.path || force.person_id || '/' FROM tree JOIN force ON force.manager_id = tree.id
)
"""
_REBUILD = (
    _TREE  # noqa: S608  two constants, no value
    + "UPDATE people_person SET path = tree.path FROM tree WHERE people_person.id = tree.id AND people_person.path <> tree.path"
)
_WRONG = _TREE + (  # noqa: S608  two constants, no value
    "SELECT people_person.id, people_person.path, tree.path FROM people_person LEFT JOIN tree ON tree.id = people_person.id"
    " WHERE tree.id IS NULL OR tree.path <> people_person.path ORDER BY people_person.id"
)
_BOUNDARIES = """SELECT (SELECT MAX(since) FROM people_reportingline WHERE since <= %(at)s), (SELECT MAX(until) FROM people_reportingline WHERE until <= %(at)s),
    (SELECT MIN(since) FROM people_reportingline WHERE since > %(at)s), (SELECT MIN(until) FROM people_reportingline WHERE until > %(at)s)"""


def below_range(people: QuerySet[Person], path: str) -> QuerySet[Person]:
    """Those whose path goes through this one: a range in byte order, "/" being followed by "0"."""
    return people.filter(path__gt=path, path__lt=path[:-1] + "0")


def hold_lines() -> None:
    """Wait until no other transaction changes lines, and keep others waiting until this one ends.

    Two moves at once could close a loop that neither sees alone.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


@transaction.atomic
def rebuild_paths(at: datetime) -> None:
    """Write everybody's path anew from the lines in force, in one statement, and note until when it holds."""
    hold_lines()
    with connection.cursor() as cursor:
        cursor.execute(_REBUILD, {"at": _adapted(at)})
    _note_window(at)


@transaction.atomic
def settle_paths(at: datetime) -> None:
    """Bring the paths up to an instant; cheap when no line has begun or ended since they were last settled."""
    if not paths_hold(at):
        rebuild_paths(at)


def paths_hold(at: datetime) -> bool:
    """Whether the stored paths are those of this instant."""
    window = PathWindow.objects.first()
    return window is not None and window.since <= at and (window.until is None or at < window.until)


def place(person: Person, manager_path: str) -> None:
    """Move a person and everybody below to stand under another path ("" is the top). The paths must hold beforehand."""
    old, new = person.path, f"{manager_path or '/'}{person.pk}/"
    if old == new:
        return
    if old:
        moved = below_range(Person.objects.all(), old)
        moved.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Person.objects.filter(pk=person.pk).update(path=new)
    person.path = new


def note_change(at: datetime) -> None:
    """After lines have changed and paths were moved at `at`: the paths hold from now until the next dated beginning or end."""
    _note_window(at)


def wrong_paths() -> Iterator[str]:
    """One sentence for each person whose stored path differs from the lines at the time it claims to hold for; ids, no names.

    People on a loop are among them. Paths that are merely unsettled are not wrong: nobody reads them.
    """
    window = PathWindow.objects.first()
    if window is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, {"at": _adapted(window.since)})
        for pk, stored, right in cursor.fetchall():
            yield f"person {pk}: the path is {stored or 'empty'}, the lines say {right or 'that they go round in a loop'}"


def _note_window(at: datetime) -> None:
    """The paths hold from the last beginning or end of any line until the next one."""
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDARIES, {"at": _adapted(at)})
        found = [_read(value) for value in cursor.fetchone()]
    since = max((instant for instant in found[:2] if instant is not None), default=at)
    until = min((instant for instant in found[2:] if instant is not None), default=None)
    if not PathWindow.objects.update(since=since, until=until):
        PathWindow.objects.create(since=since, until=until)


def _read(value: object) -> datetime | None:
    """An instant as the driver gave it: PostgreSQL aware, SQLite as text in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return None


def _adapted(at: datetime) -> datetime | str | None:
    """An instant as the driver wants it."""
    adapted: datetime | str | None = connection.ops.adapt_datetimefield_value(at)
    return adapted
