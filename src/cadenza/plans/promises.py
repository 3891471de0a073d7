"""Which promises of support count as not kept, for the page of the 1:1 and for the signs of drift alike (COM-2). Asks no access."""

from __future__ import annotations

from datetime import date

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import TruncDate

from cadenza.people.days import zone
from cadenza.plans.models import Goal, Review
from cadenza.plans.rules import CommitmentState


def lapsed(*, today: date) -> Q:
    """Commitments of which the next review went by without the word that it should have brought. Rule COM-2.

    A delivery lapses when a review was held on a later day than the report and the person has not confirmed it. One that nobody reported
    lapses once a review after its day was held or should have been: the manager reports at every review, and silence keeps nothing. For a
    goal that was dropped nothing is left to be done.
    """
    reviews = Review.objects.filter(plan=OuterRef("plan"))
    unconfirmed = Q(state=CommitmentState.DELIVERED, confirmed_at=None, contested_at=None, reported_at__isnull=False)
    reported = ExpressionWrapper(OuterRef("reported_at"), output_field=DateTimeField())
    later = reviews.filter(held_on__gt=TruncDate(reported, tzinfo=zone()))
    due = Q(held_at=None, rests=False, due_on__gt=OuterRef("due_date"), due_on__lt=today)
    after = reviews.filter(Q(held_on__gt=OuterRef("due_date")) | due)
    dropped = Goal.objects.filter(pk=OuterRef("goal"), dropped_at__isnull=False)
    return unconfirmed & Exists(later) | Q(state=CommitmentState.OPEN, due_date__lt=today) & ~Exists(dropped) & Exists(after)


def not_kept(*, today: date) -> Q:
    """Commitments that were missed, whose delivery the person contests, or that lapsed. Rules COM-2, HR-2."""
    contested = Q(state=CommitmentState.DELIVERED, contested_at__isnull=False)
    return Q(state=CommitmentState.MISSED) | contested | lapsed(today=today)
