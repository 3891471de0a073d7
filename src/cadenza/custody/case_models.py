"""Access cases: a request for everything that is held about a person, and what was held back, thing by thing (DATA-3, TRUST L12)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cadenza.custody.case_rules import OVER, CaseState, Decision, Longer, Reason, Source
from cadenza.people.models import Freeze, Person
from cadenza.sealing.registry import Level, personal_text, plain_text


@personal_text(
    level=Level.P3, whose="nobody: the privacy officer writes it", sealed_untold="why telling the authors of notes would be against the law"
)
@plain_text("ref")
class AccessCase(models.Model):
    """One request of one person. Who asked, by when, and where it stands. What they look for lies in `Sought`."""

    ref = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who opened it or took it up; empty until then. Whoever holds the privacy officer's role goes on with it."""
    second = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """The case reviewer who was asked, or is the second person; empty after they declined."""
    state = models.CharField(max_length=20, choices=CaseState.choices(), default=CaseState.ASKED)
    received_on = models.DateField()
    due_on = models.DateField()
    longer = models.CharField(max_length=8, choices=Longer.choices(), blank=True)
    """Why it takes longer; empty while it does not."""
    stopped_on = models.DateField(null=True, blank=True)
    stopped_days = models.PositiveSmallIntegerField(default=0)
    authors_told = models.BooleanField(default=True)
    """Off only where telling the authors of notes would be against the law, and two people said so (TRUST 1.6)."""
    sealed_untold = models.BinaryField(null=True, blank=True)
    """Why: it tells of notes, so it lies in the case's own unit."""
    untold_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who asks that they be not told; empty where nobody does."""
    untold_answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="+")
    filed = models.BooleanField(default=False)
    """Whether the person filed it here: then nobody else ends it while they are here (TRUST L12)."""
    opened_at = models.DateTimeField()
    """When it was filed, and then when it was taken up."""
    gathered_at = models.DateTimeField(null=True, blank=True)
    """When what was held back was copied in; empty before, and again once the copies are gone."""
    answered_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """The second person, once the answer of somebody who has left may go out by the officer's hand (TRUST 1.6)."""
    released_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=~Q(state__in=sorted(OVER)), name="one_open_access_case_of_a_person"),
            models.CheckConstraint(condition=Q(officer=None) | ~Q(person=F("officer")), name="nobody_opens_their_own_access_case"),
            models.CheckConstraint(
                condition=Q(authors_told=True) | (Q(untold_answered_by__isnull=False) & ~Q(untold_answered_by=F("untold_by"))),
                name="two_people_keep_authors_untold",
            ),
        ]

    @property
    def asks_silence(self) -> bool:
        """Whether the officer asks that authors be not told, and the second person has not answered: until then no word is opened."""
        return self.untold_by_id is not None and self.untold_answered_by_id is None


@personal_text(level=Level.P2, whose="case__person", words="what the person looks for, in their own words")
class Sought(models.Model):
    """What the person looks for, said when they asked or added since. They, the officer and the second person read it."""

    case = models.ForeignKey(AccessCase, models.PROTECT, related_name="sought")
    at = models.DateTimeField()
    words = models.TextField(max_length=2000)

    class Meta:
        ordering = ["at", "pk"]


class Telling(models.Model):
    """An author of notes is to be told that one was opened. Gone once they have seen it; their own record keeps the day (TRUST 1.6, J2)."""

    case = models.ForeignKey(AccessCase, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "author"], name="an_author_is_told_once_at_a_time")]


@personal_text(
    level=Level.P4,
    whose="case__person",
    sealed="a copy of what was held back, in the case's own unit",
    sealed_redacted="what of it goes out",
)
@plain_text("row")
class HeldItem(models.Model):
    """One thing that the person cannot take out by themselves, copied when two were there to look at it (TRUST L12)."""

    case = models.ForeignKey(AccessCase, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=12, choices=Source.choices())
    row = models.CharField(max_length=40)
    """Where it lies in its own room."""
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    sealed = models.BinaryField()
    decision = models.CharField(max_length=8, choices=Decision.choices(), blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices(), blank=True)
    sealed_redacted = models.BinaryField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When its author was told that it was opened, or goes out (TRUST 1.6); empty where they were not."""

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_held_item_of_a_number"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("decided_by")), name="two_people_decide_what_goes_out"
            ),
        ]
