"""The half-year document on the system, who fills it, what was decided and what became of that (SYS-1). Beside `models`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text
from cadenza.stewardship.system_review_rules import DECISION_LIMIT, TEXT_LIMIT, DecisionState, ReviewState
from cadenza.web.revisions import Revised


@plain_text("key", "figures", "seen", "worked", "in_the_way", "to_change", "revisions")
class SystemReview(Revised):
    """One half-year: figures frozen when they were counted, and the words of HR and leadership on them."""

    WORDS = ("seen", "worked", "in_the_way", "to_change")

    key = models.CharField(max_length=12, unique=True)
    """"2026-h2": year and half of the fiscal calendar."""
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=10, choices=ReviewState.choices(), default=ReviewState.PREPARING)
    meets_on = models.DateField()
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    figures = models.JSONField()
    """Counts of people, plans and results; no person."""
    seen = models.TextField(max_length=TEXT_LIMIT, blank=True)
    worked = models.TextField(max_length=TEXT_LIMIT, blank=True)
    in_the_way = models.TextField(max_length=TEXT_LIMIT, blank=True)
    to_change = models.TextField(max_length=TEXT_LIMIT, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_day"]

    @property
    def is_written(self) -> bool:
        """Whether anybody has written any of it."""
        return any(getattr(self, name).strip() for name in self.WORDS)


class SystemReviewSeat(models.Model):
    """Somebody who is asked to fill a review, beside HR admin and executives."""

    review = models.ForeignKey(SystemReview, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "person"], condition=Q(left_at=None), name="one_seat_of_a_person_in_a_review")
        ]


@personal_text(level=Level.P1, whose="owner", words="what was decided, for its owner to see to")
class Decision(models.Model):
    """What a review decided, who sees to it and by when."""

    review = models.ForeignKey(SystemReview, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=DECISION_LIMIT)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due_on = models.DateField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DecisionState.choices(), default=DecisionState.OPEN)
    """As the last word on it says; kept here for the owner's list of dues."""

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_decision_of_a_number")]
        indexes = [models.Index(fields=["owner", "state"], name="decisions_by_owner")]


@personal_text(level=Level.P1, whose="by", words="what became of a decision")
class DecisionNews(models.Model):
    """What became of a decision, as somebody said it on a day. Appended only."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="news")
    state = models.CharField(max_length=8, choices=DecisionState.choices())
    words = models.TextField(max_length=DECISION_LIMIT)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


@personal_text(level=Level.P1, whose="by", words="what was added to a closed review")
class Addition(models.Model):
    """What somebody added after a review was closed. Appended only."""

    review = models.ForeignKey(SystemReview, models.PROTECT, related_name="additions")
    words = models.TextField(max_length=TEXT_LIMIT)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
