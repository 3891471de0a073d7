"""What HR worded and set, one row per version (HR-3), and what every row of coached texts remembers (COACH-3)."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction

from cadenza.people.models import Person
from cadenza.practice.hint_rules import remembered, remembering
from cadenza.sealing.registry import plain_text
from cadenza.web.revisions import Revised
from cadenza.wording import Flaw


class _Here(threading.local):
    """Of one thread: whether it saved a version in a transaction that may still be open."""

    saved = False


class Kept(models.Model):
    """A version: who made it when, and from which day on it counts. Appended only; one that has not begun can be withdrawn (HR-3)."""

    number = models.PositiveIntegerField(unique=True)
    effective_on = models.DateField()
    """The first day on which it counts, in the organisation's zone."""
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-number"]

    changes: ClassVar[int] = 0
    """Counts saves and commits in this process, so that `practice.queries` forgets what it remembered."""
    _here: ClassVar[_Here] = _Here()

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Kept.changes += 1
        Kept._here.saved = transaction.get_connection().in_atomic_block

    @staticmethod
    def is_unsettled() -> bool:
        """Whether this thread's open transaction saved a version, so that nobody else may go by what it sees."""
        if not transaction.get_connection().in_atomic_block:
            Kept._here.saved = False
        return Kept._here.saved

    @staticmethod
    def note_settled() -> None:
        """What this thread saved is committed, or gone."""
        Kept.changes += 1
        Kept._here.saved = False

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def waits_on(self, today: date) -> bool:
        """Whether it stands and has not begun."""
        return not self.withdrawn and self.effective_on > today


@plain_text("words")
class PromptVersion(Kept):
    """All prompts as HR saved them at one moment."""

    words = models.JSONField()


@plain_text("values")
class PracticeVersion(Kept):
    """All figures and choices as HR saved them at one moment, by the names of their fields."""

    values = models.JSONField()


class Coached(Revised):
    """A row with texts that the coach reads, and which of its hints their writer set aside, field by field (COACH-3).

    What was set aside belongs to the words: a text that changes, by whatever road, forgets it. Nobody but the next writer of the same
    text is shown it, and nothing counts it.
    """

    dismissed = models.TextField(max_length=500, blank=True)

    class Meta:
        abstract = True

    def dismissed_in(self, field: str) -> frozenset[Flaw]:
        """The flaws that are not to be raised in this field's present text."""
        return remembered(self.row_of(field).dismissed, field)

    def set_aside(self, field: str, flaws: Collection[Flaw]) -> bool:
        """Remember these flaws for this field's present text; answers whether that is news. The caller saves."""
        row = self.row_of(field)
        before = row.dismissed
        row.dismissed = remembering(before, field, flaws)
        return bool(row.dismissed != before)

    def row_of(self, field: str) -> Any:
        """The row in which this field's present text stands; a text that waits to be agreed stands in another one."""
        return self

    def write_field(self, field: str, text: str) -> None:
        super().write_field(field, text)
        self.set_aside(field, ())
