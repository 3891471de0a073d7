"""Packs as pages need them: many people's at once, in a constant number of statements. They ask no access: `access` chose the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import F, Q

from cadenza.conversations.slip_queries import SlipCopy, slips_of_people
from cadenza.evidence.models import Evidence, Feedback
from cadenza.handover import access
from cadenza.handover.models import Briefing, HandedCommitment, Handover
from cadenza.handover.rules import OPEN_DAYS, Part, accept_by, closes_at, parts_in
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left, people_with
from cadenza.people.rules import Relation
from cadenza.plans.models import Action, Commitment, Goal, Plan, Review, StatusChange, TradeOff
from cadenza.plans.review_access import RUNNING
from cadenza.plans.review_rules import Cadence, cadence_of, next_review
from cadenza.plans.reviews import last_changes
from cadenza.plans.rules import CommitmentState
from cadenza.practice.queries import practice_at
from cadenza.strategy.models import KeyResult

EVIDENCE_DAYS = 120
EVIDENCE_SHOWN = 5
OVERSEEN_PER_PAGE = 50


@dataclass
class GoalStanding:
    """One goal in a pack: where it stands and what comes next."""

    goal: Goal
    last: StatusChange | None
    done: int = 0
    actions: list[Action] = field(default_factory=list)

    @property
    def next_action(self) -> Action | None:
        return next((one for one in self.actions if one.done_on is None), None)


@dataclass
class Pack:
    """What is handed over with one person. Read from the plan as it stands: nothing is copied, nothing restarts (HAND-2)."""

    handover: Handover
    parts: frozenset[Part]
    today: date
    plan: Plan | None = None
    goals: list[GoalStanding] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    """Open ones that somebody else than the incoming manager holds: each is answered by name."""
    reviews: list[Review] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    trade_offs: list[TradeOff] = field(default_factory=list)
    """What gave way in this plan, those whose time is not made good yet first (HAND-1, TIME-1)."""
    slips: list[SlipCopy] = field(default_factory=list)
    """Agreed points that were shared with the person (HAND-1). Notes never come along: this room cannot import them (HAND-3)."""
    feedback: list[Feedback] = field(default_factory=list)
    """What was shared with the manager, and read by the person; unshared feedback never travels (HAND-1, TRUST R16)."""
    answered: list[HandedCommitment] = field(default_factory=list)
    briefing: Briefing | None = None
    """What the outgoing manager writes for everybody, as long as it was not sent."""
    outgoing_left: bool = False

    @property
    def person(self) -> Person:
        return self.handover.person

    @property
    def day(self) -> date:
        """The day of the change."""
        return day_of(self.handover.since)

    @property
    def accept_by(self) -> date:
        return accept_by(self.day)

    @property
    def writable_until(self) -> date:
        return day_of(closes_at(self.handover.since)) - timedelta(days=1)

    @property
    def ahead(self) -> bool:
        return self.day > self.today

    @property
    def late(self) -> bool:
        return self.handover.accepted_at is None and self.accept_by < self.today

    @property
    def system_made(self) -> bool:
        """Nobody could write: the manager had gone (TRUST 1.7)."""
        return self.handover.sent_at is None and self.outgoing_left

    @property
    def words(self) -> dict[str, str]:
        """What the outgoing manager says: as it was sent, or as it stands so far."""
        shared = self.handover if self.handover.sent_at is not None else self.briefing
        found = {"advice": self.handover.advice}
        found |= {name: getattr(shared, name) if shared is not None else "" for name in Briefing.WORDS}
        return {name: text for name, text in found.items() if text}

    @property
    def own_words(self) -> dict[str, str]:
        """What is said about this person."""
        return {name: text for name, text in self.words.items() if name not in Briefing.WORDS}

    @property
    def shared_words(self) -> dict[str, str]:
        """What is said to everybody's packs at once."""
        return {name: text for name, text in self.words.items() if name in Briefing.WORDS}

    @property
    def review_is_late(self) -> bool:
        paused = self.plan is not None and self.plan.is_paused_on(self.today)
        return self.next_review is not None and self.next_review.due_on < self.today and not paused

    def may(self, action: str) -> bool:
        return access.may(self.parts, action)

    @property
    def may_see_pack(self) -> bool:
        return self.may("see-pack")

    @property
    def may_see_words(self) -> bool:
        return self.may("see-words")

    @property
    def may_see_comment(self) -> bool:
        return self.may("see-comment")

    @property
    def may_send(self) -> bool:
        return self.may("send")

    @property
    def may_accept(self) -> bool:
        return self.may("accept")

    @property
    def state(self) -> str:
        """Where the handover stands, as a state word."""
        if self.handover.accepted_at is not None:
            return "taken-over"
        return "sent" if self.handover.sent_at is not None else "preparing"

    @property
    def next_review(self) -> Review | None:
        """The next one stays due, whoever the manager is (HAND-2)."""
        return next_review(self.reviews)

    @property
    def last_review(self) -> Review | None:
        held = [one for one in self.reviews if one.held_on is not None]
        return max(held, key=lambda one: one.held_on or date.min, default=None)

    @property
    def moved(self) -> list[Review]:
        """Reviews that person and manager gave another day: what they agreed about the rhythm."""
        return [one for one in self.reviews if one.moved_times and one.held_on is None]

    @property
    def held(self) -> list[Review]:
        return [one for one in self.reviews if one.held_on is not None]

    @property
    def cadence(self) -> Cadence:
        return cadence_of(self.reviews, today=self.today)

    @property
    def results(self) -> list[KeyResult]:
        """The key results that the goals serve."""
        return list({one.goal.key_result_id: one.goal.key_result for one in self.goals if one.goal.key_result is not None}.values())


