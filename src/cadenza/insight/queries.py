"""Pages that show who builds what: the tree of objectives, one key result with its chain, one capability. Constant queries each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cadenza.capability.models import Level
from cadenza.capability.queries import CapabilityPage, capability_page, levels_of
from cadenza.insight import rules
from cadenza.insight.figures import NO_TEAM_SLUG, teams_of
from cadenza.insight.rules import Cover, Reason
from cadenza.objections import Objection
from cadenza.people.days import day_of
from cadenza.people.models import Person, Team
from cadenza.plans.models import Goal
from cadenza.plans.queries import agreed_goals, coverage_of, visible_goals_for
from cadenza.strategy import access, queries
from cadenza.strategy.actions import warnings_on
from cadenza.strategy.closing import held_back_of, help_answers_of
from cadenza.strategy.closing_rules import is_asked
from cadenza.strategy.drafts import findings_in
from cadenza.strategy.models import CapabilityRequirement, CheckIn, Cycle, HeldBack, HelpAnswer, KeyResult, Objective
from cadenza.strategy.rules import MOVES, OVER, Direction, Move, ResultState, Standing, figure, percent_of, progress_of, weeks_of
from cadenza.wording import Finding

ALL, CRITICAL, UNBUILT, TO_DECIDE, MINE, DRAFTS = "all", "critical", "unbuilt", "to-decide", "mine", "drafts"
FILTERS = (ALL, CRITICAL, UNBUILT, TO_DECIDE, MINE, DRAFTS)
DECISIONS_SHOWN = 10
CHECK_INS_SHOWN = 50
OBJECTIVES_PER_PAGE = 12
RESULTS_PER_OBJECTIVE = 25
"""On the tree; the objective's own page holds them all."""
NEEDS_SHOWN = 50


@dataclass(frozen=True)
class Need:
    """One capability that a key result needs, and how many agreed goals build it. A fact about the key result: all see it (TRUST R3)."""

    requirement: CapabilityRequirement
    goals: int

    @property
    def cover(self) -> Cover:
        return rules.cover_of(self.goals, self.requirement.people_needed)


@dataclass
class ResultRow:
    """One key result in a table."""

    result: KeyResult
    needs: list[Need]
    states: Collection[ResultState] = queries.COUNTED
    """Those that its cycle's figures are about."""

    @property
    def percent(self) -> int | None:
        return percent_of(progress_of(self.result))

    @property
    def low(self) -> str:
        """Where it starts, or the lower of two bounds."""
        return figure(min(self._ends)) if self.result.direction == Direction.KEEP else figure(self._ends[0])

    @property
    def high(self) -> str:
        """Where it is to be, or the upper of two bounds."""
        return figure(max(self._ends)) if self.result.direction == Direction.KEEP else figure(self._ends[1])

    @property
    def confidence(self) -> str:
        return "–" if self.result.confidence is None else figure(self.result.confidence)

    @property
    def now(self) -> str:
        return "" if self.result.current is None else figure(self.result.current)

    @property
    def promised(self) -> str:
        return "" if self.result.commit_target is None else figure(self.result.commit_target)

    @property
    def stretch(self) -> str:
        return "" if self.result.stretch_target is None else figure(self.result.stretch_target)

    @property
    def final(self) -> str:
        return "" if self.result.final_value is None else figure(self.result.final_value)

    @property
    def _ends(self) -> tuple[Decimal, Decimal]:
        return self.result.baseline or Decimal(0), self.result.target or Decimal(0)

    @property
    def goals(self) -> int:
        return sum(need.goals for need in self.needs)

    @property
    def covered(self) -> int:
        return sum(need.cover == Cover.COVERED for need in self.needs)

    @property
    def counted(self) -> bool:
        """Whether it belongs to the cycle's critical key results (STRAT-3)."""
        return self.result.critical and self.result.state in self.states

    @property
    def reason(self) -> Reason | None:
        """Why it needs a decision about capability; None when it needs none."""
        return rules.reason_for_decision(need.cover for need in self.needs) if self.counted else None

    @property
    def weakest(self) -> Need | None:
        """The need with the worst cover, the one to name."""
        order = [Cover.GAP, Cover.THIN, Cover.COVERED]
        return min(self.needs, key=lambda need: (order.index(need.cover), need.goals - need.requirement.people_needed), default=None)


