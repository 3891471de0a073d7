"""The plan's own pages put together for one reader: what they may read and no more, in a constant number of queries (TRUST T05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadenza.asks.rules import AskState
from cadenza.capability.models import Statement
from cadenza.evidence.access import WHO_MAY as EVIDENCE
from cadenza.evidence.models import Evidence
from cadenza.evidence.queries import evidence_of
from cadenza.objections import Objection, Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.people.rules import Relation
from cadenza.plans import agreement_rules, reset_rules, rules, versions, wording_rules
from cadenza.plans.access import may
from cadenza.plans.agreement_rules import Completeness
from cadenza.plans.difference_lines import Line, lines_of
from cadenza.plans.forms import KINDS, LANES
from cadenza.plans.models import (
    Action,
    Agreement,
    Commitment,
    Goal,
    Pause,
    Perspective,
    Plan,
    Review,
    SelfView,
    StatusChange,
    Suggestion,
    TradeOff,
    Version,
)
from cadenza.plans.origins import Origin, origins_of
from cadenza.plans.paths import suggested_to
from cadenza.plans.pausing import is_of_side, open_proposal
from cadenza.plans.protected import KeptTime, kept_time
from cadenza.plans.queries import (
    PlanRows,
    Since,
    anything_new,
    goal_terms,
    rows_of,
    self_views_of,
    terms_of,
    words_of,
)
from cadenza.plans.resets import is_done
from cadenza.plans.review_rules import next_review
from cadenza.plans.rules import GoalStatus, GoalTerms, Lane, PlanState, PlanTerms, Question
from cadenza.plans.sealable import Sealable
from cadenza.plans.trade_off_queries import slipping
from cadenza.plans.versions import Difference
from cadenza.practice.queries import practice_on, resets_by_day

MOST_OFFERED = 200
"""Key results or people that a picker offers. What is further away is reached from its own page, or by typing a name."""

QUESTIONS: Final[Mapping[Question, Promise]] = {
    Question.SERVES: gettext_lazy("Key result"),
    Question.CAPABILITY: gettext_lazy("Capability"),
    Question.ACTIONS: gettext_lazy("Named actions"),
    Question.SUPPORT: gettext_lazy("Who supports"),
    Question.REVIEW: gettext_lazy("How reviewed"),
}
DIRECTION_QUESTION: Final = pgettext_lazy("what a career goal serves", "Direction")


@dataclass(frozen=True)
class ActionLine:
    """One action as a card shows it."""

    action: Action
    kind: Promise
    ask: AskState | None
    late: bool


@dataclass
class GoalCard:
    """One goal as the page shows it: in force, with what waits beside it."""

    goal: Goal
    terms: GoalTerms
    five: list[dict[str, object]]
    actions: list[ActionLine]
    attainment: rules.Attainment
    since: Since | None
    commitments: list[Commitment]
    promised: bool
    agreed: bool
    differences: list[Line] = field(default_factory=list)

    @property
    def lane(self) -> Promise:
        return LANES[Lane(self.goal.lane)]


@dataclass(frozen=True)
class Half:
    """One half of the current state: the person's words, if this reader may have them, and what managers put beside."""

    field: str
    view: SelfView
    readable: bool
    beside: list[Perspective]
    mine: Perspective | None