def packs(rows: Iterable[tuple[Handover, frozenset[Part]]], *, at: datetime) -> list[Pack]:
    """The packs of these handovers, each as full as its reader's part allows. Fourteen statements, however many."""
    made = [Pack(row, parts, day_of(at), outgoing_left=has_left(row.outgoing, at=at)) for row, parts in rows]
    _brief(made)
    full = [pack for pack in made if pack.may("see-pack")]
    if full:
        _fill(full, at)
    answers = HandedCommitment.objects.filter(handover__in=[pack.handover.pk for pack in full if pack.handover.accepted_at])
    by_handover: dict[int, list[HandedCommitment]] = {}
    if any(pack.handover.accepted_at for pack in full):
        for one in answers.select_related("commitment", "commitment__replaced_by", "held_by"):
            by_handover.setdefault(one.handover_id, []).append(one)
    for pack in full:
        pack.answered = by_handover.get(pack.handover.pk, [])
    return made


def briefings(made: Iterable[Pack]) -> list[Pack]:
    """Of packs that came with the same words for everybody, the first: said once, however many people."""
    told = [pack for pack in made if pack.may_see_words and pack.shared_words]
    return list({(pack.handover.outgoing_id, *pack.shared_words.items()): pack for pack in reversed(told)}.values())[::-1]


def pack_for(by: Person, action: str, ref: str, *, at: datetime) -> Pack:
    """One pack, if the reader may do this with it. Raises Unseen."""
    return packs([access.handover_for(by, action, ref, at=at)], at=at)[0]


def to_write(by: Person, *, at: datetime) -> list[Pack]:
    """What the reader hands over and has not sent. Before the change with the pack, afterwards the words alone (TRUST X1)."""
    rows = list(access.to_write(by, at=at))
    still = people_with(by, {Relation.MANAGER}, at=at).filter(pk__in=[row.person_id for row in rows])
    managed = set(still.values_list("pk", flat=True))
    return packs([(row, _writing(row, row.person_id in managed, by, at)) for row in rows], at=at)


def to_accept(by: Person, *, at: datetime) -> list[Pack]:
    """What the reader has to take over."""
    rows = access.to_accept(by, at=at)
    return packs([(row, frozenset({Part.TAKES_OVER} | ({Part.READS_WORDS} if row.sent_at else set()))) for row in rows], at=at)


@dataclass(frozen=True)
class Overview:
    """The list of handovers from the reader's side."""

    mine: list[Pack]
    sending: list[Pack]
    taking: list[Pack]
    overseen: list[Pack]
    """One page of them: whoever looks after a whole organisation has hundreds."""
    number: int
    pages: int

    @property
    def empty(self) -> bool:
        return not (self.mine or self.sending or self.taking or self.overseen)


