"""What the first page knows of its reader before it reads anything: their standing, what they put off, and which kinds of rows are there at all.

One statement, the same for every reader. An arm looks at rows that are the reader's own to see, so that nobody's page tells of what lies
between others; proposals of roles and filed requests are looked for as such, and read by those alone who decide about them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from django.db import connection

from cadenza.asks.rules import LATELY
from cadenza.home.shell import IN_FORCE, STANDING, Standing, given_to_standing, standing_from
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import HIGHEST, Known
from cadenza.people.rules import GrantedRole
from cadenza.strategy.models import Cycle


@dataclass(frozen=True)
class AtHand(Standing):
    """The reader's standing, and what of the first page is worth asking for."""

    above: frozenset[int] = frozenset()
    """Ids of everybody above the reader."""
    path: str = ""
    snoozes: Mapping[str, date | None] = field(default_factory=dict)
    """Due -> the day to which the reader put it off; None: taken back (DUE-1)."""
    cycle: Cycle | None = None
    """The cycle on whose days this instant falls."""
    waits: frozenset[str] = frozenset()
    """Kinds of rows of which there is at least one that can concern the reader."""

    def known(self, reader: Person, at: datetime) -> Known:
        """The same for whoever asks about the reader while the page is made."""
        roles = frozenset(GrantedRole(role) for role in self.roles)
        return Known(reader.pk, at, roles, self.above, self.path, self.looks_after)


_WAITS: Mapping[str, str] = {
    "handovers": """FROM handover_handover WHERE called_off_at IS NULL AND ((outgoing_id = %(person)s AND sent_at IS NULL)
        OR ((incoming_id = %(person)s OR person_id = %(person)s) AND accepted_at IS NULL))""",
    "gaps": """FROM evidence_gapassessment WHERE superseded_at IS NULL AND disagreed_by_id IS NULL
        AND (person_agreed_at IS NULL OR manager_agreed_at IS NULL) AND person_id IN (SELECT id FROM near)""",
    "asks": """FROM asks_ask WHERE (asker_id = %(person)s OR helper_id = %(person)s)
        AND (state IN ('asked', 'accepted') OR held_on >= %(since)s OR ended_at IS NOT NULL)""",
    "trade-offs": """FROM plans_tradeoff trade JOIN plans_plan plan ON plan.id = trade.plan_id
        WHERE plan.owner_id IN (SELECT id FROM near) AND (trade.acknowledged_at IS NULL OR trade.made_good_on IS NULL)""",
    "commitments": """FROM plans_commitment promise JOIN plans_plan plan ON plan.id = promise.plan_id
        WHERE plan.owner_id IN (SELECT id FROM near) AND (promise.state = 'open' OR promise.confirmed_at IS NULL)""",
    "blocks": """FROM plans_goal goal JOIN plans_plan plan ON plan.id = goal.plan_id
        WHERE plan.owner_id = %(person)s AND goal.status = 'blocked' AND goal.dropped_at IS NULL""",
    "to-clear": """FROM plans_statuschange said JOIN plans_goal goal ON goal.id = said.goal_id
        WHERE said.remover_id = %(person)s AND said.ask_id IS NULL AND goal.status = 'blocked' AND goal.dropped_at IS NULL""",
    "proposals": "FROM people_grantproposal WHERE decided_at IS NULL",
    "suggested": "FROM plans_suggestion WHERE by_id = %(person)s AND state = 'offered'",
    "decisions": "FROM stewardship_decision WHERE owner_id = %(person)s AND state = 'open'",
    "system-review": f"""FROM stewardship_systemreview review WHERE state = 'preparing' AND (
        EXISTS (SELECT 1 FROM people_grant WHERE person_id = %(person)s AND role IN ('hr-admin', 'executive') AND {IN_FORCE})
        OR EXISTS (SELECT 1 FROM stewardship_systemreviewseat seat WHERE seat.review_id = review.id AND seat.person_id = %(person)s
            AND seat.named_at <= %(at)s AND (seat.left_at IS NULL OR seat.left_at > %(at)s)))""",  # noqa: S608  constants, no value
    "talent": """FROM stewardship_talentseat seat JOIN stewardship_talentsession session ON session.id = seat.session_id
        WHERE seat.person_id = %(person)s AND seat.named_at <= %(at)s AND (seat.left_at IS NULL OR seat.left_at > %(at)s)
        AND session.state = 'open' AND session.opens_at <= %(at)s AND session.closes_at > %(at)s""",
    "talent-own": """FROM stewardship_talentsnapshot snapshot JOIN stewardship_talentsession session ON session.id = snapshot.session_id
        WHERE snapshot.person_id = %(person)s AND snapshot.read_at IS NULL AND snapshot.sealed IS NOT NULL
        AND (session.state = 'closed' OR (session.state = 'open' AND session.closes_at <= %(at)s))""",
    "answers": "FROM custody_accesscase WHERE person_id = %(person)s AND state = 'answered' AND gathered_at IS NOT NULL",
    "opened": "FROM custody_telling WHERE author_id = %(person)s",
    "stood-in": """FROM improvement_case WHERE stand_in_id = %(person)s AND state = 'running'
        AND stand_in_since <= %(at)s AND stand_in_until > %(at)s""",
}
"""Kind -> where one would lie. Each says at most too much, never too little: what it lets through is chosen by the room's own access."""