@dataclass
class PlanPage:
    """Everything on a plan's page for one reader."""

    plan: Plan
    viewer: Person
    relations: frozenset[Relation]
    manager: Person | None
    today: date
    rows: PlanRows
    terms: PlanTerms
    status: GoalStatus | None
    lanes: list[tuple[Lane, Promise, list[GoalCard]]]
    dropped: list[Goal]
    halves: list[Half]
    reviews: list[Review]
    suggestions: list[tuple[Suggestion, list[Objection]]]
    """Each with what deserves a second look (PLAN-10)."""
    evidence: list[Evidence]
    other_commitments: list[Commitment]
    version: Version | None
    """The last that was offered."""
    agreed_version: Version | None
    agreed_by: list[Agreement]
    """Who agreed the last offered version."""
    changed_since_offer: bool
    something_new: bool
    differences: list[Line]
    objections: list[Objection]
    completeness: Completeness
    slips: Mapping[int, int]
    """Goal key -> quarters running in which it was put off, where no trade-off answers for it (TIME-2)."""
    trade_offs: list[TradeOff]
    pause: Pause | None
    """What one of the two proposed, for both to see, until the other agrees or lets it go (PIP-19)."""
    time: KeptTime | None
    """What the plan protects, if anything (TIME-1)."""

    @property
    def sealable(self) -> list[Sealable]:
        """What on this page may be words that nobody else reads yet."""
        return [self.plan, *self.rows.goals, *(half.view for half in self.halves)]

    def may(self, action: str) -> bool:
        return may(self.relations, action, self.plan.state)

    @property
    def is_own(self) -> bool:
        return self.viewer.pk == self.plan.owner_id

    @property
    def is_managers(self) -> bool:
        return Relation.MANAGER in self.relations

    @property
    def sees_commitments(self) -> bool:
        return self.may("commitments.see")

    @property
    def open(self) -> bool:
        return PlanState(self.plan.state) in rules.OPEN_STATES

    @property
    def commits(self) -> bool:
        return self.open and self.may("commitments.write")

    @property
    def reset_state(self) -> str:
        """For the two who reset it: "open", "missed" (nobody did, and it must be said), "done" or nothing (REV-6)."""
        return reset_state(self.plan, self.today) if self.may("reset.see") else ""

    @property
    def next_review(self) -> Review | None:
        return next_review(self.reviews)

    @property
    def paused(self) -> bool:
        """Whether its reviews rest today (PIP-19)."""
        return self.plan.is_paused_on(self.today)

    @property
    def pause_answers(self) -> bool:
        """Whether the reader is the one whom a proposed pause waits for."""
        return self.pause is not None and not is_of_side(self.pause, self.viewer)

    @property
    def pauses(self) -> bool:
        """Whether this reader is one of the two who set a pause, of a plan that runs."""
        return self.open and not self.plan.is_private and may(self.relations, "pause", self.plan.state)

    @property
    def waits_for(self) -> Person | None:
        """Who has yet to agree the offered version; nobody when it was agreed, or must be offered anew."""
        if self.version is None or self.changed_since_offer or self.version.pk == self.plan.agreed_version_id or not self.open:
            return None
        agreed = {agreement.person_id for agreement in self.agreed_by}
        sides = [person for person in (self.plan.owner, self.manager) if person is not None and person.pk not in agreed]
        return sides[0] if sides else None

    @property
    def agrees(self) -> bool:
        return self.waits_for is not None and self.waits_for.pk == self.viewer.pk

    @property
    def settling(self) -> bool:
        """Whether there is something to say about the agreement; once both agreed, the page leads with the goals."""
        return self.open and (self.something_new or self.waits_for is not None)

    @property
    def offers(self) -> bool:
        """Whether this reader has something to offer now."""
        waiting = self.waits_for is not None and not self.changed_since_offer
        return self.open and not self.plan.is_private and self.something_new and not waiting and self.may("offer")

    @property
    def musts(self) -> list[Objection]:
        return [one for one in self.objections if not one.warning]

    @property
    def missing(self) -> list[tuple[str, Objection]]:
        """Each missing answer with the field that mends it."""
        return linked(self, self.musts)

    @property
    def warnings(self) -> list[Objection]:
        return [one for one in self.objections if one.warning]

    @property
    def on_words(self) -> list[tuple[str, Objection]]:
        """What this reader deserves to be told about the words before both agree them, with the field of each; it blocks nothing."""
        if not self.settles:
            return []
        kinds = practice_on(self.today).said_again
        return linked(self, wording_rules.warnings_on_words(self.terms, reader_id=self.viewer.pk, kinds=kinds))

    @property
    def settles(self) -> bool:
        """Whether this reader is one of the two who agree."""
        return self.is_own or self.is_managers

    @property
    def suggests(self) -> bool:
        return self.open and self.may("suggest")

    @property
    def since(self) -> Neediest | None:
        """Since when the plan stands as it does, and by which goal."""
        cards = [card for _lane, _label, found in self.lanes for card in found]
        by = next((card for card in cards if card.agreed and card.since and card.goal.status == self.status), None)
        return Neediest(by.since.at, by.goal.number) if by and by.since else None

    @property
    def agreed_commitments(self) -> frozenset[int]:
        """Commitments that are part of the agreement, and so are reported and not taken back."""
        return frozenset(one["id"] for one in self.agreed_version.words["commitments"]) if self.agreed_version else frozenset()


