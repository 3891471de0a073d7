"""Everything about a person that they cannot take out by themselves: where it lies, who wrote it, and its words (TRUST L10, L12).

Only an access case with two people in it may call this. Nothing in here is ever counted, listed or hinted at elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from cadenza.conversations.escalating import words_of_bundle
from cadenza.conversations.models import Escalation, KeptDraft, Note, NoteDraft
from cadenza.conversations.rules import Cause
from cadenza.conversations.sealed import open_draft, open_texts
from cadenza.conversations.words import CAUSES, OUTCOMES
from cadenza.custody.case_rules import Source
from cadenza.custody.copies import lines_of
from cadenza.custody.spoken import THE_PERSON, copy_told
from cadenza.improvement import rules as formal_rules
from cadenza.improvement.advice import kept_beside, written_by_hr
from cadenza.improvement.ledger import opened
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.queries import DECIDED
from cadenza.improvement.rules import Kind, State
from cadenza.improvement.telling import people_in, told
from cadenza.improvement.words import ENTRIES
from cadenza.objections import N_
from cadenza.people.models import Person
from cadenza.people.queries import names_of
from cadenza.plans.models import Judgement
from cadenza.plans.sealed import read_all
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.talent_models import TalentSnapshot
from cadenza.stewardship.talent_snapshots import open_all
from cadenza.web.words import shown

NOTED: Mapping[str, str] = {
    "held_on": N_("Conversation on"),
    "concern": N_("Concern"),
    "context": N_("Context"),
    "expectation": N_("Expectation"),
    "support": N_("Support"),
    "agreed": N_("Agreed"),
    "follow_up_on": N_("Follow-up"),
    "outcome": N_("What came of it"),
    "words": N_("Added"),
    "cause": N_("Cause as the author saw it"),
}
"""A word of a note -> what it is called. What else a draft remembers is the form's own."""
PICKED: Mapping[str, Mapping[str, str]] = {"cause": CAUSES, "outcome": OUTCOMES}
"""What a note holds as a choice -> the words that its author reads."""


@dataclass(frozen=True)
class Gathered:
    """One thing as it is copied into a case."""

    source: Source
    row: str
    author_id: int | None
    written_at: datetime
    words: str


def gathered(person: Person, *, at: datetime) -> list[Gathered]:
    """Everything, the earliest first. A handful of statements per source. Rule DATA-3, TRUST L12. Raises Unreadable."""
    found = [
        *_notes(person),
        *_drafts(person),
        *_bundles(person),
        *_formal(person),
        *_judgements(person),
        *_follow_ups(person),
        *_snapshots(person, at),
    ]
    return sorted(found, key=lambda one: one.written_at)


def authors_of(person: Person) -> set[int]:
    """Who had a hand in what is in it, without opening a word: they, and whoever stands in a line with them, are no second person (TRUST 1.6)."""
    ids: set[int | None] = set(Note.objects.filter(subject=person).values_list("author_id", flat=True))
    ids |= set(NoteDraft.objects.filter(subject=person).values_list("author_id", flat=True))
    ids |= set(KeptDraft.objects.filter(subject=person).values_list("author_id", flat=True))
    ids |= set(Escalation.objects.filter(subject=person).values_list("author_id", flat=True))
    ids |= {one.by_id for one in Entry.objects.filter(case__person=person).select_related("case") if _is_hidden(one.case, Kind(one.kind))}
    ids |= set(Judgement.objects.filter(goal__plan__owner=person, shared_at=None).values_list("author_id", flat=True))
    for asker, asked in FollowUp.objects.filter(about=person).exclude(asked=person).values_list("asked_by_id", "asked_id"):
        ids |= {asker, asked}
    ids |= written_by_hr(kept_beside(person))
    return {one for one in ids if one is not None and one != person.pk}


def _told(words: Mapping[str, object]) -> str:
    """Words under their names: days written out, and what was picked from a list in that list’s words."""
    kept = {name: str(words[name]) for name in NOTED if words.get(name) and words[name] != Cause.UNKNOWN}
    return "\n".join(f"{_(NOTED[name])}: {_in_words(name, value)}" for name, value in kept.items())


def _in_words(name: str, value: str) -> str:
    if name in PICKED:
        return _(PICKED[name][value]) if value in PICKED[name] else value
    day = parse_date(value) if name.endswith("_on") else None
    return str(shown(day)) if day else value


