"""Agreed points as others read them: for their own pages, the pack of a handover, the gate of a formal plan. The one module that `handover` may import."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from cadenza.conversations.access import slip_parts, ties_of
from cadenza.conversations.models import Escalation, Slip
from cadenza.conversations.rules import Part
from cadenza.conversations.sealed import open_slips
from cadenza.people.days import day_of
from cadenza.people.models import Person


@dataclass(frozen=True)
class Reply:
    """One answer of the person."""

    at: datetime
    words: str


@dataclass(frozen=True)
class SlipCopy:
    """Agreed points with their words, by value."""

    ref: str
    author_id: int
    author_name: str
    subject_id: int
    held_on: date
    expected_by: date
    shared_at: datetime
    changed_at: datetime | None
    entered_late: bool
    took_place: bool | None
    received_at: datetime | None
    passed_at: datetime | None
    version: int
    seen: str = ""
    expected: str = ""
    support: str = ""
    may_follow: str = ""
    replies: tuple[Reply, ...] = field(default=())

    @property
    def confirmed(self) -> bool:
        """Whether it counts as a conversation: held as one, or entered later and confirmed by the person (PIP-2)."""
        return not self.entered_late or self.took_place is True

    @property
    def told_at(self) -> datetime:
        """Since when the person can read these words as they stand."""
        return self.changed_at or self.shared_at

    @property
    def told_on(self) -> date:
        """From which day the time to change something counts: of a conversation entered later, from the one on which it was held (PIP-2)."""
        return self.held_on if self.entered_late else day_of(self.told_at)

    @property
    def acknowledged_at(self) -> datetime | None:
        return self.received_at

    @property
    def follow_up_on(self) -> date:
        return self.expected_by

    @property
    def reply(self) -> str:
        """All answers under each other."""
        return "\n\n".join(one.words for one in self.replies)


def copies_of(slips: Iterable[Slip]) -> list[SlipCopy]:
    """Slips with their words open. The caller has checked who is asking. Two statements and the keys."""
    rows = list(slips)
    opened = open_slips(rows)
    made = []
    for row in rows:
        words, replies = opened[row.pk]
        made.append(
            SlipCopy(
                ref=row.ref,
                author_id=row.author_id,
                author_name=row.author.name,
                subject_id=row.subject_id,
                held_on=row.held_on,
                expected_by=row.expected_by,
                shared_at=row.shared_at,
                changed_at=row.changed_at,
                entered_late=row.entered_late,
                took_place=row.took_place,
                received_at=row.received_at,
                passed_at=row.passed_at,
                version=row.version,
                **{name: words.get(name, "") for name in ("seen", "expected", "support", "may_follow")},
                replies=tuple(Reply(one.at, text) for one, text in replies),
            )
        )
    return made


def slips_about(subject_id: int) -> list[SlipCopy]:
    """Everything that was shared about a person, the earliest conversation first. Whoever calls has checked who is asking."""
    return copies_of(Slip.objects.filter(subject=subject_id).select_related("author").order_by("held_on", "pk"))


def slips_of_people(people: Collection[int]) -> dict[int, list[SlipCopy]]:
    """Person -> what was shared with them, for the packs of a handover (HAND-1). Three statements, however many."""
    found: dict[int, list[SlipCopy]] = {}
    rows = Slip.objects.filter(subject__in=people).select_related("author").order_by("held_on", "pk")
    for one in copies_of(rows):
        found.setdefault(one.subject_id, []).append(one)
    return found


def citable_slips(by: Person, subject: Person, *, at: datetime) -> list[SlipCopy]:
    """What somebody may cite about a person: their own slips while they manage, and those in a bundle that names them."""
    own = Slip.objects.filter(author=by, subject=subject)
    ties = ties_of(by, [(subject.pk, one.shared_at) for one in own], at=at)
    mine = [one.pk for one in own if ties[subject.pk, one.shared_at].part == Part.MANAGES]
    named = Escalation.objects.filter(hr_partner=by, subject=subject).values("copies__slip")
    rows = Slip.objects.filter(Q(pk__in=mine) | Q(pk__in=named)).select_related("author")
    return copies_of(rows.order_by("held_on", "pk"))


def versions_of(refs: Collection[str]) -> dict[str, int]:
    """Reference -> which version of these agreed points stands now. No words, and one statement; none where nothing is asked for."""
    return dict(Slip.objects.filter(ref__in=refs).values_list("ref", "version")) if refs else {}


def unreceived_of(refs: Collection[str]) -> frozenset[str]:
    """Of these agreed points, those to which the person has said nothing yet: no receipt, no answer, not whether it took place. No words.

    Whether they opened them is written in their own chain alone, and nobody's to read (TRUST J1).
    """
    rows = Slip.objects.filter(ref__in=refs, received_at=None, took_place=None, replies=None)
    return frozenset(rows.values_list("ref", flat=True)) if refs else frozenset()


@dataclass(frozen=True)
class SlipList:
    """The page that exists for everybody: what was shared with the reader, and what the reader shared."""

    about_me: list[Slip]
    by_me: list[Slip]


def slip_list(reader: Person, *, at: datetime) -> SlipList:
    """Agreed points of which the reader is the person or the author. No words. The same statements for everybody."""
    rows = Slip.objects.filter(Q(subject=reader) | Q(author=reader)).select_related("author", "subject").order_by("-held_on", "-pk")
    slips = list(rows)
    ties = ties_of(reader, [(one.subject_id, one.shared_at) for one in slips if one.author_id == reader.pk], at=at)
    return SlipList(
        about_me=[one for one in slips if one.subject_id == reader.pk],
        by_me=[one for one in slips if one.author_id == reader.pk and ties[one.subject_id, one.shared_at].part is not None],
    )


def slip_copy(slip: Slip) -> SlipCopy:
    """One slip that `access.slip_for` gave, with its words."""
    return copies_of([slip])[0]


TOLD = timedelta(days=35)
"""How long the first page says that points were passed to HR; the points themselves say so for good."""


def waiting_for(reader: Person, *, at: datetime) -> tuple[list[Slip], list[Slip]]:
    """Agreed points that wait for the reader's receipt, and the reader's that were passed to HR lately. One statement, no words."""
    rows = Slip.objects.filter(Q(received_at=None) | Q(passed_at__gt=at - TOLD), subject=reader).select_related("author")
    slips = list(rows.defer("sealed").order_by("shared_at"))
    passed = [one for one in slips if one.passed_at is not None]
    return [one for one in slips if one.received_at is None and one.passed_at is None], passed


__all__ = [
    "SlipCopy",
    "SlipList",
    "citable_slips",
    "copies_of",
    "slip_copy",
    "slip_list",
    "slip_parts",
    "slips_about",
    "slips_of_people",
    "unreceived_of",
    "versions_of",
    "waiting_for",
]
