"""What lies on somebody's desk: the rows behind the dues and the rest of the home page, each kind read once. Constant queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cadenza.asks.models import Ask
from cadenza.asks.queries import asks_at_hand
from cadenza.asks.rules import OPEN_STATES, AskState
from cadenza.conversations import access as talks
from cadenza.conversations import queries as notes
from cadenza.conversations import slip_queries
from cadenza.conversations.models import Escalation, Slip
from cadenza.evidence.feedback import unread_feedback_of
from cadenza.evidence.models import Feedback, GapAssessment
from cadenza.handover import queries as handovers
from cadenza.home.at_hand import AtHand, at_hand
from cadenza.home.shell import Standing
from cadenza.improvement import access as formal
from cadenza.improvement.dues import FormalDue, dues_in, stood_in_dues
from cadenza.insight.queries import ResultRow, rows_of
from cadenza.jobs.queries import JobHealth, job_health
from cadenza.people.access import present
from cadenza.people.days import day_of
from cadenza.people.models import GrantProposal, Person, ReportingLine
from cadenza.people.relations import known, people_with
from cadenza.people.rules import CONFIRMERS, GrantedRole, PersonStatus, Relation
from cadenza.plans.models import Action, Agreement, Commitment, Goal, Plan, Review, StatusChange, Suggestion, Version
from cadenza.plans.queries import agreed_goals, statuses_of
from cadenza.plans.review_access import RUNNING
from cadenza.plans.rules import CommitmentState, GoalStatus, PlanState, SuggestionState
from cadenza.plans.season import Season, season_of
from cadenza.stewardship.access import on_desk as drift_on_desk
from cadenza.stewardship.desk import StewardDesk, steward_desk_of
from cadenza.stewardship.models import FollowUp
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult
from cadenza.strategy.nearby import Nearby, near, sorted_out
from cadenza.strategy.rules import ResultState

AHEAD = timedelta(days=35)
"""How far ahead the list looks: to the next monthly review and a little beyond."""
FOLLOWED = timedelta(days=45)
"""How long a focus from a held review is followed when no later review was held."""
MOST_RESULTS = 8
"""Key results named on a home page; the whole list lies in the overview."""


@dataclass
class Desk:
    """The rows of one reader at one instant."""

    reader: Person
    at: datetime
    today: date
    cycle: Cycle | None
    roles: frozenset[GrantedRole]
    reviews: list[Review] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    gaps: list[GapAssessment] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    helped: list[Ask] = field(default_factory=list)
    """Help that the reader gave or had agreed to, and that came to its end lately."""
    feedback: list[Feedback] = field(default_factory=list)
    """What was given to the reader and not opened yet."""
    blocks: list[StatusChange] = field(default_factory=list)
    others_blocks: list[StatusChange] = field(default_factory=list)
    """What stands in the way of the reader's own goals, and somebody else clears."""
    season: Season = field(default_factory=Season)
    actions: list[Action] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    proposals: list[GrantProposal] = field(default_factory=list)
    handovers: handovers.Dues = field(default_factory=handovers.Dues)
    points: list[Slip] = field(default_factory=list)
    """Agreed points that wait for the reader's receipt."""
    points_passed: list[Slip] = field(default_factory=list)
    """The reader's own points that were passed to HR lately (EARLY-5)."""
    bundles: list[Escalation] = field(default_factory=list)
    bundles_in_need: list[Escalation] = field(default_factory=list)
    """For HR admin: each needs another HR partner."""
    bundles_to_tell: list[Escalation] = field(default_factory=list)
    """For their author: the HR partner changed, or is missing."""
    formal: list[FormalDue] = field(default_factory=list)
    """What formal plans ask of the reader, as plain items."""
    on_formal: bool = False
    """Whether the reader has a part in one, also while it asks nothing of them: they have to find it."""
    follow_ups: list[notes.Row] = field(default_factory=list)
    """The reader's private follow-ups: for a closed disclosure on this page and for nothing else (DUE-2)."""
    drift_asked: list[FollowUp] = field(default_factory=list)
    """Follow-ups of drift: asked of the reader and open, or asked by them and answered (HR-2)."""
    steward: StewardDesk = field(default_factory=StewardDesk)
    """Decisions of a system review that the reader sees to, and reviews that they fill or read (SYS-1, TAL-1)."""
    custody: bool = False
    """Whether a request for records, a hold or an erasure waits for anybody at all: only then is it asked whether it waits for the reader."""
    told: frozenset[str] = frozenset()
    """"answers", "opened": whether an answer to the reader's own request is there, or a note of theirs was opened and they have not seen that it was."""
    not_taken_over: int = 0
    """Handovers in the reader's care as HR that stand open beyond their time."""
    nearby: Nearby = field(default_factory=Nearby)
    """Key results that are the reader's turn: the weekly round, the close of a cycle, what helped."""
    uncovered: list[KeyResult] = field(default_factory=list)
    results: list[ResultRow] = field(default_factory=list)
    """Running key results that the reader owns, each with its needs and how they are covered."""
    people: dict[str, int] = field(default_factory=dict)
    below: dict[str, int] = field(default_factory=dict)
    jobs: JobHealth | None = None
    reports: frozenset[int] = frozenset()
    covered: frozenset[int] = frozenset()
    """Ids of whoever reports to the reader, and of whoever the reader meets while their manager is away; read once, used everywhere."""
    states: dict[int, GoalStatus] = field(default_factory=dict)
    """Plan -> its state, for the plans of reports (STAT-1)."""
    manager: Person | None = None
    """Whom the reader reports to at this instant: with whom a plan is agreed, and on whom it may wait."""
    suggestions: list[Suggestion] = field(default_factory=list)
    """Goals that the reader suggested as HR and that nobody has answered; those for reports are noted with their plans."""
    snoozes: dict[str, date | None] = field(default_factory=dict)
    """Due -> the day to which the reader put it off; None: taken back (DUE-1)."""

    @property
    def own_plan(self) -> Plan | None:
        return next((plan for plan in self.plans if plan.owner_id == self.reader.pk), None)

    @property
    def plans_of_reports(self) -> list[Plan]:
        return [plan for plan in self.plans if plan.owner_id != self.reader.pk]

    @property
    def steers(self) -> bool:
        """Whether decisions about key results lie here: an executive, or whoever has managers below."""
        return GrantedRole.EXECUTIVE in self.roles or bool(self.below)


