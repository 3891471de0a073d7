"""What the organisation knows of a reader towards a person, on an instant: the one source of every access decision.

Everything here is read from dated rows at the instant that is asked about. A line, delegation, scope or role that was dated
ahead counts from the moment it begins and no longer once it ends; no job has to run in between (TRUST R2, ARCHITECTURE 3).

For writing, use `relations_held`: same answer, but the facts behind it cannot be withdrawn before the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, Expression, F, IntegerField, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from cadenza.people.days import day_of, start_of
from cadenza.people.models import Dated, Delegation, Freeze, Grant, HRScope, PathWindow, Person, ReportingLine
from cadenza.people.paths import below_range
from cadenza.people.rules import PRIVILEGED, ROLE_RELATION, GrantedRole, PersonStatus, Relation

_ONE_DAY = timedelta(days=1)
HIGHEST = 100
"""Steps that a walk along the lines takes at most, so that a loop in the data ends."""

_FACTS = """
WITH RECURSIVE up(start, id, height, line) AS (
    SELECT id, id, 0, id FROM people_person WHERE id IN (%(viewer)s, %(subject)s)
    UNION ALL
    SELECT up.start, line.manager_id, up.height + 1, line.id
    FROM up JOIN people_reportingline line ON line.person_id = up.id
    WHERE line.since <= %(at)s AND up.height < %(highest)s
    AND (line.until IS NULL OR (line.until > %(at)s AND (%(reading)s OR line.ended_at IS NULL OR line.until > line.ended_at)))
)
SELECT 'up', start, id, height, line FROM up WHERE height > 0
UNION ALL
SELECT 'former', 0, manager_id, 0, id FROM people_reportingline
WHERE person_id = %(subject)s AND manager_id = %(viewer)s AND until <= %(at)s
UNION ALL
SELECT 'delegate', 0, manager_id, 0, id FROM people_delegation
WHERE delegate_id = %(viewer)s AND since <= %(at)s AND until > %(at)s AND (%(reading)s OR ended_at IS NULL OR until > ended_at)
UNION ALL
SELECT 'scope', 0, person_id, 0, id FROM people_hrscope
WHERE partner_id = %(viewer)s AND person_id = %(subject)s AND since <= %(at)s
AND (until IS NULL OR (until > %(at)s AND (%(reading)s OR ended_at IS NULL OR until > ended_at)))
UNION ALL
SELECT role, 0, person_id, 0, id FROM people_grant
WHERE person_id = %(viewer)s AND since <= %(at)s
AND (until IS NULL OR (until > %(at)s AND (%(reading)s OR ended_at IS NULL OR until > ended_at)))
UNION ALL
SELECT 'gone', 0, id, 0, id FROM people_person WHERE id = %(viewer)s AND (status = 'leaver' OR end_date < %(today)s)
"""


@dataclass
class Facts:
    """The rows behind the relations of one viewer to one subject; ids only."""

    viewer: int
    subject: int
    gone: bool = False
    lines: list[tuple[int, int]] = field(default_factory=list)
    """Manager and line, from the subject upwards: the manager first."""
    viewer_above: set[int] = field(default_factory=set)
    former: bool = False
    covered: dict[int, int] = field(default_factory=dict)
    """Manager whom the viewer stands in for -> delegation."""
    scope: int | None = None
    grants: dict[GrantedRole, int] = field(default_factory=dict)

    def relations(self, *, excluding_oneself: bool = True) -> frozenset[Relation]:
        """Read the facts. A leaver has no relation to anybody (TRUST R13)."""
        if self.gone:
            return frozenset()
        if self.viewer == self.subject:
            found = {Relation.SELF}
        else:
            found = {Relation.COLLEAGUE, *self._along_the_line()}
            if self.lines and self.lines[0][0] in self.covered:
                found.add(Relation.DELEGATE)
            if self.scope is not None:
                found.add(Relation.HR_SCOPE)
        found |= {ROLE_RELATION[role] for role in self.grants}
        if excluding_oneself and (self.viewer == self.subject or self.subject in self.viewer_above):
            found -= PRIVILEGED  # TRUST X7
        return frozenset(found)

    def _along_the_line(self) -> set[Relation]:
        heights = {manager: height for height, (manager, _) in enumerate(self.lines, start=1)}
        height = heights.get(self.viewer, 0)
        if height == 1:
            return {Relation.MANAGER}
        found = {Relation.UPLINE} if height > 1 else set()
        return found | {Relation.FORMER} if self.former else found


@dataclass(frozen=True)
class Known:
    """What a page has read about its reader, for reading alone: so that each list on it does not ask again."""

    person_id: int
    at: datetime
    roles: frozenset[GrantedRole]
    above: frozenset[int]
    """Ids of everybody above them."""
    path: str
    """Where they stand in the line, while the paths hold; else empty."""
    looks_after: bool
    """Whether they are the HR partner of anybody."""


_KNOWN: ContextVar[Known | None] = ContextVar("known", default=None)


@contextmanager
def known(facts: Known) -> Iterator[None]:
    """Within this block the reader's roles, line above and path are those given, at that instant. Nothing that writes asks here."""
    token = _KNOWN.set(facts)
    try:
        yield
    finally:
        _KNOWN.reset(token)