@dataclass
class Block:
    """An objective with its key results; empty while a filter leaves none of them."""

    objective: Objective
    rows: list[ResultRow]
    above: list[Objective]
    below: list[Objective]
    more: bool = False
    """Whether the objective's own page holds further key results."""

    @property
    def critical(self) -> int:
        return sum(row.counted for row in self.rows)


@dataclass
class Tree:
    """A cycle's objectives as one page, a number of them at a time."""

    cycle: Cycle
    cycles: list[Cycle]
    show: str
    week: int
    weeks: int
    counts: dict[str, int]
    """Filter -> how many key results fit it, whatever is shown."""
    fits: dict[str, int]
    """The same of the team whose objectives are shown."""
    decisions: list[ResultRow]
    """The first critical key results to decide about: nothing named or a gap before thin cover."""
    blocks: list[Block]
    number: int
    more: bool
    """Whether there are objectives behind this page."""
    team: str = ""
    """Short name of the team whose objectives are shown; empty for all."""
    team_name: str = ""
    direct: bool = False
    """Whether objectives of teams inside it are left out."""


@dataclass(frozen=True)
class Critical:
    """The critical key results of a cycle, as far as cover is concerned: ids only."""

    everyone: list[int]
    unbuilt: list[int]
    """Without an agreed goal for each requirement (STRAT-3)."""
    to_decide: list[int]
    """The gravest first."""


def okr_tree(
    viewer: Person, cycle_key: str, *, show: str = ALL, team: str = "", direct: bool = False, number: int = 1, at: datetime
) -> Tree:
    """The objectives of a cycle, of all or of one team, what each key result needs and how far agreed goals build it (STRAT-1, STRAT-3)."""
    cycles = queries.cycles()
    cycle = access.cycle_among(viewer, cycles, cycle_key, at=at)
    show = show if show in FILTERS else ALL
    states = queries.counted_in(cycle, day_of(at))
    results = queries.critical_key_results(cycle, states)
    goals = coverage_of(results.order_by().values("pk"))
    critical = _critical(results, goals)
    mine = queries.belonging_to(viewer)
    theirs, inside = _of_team(team, direct=direct)
    chosen = _fitting(show, critical, mine)
    fitting = theirs if chosen is None else chosen if theirs is None else chosen & theirs
    within = KeyResult.objects.filter(fitting, cycle=cycle).values("objective") if fitting is not None else None
    which = None if within is None else Q(pk__in=within)
    objectives = queries.objectives_of(cycle, which=which, results=fitting, most=RESULTS_PER_OBJECTIVE + 1)
    first = max(0, number - 1) * OBJECTIVES_PER_PAGE
    listed = list(objectives[first : first + OBJECTIVES_PER_PAGE + 1])
    more, listed = len(listed) > OBJECTIVES_PER_PAGE, listed[:OBJECTIVES_PER_PAGE]
    goals |= coverage_of([result.pk for objective in listed for result in queries.listed_results(objective)])
    counted = KeyResult.objects.filter(cycle=cycle).aggregate(
        all=Count("pk"), mine=Count("pk", filter=mine), drafts=Count("pk", filter=Q(state=ResultState.DRAFT))
    )
    counts = {**counted, CRITICAL: len(critical.everyone), UNBUILT: len(critical.unbuilt), TO_DECIDE: len(critical.to_decide)}
    return Tree(
        cycle,
        cycles,
        show,
        *weeks_of(cycle.start_date, cycle.end_date, day_of(at)),
        counts=counts,
        fits=counts if theirs is None else _counts(cycle, critical, mine, theirs),
        decisions=_decisions(critical, goals, states),
        blocks=[_first_of(block_of(objective, goals, states)) for objective in listed],
        number=max(1, number),
        more=more,
        team=team,
        team_name=inside.name if inside else "",
        direct=direct and inside is not None,
    )


def _counts(cycle: Cycle, critical: Critical, mine: Q, theirs: Q) -> dict[str, int]:
    """How many of a team's key results each filter leaves. One query."""
    wanted = {show: _fitting(show, critical, mine) for show in FILTERS}
    rows = KeyResult.objects.filter(theirs, cycle=cycle)
    return rows.aggregate(**{show: Count("pk", filter=fits) for show, fits in wanted.items()})


def _of_team(team: str, *, direct: bool) -> tuple[Q | None, Team | None]:
    """What belongs to a team, or one inside it unless `direct`; what is the whole company's belongs to none. One query where one is asked for."""
    if not team:
        return None, None
    if team == NO_TEAM_SLUG:
        return Q(objective__team=None), None
    nodes, _slugs, inside = teams_of(team)
    assert inside is not None
    return Q(objective__team__in={inside.pk} if direct else rules.teams_under(nodes, inside.pk)), inside


