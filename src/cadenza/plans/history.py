"""A goal's timeline: everything dated that was said and done about it, for one reader, newest first (issue of the rhythm, STAT-1, ACT-3, TIME-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.evidence.access import WHO_MAY as EVIDENCE
from cadenza.objections import Unseen
from cadenza.people.days import day_of, zone
from cadenza.people.models import Person
from cadenza.people.rules import Relation
from cadenza.plans.access import may
from cadenza.plans.goal_feedback import feedback_beside
from cadenza.plans.models import Action, Agreement, Commitment, EarlierReport, Goal, Judgement, Plan, ReviewedGoal, StatusChange, TradeOff
from cadenza.plans.rules import CommitmentState
from cadenza.plans.sealed import read_words
from cadenza.strategy.models import CheckIn


@dataclass(frozen=True)
class Entry:
    """One thing that happened: when, what in a few words, who, and what was said."""

    on: date
    at: datetime
    what: Promise | str
    who: Person | None = None
    text: str = ""
    more: str = ""
    """A second text beside the first one: the other side's words, or what was promised."""
    state: str = ""
    """A code of web.words, for its icon and word."""
    href: str = ""


def goal_history(plan: Plan, number: int, relations: frozenset[Relation], *, viewer: Person, at: datetime) -> tuple[Goal, list[Entry]]:
    """A goal and all entries of it that this reader may have. Each kind of record asks its own room's table. A constant number of queries."""
    goal = Goal.objects.filter(plan=plan, number=number).select_related("key_result__cycle", "carried_from__plan__cycle").first()
    if goal is None:
        raise Unseen
    goal.plan = plan
    if Relation.SELF in relations:
        read_words(goal, owner_id=plan.owner_id)
    found = [*_agreed(goal), *_states(goal), *_actions(goal), *_check_ins(goal), *_trade_offs(goal)]
    if may(relations, "reviews.see", plan.state):
        found += _reviews(goal)
    if may(relations, "commitments.see", plan.state):
        found += _commitments(goal)
    if relations & EVIDENCE["evidence.see"]:
        found += [*_evidence(goal), *_feedback(goal, viewer, at)]
    if may(relations, "reset.see", plan.state):
        found += _judgements(goal)
    return goal, sorted(found, key=lambda one: (one.on, one.at), reverse=True)


def _entry(at: datetime, what: Promise | str, **more: object) -> Entry:
    return Entry(day_of(at), at, what, **more)  # type: ignore[arg-type]  # the rest of an entry, by name


def _on(day: date, what: Promise | str, **more: object) -> Entry:
    return Entry(day, datetime.combine(day, time(12), tzinfo=zone()), what, **more)  # type: ignore[arg-type]  # as above


def _agreed(goal: Goal) -> Iterator[Entry]:
    """Where it comes from, and the version in which both agreed it last."""
    if goal.carried_from is not None:
        before = goal.carried_from
        href = reverse("goal-history", args=[goal.plan.owner.handle, before.plan.cycle.key, before.number])
        what = _("Carried on from %(cycle)s") % {"cycle": before.plan.cycle.label}
        yield _entry(goal.plan.created_at, what, who=goal.plan.owner, href=href)
    agreements = Agreement.objects.filter(version=goal.agreed_in_id).select_related("person") if goal.agreed_in_id else ()
    for one in agreements:
        yield _entry(one.at, gettext_lazy("Agreed"), who=one.person)
    if goal.ended_as and goal.plan.reset:
        yield _entry(goal.plan.reset.done_at, gettext_lazy("Reset at the end of the quarter"), who=goal.plan.owner, text=goal.learned)
    elif goal.dropped_at is not None:
        yield _entry(goal.dropped_at, gettext_lazy("Dropped"), who=goal.plan.owner, text=goal.learned)


def _states(goal: Goal) -> Iterator[Entry]:
    for change in StatusChange.objects.filter(goal=goal).select_related("by", "remover"):
        more = change.blocked_by if change.blocked_by != change.reason else ""
        if change.remover is not None:
            more = f"{more}\n" if more else ""
            more += _("%(name)s clears it.") % {"name": change.remover.short_name}
        yield _entry(change.at, gettext_lazy("State"), who=change.by, text=change.reason, more=more, state=change.status)


def _actions(goal: Goal) -> Iterator[Entry]:
    for action in Action.objects.filter(goal=goal, removed_at=None, done_on__isnull=False):
        assert action.done_on is not None
        yield _on(action.done_on, gettext_lazy("Action done"), text=action.what, more=action.doing_evidence)