_AT_HAND = f"""
WITH RECURSIVE standing(kind) AS ({STANDING}),
up(id, height) AS (
    SELECT CAST(%(person)s AS bigint), 0
    UNION ALL
    SELECT line.manager_id, up.height + 1 FROM up JOIN people_reportingline line ON line.person_id = up.id
    WHERE line.since <= %(at)s AND (line.until IS NULL OR line.until > %(at)s) AND up.height < {HIGHEST}
),
near(id) AS (
    SELECT CAST(%(person)s AS bigint) UNION ALL SELECT person_id FROM people_reportingline WHERE manager_id = %(person)s AND {IN_FORCE}
)
SELECT 'standing', CAST(kind AS text), '', '' FROM standing
UNION ALL
SELECT 'above', CAST(id AS text), '', '' FROM up WHERE height > 0
UNION ALL
SELECT 'path', path, '', '' FROM people_person WHERE id = %(person)s AND EXISTS (SELECT 1 FROM people_pathwindow WHERE {IN_FORCE})
UNION ALL
SELECT 'snooze', due, CASE WHEN ended_at IS NULL THEN CAST(until AS text) ELSE '' END, '' FROM home_snooze WHERE person_id = %(person)s
UNION ALL
SELECT 'cycle:' || CAST(id AS text), key, CAST(start_date AS text), CAST(end_date AS text) FROM strategy_cycle
WHERE start_date <= %(today)s AND end_date >= %(today)s
""" + "".join(f"UNION ALL\nSELECT 'waits', '{kind}', '', '' WHERE EXISTS (SELECT 1 {where})\n" for kind, where in _WAITS.items())  # noqa: S608  constants, no value


def at_hand(reader: Person, at: datetime) -> AtHand:
    """Everything that the first page needs to know before it reads. One statement, the same for everybody."""
    given = {**given_to_standing(reader, at), "today": day_of(at).isoformat(), "since": day_of(at - LATELY).isoformat()}
    with connection.cursor() as cursor:
        cursor.execute(_AT_HAND, given)
        rows = cursor.fetchall()

    def of(kind: str) -> frozenset[str]:
        return frozenset(words for found, words, _one, _two in rows if found == kind)

    standing = standing_from(of("standing"))
    return AtHand(
        **{one.name: getattr(standing, one.name) for one in fields(standing)},
        above=frozenset(map(int, of("above"))),
        path=next(iter(of("path")), ""),
        snoozes={due: date.fromisoformat(until) if until else None for kind, due, until, _none in rows if kind == "snooze"},
        cycle=_cycle([row for row in rows if row[0].startswith("cycle:")]),
        waits=of("waits"),
    )


def _cycle(rows: list[tuple[str, str, str, str]]) -> Cycle | None:
    """The row as a model: the earlier one, should two overlap."""
    if not rows:
        return None
    found, key, start, end = min(rows, key=lambda row: row[2])
    values = (int(found.partition(":")[2]), key, date.fromisoformat(start), date.fromisoformat(end))
    return Cycle.from_db(connection.alias, ["id", "key", "start_date", "end_date"], values)
