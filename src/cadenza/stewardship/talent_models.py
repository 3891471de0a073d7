"""Talent reviews: sessions with their window, who takes part, and one sealed snapshot for each person (TAL-1). Beside `models`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text
from cadenza.stewardship.talent_rules import TITLE_LENGTH, SessionState, Sitting, is_over


@plain_text("ref", "title")
class TalentSession(models.Model):
    """One talent review: a window in which named people look at what was frozen when it was opened."""

    ref = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    state = models.CharField(max_length=10, choices=SessionState.choices(), default=SessionState.PREPARING)
    facilitator = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    """Exclusive: from this instant on it is over, whether or not anybody closes it."""
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was closed or called off."""

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_talent_session_closes_after_it_opens")]

    @property
    def last_day(self) -> date:
        """The last day of the window, on the organisation's calendar."""
        return day_of(self.closes_at - timedelta(microseconds=1))

    def is_over(self, at: datetime) -> bool:
        """Whether its time is over, by its window or because it was closed."""
        return is_over(self.state, closes_at=self.closes_at, at=at)


class TalentSeat(models.Model):
    """Somebody named to take part; who leaves has no access from that instant on."""

    session = models.ForeignKey(TalentSession, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], condition=Q(left_at=None), name="one_seat_in_a_talent_session")
        ]
        indexes = [models.Index(fields=["person", "left_at"], name="talent_seats_by_person")]


@personal_text(level=Level.P3, whose="person", sealed="the frozen snapshot: counts of goals, levels, kinds of evidence")
class TalentSnapshot(models.Model):
    """One person in one session. What is frozen lies sealed in a unit of its own."""

    session = models.ForeignKey(TalentSession, models.PROTECT, related_name="snapshots")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    """When the person first opened their own."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_snapshot_of_a_person_in_a_session")]
        indexes = [models.Index(fields=["person", "read_at"], name="talent_snapshots_by_person")]

    @property
    def sitting(self) -> Sitting:
        session = self.session
        return Sitting(session.state, session.opens_at, session.closes_at, session.facilitator_id, self.person_id)


@personal_text(level=Level.P3, whose="snapshot.person", sealed="a next step that the session agreed")
class TalentStep(models.Model):
    """What the session agreed as a next step for somebody, who reads it afterwards. Appended only."""

    snapshot = models.ForeignKey(TalentSnapshot, models.PROTECT, related_name="steps")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["at", "pk"]


@personal_text(level=Level.P3, whose="snapshot.person", sealed="what the person answers to their own snapshot")
class TalentAnswer(models.Model):
    """What the person says to it, beside it for good (TRUST H2: rebut). Appended only."""

    snapshot = models.ForeignKey(TalentSnapshot, models.PROTECT, related_name="answers")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["at", "pk"]