def overview(by: Person, *, number: int = 1, at: datetime) -> Overview:
    """Every handover that the reader has a part in, without the packs' inside. Six statements."""
    today = day_of(at)

    def light(rows: Iterable[Handover], *parts: Part) -> list[Pack]:
        return [Pack(row, frozenset(parts), today, outgoing_left=has_left(row.outgoing, at=at)) for row in rows]

    overseen = Paginator(access.overseen(by, at=at), OVERSEEN_PER_PAGE).get_page(number)
    recent = Q(accepted_at=None) | Q(accepted_at__gt=at - timedelta(days=90))
    return Overview(
        mine=light(access.about(by, at=at).filter(recent), Part.PERSON),
        sending=light(access.to_write(by, at=at), Part.WRITES),
        taking=light(access.to_accept(by, at=at), Part.TAKES_OVER),
        overseen=light(overseen, Part.OVERSEES),
        number=overseen.number,
        pages=overseen.paginator.num_pages,
    )


@dataclass(frozen=True)
class Dues:
    """What somebody owes in handovers: for the first page, the digest, the calendar."""

    to_send: list[Handover] = field(default_factory=list)
    to_accept: list[Handover] = field(default_factory=list)
    to_read: list[Handover] = field(default_factory=list)
    not_accepted: list[Handover] = field(default_factory=list)
    """Begun, and not taken over by whoever comes next: what the person waits for."""


def dues_of(reader: Person, *, at: datetime, reports: frozenset[int]) -> Dues:
    """The reader's own. `reports` are the ids of whoever reports to them now. One statement, and no words of any pack."""
    open_ones = Handover.objects.filter(Q(outgoing=reader) | Q(incoming=reader) | Q(person=reader), called_off_at=None)
    closed = at - timedelta(days=OPEN_DAYS)
    wanted = open_ones.filter(
        Q(outgoing=reader, sent_at=None, since__gt=closed)
        | Q(incoming=reader, accepted_at=None, since__lte=at)
        | Q(person=reader, accepted_at=None)
    ).defer("advice", "deliverables", "risks", "contacts", "comment")
    rows = list(wanted.select_related("person", "outgoing", "incoming").order_by("person__name", "pk"))
    return Dues(
        to_send=[row for row in rows if row.outgoing_id == reader.pk and row.sent_at is None and row.since > closed],
        to_accept=[row for row in rows if row.incoming_id == reader.pk and row.person_id in reports and row.since <= at],
        to_read=[
            row for row in rows if row.person_id == reader.pk and row.read_at is None and (row.sent_at is not None or row.since <= at)
        ],
        not_accepted=[row for row in rows if row.person_id == reader.pk and row.since <= at],
    )


def not_taken_over(reader: Person, *, at: datetime) -> int:
    """How many handovers in the reader's care as HR stand open beyond the days that HR set (HAND-2, HR-3). One statement."""
    care, late = {Relation.HR_SCOPE, Relation.HR_ADMIN}, at - timedelta(days=practice_at(at).drift.handover_days)
    return access.overseen(reader, at=at, relations=care).filter(since__lte=late).count()


def open_commitments_of(person: Person, *, but: Person) -> list[Commitment]:
    """The open commitments of a person's running plans that somebody else than `but` holds, locked for an answer."""
    rows = Commitment.objects.select_for_update(of=("self",)).filter(plan__owner=person, plan__state__in=RUNNING)
    return list(rows.filter(state=CommitmentState.OPEN).exclude(holder=but).order_by("due_date", "pk"))


def briefing_of(outgoing: Person) -> Briefing:
    """What an outgoing manager has written for everybody; an unsaved one while there is nothing."""
    return Briefing.objects.filter(outgoing=outgoing).first() or Briefing(outgoing=outgoing)


def _writing(row: Handover, managed: bool, by: Person, at: datetime) -> frozenset[Part]:
    """The parts of an outgoing manager, by the same rule as for a single pack."""
    return parts_in(row.course, by.pk, {Relation.MANAGER if managed else Relation.FORMER}, at=at)


def _brief(made: Sequence[Pack]) -> None:
    wanted = {pack.handover.outgoing_id for pack in made if pack.handover.sent_at is None and pack.may("see-words")}
    found = {one.outgoing_id: one for one in Briefing.objects.filter(outgoing__in=wanted)} if wanted else {}
    for pack in made:
        if pack.handover.sent_at is None:
            pack.briefing = found.get(pack.handover.outgoing_id)