def _known(person: Person, at: datetime) -> Known | None:
    facts = _KNOWN.get()
    return facts if facts is not None and (facts.person_id, facts.at) == (person.pk, at) else None


def relations_to(viewer: Person, subject: Person, *, at: datetime) -> frozenset[Relation]:
    """Everything the viewer is to the subject at this instant. One query."""
    return _facts(viewer.pk, subject.pk, at).relations()


def relations_held(viewer: Person, subject: Person, *, at: datetime, excluding_oneself: bool = True) -> frozenset[Relation]:
    """The same as `relations_to`, for a write: what it answers stays true until the transaction ends (TRUST T39).

    Call it inside the transaction that writes. On PostgreSQL it locks (`FOR SHARE`) the viewer's own row and the rows that
    make the relations: the lines between the two, the delegation, the scope, the grants. Whoever withdraws one of them waits
    for this transaction; if they were first, this one waits, reads their end and no longer has the relation, even though its
    own instant is the older one: an end written down at or after itself (`ended_at`) counts at once. On SQLite the writing
    transaction is alone from its beginning (IMMEDIATE), so only the last part is needed, and it costs no further statement.

    `excluding_oneself=False` answers which roles the viewer holds at all, for acts that are about no person.
    """
    facts = _facts(viewer.pk, subject.pk, at, reading=False)
    if connection.features.has_select_for_update:
        _lock(facts)
    return facts.relations(excluding_oneself=excluding_oneself)


def still_holds(rows: Dated[Any], *, at: datetime) -> bool:
    """Whether one of these dated rows is in force, for a write: as `relations_held`, about rows that make no relation (TRUST T39)."""
    lasting = _lasting(rows.in_force(at))
    return bool(_shared(lasting, most=1)) if connection.features.has_select_for_update else lasting.exists()


def people_with(viewer: Person, relations: Collection[Relation], *, at: datetime) -> QuerySet[Person]:
    """Everybody towards whom the viewer has one of the relations at this instant: the filter behind every list.

    One queryset, usable as a subquery; agrees with `relations_to` for every pair of people.
    """
    wanted = frozenset(relations)
    if has_left(viewer, at=at) or not wanted:
        return Person.objects.none()
    if {Relation.SELF, Relation.COLLEAGUE} <= wanted:
        return Person.objects.all()  # everybody is one or the other, whatever else is asked for
    parts = [_PARTS[relation](viewer, at) for relation in sorted(wanted)]
    ids = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:])
    return Person.objects.filter(pk__in=ids)


def manager_of(person: Person, *, at: datetime) -> Person | None:
    """Who the person reports to at this instant."""
    line = ReportingLine.objects.in_force(at).filter(person=person).select_related("manager").first()
    return line.manager if line else None


