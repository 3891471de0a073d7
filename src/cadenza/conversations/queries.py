"""Notes shaped for their author's pages: the list, one note, what is to be followed up. Nobody else has a query here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cadenza.conversations import rules, sealed
from cadenza.conversations.access import WHO_MAY, note_for, require_leader, ties_of
from cadenza.conversations.models import Note, NoteText, Slip
from cadenza.conversations.rules import DelicateWord, NoteState, Part, TextKind, Tie, delicate_words
from cadenza.conversations.sealed import Words
from cadenza.conversations.slip_queries import SlipCopy, slip_copy
from cadenza.objections import Objection
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import is_frozen
from cadenza.practice.hint_rules import open_findings, remembered
from cadenza.wording import Flaw, Kind

AHEAD = timedelta(days=35)
"""How far ahead the first page looks."""


@dataclass(frozen=True)
class Row:
    """One note in a list: no word of it."""

    note: Note
    tie: Tie
    today: date

    @property
    def late(self) -> bool:
        return self.note.state == NoteState.OPEN and self.note.follow_up_on < self.today

    @property
    def is_open(self) -> bool:
        return self.note.state == NoteState.OPEN

    @property
    def hands_on(self) -> bool:
        return self.tie.part == Part.HANDS_ON

    @property
    def readable_until(self) -> date | None:
        """The last whole day of the thirty (TRUST X3)."""
        return day_of(self.tie.closes_at) - timedelta(days=1) if self.tie.closes_at else None

    @property
    def shared(self) -> bool:
        return hasattr(self.note, "slip")


@dataclass(frozen=True)
class Notebook:
    """The author's list."""

    leaving: list[Row]
    """About people who stopped reporting to the author: share, delete or let lapse."""
    open: list[Row]
    closed: list[Row]
    draft: bool = False

    @property
    def empty(self) -> bool:
        return not (self.leaving or self.open or self.closed)


def notebook(author: Person, *, at: datetime) -> Notebook:
    """The author's notes that they may read now. Raises Unseen for whoever never had a report."""
    require_leader(author, at=at)
    rows = _rows(Note.objects.filter(author=author, sealed_at=None), author, at)
    return Notebook(
        leaving=[row for row in rows if row.hands_on],
        open=[row for row in rows if row.is_open and not row.hands_on],
        closed=[row for row in reversed(rows) if not row.is_open and not row.hands_on],
    )


def follow_ups(author: Person, *, at: datetime) -> list[Row]:
    """What the author has to follow up, and what they can still hand over. For the author's first page and nowhere else (DUE-2).

    One statement for whoever has none.
    """
    horizon = day_of(at) + AHEAD
    rows = _rows(Note.objects.filter(author=author, sealed_at=None, state=NoteState.OPEN), author, at)
    return [row for row in rows if row.hands_on or row.note.follow_up_on <= horizon]


def _rows(notes: Iterable[Note], author: Person, at: datetime) -> list[Row]:
    found = list(notes.select_related("subject", "slip").order_by("follow_up_on", "pk"))  # type: ignore[attr-defined]  # a queryset
    if not found:
        return []
    ties = ties_of(author, [(note.subject_id, note.recorded_at) for note in found], at=at)
    made = [Row(note, ties[note.subject_id, note.recorded_at], day_of(at)) for note in found]
    return [row for row in made if row.tie.part is not None]


@dataclass(frozen=True)
class Addition:
    """Something written to a note later."""

    kind: str
    at: datetime
    words: str
    outcome: str = ""


