"""HR's own wording of the prompts, one row per version (HR-3), and what every row of coached texts remembers (COACH-3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models

from cadenza.people.models import Person
from cadenza.practice.hint_rules import remembered, remembering
from cadenza.sealing.registry import plain_text
from cadenza.web.revisions import Revised
from cadenza.wording import Flaw


@plain_text("words")
class PromptVersion(models.Model):
    """All prompts as HR saved them at one moment."""

    number = models.PositiveIntegerField(unique=True)
    words = models.JSONField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]


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
