"""Who could build what a key result needs: by name to those entitled to the people, in groups to readers of aggregates, as counts to all (STRAT-4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from cadenza.capability.queries import levels_of
from cadenza.evidence.models import Evidence
from cadenza.insight import level_pictures, risk_access, risk_queries, risk_rules
from cadenza.insight.level_pictures import GroupLine
from cadenza.insight.risk_access import Sight
from cadenza.insight.risk_queries import Figures, Held, Known, Line, Piece, RiskPage, Teams
from cadenza.insight.risk_rules import Nearness
from cadenza.insight.risk_words import need_words
from cadenza.insight.rules import Cover
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans.models import Goal
from cadenza.strategy import access
from cadenza.strategy.models import CapabilityRequirement, KeyResult

OF_ANOTHER_TEAM, IN_ANOTHER_ROLE = "team", "role"
COULD_BUILD = 5
"""Needs that are named to somebody as theirs to build."""


@dataclass(frozen=True)
class Candidate:
    """Somebody near the level, with what was seen in the work. Only ever shown to those entitled to this person (TRUST C2, D1)."""

    person: Person
    nearness: Nearness
    held: Held | None
    evidence: int
    latest: Evidence
    goal: Goal | None
    """Their agreed goal for this very need, if they have one."""
    left_out: str = ""
    """Why somebody who holds the level is not counted: of another team, or in another role; empty for everybody else."""


@dataclass(frozen=True)
class NeedBuilders:
    """One need, and who could build it as far as the reader may know."""

    piece: Piece
    statements: list[str]
    candidates: list[Candidate]
    groups: list[GroupLine] | None
    """For readers of aggregates; None for everybody else, and while there is no picture yet."""
    counted_at: datetime | None
    teams: list[str]
    """The teams that work for the key result: whoever of them holds the level is counted, in the need's role if it names one."""

    @property
    def words(self) -> str:
        """What the need's figure is made of."""
        return need_words(self.piece.risk)


@dataclass(frozen=True)
class BuildersPage:
    """A key result's risk with its parts, and for each need who could build it."""

    line: Line
    needs: list[NeedBuilders]
    sight: Sight
    reads_groups: bool

    @property
    def result(self) -> KeyResult:
        return self.line.result


def builders_page(viewer: Person, cycle_key: str, key: str, *, at: datetime) -> BuildersPage:
    """Who could build what a key result needs. The same number of queries however many people or needs."""
    result = access.key_result_by_key(viewer, "see", cycle_key, key, at=at)
    prefetch_related_objects(
        [result], Prefetch("requirements", queryset=CapabilityRequirement.objects.select_related("capability", "role_profile"))
    )
    sight = risk_access.sight_of(viewer, at=at)
    capabilities = [requirement.capability_id for requirement in result.requirements.all()]
    near = _Near.read(viewer, sight, result, capabilities, at=at)
    teams, figures = Teams(), Figures.of(result)
    known = risk_queries.known_to(sight, result.cycle, near.levels, teams, at=at)
    found = risk_queries.ranked_figures([figures], [result.pk], result.cycle, known, today=day_of(at))
    working = risk_queries.working_teams(figures, known.serving_teams)
    named = sorted(name for pk, _parent, name, _slug in teams.rows if pk in working)
    line = risk_queries.line_of(found[0], result, sight)
    words = levels_of(capabilities)
    reads_groups = risk_access.sees_groups(viewer, at=at)
    pictures = level_pictures.latest_pictures(capabilities, at=at) if reads_groups else {}
    known_in = Counter(person.team_id or level_pictures.NO_TEAM for person in sight.levels.values()) if sight.by_levels else Counter()
    needs = []
    for piece in line.pieces:
        asked = piece.need.requirement
        picture = pictures.get(asked.capability_id)
        level = words.get((asked.capability_id, asked.level))
        needs.append(
            NeedBuilders(
                piece,
                [statement.text for statement in level.statements.all()] if level else [],
                near.candidates(piece, sight.levels.values(), known=known, working=working),
                picture.lines(asked.level, seen_in=known_in) if picture else None,
                picture.counted_at if picture else None,
                named,
            )
        )
    return BuildersPage(line, needs, sight, reads_groups)


