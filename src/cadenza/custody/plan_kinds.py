"""The kinds of record that hang on a person's development plans (DATA-3, TRUST E1 to E4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from cadenza.custody.kinds import AT, BY, CYCLE, GOAL, STATE, Kind, Row
from cadenza.objections import N_
from cadenza.people.models import Person
from cadenza.plans.models import (
    Action,
    Application,
    Commitment,
    EarlierReport,
    Goal,
    Judgement,
    Pause,
    Perspective,
    Plan,
    ProtectedBlock,
    Review,
    ReviewedGoal,
    Sealable,
    SelfView,
    StatusChange,
    Suggestion,
    TradeOff,
    Version,
    WaitingChange,
)
from cadenza.plans.sealed import read_all


def _plans(person: Person) -> Any:
    return Plan.objects.filter(owner=person).select_related("cycle").order_by("cycle__start_date", "pk")


def _opened(rows: Iterable[Row], person: Person) -> list[Row]:
    """The rows with what lies sealed for this person opened in memory."""
    found = list(rows)
    read_all([row for row in found if isinstance(row, Sealable)], owner_id=person.pk)
    return found


def _of_plan(model: Any, *related: str) -> Callable[[Person, datetime], Iterable[Row]]:
    """Rows that hang on a person's plans, in their order."""

    def rows(person: Person, at: datetime) -> Iterable[Row]:
        return _opened(
            model.objects.filter(plan__owner=person).select_related("plan__cycle", *related).order_by("plan__cycle__start_date", "pk"),
            person,
        )

    return rows


def _of_goal(model: Any, *related: str) -> Callable[[Person, datetime], Iterable[Row]]:
    """Rows that hang on the goals of a person's plans."""

    def rows(person: Person, at: datetime) -> Iterable[Row]:
        found = model.objects.filter(goal__plan__owner=person).select_related("goal__plan__cycle", *related)
        return _opened(found.order_by("goal__plan__cycle__start_date", "goal__number", "pk"), person)

    return rows


def _judgements(person: Person, at: datetime) -> Iterable[Row]:
    """Their own, and those that the other side has shared (REV-6)."""
    mine = Q(author=person) | Q(shared_at__isnull=False)
    rows = Judgement.objects.filter(mine, goal__plan__owner=person).select_related("goal__plan__cycle", "author")
    return _opened(rows.order_by("goal__plan__cycle__start_date", "goal__number", "pk"), person)


_ON = "goal.plan.cycle.key"
SIDE = N_("Side")

