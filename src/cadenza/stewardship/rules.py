"""What counts as drift, who may see which sign of it, and what becomes of a follow-up. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded, Relation

WORDS_LENGTH = 500
"""Characters of a follow-up's question and answer."""


class Sign(Coded):
    """A sign that practice drifts (HR-2). The order is that of the page: what stops the loop first."""

    NEVER_REVIEWED = "never-reviewed"
    UNCHANGED = "status-unchanged"
    NOT_TAKEN_OVER = "handover-not-taken-over"
    NOT_KEPT = "commitments-not-kept"
    PUT_OFF = "goals-put-off"
    EDUCATION_ONLY = "education-only"
    NEAR_COPIES = "near-copies"
    ONE_SIDED = "one-sided"


R = Relation
STATES = frozenset({R.UPLINE, R.HR_SCOPE, R.HR_ADMIN})
COMPUTED = frozenset({R.HR_SCOPE, R.HR_ADMIN})

SEEN_BY: Mapping[Sign, frozenset[Relation]] = {
    # State, dates, cadence: TRUST E1 `m` and H1 `m`.
    Sign.NEVER_REVIEWED: STATES,
    Sign.UNCHANGED: STATES,
    Sign.NOT_TAKEN_OVER: STATES,
    # About the manager who holds them: TRUST R15, own chain and HR admin; not the scoped HR person.
    Sign.NOT_KEPT: frozenset({R.MANAGER, R.UPLINE, R.HR_ADMIN}),
    # Computed flags: DOMAIN HR-4 and TIME-2, HR alone.
    Sign.PUT_OFF: COMPUTED,
    Sign.EDUCATION_ONLY: COMPUTED,
    Sign.NEAR_COPIES: COMPUTED,
    Sign.ONE_SIDED: COMPUTED,
}
"""Who sees a sign about a person. A relation that is not listed sees nothing."""


class FollowUpState(Coded):
    """Where a follow-up stands: asked, answered by whoever was asked, closed by HR."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class FollowUpMove(Coded):
    """What somebody does to a follow-up."""

    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"


MOVES: Mapping[tuple[FollowUpState, FollowUpMove], FollowUpState] = {
    (FollowUpState.OPEN, FollowUpMove.ANSWER): FollowUpState.ANSWERED,
    (FollowUpState.ANSWERED, FollowUpMove.ANSWER): FollowUpState.ANSWERED,
    (FollowUpState.OPEN, FollowUpMove.CLOSE): FollowUpState.CLOSED,
    (FollowUpState.ANSWERED, FollowUpMove.CLOSE): FollowUpState.CLOSED,
    (FollowUpState.CLOSED, FollowUpMove.REOPEN): FollowUpState.OPEN,
}
"""What is not in here cannot happen."""


@dataclass(frozen=True)
class Wish:
    """A follow-up as HR asks for it."""

    words: str
    due_on: date | None


def objections_to_asking(wish: Wish, *, open_already: bool, today: date) -> list[Objection]:
    """Why a follow-up cannot be asked for: no question, no day ahead, or one that is open already. Rule HR-2."""
    found = []
    if not wish.words.strip():
        found.append(objection("follow-up-without-words", N_("Say in a sentence what you ask for."), where="words"))
    if wish.due_on is None:
        found.append(objection("follow-up-without-day", N_("Give the day by which you would like an answer."), where="due_on"))
    elif wish.due_on < today:
        found.append(objection("follow-up-day-past", N_("Give a day from %(today)s on."), where="due_on", today=today))
    if open_already:
        found.append(objection("follow-up-open", N_("Somebody was asked about this already, and it is open."), where="words"))
    return found


def objections_to_answering(words: str) -> list[Objection]:
    """Why an answer to a follow-up does not stand: whoever asked has to learn what was done. Rule HR-2."""
    if words.strip():
        return []
    return [objection("follow-up-answer-empty", N_("Say in a sentence what you did, or what is in the way."), where="answer")]


def objections_to_move(state: str, move: FollowUpMove) -> list[Objection]:
    """Why a follow-up cannot be answered, closed or opened again. Rule HR-2."""
    if (FollowUpState(state), move) in MOVES:
        return []
    if move == FollowUpMove.REOPEN:
        return [objection("follow-up-not-closed", N_("This follow-up is still open."))]
    return [objection("follow-up-closed", N_("This follow-up is closed. Open it again first."))]