def _fill(made: Sequence[Pack], at: datetime) -> None:
    """Plan, goals, commitments, reviews, evidence, shared feedback and agreed points of everybody in these packs. Twelve statements."""
    people = {pack.handover.person_id for pack in made}
    plans = _plans_of(people, at)
    goals = _goals_of([plan.pk for plan in plans.values()])
    commitments: dict[int, list[Commitment]] = {}
    open_ones = Commitment.objects.filter(plan__owner__in=people, plan__state__in=RUNNING, state=CommitmentState.OPEN)
    for one in open_ones.select_related("plan", "holder", "goal").order_by("due_date", "pk"):
        commitments.setdefault(one.plan.owner_id, []).append(one)
    reviews: dict[int, list[Review]] = {}
    for review in Review.objects.filter(plan__in=[plan.pk for plan in plans.values()]).order_by("due_on", "pk"):
        reviews.setdefault(review.plan_id, []).append(review)
    traded: dict[int, list[TradeOff]] = {}
    trades = TradeOff.objects.filter(plan__in=[plan.pk for plan in plans.values()]).select_related("recorded_by", "made_good_noted_by")
    for trade in trades.order_by(F("made_good_on").asc(nulls_first=True), "made_good_by", "pk"):
        traded.setdefault(trade.plan_id, []).append(trade)
    evidence: dict[int, list[Evidence]] = {}
    since = day_of(at) - timedelta(days=EVIDENCE_DAYS)
    shown = Evidence.objects.filter(person__in=people, withdrawn_at=None, happened_on__gte=since)
    for fact in shown.select_related("added_by", "capability").order_by("-happened_on", "-pk"):
        evidence.setdefault(fact.person_id, []).append(fact)
    told: dict[int, list[Feedback]] = {}
    for piece in Feedback.objects.shared().filter(person__in=people, read_at__isnull=False, happened_on__gte=since).select_related("giver"):
        told.setdefault(piece.person_id, []).append(piece)
    slips = slips_of_people(people)
    for pack in made:
        owner = pack.handover.person_id
        pack.slips = slips.get(owner, [])
        pack.plan = plans.get(owner)
        pack.commitments = [one for one in commitments.get(owner, []) if one.holder_id != pack.handover.incoming_id]
        pack.evidence = evidence.get(owner, [])[:EVIDENCE_SHOWN]
        pack.feedback = told.get(owner, [])[:EVIDENCE_SHOWN]
        if pack.plan is not None:
            pack.goals, pack.reviews = goals.get(pack.plan.pk, []), reviews.get(pack.plan.pk, [])
            pack.trade_offs = traded.get(pack.plan.pk, [])


def _plans_of(people: Iterable[int], at: datetime) -> dict[int, Plan]:
    """Owner -> the plan of the running cycle, else the newest that runs. A draft is nobody's but its owner's."""
    today = day_of(at)
    found: dict[int, Plan] = {}
    rows = Plan.objects.filter(owner__in=people, state__in=RUNNING).select_related("cycle", "owner")
    for plan in rows.order_by("cycle__start_date"):
        standing = found.get(plan.owner_id)
        if standing is None or not standing.cycle.start_date <= today <= standing.cycle.end_date:
            found[plan.owner_id] = plan
    return found


def _goals_of(plan_ids: Sequence[int]) -> dict[int, list[GoalStanding]]:
    """Plan -> its goals that were not dropped, with their last change of state and their actions."""
    rows = list(
        Goal.objects.filter(plan__in=plan_ids, dropped_at=None).select_related("key_result__cycle", "capability").order_by("number")
    )
    last = last_changes([goal.pk for goal in rows])
    standing = {goal.pk: GoalStanding(goal, last.get(goal.pk)) for goal in rows}
    for action in Action.objects.filter(goal__in=standing, removed_at=None).order_by("due_date", "number"):
        standing[action.goal_id].actions.append(action)
        standing[action.goal_id].done += action.done_on is not None
    found: dict[int, list[GoalStanding]] = {}
    for one in standing.values():
        found.setdefault(one.goal.plan_id, []).append(one)
    return found
