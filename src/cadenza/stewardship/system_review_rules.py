"""What a system review covers, when it moves on, how its figures are shown and what the alignment checklist answers (SYS-1, SYS-2). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cadenza.insight.rules import HIDDEN, Band, K, band_of
from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded

TEXT_LIMIT = 5000
"""Characters in one part of the document. Source: DOMAIN COACH-2, fields take at most 5,000."""
DECISION_LIMIT = 1000
"""Characters of a decision, and of what became of it. House figure."""
RECOUNT_DAYS = 7
"""Days that figures stand before they are counted anew while the review is prepared, so that two counts cannot single out who came in
between. Source: TRUST 1.5, one count a week."""
WELL = 80
PARTLY = 40
"""Per cents at which the band of a line begins that reads "yes", and "in part". House figures. Edges of bands, so that an answer says no more than
its band does (TRUST 1.5)."""


class ReviewState(Coded):
    """Where a system review stands: being prepared and filled, held in a meeting, closed for good."""

    PREPARING = "preparing"
    HELD = "held"
    CLOSED = "closed"


class ReviewMove(Coded):
    """What HR admin does to a system review."""

    HOLD = "hold"
    CLOSE = "close"


MOVES: Mapping[tuple[ReviewState, ReviewMove], ReviewState] = {
    (ReviewState.PREPARING, ReviewMove.HOLD): ReviewState.HELD,
    (ReviewState.HELD, ReviewMove.CLOSE): ReviewState.CLOSED,
}
"""What is not in here cannot happen (SYS-1)."""

WRITTEN_IN = frozenset({ReviewState.PREPARING, ReviewState.HELD})
"""States in which words are written and decisions taken; afterwards things are only added."""


class DecisionState(Coded):
    """What has become of a decision, as its owner last said."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Line(Coded):
    """A line of the alignment checklist (SYS-2), in its order."""

    NEEDS = "needs-captured"
    GAPS = "learning-tied-to-gaps"
    COACHING = "managers-coach"
    APPLICATION = "application-tracked"
    OUTCOMES = "outcomes-reviewed"


SEEN_ONE_BY_ONE = frozenset({Line.OUTCOMES})
"""Lines whose rows HR admin reads one by one, so with a count beside the share: that a plan's goals were each given an end is a state (TRUST E1
`m`). Gaps, needs, what was said of learning and what a manager wrote are not, and stay shares (TRUST C2 and 1.5: stays as the matrix has it)."""


class Answer(Coded):
    """What the data say to a line of the checklist; that they say nothing yet is an answer."""

    YES = "yes"
    IN_PART = "in-part"
    NOT_YET = "not-yet"
    CANNOT_SAY = "cannot-say"


@dataclass(frozen=True)
class Figure:
    """So many of so many, how many people stand behind it, and how many of the whole are one person's at most (0: each counts once)."""

    count: int
    of: int
    people: int
    largest: int = 0

    @property
    def band(self) -> Band | None:
        """The share as an aggregate reader sees it: hidden under five people or mostly about one of them, rough otherwise (TRUST 1.5)."""
        return band_of(self.count, self.of) if self.of and self.people >= K and 2 * self.largest <= self.of else HIDDEN


def answer_to(figure: Figure) -> Answer:
    """What a figure answers to its line: too few people or nothing to count is "cannot say yet", never "no". Rule SYS-2."""
    band = figure.band
    if band is None:
        return Answer.CANNOT_SAY
    return Answer.YES if band.low >= WELL else Answer.IN_PART if band.low >= PARTLY else Answer.NOT_YET


def half_of(cycle_key: str) -> str:
    """The half-year of a cycle: "2026-q3" lies in "2026-h2"; empty for a key of another shape. Rule SYS-1: biannual."""
    year, _, quarter = cycle_key.partition("-q")
    if quarter not in {"1", "2", "3", "4"}:
        return ""
    return f"{year}-h{1 if quarter in {'1', '2'} else 2}"


def cycles_in(half: str) -> tuple[str, str] | None:
    """The two cycles of a half-year; None for a key of another shape. Rule SYS-1."""
    year, _, which = half.partition("-h")
    if which not in {"1", "2"} or not year.isdigit():
        return None
    first = 2 * int(which) - 1
    return f"{year}-q{first}", f"{year}-q{first + 1}"