def _check_ins(goal: Goal) -> Iterator[Entry]:
    """The key result's own record, which everybody here may read (TRUST B1), while the goal served it."""
    result = goal.key_result
    if result is None:
        return
    href = reverse("key-result", args=[result.cycle.key, result.key])
    since = goal.plan.created_at
    for one in CheckIn.objects.filter(key_result=result, at__gte=since).select_related("by"):
        value = f"{one.shown} {result.unit}".strip() if one.shown else ""
        what = _("Check-in of %(key)s") % {"key": result.key}
        yield _entry(one.at, f"{what}: {value}" if value else what, who=one.by, text=one.note, href=href)


def _trade_offs(goal: Goal) -> Iterator[Entry]:
    for one in TradeOff.objects.filter(goal=goal).select_related("recorded_by", "acknowledged_by", "made_good_noted_by"):
        href = reverse("trade-off", args=[goal.plan.owner.handle, goal.plan.cycle.key, one.number])
        words = _("%(what)s gave way to: %(to)s") % {"what": one.gave_way, "to": one.to_what}
        yield _entry(one.recorded_at, gettext_lazy("Trade-off"), who=one.recorded_by, text=words, more=one.answer, href=href)
        if one.made_good_on is not None:
            yield _on(one.made_good_on, gettext_lazy("Time made good"), who=one.made_good_noted_by, text=one.made_good_words, href=href)


def _reviews(goal: Goal) -> Iterator[Entry]:
    looks = ReviewedGoal.objects.filter(goal=goal, review__held_at__isnull=False).select_related("review__held_by")
    for look in looks:
        review = look.review
        assert review.held_at is not None
        assert review.held_on is not None
        href = reverse("one-to-one", args=[goal.plan.owner.handle, review.due_on])
        yield Entry(review.held_on, review.held_at, gettext_lazy("Review held"), review.held_by, look.moved, "", look.status, href)


ENDINGS = {
    CommitmentState.DELIVERED: gettext_lazy("Commitment reported as delivered"),
    CommitmentState.MISSED: gettext_lazy("Commitment missed"),
    CommitmentState.RENEGOTIATED: gettext_lazy("Commitment renegotiated"),
}


def _commitments(goal: Goal) -> Iterator[Entry]:
    for one in Commitment.objects.filter(goal=goal).select_related("made_by", "holder").prefetch_related("earlier_reports__holder"):
        yield _entry(one.made_at, gettext_lazy("Commitment made"), who=one.made_by, text=one.what)
        reports: list[Commitment | EarlierReport] = [*one.earlier_reports.all(), one]
        for report in reports:
            if report.contested_at is not None:
                told = {"who": goal.plan.owner, "text": report.contest_words, "more": one.what}
                yield _entry(report.contested_at, gettext_lazy("Commitment contested"), **told)
        for report in {(each.reported_at, each.state): each for each in reports}.values():  # once, where a contest alone was set aside
            if report.reported_at is not None and report.state in ENDINGS:
                yield _entry(
                    report.reported_at, ENDINGS[CommitmentState(report.state)], who=report.holder, text=one.what, more=report.reason
                )
        if one.confirmed_at is not None:
            yield _entry(one.confirmed_at, gettext_lazy("Commitment confirmed"), who=goal.plan.owner, text=one.what)


def _evidence(goal: Goal) -> Iterator[Entry]:
    for piece in goal.evidence.filter(withdrawn_at=None).select_related("added_by"):
        yield _on(piece.happened_on, gettext_lazy("Evidence"), who=piece.added_by, text=piece.what)


def _feedback(goal: Goal, viewer: Person, at: datetime) -> Iterator[Entry]:
    """What this reader may see of the feedback beside the goal (FB-1); its receiver reads the words first on their own page."""
    for one in feedback_beside(goal, viewer, at=at):
        href = reverse("feedback-one", args=[one.ref])
        unread = one.read_at is None and viewer.pk == goal.plan.owner_id
        what = gettext_lazy("Feedback, not read yet") if unread else gettext_lazy("Feedback")
        yield _on(one.happened_on, what, who=one.giver, text="" if unread else one.seen, more="" if unread else one.effect, href=href)


def _judgements(goal: Goal) -> Iterator[Entry]:
    href = reverse("reset-step", args=[goal.plan.owner.handle, goal.plan.cycle.key, "check"])
    for one in Judgement.objects.filter(goal=goal, shared_at__isnull=False).select_related("author"):
        assert one.shared_at is not None
        yield _entry(one.shared_at, gettext_lazy("View shared at the reset"), who=one.author, text=one.shows, more=one.learned, href=href)