@dataclass(frozen=True)
class Neediest:
    """When a goal's state became the plan's."""

    at: datetime
    goal_number: int


def linked(page: PlanPage, objections: Iterable[Objection]) -> list[tuple[str, Objection]]:
    """Each reason with the field that mends it: the manager's part on the plan page, the person's in the editor."""
    edit = reverse("plan-edit", args=[page.plan.owner.handle, page.plan.cycle.key]) if page.is_own else ""
    found = []
    for one in objections:
        if one.where.endswith("-commitment"):
            found.append((f"#id_{one.where}-what" if page.commits else "", one))
        else:
            found.append((f"{edit}#id_{one.where}" if edit and one.where else "", one))
    return found


def plan_page(plan: Plan, viewer: Person, relations: frozenset[Relation], *, at: datetime) -> PlanPage:
    """Put a plan's page together. `access` has given the plan and the relations; each part asks the table again for itself."""
    own = Relation.SELF in relations
    rows = rows_of(plan, opened_for_owner=own, with_since=True)
    terms = terms_of(rows)
    today = day_of(at)
    offered = _offered(plan)
    latest, agreed_by = _last(offered)
    agreed_version = next((a.version for a in offered if a.version_id == plan.agreed_version_id), None)
    words = None if plan.is_private else words_of(rows)
    sees_commitments = may(relations, "commitments.see", plan.state)
    if sees_commitments:
        _with_what_was_said_before(rows.commitments)
    changes = versions.differences(agreed_version.words if agreed_version else None, words) if words else []
    shown = [one for one in changes if sees_commitments or one.part != "commitment"]
    objections = agreement_rules.objections_to_agreement(terms)
    edit_url = (
        reverse("plan-edit", args=[plan.owner.handle, plan.cycle.key]) if own and PlanState(plan.state) in rules.OPEN_STATES else None
    )
    cards = [
        _card(goal, its, terms, rows, shown, sees_commitments, today, edit_url) for goal, its in zip(rows.goals, terms.goals, strict=True)
    ]
    trade_offs = list(plan.trade_offs.select_related("block").order_by("number")) if getattr(plan, "has_trade_offs", True) else []
    return PlanPage(
        plan=plan,
        viewer=viewer,
        relations=relations,
        manager=viewer if Relation.MANAGER in relations else manager_of(plan.owner, at=at),
        today=today,
        rows=rows,
        terms=terms,
        status=rules.plan_status(goal.status for goal in rows.goals if goal.agreed_in_id),
        lanes=[(lane, LANES[lane], found) for lane in Lane if (found := [card for card in cards if card.goal.lane == lane])],
        dropped=rows.dropped,
        halves=_halves(plan, viewer, relations),
        reviews=list(plan.reviews.order_by("due_on", "pk")),
        suggestions=suggested_to(plan, relations, at=at),
        evidence=_cited(plan) if relations & EVIDENCE["evidence.see"] else [],
        other_commitments=[c for c in rows.commitments if c.goal_id is None] if sees_commitments else [],
        version=latest,
        agreed_version=agreed_version,
        agreed_by=agreed_by,
        changed_since_offer=latest is not None and words is not None and not versions.same(latest.words, words),
        something_new=anything_new(rows),
        differences=lines_of(shown),
        objections=[one for one in objections if sees_commitments or one.code != "no-commitment"],
        completeness=agreement_rules.completeness(terms),
        slips=slipping(rows.goals, today=today) if own or Relation.MANAGER in relations else {},
        trade_offs=trade_offs,
        pause=open_proposal(plan) if may(relations, "pause", plan.state) and getattr(plan, "has_pause_proposed", True) else None,
        time=kept_time(plan, rows.blocks, trade_offs, today=today),
    )


def reset_state(plan: Plan, today: date) -> str:
    """Where the reset of a plan stands: "done", "missed", "open", or nothing while it is too early (REV-6). No query for a page's plan."""
    agreed, done, end = plan.agreed_version_id is not None, is_done(plan), plan.cycle.end_date
    if done:
        return "done"
    days = reset_rules.days_of(end, today, resets_by_day())
    if reset_rules.was_not_reset(plan.state, agreed=agreed, done=done, cycle_end=end, today=today, days=days):
        return "missed"
    return "open" if reset_rules.is_open(plan.state, agreed=agreed, done=done, cycle_end=end, today=today, days=days) else ""


