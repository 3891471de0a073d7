"""Notes, agreed points and bundles: who, with whom, when and where they stand. Every word lies sealed in its own unit (TRUST 0.7)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from cadenza.conversations.bundle_rules import BundleState
from cadenza.conversations.rules import DRAFTED, NoteState, TextKind
from cadenza.people.models import Person
from cadenza.practice.hint_rules import remembered, remembering
from cadenza.sealing.registry import Level, personal_text, plain_text
from cadenza.web.revisions import Revised
from cadenza.wording import Flaw


@personal_text(level=Level.P4, whose="author", sealed="a note as it is being written, its dismissed hints included")
@plain_text("key", "revisions")
class NoteDraft(Revised):
    """What an author is writing and has not recorded yet: one at a time, theirs alone, forgotten after thirty days (TRUST N11).

    `key` names its unit. Another person, or a fresh start, is another unit: what was written before is erased with its key.
    """

    author = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=32)
    sealed = models.BinaryField(null=True, blank=True)
    saved_at = models.DateTimeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words: dict[str, str] = {}
        """Open in memory only; `sealed.open_draft` fills it for the author."""

    def read_field(self, field: str) -> str:
        return self.words.get(field, "")

    def write_field(self, field: str, text: str) -> None:
        if field not in DRAFTED:
            raise ValueError(f"a draft has no {field!r}")
        self.words[field] = text
        self.set_aside(field, ())

    def dismissed_in(self, field: str) -> frozenset[Flaw]:
        """The coach's hints that were set aside in one text (COACH-3)."""
        return remembered(self.words.get("dismissed", ""), field)

    def set_aside(self, field: str, flaws: frozenset[Flaw] | tuple[()]) -> None:
        """Remember these for the field's present text; they are sealed with it."""
        self.words["dismissed"] = remembering(self.words.get("dismissed", ""), field, flaws)


@personal_text(level=Level.P4, whose="subject", sealed="what a draft said before it was overwritten or given up while records are frozen")
@plain_text("key")
class KeptDraft(models.Model):
    """While the person's records are frozen, a draft that is overwritten leaves what it said (TRUST L13). Nobody's page shows it."""

    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    sealed = models.BinaryField()
    at = models.DateTimeField()


@plain_text("ref")
class Note(models.Model):
    """One early conversation, as its author keeps it (EARLY-1). Theirs alone: whether even they may read it follows from dated lines."""

    ref = models.CharField(max_length=12, unique=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, related_name="+")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    """The conversation before this one about the same matter."""
    iteration = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=NoteState.choices(), default=NoteState.OPEN)
    recorded_at = models.DateTimeField()
    follow_up_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    """When it was found that its author may read it no longer; it never opens again (TRUST X3, X12)."""

    class Meta:
        ordering = ["follow_up_on", "pk"]
        indexes = [models.Index(fields=["author", "state"], name="notes_by_author")]
        constraints = [models.CheckConstraint(condition=~Q(author=F("subject")), name="nobody_keeps_notes_about_themselves")]


@personal_text(
    level=Level.P4, whose="note__subject", sealed="what a manager noted: concern, context, expectation, support, what was agreed"
)
class NoteText(models.Model):
    """One text of a note: its words, something added, what came of it. The latest of kind `words` is what stands."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=TextKind.choices())
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="one_text_of_a_number_in_a_note")]


@personal_text(level=Level.P3, whose="subject", sealed="what was seen, what is expected by when, what support, what may follow")
@plain_text("ref")
class Slip(models.Model):
    """Agreed points: what the author shared of a conversation with the person (EARLY-2). It outlives the note."""

    ref = models.CharField(max_length=12, unique=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, related_name="+")
    note = models.OneToOneField(Note, models.SET_NULL, null=True, blank=True, related_name="slip")
    held_on = models.DateField()
    expected_by = models.DateField()
    entered_late = models.BooleanField(default=False)
    """A conversation from before, written down later; it counts once the person says that it took place (PIP-2)."""
    sealed = models.BinaryField(null=True)
    version = models.PositiveSmallIntegerField(default=1)
    shared_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    """When the author last changed the words or the days; what stands is known to the person from here."""
    received_at = models.DateTimeField(null=True, blank=True)
    took_place = models.BooleanField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    """When these points were passed to HR; the person reads it here (EARLY-5)."""

    class Meta:
        ordering = ["held_on", "pk"]
        indexes = [
            models.Index(fields=["subject", "held_on"], name="slips_by_subject"),
            models.Index(fields=["author"], name="slips_by_author"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(author=F("subject")), name="nobody_agrees_points_with_themselves")]


@personal_text(level=Level.P3, whose="slip__subject", sealed="what the person answers")
class SlipReply(models.Model):
    """What the person says to agreed points. Appended only."""

    slip = models.ForeignKey(Slip, models.PROTECT, related_name="replies")
    at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["at", "pk"]


@personal_text(level=Level.P3, whose="subject", sealed="why the author turns to HR", sealed_answer="what the HR partner says to it")
@plain_text("ref")
class Escalation(models.Model):
    """A bundle: frozen copies of chosen notes, for one HR partner (EARLY-5, TRUST R10). It cannot be taken back."""

    ref = models.CharField(max_length=12, unique=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, related_name="+")
    hr_partner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=BundleState.choices(), default=BundleState.SENT)
    made_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    sealed_answer = models.BinaryField(null=True, blank=True)
    in_case = models.BooleanField(default=False)
    """A formal plan uses it: then it is kept as long as that (TRUST X9)."""
    opened_at = models.DateTimeField(null=True, blank=True)
    """When it was opened to the person: with the serving of a formal plan."""
    recused_at = models.DateTimeField(null=True, blank=True)
    """When it was written down that the HR partner is no longer free; empty again once another is named (TRUST X6)."""
    partner_since = models.DateTimeField(null=True, blank=True)
    """Since when this HR partner has it, where another had it before."""
    author_told = models.BooleanField(default=True)
    """Off from a change of the HR partner, or the lack of one, until the author has opened the bundle."""

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["hr_partner", "state"], name="bundles_by_partner"),
            models.Index(fields=["author"], name="bundles_by_author"),
        ]


@personal_text(level=Level.P3, whose="escalation__subject", sealed="a frozen copy of one note and of its agreed points")
class EscalatedNote(models.Model):
    """One frozen copy in a bundle: what HR reads instead of the source (PIP-2)."""

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="copies")
    number = models.PositiveSmallIntegerField()
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+")
    slip = models.ForeignKey(Slip, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["escalation", "number"], name="one_copy_of_a_number_in_a_bundle")]
