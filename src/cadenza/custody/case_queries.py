"""An access case as its page needs it: steps, and things by number. No word of any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cadenza.custody import access
from cadenza.custody import case_rules as rules
from cadenza.custody.case_models import AccessCase, HeldItem
from cadenza.custody.case_rules import Act, CaseState, Decision, Longer, Reason, Source
from cadenza.custody.case_words import DECISIONS, LONGER, REASONS, SOURCES, STEPS
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


@dataclass(frozen=True)
class CasePage:
    """One case for one reader."""

    seat: access.Seat
    lines: Sequence[Line]
    steps: Sequence[tuple[str, str]]
    """(code, words) of the steps that are one press."""
    sees_words: bool
    may_name: bool
    may_extend: bool
    may_give: bool
    longer: str

    @property
    def left(self) -> int:
        """How many are not decided by both."""
        return sum(not one.confirmed for one in self.lines)


def case_page(by: Person, ref: str, *, at: datetime) -> CasePage:
    """A case, for officer and second person; raises Unseen. Things are listed once there are two, and while it is open (TRUST 1.6)."""
    seat = access.case_for(by, "see", ref, at=at)
    sees_words = seat.sees("see-words")
    case = seat.case
    return CasePage(
        seat,
        items_of(case) if sees_words else [],
        [(act.value, _(words)) for act, words in STEPS.items() if seat.can(act)],
        sees_words,
        seat.can(Act.NAME),
        seat.can(Act.EXTEND) and not case.longer,
        seat.sees("give-answer") and has_left(case.person, at=at),
        _(LONGER[Longer(case.longer)]) if case.longer else "",
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
    cases = access.visible_cases(reader, at=at).filter(state__in=[CaseState.ASKED, CaseState.ANSWERING, CaseState.ANSWERED])
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
        )
    ]