def managers_of(person_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """Person -> manager at this instant, for many; those without a manager are left out."""
    return dict(ReportingLine.objects.in_force(at).filter(person__in=person_ids).values_list("person_id", "manager_id"))


def reports_of(manager: Person, *, at: datetime) -> QuerySet[Person]:
    """Who reports to the manager directly at this instant."""
    return Person.objects.filter(pk__in=_reports(manager.pk, at))


def below(person: Person, *, at: datetime) -> QuerySet[Person]:
    """Everybody under the person, at any distance. A path range while the paths hold, else a walk along the lines."""
    if (facts := _known(person, at)) is not None:
        path: str | None = facts.path
    else:
        holding = PathWindow.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
        path = Person.objects.filter(Exists(holding), pk=person.pk).values_list("path", flat=True).first()
    if path:
        return below_range(Person.objects.all(), path)
    return Person.objects.filter(pk__in=_Walk(person.pk, at, down=True)).exclude(pk=person.pk)


def upline_of(person: Person, *, at: datetime) -> list[Person]:
    """Everybody above the person: the manager first, the top last."""
    ids = [manager for manager, _ in _facts(person.pk, person.pk, at).lines]
    found = Person.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def above(person: Person, *, at: datetime) -> frozenset[int]:
    """Ids of everybody above the person. One query."""
    if (facts := _known(person, at)) is not None:
        return facts.above
    return frozenset(manager for manager, _ in _facts(person.pk, person.pk, at).lines)


def looks_after_anybody(person: Person, *, at: datetime) -> bool:
    """Whether somebody is the HR partner of anybody at this instant; never one who has left."""
    if has_left(person, at=at):
        return False
    if (facts := _known(person, at)) is not None:
        return facts.looks_after
    return HRScope.objects.in_force(at).filter(partner=person).exists()


def roles_of(person: Person, *, at: datetime) -> frozenset[GrantedRole]:
    """Granted roles at this instant; none for a leaver."""
    if has_left(person, at=at):
        return frozenset()
    if (facts := _known(person, at)) is not None:
        return facts.roles
    return frozenset(GrantedRole(role) for role in Grant.objects.in_force(at).filter(person=person).values_list("role", flat=True))


def covers(delegate: Person, *, at: datetime) -> QuerySet[Person]:
    """The people towards whom somebody stands in for the manager at this instant."""
    return people_with(delegate, {Relation.DELEGATE}, at=at)


def is_frozen(person: Person, *, at: datetime) -> bool:
    """Whether nothing about the person may be destroyed or overwritten (TRUST L13). One set since `at` was read counts as well."""
    return Freeze.objects.filter(Q(until=None) | Q(until__gt=at), person=person).exists()


def has_left(person: Person, *, at: datetime) -> bool:
    """Whether the person has left: recorded as a leaver, or the last day is over."""
    return person.status == PersonStatus.LEAVER or (person.end_date is not None and at >= start_of(person.end_date + _ONE_DAY))


class _Walk(Expression):
    """Ids met on a walk along the lines in force, down or up, the start included: a recursive subquery for `pk__in`."""

    def __init__(self, start: int, at: datetime, *, down: bool) -> None:
        super().__init__(output_field=IntegerField())
        self.start, self.at, self.down = start, at, down

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        moment = connection.ops.adapt_datetimefield_value(self.at)
        return _WALK_DOWN if self.down else _WALK_UP, (self.start, moment, moment, HIGHEST)


_WALK_DOWN = """(WITH RECURSIVE walk(id, height) AS (
    SELECT CAST(%s AS bigint), 0
    UNION ALL
    SELECT line.person_id, walk.height + 1 FROM walk JOIN people_reportingline line ON line.manager_id = walk.id
    WHERE line.since <= %s AND (line.until IS NULL OR line.until > %s) AND walk.height < %s
) SELECT id FROM walk)"""
_WALK_UP = _WALK_DOWN.replace("line.person_id, walk", "line.manager_id, walk").replace(
    "line.manager_id = walk.id", "line.person_id = walk.id"
)

Ids = QuerySet[Any, Any]


def _reports(manager_id: int, at: datetime) -> Ids:
    return ReportingLine.objects.in_force(at).filter(manager=manager_id).values_list("person_id")


def _self(viewer: Person, at: datetime) -> Ids:
    return Person.objects.filter(pk=viewer.pk).values_list("pk")


def _directly_led(viewer: Person, at: datetime) -> Ids:
    return _reports(viewer.pk, at)


def _formerly_led(viewer: Person, at: datetime) -> Ids:
    over = ReportingLine.objects.filter(manager=viewer, until__lte=at)
    return over.exclude(person__in=_reports(viewer.pk, at)).values_list("person_id")


def _far_below(viewer: Person, at: datetime) -> Ids:
    return below(viewer, at=at).exclude(pk__in=_reports(viewer.pk, at)).values_list("pk")


def _covered(viewer: Person, at: datetime) -> Ids:
    managers = Delegation.objects.in_force(at).filter(delegate=viewer).values("manager")
    return ReportingLine.objects.in_force(at).filter(manager__in=managers).exclude(person=viewer).values_list("person_id")


def _in_scope(viewer: Person, at: datetime) -> Ids:
    scopes = HRScope.objects.in_force(at).filter(partner=viewer)
    return scopes.exclude(person__in=_Walk(viewer.pk, at, down=False)).values_list("person_id")


def _colleagues(viewer: Person, at: datetime) -> Ids:
    return Person.objects.exclude(pk=viewer.pk).values_list("pk")


def _with_role(role: GrantedRole) -> Callable[[Person, datetime], Ids]:
    def everybody(viewer: Person, at: datetime) -> Ids:
        people = Person.objects.filter(Exists(Grant.objects.in_force(at).filter(person=viewer, role=role)))
        if ROLE_RELATION[role] in PRIVILEGED:
            people = people.exclude(pk__in=_Walk(viewer.pk, at, down=False))
        return people.values_list("pk")

    return everybody


_PARTS: Mapping[Relation, Callable[[Person, datetime], Ids]] = {
    Relation.SELF: _self,
    Relation.MANAGER: _directly_led,
    Relation.FORMER: _formerly_led,
    Relation.UPLINE: _far_below,
    Relation.DELEGATE: _covered,
    Relation.HR_SCOPE: _in_scope,
    Relation.COLLEAGUE: _colleagues,
    **{relation: _with_role(role) for role, relation in ROLE_RELATION.items()},
}


def _facts(viewer: int, subject: int, at: datetime, *, reading: bool = True) -> Facts:
    """For reading, what holds at the instant; for writing, leave out what was withdrawn meanwhile."""
    found = Facts(viewer, subject)
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        given = {
            "viewer": viewer,
            "subject": subject,
            "at": moment,
            "today": day_of(at).isoformat(),
            "highest": HIGHEST,
            "reading": reading,
        }
        cursor.execute(_FACTS, given)
        rows = cursor.fetchall()
    along: dict[int, tuple[int, int]] = {}
    for kind, start, person, height, row in rows:
        if kind == "up" and start == subject:
            along[height] = (person, row)
        if kind == "up" and start == viewer:
            found.viewer_above.add(person)
        elif kind == "former":
            found.former = True
        elif kind == "delegate":
            found.covered[person] = row
        elif kind == "scope":
            found.scope = row
        elif kind == "gone":
            found.gone = True
        elif kind != "up":
            found.grants[GrantedRole(kind)] = row
    found.lines = [along[height] for height in sorted(along)]
    return found


def _lock(facts: Facts) -> None:
    """Keep the rows behind the facts as they are until the transaction ends, and drop facts whose end has been written down."""
    heights = [manager for manager, _ in facts.lines]
    needed = facts.lines[: heights.index(facts.viewer) + 1] if facts.viewer in heights else []
    covered = facts.covered.get(heights[0]) if heights else None
    if covered is not None and not needed:
        needed = facts.lines[:1]
    if not _shared(Person.objects.filter(pk=facts.viewer).exclude(status=PersonStatus.LEAVER)):
        facts.gone = True
    if needed:
        kept = _shared(_lasting(ReportingLine.objects.filter(pk__in=[line for _, line in needed])))
        if len(kept) < len(needed):
            facts.lines = []
    if covered is not None and not _shared(_lasting(Delegation.objects.filter(pk=covered))):
        facts.covered = {}
    if facts.scope is not None and not _shared(_lasting(HRScope.objects.filter(pk=facts.scope))):
        facts.scope = None
    if facts.grants:
        kept = _shared(_lasting(Grant.objects.filter(pk__in=facts.grants.values())))
        facts.grants = {role: row for role, row in facts.grants.items() if row in kept}


def _lasting(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(until__lte=F("ended_at"))


def _shared(rows: QuerySet[Any], *, most: int | None = None) -> set[int]:
    """The ids of rows, or of so many of them, locked against change; read after waiting for whoever held them."""
    sql, params = rows.order_by("pk").values_list("pk")[:most].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR SHARE", params)
        return {row[0] for row in cursor.fetchall()}