def _fitting(show: str, critical: Critical, mine: Q) -> Q | None:
    """Which key results a filter leaves; None when it leaves all, objectives without any among them."""
    chosen = {CRITICAL: critical.everyone, UNBUILT: critical.unbuilt, TO_DECIDE: critical.to_decide}.get(show)
    asked = {MINE: mine, DRAFTS: Q(state=ResultState.DRAFT)}.get(show)
    return asked if asked is not None else None if chosen is None else Q(pk__in=chosen)


def _critical(results: QuerySet[KeyResult], goals: dict[int, int]) -> Critical:
    """One query, and no row that the page does not show."""
    needs: dict[int, list[tuple[int, int]]] = {}
    rows = results.order_by("order", "pk")
    for result, requirement, people in rows.values_list("pk", "requirements__pk", "requirements__people_needed"):
        found = needs.setdefault(result, [])
        if requirement is not None:
            found.append((goals.get(requirement, 0), people))
    gravity = [Reason.NOTHING_NAMED, Reason.GAP, Reason.THIN]
    reasons = {pk: rules.reason_for_decision(rules.cover_of(*need) for need in found) for pk, found in needs.items()}
    waiting = [(gravity.index(reason), place, pk) for place, (pk, reason) in enumerate(reasons.items()) if reason]
    unbuilt = [pk for pk, found in needs.items() if not rules.is_built_for(count for count, _ in found)]
    return Critical(list(needs), unbuilt, [pk for _, _, pk in sorted(waiting)])


def _decisions(critical: Critical, goals: dict[int, int], states: Collection[ResultState]) -> list[ResultRow]:
    """Two queries."""
    chosen = critical.to_decide[:DECISIONS_SHOWN]
    results = {result.pk: result for result in queries.key_results_with_needs().filter(pk__in=chosen)}
    return [_row(results[pk], goals, states) for pk in chosen]


def block_of(objective: Objective, goals: dict[int, int], states: Collection[ResultState] = queries.COUNTED) -> Block:
    """An objective with its key results as rows; its links have been read. No query."""
    rows = [_row(result, goals, states) for result in queries.listed_results(objective)]
    return Block(objective, rows, list(objective.serves.all()), list(objective.served_by.all()))


def _first_of(block: Block) -> Block:
    """As many rows as the tree shows of one objective, and whether there are more."""
    block.more, block.rows = len(block.rows) > RESULTS_PER_OBJECTIVE, block.rows[:RESULTS_PER_OBJECTIVE]
    return block


def rows_of(results: Collection[int]) -> list[ResultRow]:
    """These key results with what each needs and how it is covered, in the order given. Three queries, none for nothing."""
    if not results:
        return []
    found, goals = {one.pk: one for one in queries.key_results_with_needs().filter(pk__in=results)}, coverage_of(results)
    return [_row(found[pk], goals) for pk in results if pk in found]


def _row(result: KeyResult, goals: dict[int, int], states: Collection[ResultState] = queries.COUNTED) -> ResultRow:
    return ResultRow(result, _needs(result.requirements.all(), goals), states)


def _needs(requirements: Iterable[CapabilityRequirement], goals: dict[int, int]) -> list[Need]:
    return [Need(requirement, goals.get(requirement.pk, 0)) for requirement in requirements]


@dataclass
class ResultPage:
    """One key result with its chain, upwards to what it serves and downwards to what builds it (STRAT-1)."""

    row: ResultRow
    above: list[Objective]
    goals: list[Goal]
    """Those whose words the reader may read (TRUST B2, E1)."""
    agreed: int
    """How many agreed goals serve it, read or not."""
    check_ins: list[CheckIn]
    more_check_ins: bool
    may: frozenset[str]
    """Actions of strategy's WHO_MAY that the page offers."""
    moves: list[Move]
    statements: dict[int, list[str]]
    """Requirement -> what good looks like at the level needed."""
    history: History

    @property
    def result(self) -> KeyResult:
        return self.row.result

    @property
    def unread(self) -> int:
        """Agreed goals of which the reader sees the number alone."""
        return self.agreed - sum(goal.agreed_in_id is not None for goal in self.goals)

    @property
    def to_take_back(self) -> int | None:
        """The check-in that the reader may take back: their own, while it is the last word and the key result runs."""
        last = next((look for look in self.check_ins if look.taken_back_at is None), None)
        running = self.result.state == ResultState.ACTIVE
        return last.pk if last and running and "check-in" in self.may and last.by_id == self.history.reader_id else None

    @property
    def removable(self) -> bool:
        """Whether it can go as a mistake: nobody has said anything about it, and no goal that the reader knows of serves it."""
        return "remove-key-result" in self.may and not (self.check_ins or self.goals or self.agreed or self.result.closed_at)

    @property
    def warnings(self) -> list[Objection]:
        """What deserves a second look by those who may change it (STRAT-2)."""
        return warnings_on(self.result) if "change-key-result" in self.may else []

    @property
    def findings(self) -> list[tuple[str, Finding]]:
        """What the coach sees in a draft, until it is reworded; its due date is a field of its own (DATA-4, COACH-3)."""
        if self.result.state != ResultState.DRAFT:
            return []
        return [(_(title), one) for title, one in findings_in(self.result)]