PLAN_KINDS: Sequence[Kind] = (
    Kind(
        "plans",
        N_("Development plans"),
        lambda person, at: _opened(_plans(person), person),
        {
            "cycle.key": CYCLE, "state": STATE, "direction_picture": N_("In 12 to 18 months"), "aimed_role": N_("Role aimed at"),
            "hours_a_week": N_("Hours kept each week"), "paused_until": N_("Reviews paused until"), "created_at": N_("Begun"),
            "shared_at": N_("Shared"), "agreed_at": N_("Agreed"), "closed_at": N_("Closed"),
        },
        (Plan,),
        frozenset({"sealed"}),
    ),
    Kind(
        "self-views",
        N_("How you see where you stand"),
        _of_plan(SelfView),
        {"plan.cycle.key": CYCLE, "field": N_("About"), "text": N_("Your words"), "shared_at": N_("Shared")},
        (SelfView,),
        frozenset({"sealed"}),
    ),
    Kind(
        "perspectives",
        N_("Your manager's perspective"),
        _of_plan(Perspective, "author"),
        {"plan.cycle.key": CYCLE, "field": N_("About"), "author.name": BY, "text": N_("Their words"), "written_at": AT},
        (Perspective,),
    ),
    Kind(
        "goals",
        N_("Goals"),
        _of_plan(Goal, "capability", "key_result", "supporter"),
        {
            "plan.cycle.key": CYCLE, "number": N_("Number"), "lane": N_("Lane"), "key_result.title": N_("Key result"), "direction": N_("Direction"),
            "capability.name": N_("Capability"), "level_now": N_("Level now"), "level_aimed": N_("Level aimed at"), "outcome": N_("Outcome"),
            "success_measure": N_("Measure"), "target_date": N_("Target date"), "live_work": N_("Live work"), "supporter.name": N_("Supporter"),
            "support_words": N_("What the supporter does"), "review_how": N_("How it is reviewed"), "elsewhere_note": N_("Serves another role"),
            "elsewhere_words": N_("Your words to that"), "status": STATE, "ended_as": N_("Ended as"), "learned": N_("What was learned"),
            "dropped_at": N_("Dropped"), "dismissed": N_("Hints set aside"),
        },
        (Goal,),
        frozenset({"sealed"}),
    ),
    Kind(
        "waiting-changes",
        N_("Changes of goals that are not agreed yet"),
        _of_goal(WaitingChange, "capability", "key_result"),
        {
            _ON: CYCLE, "goal.number": GOAL, "lane": N_("Lane"), "key_result.title": N_("Key result"), "direction": N_("Direction"),
            "capability.name": N_("Capability"), "outcome": N_("Outcome"), "success_measure": N_("Measure"), "target_date": N_("Target date"),
            "dismissed": N_("Hints set aside"),
        },
        (WaitingChange,),
    ),
    Kind(
        "status-changes",
        N_("Changes of state"),
        _of_goal(StatusChange, "by", "remover"),
        {
            _ON: CYCLE, "goal.number": GOAL, "status": STATE, "reason": N_("Why"), "blocked_by": N_("In the way"),
            "remover.name": N_("Who clears it"), "remove_by": N_("By when"), "asked": N_("What is asked"), "by.name": BY, "at": AT,
        },
        (StatusChange,),
    ),
    Kind(
        "actions",
        N_("Actions"),
        _of_goal(Action, "partner", "option"),
        {
            _ON: CYCLE, "goal.number": GOAL, "number": N_("Number"), "kind": N_("Kind"), "what": N_("What"), "tracked_where": N_("Where it is tracked"),
            "partner.name": N_("With"), "option.title": N_("From the catalogue"), "applied_in": N_("Applied in"), "due_date": N_("Due"),
            "done_on": N_("Done"), "doing_evidence": N_("What shows it"), "removed_at": N_("Taken out"), "dismissed": N_("Hints set aside"),
        },
        (Action,),
        frozenset({"sealed"}),
    ),
    Kind(
        "applications",
        N_("Where learning was used"),
        lambda person, at: Application.objects.filter(action__goal__plan__owner=person)
        .select_related("action__goal__plan__cycle", "author")
        .order_by("said_at", "pk"),
        {
            "action.goal.plan.cycle.key": CYCLE, "action.goal.number": GOAL, "action.number": N_("Action"), "week": N_("Weeks after"), "side": SIDE,
            "author.name": BY, "said_at": AT, "used": N_("Used"), "work": N_("In which work"), "used_on": N_("On"), "link": N_("Link"),
            "in_the_way": N_("In the way"),
        },
        (Application,),
    ),
    Kind(
        "commitments",
        N_("What managers committed to"),
        _of_plan(Commitment, "made_by", "holder", "goal"),
        {
            "plan.cycle.key": CYCLE, "goal.number": GOAL, "what": N_("What"), "due_date": N_("Due"), "made_by.name": N_("Made by"),
            "holder.name": N_("Held by"), "made_at": AT, "state": STATE, "reason": N_("Why"), "reported_at": N_("Reported"),
            "confirmed_at": N_("Confirmed"), "contested_at": N_("Contested"), "contest_words": N_("Your words to that"), "dismissed": N_("Hints set aside"),
        },
        (Commitment,),
    ),
    Kind(
        "earlier-reports",
        N_("What was said of a commitment before"),
        lambda person, at: EarlierReport.objects.filter(commitment__plan__owner=person).select_related("commitment__plan__cycle", "holder"),
        {
            "commitment.plan.cycle.key": CYCLE, "commitment.what": N_("What"), "holder.name": N_("Held by"), "state": STATE, "reason": N_("Why"),
            "reported_at": N_("Reported"), "contested_at": N_("Contested"), "contest_words": N_("Your words to that"),
        },
        (EarlierReport,),
    ),
    Kind(
        "suggestions",
        N_("Goals that were suggested to you"),
        _of_plan(Suggestion, "by", "capability", "key_result"),
        {
            "plan.cycle.key": CYCLE, "by.name": BY, "at": AT, "lane": N_("Lane"), "capability.name": N_("Capability"),
            "key_result.title": N_("Key result"), "outcome": N_("Outcome"), "why": N_("Why"), "note": N_("Serves another role"), "state": STATE,
            "answer": N_("Your answer"), "answered_at": N_("Answered"),
        },
        (Suggestion,),
    ),
    Kind(
        "versions",
        N_("Versions of plans as they were offered"),
        _of_plan(Version, "offered_by"),
        {"plan.cycle.key": CYCLE, "number": N_("Number"), "offered_by.name": N_("Offered by"), "offered_at": AT, "words": N_("Plan")},
        (Version,),
    ),
    Kind(
        "reviews",
        N_("Reviews"),
        _of_plan(Review, "manager"),
        {
            "plan.cycle.key": CYCLE, "kind": N_("Kind"), "due_on": N_("Due"), "held_on": N_("Held"), "manager.name": N_("With"),
            "done": N_("Done since last time"), "worked": N_("What worked and what did not"), "in_the_way": N_("In the way"),
            "learned": N_("What was learned"), "focus": N_("Focus"), "focus_by": N_("Focus until"), "need": N_("Needed from the manager"),
            "goals_change": N_("What should change about the goals"), "support_given": N_("Manager: support given"),
            "observations": N_("Manager: observations"), "conditions": N_("Manager: conditions"), "move_reason": N_("Why it was moved"),
        },
        (Review,),
    ),
    Kind(
        "reviewed-goals",
        N_("Goals in reviews"),
        lambda person, at: ReviewedGoal.objects.filter(review__plan__owner=person)
        .select_related("review__plan__cycle", "goal", "remover")
        .order_by("review__due_on", "goal__number"),
        {
            "review.plan.cycle.key": CYCLE, "review.due_on": N_("Review"), "goal.number": GOAL, "status": STATE, "moved": N_("What moved"),
            "in_the_way": N_("In the way"), "remover.name": N_("Who clears it"), "remove_by": N_("By when"), "asked": N_("What is asked"),
        },
        (ReviewedGoal,),
    ),
    Kind(
        "judgements",
        N_("What was said of goals at the reset"),
        _judgements,
        {
            _ON: CYCLE, "goal.number": GOAL, "author.name": BY, "side": SIDE, "change": N_("Change"), "shows": N_("What shows it"),
            "level_seen": N_("Level seen"), "cites": N_("Evidence"), "end": N_("Ended as"), "learned": N_("What was learned"), "shared_at": N_("Shared"),
        },
        (Judgement,),
        frozenset({"sealed"}),
    ),
    Kind(
        "protected-time",
        N_("Protected time"),
        _of_plan(ProtectedBlock),
        {"plan.cycle.key": CYCLE, "name": N_("What for"), "first_day": N_("From"), "last_day": N_("Until"), "removed_at": N_("Taken out")},
        (ProtectedBlock,),
        frozenset({"sealed"}),
    ),
    Kind(
        "trade-offs",
        N_("Development time that gave way"),
        _of_plan(TradeOff, "recorded_by", "acknowledged_by"),
        {
            "plan.cycle.key": CYCLE, "gave_way": N_("What gave way"), "to_what": N_("To what"), "why": N_("Why"), "made_good_by": N_("Made good by"),
            "recorded_by.name": BY, "recorded_at": AT, "acknowledged_by.name": N_("Acknowledged by"), "answer": N_("Answer"),
            "made_good_on": N_("Made good on"), "made_good_words": N_("What the time went into"),
        },
        (TradeOff,),
    ),
    Kind(
        "pauses",
        N_("Pauses of reviews"),
        _of_plan(Pause, "proposed_by", "agreed_by"),
        {
            "plan.cycle.key": CYCLE, "until": N_("Until"), "proposed_by.name": BY, "proposed_at": AT, "agreed_by.name": N_("Agreed by"),
            "agreed_at": N_("Agreed"), "withdrawn_at": N_("Withdrawn"),
        },
    ),
)  # fmt: skip