def desk_of(reader: Person, *, at: datetime, standing: Standing) -> Desk:
    """Everything on the reader's desk. What a reader of this standing cannot have is not asked for."""
    hand = standing if isinstance(standing, AtHand) else at_hand(reader, at)
    with known(hand.known(reader, at)):
        return _read(Desk(reader, at, day_of(at), hand.cycle, frozenset(GrantedRole(role) for role in hand.roles)), hand)


def _read(desk: Desk, standing: AtHand) -> Desk:
    reader, at, waits = desk.reader, desk.at, standing.waits
    _read_people(desk, leads=standing.leads)
    desk.snoozes = dict(standing.snoozes)
    plans = _plans(desk)
    desk.plans = [plan for plan in plans if desk.cycle is not None and plan.cycle_id == desk.cycle.pk]
    if desk.reports or desk.covered or any(plan.owner_id == reader.pk and plan.state in RUNNING for plan in plans):
        desk.reviews = _reviews(desk)
        desk.commitments = _commitments(desk) if "commitments" in waits else []
    if desk.plans_of_reports:
        desk.states = statuses_of([plan.pk for plan in desk.plans_of_reports])
    if "handovers" in waits:
        desk.handovers = handovers.dues_of(reader, at=at, reports=desk.reports)
    _read_talks(desk, standing)
    desk.gaps = _gaps(desk) if "gaps" in waits else []
    asks = list(asks_at_hand(reader, at=at)) if "asks" in waits else []
    desk.asks = [ask for ask in asks if ask.state in OPEN_STATES]
    desk.helped = [ask for ask in asks if ask.state not in OPEN_STATES]
    if "words" in standing.awaits:
        desk.feedback = list(unread_feedback_of(reader)[:MOST_RESULTS])
    traded = "trade-offs" in waits and bool(desk.own_plan or desk.reports)
    desk.season = season_of(reader, reports=desk.reports, traded=traded, care=standing.looks_after, at=at)
    blocks = _blocks(desk) if waits & {"blocks", "to-clear"} else []
    desk.blocks = [block for block in blocks if block.remover_id == reader.pk and block.ask is None]
    desk.others_blocks = [block for block in blocks if block.remover_id != reader.pk and not _is_answered(block)]
    desk.season.answers = [block for block in blocks if block.goal.plan.owner_id == reader.pk and _is_answered(block)]
    if desk.own_plan is not None and desk.own_plan.state != PlanState.DRAFT:
        desk.goals = list(desk.own_plan.goals.filter(dropped_at=None).select_related("key_result").order_by("number"))
        desk.actions = _actions(desk)
    if desk.roles & CONFIRMERS and "proposals" in waits:
        desk.proposals = list(GrantProposal.objects.filter(decided_at=None).select_related("person", "proposed_by"))
    if standing.looks_after and "suggested" in waits:
        desk.suggestions = list(_suggested(reader, but=desk.reports))
    if desk.cycle is not None:
        _look_wider(desk, standing)
    if "drift" in standing.awaits:
        desk.drift_asked = list(drift_on_desk(reader, at=at))
    desk.steward = steward_desk_of(reader, waits, at=at)
    desk.custody, desk.told = "custody" in standing.awaits, waits & {"answers", "opened"}
    if GrantedRole.OPERATOR in desk.roles:
        desk.jobs = job_health(at=at)
    return desk