@dataclass
class History:
    """Where a key result comes from and goes on, and what was said of it at its end."""

    reader_id: int
    goes_on: list[KeyResult]
    asked_what_helped: bool
    """Whether its end is reached (IMP-4)."""
    answers: bool
    """Whether it is the reader who says what helped."""
    helped: dict[int, HelpAnswer]
    held_back: HeldBack | None


def takes_goals(result: KeyResult, today: date) -> bool:
    """Whether a goal can still begin from it: it runs, and so does its cycle."""
    return result.state == ResultState.ACTIVE and result.cycle.end_date >= today


def history_of(viewer: Person, result: KeyResult, standings: frozenset[Standing], *, at: datetime) -> History:
    """Three queries, and one more when what helped is asked."""
    asked = is_asked(state=result.state, cycle_end=result.cycle.end_date, today=day_of(at))
    return History(
        viewer.pk,
        list(result.continued_by.select_related("cycle")),
        asked,
        asked and access.answers_for(result, standings, at=at),
        help_answers_of(result) if asked else {},
        held_back_of([result.pk]).get(result.pk),
    )


def result_page(viewer: Person, cycle_key: str, key: str, *, at: datetime) -> ResultPage:
    """A key result as this reader may see it: counts for everybody, words only of plans they may read (TRUST R3, B2)."""
    result = access.key_result_by_key(viewer, "see", cycle_key, key, at=at)
    standings = access.standings_on(viewer, result.objective, key_result=result, at=at)
    closed_to = access.CHANGING if result.state in OVER else frozenset()
    may = frozenset(action for action in access.WHO_MAY if access.may(action, standings)) - closed_to
    needs = _needs(queries.requirements_of(result), coverage_of([result.pk]))
    levels = levels_of([need.requirement.capability_id for need in needs])
    looks = list(queries.check_ins_of(result)[: CHECK_INS_SHOWN + 1])
    return ResultPage(
        row=ResultRow(result, needs),
        above=queries.aligned_above(result.objective),
        goals=list(visible_goals_for(viewer, [result.pk], at=at)),
        agreed=agreed_goals().filter(key_result=result).count(),
        check_ins=looks[:CHECK_INS_SHOWN],
        more_check_ins=len(looks) > CHECK_INS_SHOWN,
        may=may,
        moves=[move for state, move in MOVES if state == result.state] if "move" in may else [],
        statements={need.requirement.pk: _statements(levels, need.requirement) for need in needs},
        history=history_of(viewer, result, standings, at=at),
    )


def _statements(levels: dict[tuple[int, int], Level], requirement: CapabilityRequirement) -> list[str]:
    level = levels.get((requirement.capability_id, requirement.level))
    return [statement.text for statement in level.statements.all()] if level else []


@dataclass
class WantedCapability:
    """A capability, what its levels say, and the key results of the running cycle that need it now."""

    page: CapabilityPage
    cycle: Cycle | None
    needs: list[Need]
    needed_in_all: int


def wanted_capability(viewer: Person, slug: str, *, version: int | None = None, at: datetime) -> WantedCapability:
    """A capability with its levels side by side, the roles and the key results that need it (CAP-1, CAP-2, STRAT-1)."""
    page = capability_page(viewer, slug, version_number=version, at=at)
    cycle = queries.current_cycle(at=at)
    requirements = queries.key_results_needing(page.capability.pk, cycle=cycle) if cycle else CapabilityRequirement.objects.none()
    shown = list(requirements[:NEEDS_SHOWN])
    goals = coverage_of([requirement.key_result_id for requirement in shown])
    return WantedCapability(page, cycle, _needs(shown, goals), requirements.count())
