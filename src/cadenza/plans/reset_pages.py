"""The reset's pages put together for one of the two: their own part, what the other one shared, and the facts around each goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from cadenza.evidence.models import Evidence
from cadenza.evidence.queries import evidence_of, latest_levels
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.plans import reset_rules as rules
from cadenza.plans.models import Commitment, Goal, Judgement, Plan, Reset, TradeOff
from cadenza.plans.queries import ladders_of
from cadenza.plans.reset_rules import ResultNews, Side, Step
from cadenza.plans.resets import goals_of, side_of
from cadenza.plans.rules import CommitmentState
from cadenza.plans.sealed import read_all
from cadenza.plans.trade_off_queries import chains_of, slipping
from cadenza.practice.practice_rules import ResetDays
from cadenza.practice.queries import resets_by_day
from cadenza.strategy.models import CapabilityRequirement
from cadenza.strategy.rules import ResultState

MOST_EVIDENCE = 12
"""Pieces offered beside a goal: of its capability and its quarter first. Whatever is cited already stays."""


@dataclass
class Part:
    """One goal in the reset, for one reader."""

    goal: Goal
    mine: Judgement
    others: list[Judgement]
    """What the other side shared; a former manager's words stay beside the present one's."""
    evidence: list[Evidence]
    news: ResultNews
    as_agreed: str
    """The key result as it read when the plan was agreed."""
    needs: list[CapabilityRequirement]
    """Key results of this cycle and the next that need the capability now."""
    level_now: int | None
    carried: int
    slips: int
    trade_offs: list[TradeOff]

    @property
    def prefix(self) -> str:
        return f"goal-{self.goal.number}"

    @property
    def differs(self) -> bool:
        """Whether the two see the change differently; shown, not averaged (IMP-2)."""
        return self.mine.shared_at is not None and any(rules.differ(self.mine.change, one.change) for one in self.others)

    @property
    def voices(self) -> list[Judgement]:
        """All that may be read, the person's first."""
        return sorted([self.mine, *self.others], key=lambda one: (one.side != Side.PERSON, one.pk or 0))


@dataclass
class ResetPage:
    """Everything on the reset's pages for one reader."""

    plan: Plan
    viewer: Person
    manager: Person | None
    today: date
    step: Step
    side: Side
    parts: list[Part]
    reset: Reset | None
    next_plan: Plan | None
    """The person's plan of the next cycle; known to its owner alone here."""
    open_commitments: int
    ladders: Mapping[int, Sequence[int]]
    """Goal -> the levels that can be said of it."""

    @property
    def days(self) -> ResetDays:
        """What HR set, for this cycle as it stands today."""
        return rules.days_of(self.plan.cycle.end_date, self.today, resets_by_day())

    @property
    def is_own(self) -> bool:
        return self.side is Side.PERSON

    @property
    def other(self) -> Person | None:
        """Who else judges."""
        return self.manager if self.is_own else self.plan.owner

    @property
    def mine_shared(self) -> datetime | None:
        return next((part.mine.shared_at for part in self.parts if part.mine.shared_at), None)

    @property
    def other_shared(self) -> Judgement | None:
        return next((one for part in self.parts for one in part.others), None)

    @property
    def opens_on(self) -> date:
        return rules.opens_on(self.plan.cycle.end_date, self.days)

    @property
    def due_on(self) -> date:
        return rules.due_on(self.plan.cycle.end_date, self.days)

    @property
    def is_open(self) -> bool:
        done, agreed = self.reset is not None, self.plan.agreed_version_id is not None
        end = self.plan.cycle.end_date
        return rules.is_open(self.plan.state, agreed=agreed, done=done, cycle_end=end, today=self.today, days=self.days)

    @property
    def writes(self) -> bool:
        """Whether this reader can still write into their part."""
        return self.is_open and self.mine_shared is None

    @property
    def alone_from(self) -> date:
        return rules.alone_on(self.plan.cycle.end_date, self.days)

    @property
    def may_finish_alone(self) -> bool:
        over = self.manager is None or self.today >= self.alone_from
        return self.is_open and self.is_own and self.mine_shared is not None and over

    @property
    def may_begin_next(self) -> bool:
        """Whether the next draft can begin from here: the person's own act, once they have said what goes on."""
        return self.is_own and self.mine_shared is not None

    @property
    def going_on(self) -> list[Part]:
        return [part for part in self.parts if part.mine.end in rules.GOES_ON]