def _read_talks(desk: Desk, standing: AtHand) -> None:
    """What early conversations and formal plans ask of the reader, where there is anything: most readers cost no statement."""
    if "points" in standing.awaits:
        desk.points, desk.points_passed = slip_queries.waiting_for(desk.reader, at=desk.at)
    if "notes" in standing.awaits:
        desk.follow_ups = notes.follow_ups(desk.reader, at=desk.at)
    if "bundles" in standing.awaits:
        desk.bundles = talks.bundles_to_answer(desk.reader, at=desk.at)
        desk.bundles_in_need = talks.bundles_in_need(desk.reader, at=desk.at)
        desk.bundles_to_tell = talks.bundles_untold(desk.reader, at=desk.at)
    if "formal" in standing.awaits:
        seats = formal.seats_of(desk.reader, at=desk.at)
        desk.on_formal, desk.formal = bool(seats), dues_in(seats, at=desk.at)
        if "stood-in" in standing.waits:
            desk.formal += stood_in_dues(desk.reader, at=desk.at)


def _read_people(desk: Desk, *, leads: bool) -> None:
    """Whom the reader reports to, whom they lead, and whom they meet in somebody's place. One query."""
    wanted = Q(person=desk.reader)
    if leads:
        wanted |= Q(person__in=people_with(desk.reader, {Relation.MANAGER, Relation.DELEGATE}, at=desk.at).values("pk"))
    lines = ReportingLine.objects.in_force(desk.at).filter(wanted)
    named = lines.select_related("manager").only("person_id", *(f"manager__{name}" for name in ("name", "called", "handle")))
    managers = {}
    for line in named:
        if line.person_id == desk.reader.pk:
            desk.manager = line.manager
        else:
            managers[line.person_id] = line.manager_id
    desk.reports = frozenset(person for person, manager in managers.items() if manager == desk.reader.pk)
    desk.covered = frozenset(managers) - desk.reports


def _look_wider(desk: Desk, standing: Standing) -> None:
    """What goes beyond one's own people: key results, the line below, people without manager or plan."""
    assert desk.cycle is not None
    desk.nearby = sorted_out(_with_cover(near(desk.reader, desk.cycle, at=desk.at)), desk.reader, desk.cycle, at=desk.at)
    desk.results = rows_of([result.pk for result in desk.nearby.carried])
    if standing.leads_leaders:
        desk.below = _states_below(desk, desk.cycle)
    if standing.leads_leaders or GrantedRole.EXECUTIVE in desk.roles:
        desk.uncovered = list(uncovered_results(desk.cycle)[: MOST_RESULTS + 1])
    if standing.looks_after or GrantedRole.HR_ADMIN in desk.roles:
        desk.people = _people_without(desk, desk.cycle)
        desk.not_taken_over = handovers.not_taken_over(desk.reader, at=desk.at)


def _reviews(desk: Desk) -> list[Review]:
    """Reviews to come, late ones, those held this month, and the last focus of the reader's own."""
    horizon, month = desk.today + AHEAD, desk.today.replace(day=1)
    wanted = Q(held_at=None, due_on__lte=horizon) | Q(held_on__gte=month) | Q(plan__owner=desk.reader, held_on__gte=desk.today - FOLLOWED)
    people = {desk.reader.pk, *desk.reports, *desk.covered}
    rows = Review.objects.filter(wanted, plan__owner__in=people, plan__state__in=RUNNING)
    return list(rows.select_related("plan__owner").order_by("due_on", "pk"))