def _notes(person: Person) -> Iterator[Gathered]:
    """Notes with everything that was added, those that their author may read no longer included (TRUST X3, X4)."""
    notes = list(Note.objects.filter(subject=person).order_by("pk"))
    texts = open_texts(notes)
    for note in notes:
        words = "\n\n".join(_told(said) for _text, said in texts[note.pk])
        yield Gathered(Source.NOTE, note.ref, note.author_id, note.recorded_at, words)


def _drafts(person: Person) -> Iterator[Gathered]:
    for draft in NoteDraft.objects.filter(subject=person, sealed__isnull=False):
        yield Gathered(Source.DRAFT, draft.key, draft.author_id, draft.saved_at, _told(open_draft(draft).words))
    for kept in KeptDraft.objects.filter(subject=person).order_by("pk"):
        as_draft = NoteDraft(author_id=kept.author_id, subject_id=kept.subject_id, key=kept.key, sealed=kept.sealed, saved_at=kept.at)
        yield Gathered(Source.KEPT_DRAFT, str(kept.pk), kept.author_id, kept.at, _told(open_draft(as_draft).words))


def _bundles(person: Person) -> Iterator[Gathered]:
    """What was passed to HR and has not been opened to the person (TRUST F3)."""
    for row in Escalation.objects.filter(subject=person, opened_at=None).order_by("pk"):
        said = words_of_bundle(row)
        lines = [f"{_('Why')}: {said.why}", *([f"{_('Answer')}: {said.answer}"] if said.answer else [])]
        lines += lines_of([copy_told(one) for one in said.copies])
        yield Gathered(Source.BUNDLE, row.ref, row.author_id, row.made_at, "\n".join(lines))


def _formal(person: Person) -> Iterator[Gathered]:
    """Entries that the person does not read: of a plan that was never opened to them, and what is HR's alone (TRUST G1, G7, 1.7)."""
    cases = list(Case.objects.filter(person=person).order_by("pk"))
    entries = opened(cases)
    hidden = {case.pk: [one for one in entries[case.pk] if _is_hidden(case, one.kind)] for case in cases}
    names = names_of(pk for rows in hidden.values() for pk in people_in(rows))
    for case in cases:
        for one in hidden[case.pk]:
            words = "\n".join([_(ENTRIES[one.kind]), *(f"{label}: {text}" for label, text in told(one, names))])
            yield Gathered(Source.FORMAL, f"{case.ref} {one.sequence}", one.by_id, one.at, words)


def _is_hidden(case: Case, kind: Kind) -> bool:
    """Whether the person does not read an entry of this kind in their formal plan."""
    return case.served_at is None or not formal_rules.sees(kind, THE_PERSON, decided=State(case.state) in DECIDED)


def _judgements(person: Person) -> Iterator[Gathered]:
    """What a manager wrote of a goal at the reset and has not shared (REV-6)."""
    rows = list(Judgement.objects.filter(goal__plan__owner=person, shared_at=None).exclude(author=person).select_related("goal__plan"))
    for row in rows:
        read_all([row], owner_id=row.author_id)
        lines = [f"{_('Goal')}: {row.goal.number}"] + [
            f"{name.replace('_', ' ')}: {getattr(row, name)}" for name in row.WORDS if getattr(row, name)
        ]
        yield Gathered(Source.JUDGEMENT, str(row.pk), row.author_id, row.goal.plan.created_at, "\n".join(lines))


def _follow_ups(person: Person) -> Iterator[Gathered]:
    """What HR asked others about the person's plan (HR-2)."""
    for row in FollowUp.objects.filter(about=person).exclude(asked=person).order_by("pk"):
        lines = [f"{_('Question')}: {row.words}", *([f"{_('Answer')}: {row.answer}"] if row.answer else [])]
        yield Gathered(Source.FOLLOW_UP, str(row.pk), row.asked_by_id, row.asked_at, "\n".join(lines))


def _snapshots(person: Person, at: datetime) -> Iterator[Gathered]:
    """What a talent review froze and the person reads only once it is over (TRUST H2)."""
    rows = TalentSnapshot.objects.filter(person=person, sealed__isnull=False).select_related("session").order_by("pk")
    for one in open_all([row for row in rows if not row.session.is_over(at)]):
        yield Gathered(Source.SNAPSHOT, str(one.snapshot.pk), None, one.snapshot.session.opens_at, "\n".join(lines_of(one.facts)))