@dataclass
class NotePage:
    """One note on its author's page."""

    note: Note
    tie: Tie
    today: date
    words: Words
    at: datetime
    earlier: list[tuple[datetime, Words]] = field(default_factory=list)
    """What the words said before, while records were frozen (TRUST L13)."""
    later: list[Addition] = field(default_factory=list)
    chain: list[Note] = field(default_factory=list)
    slip: SlipCopy | None = None
    frozen: bool = False

    def dismissed_in(self, field: str) -> frozenset[Flaw]:
        """The coach's hints that the author set aside, sealed with the words (COACH-3)."""
        return remembered(self.words.get("dismissed", ""), field)

    def may(self, action: str) -> bool:
        return self.tie.part in WHO_MAY[f"note.{action}"]

    @property
    def row(self) -> Row:
        return Row(self.note, self.tie, self.today)

    @property
    def held_on(self) -> date:
        return date.fromisoformat(self.words["held_on"])

    @property
    def is_open(self) -> bool:
        return self.note.state == NoteState.OPEN

    @property
    def editable(self) -> bool:
        return self.may("write") and rules.is_editable(self.note.recorded_at, NoteState(self.note.state), at=self.at)

    @property
    def editable_until(self) -> datetime:
        return self.note.recorded_at + timedelta(hours=rules.EDIT_HOURS)

    @property
    def addable(self) -> bool:
        return self.may("write") and self.note.state != NoteState.ESCALATED

    @property
    def may_follow_up(self) -> bool:
        return self.may("follow-up") and self.is_open

    @property
    def may_lapse(self) -> bool:
        return self.may("lapse") and self.is_open

    @property
    def may_share(self) -> bool:
        return self.may("share") and self.slip is None

    @property
    def may_escalate(self) -> bool:
        return self.may("escalate") and self.note.state != NoteState.ESCALATED

    @property
    def may_delete(self) -> bool:
        return self.may("delete") and not rules.objections_to_deletion(NoteState(self.note.state), frozen=self.frozen)

    @property
    def warnings(self) -> list[Objection]:
        return rules.warnings_about_iteration(self.note.iteration)

    @property
    def delicate(self) -> list[DelicateWord]:
        return delicate_words([self.words.get(name, "") for name in rules.WORDS])

    @property
    def personal(self) -> list[str]:
        return about_the_person([self.words.get(name, "") for name in rules.WORDS[1:]])


def note_page(by: Person, ref: str, *, at: datetime) -> NotePage:
    """One note, open, for its author. Raises Unseen."""
    note, tie = note_for(by, "see", ref, at=at)
    texts = sealed.open_texts([note])[note.pk]
    versions = [(text, words) for text, words in texts if text.kind == TextKind.WORDS]
    slip = Slip.objects.filter(note=note).select_related("author").first()
    return NotePage(
        note=note,
        tie=tie,
        today=day_of(at),
        at=at,
        words=versions[-1][1],
        earlier=[(text.at, words) for text, words in versions[:-1]],
        later=[_addition(text, words) for text, words in texts if text.kind != TextKind.WORDS],
        chain=_chain(note),
        slip=slip_copy(slip) if slip is not None else None,
        frozen=is_frozen(note.subject, at=at),
    )


def about_the_person(texts: Iterable[str]) -> list[str]:
    """Words in other fields than the concern that speak of character (EARLY-3): the coach reads the concern itself beneath its field."""
    found = []
    for text in texts:
        found += [one.words for one in open_findings(text, Kind.CONCERN_STATEMENT) if one.flaw == Flaw.PERSONALITY]
    return list(dict.fromkeys(found))


def _addition(text: NoteText, words: Words) -> Addition:
    return Addition(text.kind, text.at, words.get("words", ""), words.get("outcome", ""))


def _chain(note: Note) -> list[Note]:
    """The conversations about the same matter, first to last. Two statements however many: they share author and person."""
    own = Note.objects.filter(author=note.author_id, subject=note.subject_id, sealed_at=None)
    by_id = {one.pk: one for one in own.order_by("pk")}
    next_of = {one.follows_id: one for one in by_id.values() if one.follows_id}
    first = by_id.get(note.pk, note)
    while first.follows_id in by_id:
        first = by_id[first.follows_id]
    found = [first]
    while found[-1].pk in next_of:
        found.append(next_of[found[-1].pk])
    return found