@dataclass(frozen=True)
class _Near:
    """What was read about the people whom the viewer may see: levels, evidence, goals; keyed by person and capability."""

    levels: Mapping[tuple[int, int], Held]
    evidence: Mapping[tuple[int, int], Sequence[Evidence]]
    goals: Mapping[tuple[int, int], Goal]

    @classmethod
    def read(cls, viewer: Person, sight: Sight, result: KeyResult, capabilities: Collection[int], *, at: datetime) -> _Near:
        levels = risk_queries.agreed_levels(viewer, at=at, capabilities=capabilities)
        evidence: dict[tuple[int, int], list[Evidence]] = {}
        facts = risk_access.evidence_seen(viewer, at=at).filter(capability__in=capabilities)
        for fact in facts.order_by("-happened_on", "-pk"):
            assert fact.capability_id is not None
            evidence.setdefault((fact.person_id, fact.capability_id), []).append(fact)
        goals = {}
        rows = risk_access.goals_seen(viewer, at=at).filter(key_result=result, plan__owner__in=list(sight.levels))
        for goal in rows.select_related("plan__owner", "plan__cycle"):
            if goal.capability_id is not None:
                goals[goal.plan.owner_id, goal.capability_id] = goal
        return cls(levels, evidence, goals)

    def candidates(self, piece: Piece, people: Iterable[Person], *, known: Known, working: Collection[int]) -> list[Candidate]:
        """Those near the level: who holds it, who is one below, who was seen in the work; by name within each. Nobody is ranked."""
        asked = piece.need.requirement
        counted = {person.pk for person in piece.holders}
        found = []
        for person in people:
            held = self.levels.get((person.pk, asked.capability_id))
            facts = self.evidence.get((person.pk, asked.capability_id), ())
            nearness = risk_rules.nearness_of(held.level if held else None, needed=asked.level, evidence=len(facts))
            if nearness is not None:
                goal = self.goals.get((person.pk, asked.capability_id))
                left_out = ""
                if nearness is Nearness.HOLDS and person.pk in known.within and person.pk not in counted:
                    left_out = IN_ANOTHER_ROLE if known.within[person.pk] & frozenset(working) else OF_ANOTHER_TEAM
                found.append(Candidate(person, nearness, held, len(facts), facts[0], goal, left_out))
        order = list(Nearness)
        return sorted(found, key=lambda one: (order.index(one.nearness), one.person.name.casefold(), one.person.pk))


@dataclass(frozen=True)
class Buildable:
    """A need that somebody could build themself."""

    line: Line
    piece: Piece
    level: int


@dataclass
class Mine:
    """What the reader could build, and how many more there are."""

    needs: list[Buildable] = field(default_factory=list)
    more: int = 0


def what_could_build(viewer: Person, page: RiskPage) -> Mine:
    """Needs of the page's key results that are not covered and lie one level above the reader's own, the highest risk first.

    Of one's own level and goals alone; those they already have a goal for are left out. Rules STRAT-4, STRAT-6.
    """
    if page.over:
        return Mine()
    levels = {capability: held.level for (person, capability), held in page.levels.items() if person == viewer.pk}
    if not levels:
        return Mine()
    taken = set(
        Goal.objects.filter(plan__owner=viewer, plan__cycle=page.cycle, dropped_at=None).values_list("key_result_id", "capability_id")
    )
    fitting = [
        (one, part)
        for one in page.ranked
        for part in one.parts
        if part.risk.cover is not Cover.COVERED
        and (one.figures.pk, part.asked.capability) not in taken
        and (held := levels.get(part.asked.capability)) is not None
        and part.asked.level - risk_rules.NEAR <= held < part.asked.level
    ]
    chosen = fitting[:COULD_BUILD]
    lines = {line.result.pk: line for line in risk_queries.lines_of(list(dict.fromkeys(one for one, _ in chosen)), page.sight)}
    found = []
    for one, part in chosen:
        line = lines[one.figures.pk]
        piece = next(piece for piece in line.pieces if piece.need.requirement.pk == part.asked.pk)
        found.append(Buildable(line, piece, levels[part.asked.capability]))
    return Mine(found, len(fitting) - len(chosen))