def five_items(terms: GoalTerms, plan: PlanTerms, *, href: str | None) -> list[dict[str, object]]:
    """The five-question strip of one goal; a missing answer links to its field on the page at `href`, if there is one (PLAN-5)."""
    got = agreement_rules.answered(terms, plan)
    return [
        {
            "label": DIRECTION_QUESTION if question is Question.SERVES and terms.lane is Lane.CAREER else QUESTIONS[question],
            "ok": ok,
            "href": f"{href}#id_{agreement_rules.field_of(question, terms, plan)}" if href is not None and not ok else "",
        }
        for question, ok in got.items()
    ]


def _card(
    goal: Goal,
    goal_terms: GoalTerms,
    terms: PlanTerms,
    rows: PlanRows,
    changes: Iterable[Difference],
    sees_commitments: bool,
    today: date,
    edit_url: str | None,
) -> GoalCard:
    actions = rows.actions.get(goal.pk, [])
    promises = [c for c in rows.commitments if c.goal_id == goal.pk] if sees_commitments else []
    return GoalCard(
        goal=goal,
        terms=goal_terms,
        five=five_items(goal_terms, terms, href=edit_url),
        actions=[action_line(action, today) for action in actions],
        attainment=rules.attainment([(a.due_date, a.done_on) for a in actions], today=today),
        since=rows.since.get(goal.pk),
        commitments=promises,
        promised=agreement_rules.has_commitment(goal.number, terms.commitments),
        agreed=goal.agreed_in_id is not None,
        differences=lines_of(one for one in changes if one.goal == goal.number and one.part == "goal"),
    )


def action_line(action: Action, today: date) -> ActionLine:
    """One action with its kind in words, where its request stands, and whether its date has passed."""
    late = action.done_on is None and action.due_date is not None and action.due_date < today
    return ActionLine(action, KINDS[rules.ActionKind(action.kind)], AskState(action.ask.state) if action.ask else None, late)


def _halves(plan: Plan, viewer: Person, relations: frozenset[Relation]) -> list[Half]:
    """The current state: the owner's own words always, shared ones for the manager, perspectives for the two of them (PLAN-1)."""
    own = Relation.SELF in relations
    if not may(relations, "perspective.see", plan.state):
        return []
    written = Perspective.objects.filter(plan=plan).exclude(text="").select_related("author").order_by("written_at")
    beside = list(written) if getattr(plan, "has_views_beside", True) else []
    found = []
    for view in self_views_of(plan, opened_for_owner=own):
        readable = own or (view.shared_at is not None and may(relations, f"{view.field}.see-shared", plan.state))
        theirs = [one for one in beside if one.field == view.field]
        mine = next((one for one in theirs if one.author_id == viewer.pk), None)
        found.append(Half(str(view.field), view if readable else SelfView(plan=plan, field=view.field), readable, theirs, mine))
    return found


def _offered(plan: Plan) -> list[Agreement]:
    """The agreements of the last offered version and of the one in force, with their versions: one query."""
    last = Version.objects.filter(plan=plan).order_by("-number").values("pk")[:1]
    which = Q(version=plan.agreed_version_id) | Q(version=last)
    return list(Agreement.objects.filter(which).select_related("version__offered_by", "person").order_by("version__number", "at"))


def _last(offered: list[Agreement]) -> tuple[Version | None, list[Agreement]]:
    if not offered:
        return None, []
    latest = offered[-1].version
    return latest, [agreement for agreement in offered if agreement.version_id == latest.pk]


def _cited(plan: Plan) -> list[Evidence]:
    return list(
        Evidence.objects.filter(pk__in=Goal.evidence.through.objects.filter(goal__plan=plan).values("evidence"), withdrawn_at=None)
        .select_related("added_by")
        .order_by("-happened_on", "-pk")
    )


def _with_what_was_said_before(promises: list[Commitment]) -> None:
    """Earlier reports of those that have any: the others cost no statement."""
    prefetch_related_objects([one for one in promises if one.said_before], "earlier_reports__holder")  # type: ignore[attr-defined]  # annotated


