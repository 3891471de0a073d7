"""An access case as its page needs it: steps, and things by number. No word of any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from cadenza.custody import access
from cadenza.custody import case_rules as rules
from cadenza.custody.case_actions import reason_of
from cadenza.custody.case_models import AccessCase, HeldItem, Sought, Telling
from cadenza.custody.case_rules import Act, CaseState, Decision, Longer, Reason, Source
from cadenza.custody.case_words import DECISIONS, LONGER, LONGER_TOLD, REASONS, SOURCES, STEPS
from cadenza.custody.workspaces import Beside, beside
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left


@dataclass(frozen=True)
class Line:
    """One thing in the queue."""

    number: int
    source: str
    author: str
    written_at: datetime
    decision: str
    reason: str
    decided: bool
    confirmed: bool


NEXT = (Act.ACCEPT, Act.RELEASE, Act.RESUME, Act.HAND_OVER, Act.CLOSE)


@dataclass(frozen=True)
class CasePage:
    """One case for one reader."""

    seat: access.Seat
    lines: Sequence[Line]
    sought: Sequence[Sought]
    """What the person looks for, in their own words."""
    steps: Sequence[tuple[str, str]]
    """(code, words) of the steps that are one press."""
    sees_words: bool
    may_name: bool
    may_extend: bool
    may_untell: bool
    may_give: bool
    unreleased: bool
    """Whether the answer waits for the second person, because it is for somebody who has left."""
    longer: str
    beside: Sequence[Beside]
    """What HR keeps beside formal plans of the person: that it is there."""
    untold_reason: str
    """Why authors are not to be told, in the officer's words."""

    @property
    def left(self) -> int:
        """How many are not decided by both."""
        return sum(not one.confirmed for one in self.lines)

    @property
    def primary(self) -> str:
        """The step that stands out: what comes next, never a way out of it."""
        ready = {code for code, _words in self.steps} - ({Act.HAND_OVER.value} if self.left or not self.sees_words else set())
        return next((act.value for act in NEXT if act.value in ready), "")


def case_page(by: Person, ref: str, *, at: datetime) -> CasePage:
    """A case, for officer and second person; raises Unseen. Things are listed once there are two, and while it is open (TRUST 1.6)."""
    seat = access.case_for(by, "see", ref, at=at)
    sees_words = seat.sees("see-words")
    case = seat.case
    gone = has_left(case.person, at=at)
    return CasePage(
        seat,
        items_of(case) if sees_words else [],
        list(case.sought.all()),
        [(act.value, _(words)) for act, words in STEPS.items() if seat.can(act) and _is_open(act, case, gone=gone)],
        sees_words,
        seat.can(Act.NAME),
        seat.can(Act.EXTEND) and not case.longer,
        seat.can(Act.UNTELL) and case.untold_by_id is None,
        seat.sees("give-answer") and access.is_released(case, by, at),
        gone and case.state == CaseState.ANSWERED and case.released_by_id is None,
        _(LONGER[Longer(case.longer)]) if case.longer else "",
        beside(seat, by, at=at),
        reason_of(case),
    )


def _is_open(act: Act, case: AccessCase, *, gone: bool) -> bool:
    """Whether a step that the state allows has anything to do here."""
    if act in {Act.AGREE_UNTOLD, Act.TELL_THEM}:
        return case.asks_silence
    if act is Act.WITHDRAW:
        return not rules.objections_to_withdrawing(filed=case.filed, has_left=gone)
    return act is not Act.RELEASE or (gone and case.released_by_id is None)


@dataclass(frozen=True)
class RequestPage:
    """A person's own request as its page shows it."""

    case: AccessCase
    sought: Sequence[Sought]
    ready: bool
    may_add: bool
    may_take_back: bool
    runs_until: date | None
    """The day by which the answer comes; empty where it is there, or the request is over."""
    days_left: int
    nobody: bool
    """Whether nobody here may take it up."""
    too_near: bool
    """Whether that is because those who hold the role stand too near to the person."""
    longer: str
    """Why it takes longer, said to the person (GDPR Article 12(3))."""


def request_page(person: Person, ref: str, *, at: datetime) -> RequestPage:
    """The person's own side of a case, with its clock; raises Unseen. Rule DATA-3, TRUST M2, column S."""
    seat = access.case_for(person, "see-own", ref, at=at)
    case, today = seat.case, day_of(at)
    runs = case.closed_at is None and case.answered_at is None
    nobody = seat.state is CaseState.FILED and not access.has_officer(person, at=at)
    day = case.due_on + timedelta(days=(today - case.stopped_on).days if case.stopped_on else 0)
    return RequestPage(
        case,
        list(case.sought.all()),
        seat.sees("take-answer"),
        seat.can(Act.ADD),
        seat.can(Act.TAKE_BACK),
        day if runs else None,
        (day - today).days,
        nobody,
        nobody and access.officers(at=at).exists(),
        _(LONGER_TOLD[Longer(case.longer)]) if case.longer else "",
    )


def items_of(case: AccessCase) -> list[Line]:
    """The queue by number. One statement."""
    return [_line(one) for one in HeldItem.objects.filter(case=case).select_related("author").defer("sealed", "sealed_redacted")]


def _line(one: HeldItem) -> Line:
    return Line(
        one.number,
        _(SOURCES[Source(one.source)]),
        one.author.name if one.author else "",
        one.written_at,
        _(DECISIONS[Decision(one.decision)]) if one.decision else "",
        _(REASONS[Reason(one.reason)]) if one.reason else "",
        bool(one.decision),
        one.confirmed_by_id is not None,
    )


def cases_to_work_on(reader: Person, *, at: datetime) -> list[AccessCase]:
    """What waits for the reader: a request to be the second person, and every case in which a thing is theirs to do. Two statements."""
    cases = access.visible_cases(reader, at=at).filter(
        state__in=[CaseState.FILED, CaseState.ASKED, CaseState.ANSWERING, CaseState.ANSWERED]
    )
    undecided = Count("items", filter=Q(items__decision=""))
    unconfirmed = Count("items", filter=~Q(items__decision="") & Q(items__confirmed_by=None))
    counted = cases.annotate(undecided=undecided, unconfirmed=unconfirmed).order_by("due_on", "pk")
    return [
        case
        for case in counted
        if rules.waits_for(
            CaseState(case.state),
            second=case.second_id == reader.pk,
            named=case.second_id is not None,
            undecided=case.undecided,
            unconfirmed=case.unconfirmed,
            asks_silence=case.asks_silence,
            unreleased=case.released_by_id is None and has_left(case.person, at=at),
        )
    ]


def answers_waiting(person: Person) -> list[AccessCase]:
    """Answers to the person's own requests that are there and were not said to be taken. Rule DUE-1, TRUST M2."""
    return list(AccessCase.objects.filter(person=person, state=CaseState.ANSWERED, gathered_at__isnull=False).order_by("pk"))


def note_opened_at(author: Person) -> datetime | None:
    """When a note of the author's was last opened in an access case, if they have not seen that it was. TRUST 1.6: the author is told.

    Not while two people talk about whether the law lets them.
    """
    unanswered = Q(case__untold_by__isnull=False, case__untold_answered_by=None)
    found: datetime | None = Telling.objects.filter(author=author).exclude(unanswered).aggregate(at=Max("at"))["at"]
    return found