def _commitments(desk: Desk) -> list[Commitment]:
    """Open, reported and contested ones in the plans of reports and in one's own, until the person has confirmed them."""
    mine = Q(plan__owner=desk.reader) & (Q(state=CommitmentState.OPEN) | Q(reported_at__isnull=False, confirmed_at=None))
    owed = Q(state=CommitmentState.OPEN, due_date__lte=desk.today + AHEAD) | Q(contested_at__isnull=False, confirmed_at=None)
    unanswered = Q(reported_at__isnull=False, confirmed_at=None) & ~Q(state=CommitmentState.OPEN)
    theirs = Q(plan__owner__in=desk.reports) & (owed | unanswered)
    rows = Commitment.objects.filter(mine | theirs, plan__state__in=RUNNING)
    return list(rows.select_related("plan__owner", "holder").order_by("due_date", "pk"))


def _plans(desk: Desk) -> list[Plan]:
    """This cycle's plans of the reader and their reports: what waits to be agreed, read, answered; and the reader's own that still run. One query."""
    latest = Version.objects.filter(plan=OuterRef("pk")).order_by("-number")
    agreed = Agreement.objects.filter(version=OuterRef("latest"), person=desk.reader)
    rows = (
        Plan.objects.filter(Q(cycle=desk.cycle, owner__in={desk.reader.pk, *desk.reports}) | Q(owner=desk.reader, state__in=RUNNING))
        .annotate(
            latest=Subquery(latest.values("pk")[:1]),
            offered_at=Subquery(latest.values("offered_at")[:1]),
        )
        .annotate(
            agreed_by_reader=Exists(agreed),
            suggested=Count("suggestions", filter=Q(suggestions__state=SuggestionState.OFFERED)),
            suggested_at=Min("suggestions__at", filter=Q(suggestions__state=SuggestionState.OFFERED)),
            asked_at=Min("suggestions__at", filter=Q(suggestions__state=SuggestionState.OFFERED, suggestions__by=desk.reader)),
        )
    )
    return list(rows.select_related("owner", "cycle").order_by("owner__name"))


def _gaps(desk: Desk) -> list[GapAssessment]:
    """Assessments that wait for the reader to agree or to disagree, and the reader's own that wait for the other one."""
    to_answer = Q(person=desk.reader, person_agreed_at=None) | (~Q(person=desk.reader) & Q(manager_agreed_at=None))
    proposed = Q(proposed_by=desk.reader) & (Q(person_agreed_at=None) | Q(manager_agreed_at=None))
    people = {desk.reader.pk, *desk.reports}  # evidence.access: "gap.agree" is for the person and the manager
    rows = GapAssessment.objects.filter(to_answer | proposed, person__in=people, superseded_at=None, disagreed_by=None)
    return list(rows.select_related("person", "capability", "proposed_by").order_by("proposed_at"))


def _suggested(reader: Person, *, but: frozenset[int]) -> QuerySet[Suggestion]:
    """Goals that the reader suggested for a plan that goes on, and that its owner has not answered. One query."""
    going_on = (PlanState.DRAFT, *RUNNING)
    rows = Suggestion.objects.filter(by=reader, state=SuggestionState.OFFERED, plan__state__in=going_on).exclude(plan__owner__in=but)
    return (
        rows.select_related("plan__owner", "plan__cycle")
        .only("at", *(f"plan__owner__{name}" for name in ("name", "handle")), "plan__cycle__key")
        .order_by("at", "pk")
    )


def _is_answered(block: StatusChange) -> bool:
    """Whether somebody who was asked to clear a block has said that it is done, or that they cannot."""
    return block.ask is not None and block.ask.state in {AskState.HELD, AskState.DECLINED}