def objections_to_preparing(half: str, *, begun: bool, there: bool, meets_on: date | None, today: date) -> list[Objection]:
    """Why a half-year's review cannot be prepared. Rule SYS-1: one for each half-year in which a cycle has begun."""
    found = []
    if there:
        found.append(objection("system-review-there", N_("This half-year has its review already."), where="half"))
    elif cycles_in(half) is None or not begun:
        found.append(objection("system-review-no-cycle", N_("No cycle of this half-year has begun."), where="half"))
    if meets_on is None:
        found.append(objection("system-review-no-day", N_("Give the day on which you meet."), where="meets_on"))
    elif meets_on < today:
        found.append(objection("system-review-day-past", N_("Give a day from %(today)s on."), where="meets_on", today=today))
    return found


def objections_to_counting(state: str, *, counted_on: date, today: date) -> list[Objection]:
    """Why the figures stand as they are: they are frozen once the review is held, and for a week after each count. Rule SYS-1."""
    if state != ReviewState.PREPARING:
        return [objection("system-review-frozen", N_("The review was held. Its figures stand as they were counted."))]
    next_on = counted_on + timedelta(days=RECOUNT_DAYS)
    if today < next_on:
        return [objection("system-review-counted", N_("The figures can be counted anew from %(day)s on."), day=next_on)]
    return []


def objections_to_writing(state: str) -> list[Objection]:
    """Why nothing can be written over: a closed review is only added to. Rule SYS-1."""
    if state in WRITTEN_IN:
        return []
    return [objection("system-review-closed", N_("This review is closed. What was written stands; something can be added below it."))]


def objections_to_moving(state: str, move: str, *, written: bool, decisions: int) -> list[Objection]:
    """Why a review cannot be held or closed. Rule SYS-1: it is held once somebody has filled it, closed with at least one decision."""
    if move not in set(ReviewMove) or (ReviewState(state), ReviewMove(move)) not in MOVES:
        return [objection("system-review-out-of-step", N_("The review has moved on meanwhile. Look at it again."))]
    if move == ReviewMove.HOLD and not written:
        return [objection("system-review-empty", N_("Write at least one part before you note that it was held."))]
    if move == ReviewMove.CLOSE and not decisions:
        return [objection("system-review-undecided", N_("Record at least one decision, with its owner and its day, before you close it."))]
    return []


@dataclass(frozen=True)
class DecisionDraft:
    """A decision as somebody records it."""

    words: str
    owner_id: int | None
    due_on: date | None


def objections_to_deciding(draft: DecisionDraft, *, here: bool, today: date) -> list[Objection]:
    """Why a decision does not stand: it needs words, an owner who works here, and a day ahead. Rule SYS-1."""
    found = []
    if not says_something(draft.words):
        found.append(objection("decision-without-words", N_("Say in a sentence what was decided."), where="words"))
    if draft.owner_id is None or not here:
        found.append(objection("decision-without-owner", N_("Name who sees to it, somebody who works here."), where="owner"))
    if draft.due_on is None:
        found.append(objection("decision-without-day", N_("Give the day by which it is done."), where="due_on"))
    elif draft.due_on < today:
        found.append(objection("decision-day-past", N_("Give a day from %(today)s on."), where="due_on", today=today))
    return found


def objections_to_news(state: str, words: str) -> list[Objection]:
    """Why a word on a decision does not stand: it says what became of it, whichever way. Rule SYS-1."""
    found = []
    if state not in set(DecisionState):
        found.append(objection("decision-news-no-state", N_("Choose where it stands."), where="state"))
    if not says_something(words):
        found.append(objection("decision-news-empty", N_("Say in a sentence what became of it."), where="words"))
    return found


def objections_to_adding(state: str, words: str) -> list[Objection]:
    """Why nothing can be added below a review: before it is closed one writes in it. Rule SYS-1."""
    if state != ReviewState.CLOSED:
        return [objection("system-review-open", N_("The review is not closed. Write into its parts."), where="words")]
    return [] if says_something(words) else [objection("system-review-addition-empty", N_("Write what is to be added."), where="words")]


def objections_to_seat(person_id: int | None, *, may: bool, seated: Collection[int]) -> list[Objection]:
    """Why somebody cannot be asked to fill a review. Rule SYS-1: HR and leadership; TRUST I2: whoever sees aggregates anyway."""
    if person_id is None or not may:
        message = N_("Name somebody from HR, an executive, or somebody who leads managers.")
        return [objection("system-review-not-leading", message, where="person")]
    if person_id in seated:
        return [objection("system-review-seated", N_("They have a part in it already."), where="person")]
    return []
