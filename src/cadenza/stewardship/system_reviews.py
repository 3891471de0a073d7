"""Verbs of a system review: prepare, count anew, name, write, decide, hold, close, add; and say what became of a decision (SYS-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.rules import PRESENT
from cadenza.stewardship import system_review_access as access
from cadenza.stewardship import system_review_rules as rules
from cadenza.stewardship.system_review_figures import half_years_figures
from cadenza.stewardship.system_review_models import Addition, Decision, DecisionNews, SystemReview, SystemReviewSeat
from cadenza.stewardship.system_review_rules import MOVES, DecisionDraft, ReviewMove, ReviewState
from cadenza.strategy.models import Cycle
from cadenza.trail.record import NewEntry, record_many
from cadenza.trail.rules import Audience, Fact
from cadenza.web.revisions import Edit


@transaction.atomic
def prepare(half: str, *, meets_on: date | None, by: Person, at: datetime) -> SystemReview:
    """Begin a half-year's review with its figures as they stand now (SYS-1)."""
    access.steward(by, "prepare", at=at)
    today, cycles = day_of(at), _cycles(half)
    begun = any(cycle.start_date <= today for cycle in cycles)
    there = SystemReview.objects.filter(key=half).exists()
    refuse_if(rules.objections_to_preparing(half, begun=begun, there=there, meets_on=meets_on, today=today))
    assert meets_on is not None
    values = {
        "first_day": min(cycle.start_date for cycle in cycles),
        "last_day": max(cycle.end_date for cycle in cycles),
        "meets_on": meets_on,
        "prepared_by": by,
        "prepared_at": at,
        "counted_at": at,
        "figures": half_years_figures(cycles, by=by, at=at),
    }
    made, is_new = SystemReview.objects.get_or_create(key=half, defaults=values)
    refuse_if(rules.objections_to_preparing(half, begun=begun, there=not is_new, meets_on=meets_on, today=today))
    _told("prepared", made, by=by, at=at)
    return made


@transaction.atomic
def count_anew(key: str, *, by: Person, at: datetime) -> SystemReview:
    """Count the figures once more while the review is prepared, a week after the last count at the earliest (TRUST 1.5)."""
    review, _parts = access.review_for(by, "count", key, at=at, lock=True)
    refuse_if(rules.objections_to_counting(review.state, counted_on=day_of(review.counted_at), today=day_of(at)))
    review.figures, review.counted_at = half_years_figures(_cycles(key), by=by, at=at), at
    review.save(update_fields=["figures", "counted_at"])
    _told("counted", review, by=by, at=at)
    return review


@transaction.atomic
def name(key: str, person: Person | None, *, by: Person, at: datetime) -> SystemReviewSeat:
    """Ask somebody to fill the review too (SYS-1: HR and leadership together)."""
    review, _parts = access.review_for(by, "name", key, at=at, lock=True)
    seated = set(review.seats.filter(left_at=None).values_list("person_id", flat=True))
    may = person is not None and access.may_be_named(at=at).filter(pk=person.pk).exists()
    refuse_if(
        [*rules.objections_to_writing(review.state), *rules.objections_to_seat(person.pk if person else None, may=may, seated=seated)]
    )
    assert person is not None
    seat = SystemReviewSeat.objects.create(review=review, person=person, named_at=at, named_by=by)
    _told("named", review, by=by, at=at, person=person.pk)
    return seat


@transaction.atomic
def let_go(key: str, seat_id: int, *, by: Person, at: datetime) -> None:
    """End somebody's part in it; they find it no more."""
    review, _parts = access.review_for(by, "name", key, at=at, lock=True)
    seat = review.seats.filter(pk=seat_id, left_at=None).first()
    if seat is None:
        raise Unseen
    seat.left_at = at
    seat.save(update_fields=["left_at"])
    _told("let-go", review, by=by, at=at, person=seat.person_id)


@transaction.atomic
def write(key: str, edits: Mapping[str, Edit], *, by: Person, at: datetime) -> tuple[SystemReview, frozenset[str]]:
    """Save parts of the document, each with its own revision; raises Conflict where two wrote one part (DATA-1)."""
    review, _parts = access.review_for(by, "write", key, at=at, lock=True)
    refuse_if(rules.objections_to_writing(review.state))
    changed = review.apply_edits({field: edit for field, edit in edits.items() if field in SystemReview.WORDS}, by=by, at=at)
    if changed:
        review.save(update_fields=[*changed, "revisions"])
        _told("written", review, by=by, at=at, parts=",".join(sorted(changed)))
    return review, changed


@transaction.atomic
def decide(key: str, draft: DecisionDraft, *, by: Person, at: datetime) -> Decision:
    """Record a decision with its owner and its day; the owner finds it among their dues (SYS-1)."""
    review, _parts = access.review_for(by, "decide", key, at=at, lock=True)
    here = Person.objects.filter(pk=draft.owner_id or 0, status__in=PRESENT).exists()
    refuse_if([*rules.objections_to_writing(review.state), *rules.objections_to_deciding(draft, here=here, today=day_of(at))])
    assert draft.owner_id is not None
    assert draft.due_on is not None
    number = (review.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Decision.objects.create(
        review=review, number=number, words=draft.words.strip(), owner_id=draft.owner_id, due_on=draft.due_on, taken_by=by, taken_at=at
    )
    _told("decided", review, by=by, at=at, decision=made.pk, owner=draft.owner_id, due=draft.due_on)
    return made


@transaction.atomic
def report(decision_id: int, state: str, words: str, *, by: Person, at: datetime) -> DecisionNews:
    """Say what became of a decision, also after its review was closed: the next one begins with it (SYS-1)."""
    decision, parts = access.decision_for(by, decision_id, at=at, lock=True)
    if not access.may_report(by, decision, parts):
        raise Unseen
    refuse_if(rules.objections_to_news(state, words))
    news = DecisionNews.objects.create(decision=decision, state=state, words=words.strip(), by=by, at=at)
    decision.state = state
    decision.save(update_fields=["state"])
    _told("decision-told", decision.review, by=by, at=at, decision=decision.pk, state=state)
    return news


@transaction.atomic
def move(key: str, step: str, *, by: Person, at: datetime) -> SystemReview:
    """Note that the review was held, or close it: from then on it is only added to (SYS-1)."""
    review, _parts = access.review_for(by, "move", key, at=at, lock=True)
    refuse_if(rules.objections_to_moving(review.state, step, written=review.is_written, decisions=review.decisions.count()))
    review.state = MOVES[ReviewState(review.state), ReviewMove(step)]
    setattr(review, "held_at" if step == ReviewMove.HOLD else "closed_at", at)
    review.save(update_fields=["state", "held_at", "closed_at"])
    _told("moved", review, by=by, at=at, step=step)
    return review


@transaction.atomic
def add(key: str, words: str, *, by: Person, at: datetime) -> Addition:
    """Add something below a closed review; nothing in it is changed (SYS-1)."""
    review, _parts = access.review_for(by, "add", key, at=at, lock=True)
    refuse_if(rules.objections_to_adding(review.state, words))
    made = Addition.objects.create(review=review, words=words.strip(), by=by, at=at)
    _told("added", review, by=by, at=at, addition=made.pk)
    return made


def _cycles(half: str) -> list[Cycle]:
    return list(Cycle.objects.filter(key__in=rules.cycles_in(half) or ()).order_by("start_date"))


def _told(what: str, review: SystemReview, *, by: Person, at: datetime, **facts: Fact) -> None:
    record_many([NewEntry(f"stewardship.system-review-{what}", by.pk, None, at, {"review": review.pk, **facts}, Audience.HOUSE)])