@dataclass
class GoalPage:
    """Everything on a goal's page for one reader."""

    plan: Plan
    goal: Goal
    relations: frozenset[Relation]
    manager: Person | None
    today: date
    five: list[dict[str, object]]
    actions: list[ActionLine]
    attainment: rules.Attainment
    history: list[StatusChange]
    commitments: list[Commitment]
    trade_offs: list[TradeOff]
    slips: int
    sees_evidence: bool
    evidence: list[Evidence]
    could_cite: list[Evidence]
    good_looks_like: list[str]
    """What the framework says of the level aimed at."""
    origins: list[Origin]
    """What it came from."""

    @property
    def is_own(self) -> bool:
        return Relation.SELF in self.relations

    @property
    def writes(self) -> bool:
        state = PlanState(self.plan.state)
        return self.is_own and state in rules.OPEN_STATES and self.goal.dropped_at is None

    @property
    def sets_state(self) -> bool:
        """Whether this reader can say between reviews how the goal stands (STAT-1)."""
        running = self.plan.state in {PlanState.SHARED, PlanState.OFFERED, PlanState.ACTIVE} and self.goal.agreed_in_id is not None
        return running and self.goal.dropped_at is None and bool(self.relations & {Relation.SELF, Relation.MANAGER})

    @property
    def block(self) -> StatusChange | None:
        """What stands in the way now."""
        return self.history[0] if self.goal.status == GoalStatus.BLOCKED and self.history else None

    @property
    def trades(self) -> bool:
        """Whether this reader can record that something gave way."""
        open_still = PlanState(self.plan.state) in rules.OPEN_STATES and not self.plan.is_private and self.goal.dropped_at is None
        return open_still and may(self.relations, "trade-offs.write", self.plan.state)

    @property
    def acts(self) -> bool:
        """Whether actions can be marked done: not in a draft."""
        return self.writes and not self.plan.is_private


def goal_page(plan: Plan, viewer: Person, relations: frozenset[Relation], number: int, *, at: datetime) -> GoalPage:
    """Put one goal's page together; a dropped goal stays readable, a number that never was is Unseen."""
    own = Relation.SELF in relations
    rows = rows_of(plan, opened_for_owner=own)
    goal = next((one for one in [*rows.goals, *rows.dropped] if one.number == number), None)
    if goal is None:
        raise Unseen
    today = day_of(at)
    actions = rows.actions.get(goal.pk, [])
    sees_evidence = bool(relations & EVIDENCE["evidence.see"])  # TRUST D1: not whoever only stands in
    cited = list(goal.evidence.select_related("added_by").order_by("-happened_on", "-pk")) if sees_evidence else []
    taken = {piece.pk for piece in cited}
    edit_url = reverse("plan-edit", args=[plan.owner.handle, plan.cycle.key]) if own else None
    promises = [c for c in rows.commitments if c.goal_id == goal.pk] if may(relations, "commitments.see", plan.state) else []
    _with_what_was_said_before(promises)
    return GoalPage(
        plan=plan,
        goal=goal,
        relations=relations,
        manager=manager_of(plan.owner, at=at),
        today=today,
        five=five_items(goal_terms(goal, actions), terms_of(rows), href=edit_url),
        actions=[action_line(action, today) for action in actions],
        attainment=rules.attainment([(a.due_date, a.done_on) for a in actions], today=today),
        history=list(goal.status_changes.select_related("by", "remover", "ask").order_by("-at", "-pk")),
        commitments=promises,
        trade_offs=list(goal.trade_offs.order_by("number")),
        slips=slipping([goal], today=today).get(goal.pk, 0) if own or Relation.MANAGER in relations else 0,
        sees_evidence=sees_evidence,
        evidence=cited,
        could_cite=[piece for piece in evidence_of(plan.owner)[:MOST_OFFERED] if piece.pk not in taken] if own else [],
        good_looks_like=_good_looks_like(goal),
        origins=origins_of(plan, goal, relations),
    )


def _good_looks_like(goal: Goal) -> list[str]:
    """The statements of the level aimed at, in the framework version that the goal was written against (CAP-1)."""
    if goal.capability_id is None or goal.level_aimed is None:
        return []
    level = Q(level__capability=goal.capability_id, level__number=goal.level_aimed, level__version=goal.framework_version_id)
    return list(Statement.objects.filter(level).order_by("order", "pk").values_list("text", flat=True)[:6])
