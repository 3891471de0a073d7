"""The weekly round: which key results still wait for a look this week, and what of a sent round is new. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cadenza.people.rules import monday_of

FRIDAY = 4


def round_due_on(today: date) -> date:
    """The day by which this week's round is done: its Friday. Rule DUE-1."""
    return monday_of(today) + timedelta(days=FRIDAY)


def waits(looked_on: date | None, *, today: date) -> bool:
    """Whether nobody has said this week where a key result stands. Rule STRAT-2: whoever looks, it is asked once a week."""
    return looked_on is None or looked_on < monday_of(today)


@dataclass(frozen=True)
class Line:
    """One key result of a round: what the page showed and what came back."""

    value: Decimal | None
    confidence: Decimal | None
    done_on: date | None
    note: str
    shown_value: Decimal | None
    shown_confidence: Decimal | None
    shown_done_on: date | None


@dataclass(frozen=True)
class Said:
    """What of a line is new. What did not change is left out, so that it overwrites nothing that others have said meanwhile."""

    value: Decimal | None = None
    confidence: Decimal | None = None
    done_on: date | None = None
    note: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.note) or not (self.value is None and self.confidence is None and self.done_on is None)


def said_in(line: Line) -> Said:
    """What somebody said with a line: the fields that differ from what the page showed, and the note. Rule STRAT-2, DATA-1.

    A field that was emptied says nothing: check-ins append and take nothing away.
    """
    return Said(
        line.value if line.value != line.shown_value else None,
        line.confidence if line.confidence != line.shown_confidence else None,
        line.done_on if line.done_on != line.shown_done_on else None,
        line.note.strip(),
    )


def waiting(looked: Iterable[date | None], *, today: date) -> int:
    """How many key results of a round still wait this week. Rule DUE-1."""
    return sum(waits(one, today=today) for one in looked)
