"""What the tests of early conversations stand on: a note of the manager about the peer, with its points shared or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from tests.cast import NOW, Cast

from cadenza.conversations import actions
from cadenza.conversations.models import Escalation, Note, Slip
from cadenza.conversations.slips import SlipDraft
from cadenza.conversations.writing import NoteDetails
from cadenza.people.actions import begin_line
from cadenza.people.models import Person

CONCERN = "The last three releases went out on Fridays without a test plan; two were taken back."
DETAILS = NoteDetails(
    words={
        "concern": CONCERN,
        "context": "The rota changed in May and nobody said who writes the plan.",
        "expectation": "Each release until the follow-up has a test plan linked in its ticket.",
        "support": "I review the first two plans on Mondays.",
        "agreed": "A plan for every release, from next week on.",
    },
    held_on=date(2026, 11, 23),
    follow_up_on=date(2026, 12, 21),
)
POINTS = SlipDraft(
    words={
        "seen": "Three releases without a test plan.",
        "expected": "A test plan linked in each release ticket.",
        "support": "Priya reviews the first two plans.",
        "may_follow": "If releases still go out without a plan, we talk about a formal plan.",
    },
    held_on=date(2026, 11, 23),
    expected_by=date(2026, 12, 21),
)
DAY = timedelta(days=1)


@dataclass
class Talk:
    """The manager has talked with the peer."""

    cast: Cast
    ref: str

    @property
    def note(self) -> Note:
        return Note.objects.select_related("author", "subject").get(ref=self.ref)

    @property
    def slip(self) -> Slip:
        return Slip.objects.select_related("author", "subject").get(note__ref=self.ref)

    def share(self, at: datetime = NOW) -> Slip:
        return actions.share_points(self.ref, POINTS, by=self.cast.manager, at=at)

    def escalate(self, *refs: str, at: datetime = NOW) -> Escalation:
        chosen = set(refs) or {self.ref}
        return actions.escalate(self.ref, chosen, self.cast.hr_partner, "We need your view.", by=self.cast.manager, at=at)


def words(**changes: str) -> NoteDetails:
    """The usual note with some of its words changed."""
    return replace(DETAILS, words={**DETAILS.words, **changes})


def move(person: Person, manager: Person, *, at: datetime) -> None:
    """Another manager from this instant on."""
    begin_line(person, manager, since=at, by=None, at=at)


@pytest.fixture
def talk(cast: Cast) -> Talk:
    """Recorded today, not shared."""
    return Talk(cast, actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=NOW).ref)


@pytest.fixture
def shared(talk: Talk) -> Talk:
    """Recorded and shared today."""
    talk.share()
    return talk
