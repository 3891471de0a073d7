"""Records of rooms that keep their words sealed, as lines that a person may read: their formal plans, and what was passed to HR and opened to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cadenza.characteristics.queries import declared_by
from cadenza.conversations.escalating import FrozenCopy, words_of_bundle
from cadenza.conversations.models import Escalation
from cadenza.improvement import rules as formal_rules
from cadenza.improvement.ledger import opened
from cadenza.improvement.models import Case
from cadenza.improvement.queries import DECIDED
from cadenza.improvement.rules import Part, State
from cadenza.improvement.telling import people_in, told
from cadenza.improvement.words import ENTRIES
from cadenza.people.models import Person
from cadenza.people.queries import names_of
from cadenza.stewardship.talent_models import TalentAnswer, TalentSnapshot, TalentStep
from cadenza.stewardship.talent_snapshots import open_all, open_words

THE_PERSON = frozenset({Part.PERSON})


@dataclass(frozen=True)
class ToldEntry:
    """One entry of a formal plan, numbered by what the person reads."""

    ref: str
    number: int
    what: str
    by: str
    at: datetime
    words: dict[str, str]


@dataclass(frozen=True)
class ToldBundle:
    """What was passed to HR, as it was opened to the person with a formal plan (TRUST F3)."""

    ref: str
    made_at: datetime
    author: str
    why: str
    answer: str
    copies: list[dict[str, object]]


def formal_plans_of(person: Person) -> list[Case]:
    """Formal plans that were opened to the person, whatever became of them since (TRUST G1, X18)."""
    return list(Case.objects.filter(person=person, served_at__isnull=False).order_by("opened_at", "pk"))


def formal_plans_told(person: Person) -> Iterator[ToldEntry]:
    """Every entry that the person may read. Rules PIP-9, PIP-18; TRUST G1: nothing before it was served, nothing that is HR's alone."""
    cases = formal_plans_of(person)
    entries = opened(cases)
    readable = {
        case.pk: [one for one in entries[case.pk] if formal_rules.sees(one.kind, THE_PERSON, decided=State(case.state) in DECIDED)]
        for case in cases
    }
    names = names_of(pk for rows in readable.values() for pk in (*people_in(rows), *(one.by_id for one in rows)))
    for case in cases:
        for number, one in enumerate(readable[case.pk], start=1):
            yield ToldEntry(case.ref, number, str(_(ENTRIES[one.kind])), names.get(one.by_id or 0, ""), one.at, dict(told(one, names)))


def bundles_told(person: Person) -> Iterator[ToldBundle]:
    """Bundles that were opened to the person. Rule EARLY-5; TRUST F3."""
    for row in Escalation.objects.filter(subject=person, opened_at__isnull=False).select_related("author").order_by("made_at", "pk"):
        words = words_of_bundle(row)
        yield ToldBundle(row.ref, row.made_at, row.author.name, words.why, words.answer, [copy_told(one) for one in words.copies])


def copy_told(one: FrozenCopy) -> dict[str, object]:
    """A frozen copy of a conversation as plain data."""
    return {
        "note": one.note_ref,
        "held_on": one.held_on,
        **one.words,
        "later": [{"at": later.at, "words": later.words} for later in one.later],
        "agreed": one.points,
        "replies": [{"at": later.at, "words": later.words} for later in one.replies],
    }


@dataclass(frozen=True)
class ToldSnapshot:
    """A talent review's snapshot of the person, with what was said to it (TRUST H2)."""

    session: str
    closes_at: datetime
    facts: object
    steps: list[dict[str, object]]
    answers: list[dict[str, object]]


@dataclass(frozen=True)
class Declared:
    """One thing that somebody declared of themself (TRUST A3)."""

    question: str
    answer: str


def snapshots_told(person: Person, at: datetime) -> list[ToldSnapshot]:
    """The person's own snapshots once their session is over. Rule TAL-1, TRUST H2. A fixed number of statements."""
    rows = TalentSnapshot.objects.filter(person=person, sealed__isnull=False).select_related("session").order_by("session__opens_at", "pk")
    over = [row for row in rows if row.session.is_over(at)]
    steps = open_words(TalentStep.objects.filter(snapshot__in=over).select_related("snapshot"))
    answers = open_words(TalentAnswer.objects.filter(snapshot__in=over).select_related("snapshot"))
    return [
        ToldSnapshot(
            one.snapshot.session.title,
            one.snapshot.session.closes_at,
            one.facts,
            [{"at": step.at, "words": words} for step, words in steps if step.snapshot_id == one.snapshot.pk],
            [{"at": answer.at, "words": words} for answer, words in answers if answer.snapshot_id == one.snapshot.pk],
        )
        for one in open_all(over)
    ]


def declarations_told(person: Person) -> list[Declared]:
    """What the person declared of themself, for equality monitoring. Theirs alone (TRUST A3)."""
    return [Declared(question, answer) for question, answer in declared_by(person)]