def reset_page(plan: Plan, viewer: Person, step: Step, *, at: datetime) -> ResetPage:
    """Put one step together. `access` has said that the viewer is one of the two."""
    today, goals = day_of(at), goals_of(plan)
    mine, others = _judgements(plan, viewer)
    evidence = list(evidence_of(plan.owner)[:200])
    needs = _needs(plan, goals)
    chains, slips = chains_of(goals), slipping(goals, today=today)
    levels = latest_levels([plan.owner_id]).get(plan.owner_id, {})
    trade_offs = list(TradeOff.objects.filter(plan=plan, goal__isnull=False).order_by("number"))
    told = {
        words["number"]: words.get("key_result", "")
        for words in (plan.agreed_version.words.get("goals", []) if plan.agreed_version else [])
    }
    parts = []
    for goal in goals:
        row = mine.get(goal.pk) or Judgement(goal=goal, author=viewer, side=side_of(viewer, plan))
        row.goal = goal
        parts.append(
            Part(
                goal=goal,
                mine=row,
                others=others.get(goal.pk, []),
                evidence=_offered(goal, row, evidence, plan),
                news=_news(goal, told.get(goal.number, ""), plan),
                as_agreed=told.get(goal.number, ""),
                needs=[need for need in needs if need.capability_id == goal.capability_id],
                level_now=levels.get(goal.capability_id or 0),
                carried=len(chains.get(goal.pk, [])),
                slips=slips.get(goal.pk, 0),
                trade_offs=[one for one in trade_offs if one.goal_id == goal.pk],
            )
        )
    own = viewer.pk == plan.owner_id
    return ResetPage(
        plan=plan,
        viewer=viewer,
        manager=manager_of(plan.owner, at=at),
        today=today,
        step=step,
        side=side_of(viewer, plan),
        parts=parts,
        reset=getattr(plan, "reset", None),
        next_plan=_next_plan(plan) if own else None,
        open_commitments=Commitment.objects.filter(plan=plan, state=CommitmentState.OPEN).count(),
        ladders=ladders_of(goals),
    )


def _judgements(plan: Plan, viewer: Person) -> tuple[dict[int, Judgement], dict[int, list[Judgement]]]:
    """The viewer's own rows, opened, and the other one's shared ones. What is not shared is not even read from the database (E2)."""
    rows = Judgement.objects.filter(Q(author=viewer) | Q(shared_at__isnull=False), goal__plan=plan)
    mine: dict[int, Judgement] = {}
    others: dict[int, list[Judgement]] = {}
    for row in rows.select_related("author").prefetch_related("evidence").order_by("shared_at", "pk"):
        if row.author_id == viewer.pk:
            mine[row.goal_id] = row
        else:
            others.setdefault(row.goal_id, []).append(row)
    read_all(mine.values(), owner_id=viewer.pk)
    return mine, others


def _offered(goal: Goal, row: Judgement, evidence: list[Evidence], plan: Plan) -> list[Evidence]:
    """What can be cited: the capability's pieces first, then the quarter's, newest first; what is cited already always."""
    cited = set(rules.cited(row.cites))
    since = plan.cycle.start_date
    near = sorted(
        (piece for piece in evidence if piece.happened_on >= since or piece.pk in cited),
        key=lambda piece: (piece.pk not in cited, piece.capability_id != goal.capability_id, -piece.happened_on.toordinal()),
    )
    return near[: max(MOST_EVIDENCE, len(cited))]


def _news(goal: Goal, told: str, plan: Plan) -> ResultNews:
    result = goal.key_result
    if result is None:
        return ResultNews.SAME
    return rules.news_of(
        state=result.state,
        told=told,
        tells=f"{result.key} {result.title}",
        changed_at=[result.changed_at, result.last_saved("title")[1], result.last_saved("due_date")[1]],
        agreed_at=plan.agreed_at,
    )


def _needs(plan: Plan, goals: list[Goal]) -> list[CapabilityRequirement]:
    """What the key results of this cycle and the next need now of the goals' capabilities. One query."""
    capabilities = {goal.capability_id for goal in goals if goal.capability_id}
    end = plan.cycle.end_date
    near = Q(key_result__cycle=plan.cycle_id) | Q(
        key_result__cycle__start_date__gt=end, key_result__cycle__start_date__lte=end + timedelta(days=40)
    )
    rows = CapabilityRequirement.objects.filter(near, capability__in=capabilities, key_result__state=ResultState.ACTIVE)
    return list(rows.select_related("key_result__cycle").order_by("-key_result__critical", "key_result__order", "pk"))


def _next_plan(plan: Plan) -> Plan | None:
    later = Plan.objects.filter(owner=plan.owner_id, cycle__start_date__gt=plan.cycle.end_date).select_related("cycle")
    return later.order_by("cycle__start_date").first()