def _blocks(desk: Desk) -> list[StatusChange]:
    """Blocks that still stand: those the reader clears, and all of the reader's own. One query.

    Somebody who reads no plan clears a block by a request in words meant for them, which is a due of its own (TRUST R12).
    """
    later = StatusChange.objects.filter(goal=OuterRef("goal")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    to_clear = StatusChange.objects.filter(remover=desk.reader, ask=None).order_by().values("pk")
    own = StatusChange.objects.filter(goal__plan__owner=desk.reader).order_by().values("pk")
    rows = StatusChange.objects.filter(
        pk__in=to_clear.union(own),  # each by its index; asked for with OR, every change of every plan is read
        status=GoalStatus.BLOCKED,
        goal__status=GoalStatus.BLOCKED,
        goal__dropped_at=None,
        goal__plan__state__in=RUNNING,
    )
    people = ("goal__plan__owner", "goal__plan__cycle", "by", "remover", "ask")
    return list(rows.exclude(Exists(later)).select_related(*people).order_by("remove_by", "pk"))


def _actions(desk: Desk) -> list[Action]:
    goals = {goal.pk: goal for goal in desk.goals}
    actions = list(Action.objects.filter(goal__in=goals, removed_at=None, done_on=None, due_date__isnull=False).order_by("due_date", "pk"))
    for action in actions:
        action.goal = goals[action.goal_id]
    return actions


def uncovered_results(cycle: Cycle) -> QuerySet[Any]:
    """Critical key results with a need that no agreed goal serves: a fact about the key result (STRAT-3, TRUST R3)."""
    critical = KeyResult.objects.filter(cycle=cycle, critical=True, state=ResultState.ACTIVE)
    return _with_cover(critical).filter(needed__gt=F("served")).order_by("due_date", "pk")


def _with_cover(results: QuerySet[KeyResult]) -> QuerySet[Any]:
    """Key results with `needed` requirements and `served` ones, each by at least one agreed goal."""
    serving = agreed_goals().filter(key_result=OuterRef("key_result"), capability=OuterRef("capability"))
    needs = CapabilityRequirement.objects.filter(key_result=OuterRef("pk")).order_by().values("key_result").annotate(n=Count("pk"))
    served = (
        CapabilityRequirement.objects.filter(Exists(serving), key_result=OuterRef("pk"))
        .order_by()
        .values("key_result")
        .annotate(n=Count("pk"))
    )
    return results.annotate(needed=_or_zero(needs), served=_or_zero(served))


def _or_zero(counted: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(counted.values("n")[:1]), 0)


def _states_below(desk: Desk, cycle: Cycle) -> dict[str, int]:
    """How many agreed plans of the whole line below stand in which state: `m` on every row (TRUST 1.5). One query."""
    people = people_with(desk.reader, {Relation.MANAGER, Relation.UPLINE}, at=desk.at)
    goals = Goal.objects.filter(plan=OuterRef("pk"), agreed_in__isnull=False, dropped_at=None)
    plans = Plan.objects.filter(cycle=cycle, state=PlanState.ACTIVE, owner__in=people.values("pk"))
    flagged = plans.annotate(**{_flag(status): Exists(goals.filter(status=status)) for status in NEEDY})
    neediest = Case(*(When(**{_flag(status): True}, then=Value(status.value)) for status in NEEDY), default=Value(""))
    counted = flagged.annotate(standing=neediest).order_by().values("standing").annotate(n=Count("pk"))
    found = dict(counted.values_list("standing", "n"))
    return {status.value: found.get(status.value, 0) for status in NEEDY}


def _people_without(desk: Desk, cycle: Cycle) -> dict[str, int]:
    """How many people in the reader's care have no manager, or no plan of this cycle. One query."""
    care = {Relation.HR_SCOPE, Relation.HR_ADMIN}
    people = present(people_with(desk.reader, care, at=desk.at)).exclude(status=PersonStatus.VACANT)
    led = ReportingLine.objects.in_force(desk.at).filter(person=OuterRef("pk"))
    leads = ReportingLine.objects.in_force(desk.at).filter(manager=OuterRef("pk"))
    planned = Plan.objects.filter(owner=OuterRef("pk"), cycle=cycle)
    flagged = people.annotate(led=Exists(led), leads=Exists(leads), planned=Exists(planned))
    return dict(
        flagged.aggregate(no_manager=Count("pk", filter=Q(led=False, leads=False)), no_plan=Count("pk", filter=Q(led=True, planned=False)))
    )


def _flag(status: GoalStatus) -> str:
    return f"has_{status.name.lower()}"


NEEDY: Sequence[GoalStatus] = (GoalStatus.BLOCKED, GoalStatus.NEEDS_RESET, GoalStatus.ON_TRACK, GoalStatus.COMPLETED)
