"""What a talent review holds about a person, how "moving" and "the same goals again" are told apart, and when who may look (TAL-1). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded, Relation

CYCLES = 4
"""Finished cycles that a snapshot looks back on: one year."""
ENOUGH_CYCLES = 2
"""Finished cycles with an agreed plan below which nothing is said about movement: "again" needs a second time. Source: TIME-2, two running."""
MOST_DAYS = 31
"""How long a session's window may be open: a calibration takes days, and access ends with it. House figure beside TAL-1."""
MOST_PEOPLE = 60
"""People in one session: more cannot be talked about in a window. House figure."""
TITLE_LENGTH = 120
WORDS_LIMIT = 2000
"""Characters of an agreed next step and of a person's answer."""


class SessionState(Coded):
    """Where a talent review stands: set up, open with its snapshots frozen, closed; or called off before anything was frozen."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called-off"


class SessionMove(Coded):
    """What HR admin does to a session."""

    OPEN = "open"
    CLOSE = "close"
    CALL_OFF = "call-off"


MOVES: Mapping[tuple[SessionState, SessionMove], SessionState] = {
    (SessionState.PREPARING, SessionMove.OPEN): SessionState.OPEN,
    (SessionState.PREPARING, SessionMove.CALL_OFF): SessionState.CALLED_OFF,
    (SessionState.OPEN, SessionMove.CLOSE): SessionState.CLOSED,
}
"""What is not in here cannot happen. Nothing opens twice: what was frozen stays, and a new look is a new session."""


class Part(Coded):
    """What somebody is to one person in one session, at one instant."""

    STEWARD = "steward"
    """HR admin: sets up and moves the session, and reads no snapshot (TRUST H2 `t`)."""
    FACILITATOR = "facilitator"
    """The HR person who runs it, towards people in their own scope (TRUST H2, HG)."""
    PARTICIPANT = "participant"
    """Named, and the window is open (TRUST H2, CP)."""
    MANAGER = "manager"
    """Leads the person directly (TRUST H2, M)."""
    UPLINE = "upline"
    """Leads them further down (TRUST H2, MC: own organisation)."""
    SUBJECT = "subject"
    """It is about them, and the session is over (TRUST H2, S)."""


class Movement(Coded):
    """What a snapshot says about a year of goals. A word about goals and levels, never a grade of a person, and no order follows from it."""

    MOVING = "moving"
    BOTH = "moving-and-again"
    AGAIN = "same-goals-again"
    CANNOT_SAY = "cannot-say"


SNAPSHOT_FIELDS: Mapping[str, str] = {
    "role": N_("the role profile, as it stood on the day"),
    "cycles": N_("for each of the last four finished cycles: agreed goals, and how many were achieved, changed, carried on, dropped"),
    "again": N_("how many goals were put off two cycles running without a trade-off"),
    "explained": N_("how many goals were put off two cycles running with a trade-off that says what they gave way to"),
    "levels": N_("capabilities that both assessed alike: level before, level now, pieces of evidence cited"),
    "evidence": N_("that evidence by kind, day and capability, without its words"),
    "movement": N_("what follows from these, by the rule"),
}
"""Everything that a snapshot holds, and nothing else: no words of a plan, a review or a person, nothing of reflections, early conversations,
health or formal plans (TRUST H2, R17)."""


@dataclass(frozen=True)
class CycleGoals:
    """How the agreed goals of one finished cycle ended."""

    key: str
    agreed: int = 0
    achieved: int = 0
    changed: int = 0
    carried: int = 0
    dropped: int = 0


@dataclass(frozen=True)
class LevelMove:
    """One capability: where both saw the person first and last in the time looked at, and the evidence behind the last."""

    capability: str
    before: int
    now: int
    evidence: int

    @property
    def is_up(self) -> bool:
        return self.now > self.before and self.evidence > 0


def movement_of(cycles: Sequence[CycleGoals], levels: Iterable[LevelMove], *, again: int) -> Movement:
    """Tell "moving" and "the same goals again" apart. Rule TAL-1.

    Something moves when a goal was achieved, or when a capability both assessed stands higher than before with evidence cited. The
    same goals come again when one was put off two cycles running and no trade-off says what it gave way to (TIME-2): a goal that gave way on
    record is no sign of standing still. Both can be true of one person, and then both are said. With fewer than two finished cycles with
    an agreed plan, or when neither is true, nothing can be said. How many of each there are does not matter, so that nothing can be sorted by it.
    """
    planned = [cycle for cycle in cycles if cycle.agreed]
    if len(planned) < ENOUGH_CYCLES:
        return Movement.CANNOT_SAY
    moves = any(cycle.achieved for cycle in planned) or any(level.is_up for level in levels)
    if again:
        return Movement.BOTH if moves else Movement.AGAIN
    return Movement.MOVING if moves else Movement.CANNOT_SAY


def is_over(state: str, *, closes_at: datetime, at: datetime) -> bool:
    """Whether a session's time is over, by its window or because it was closed. Rule TAL-1: access ends at the instant."""
    return state == SessionState.CLOSED or (state == SessionState.OPEN and at >= closes_at)


def is_on(state: str, *, opens_at: datetime, closes_at: datetime, at: datetime) -> bool:
    """Whether participants may look now. Rule TAL-1."""
    return state == SessionState.OPEN and opens_at <= at < closes_at


@dataclass(frozen=True)
class Sitting:
    """What decides who is what in a session."""

    state: str
    opens_at: datetime
    closes_at: datetime
    facilitator_id: int
    subject_id: int

    @property
    def is_frozen(self) -> bool:
        return self.state in {SessionState.OPEN, SessionState.CLOSED}


def parts_towards(
    sitting: Sitting, viewer: int, relations: frozenset[Relation], *, seated: bool, above: bool, steward: bool, at: datetime
) -> frozenset[Part]:
    """What somebody is to one person in a session. Rule TAL-1, TRUST H2, X7.

    `relations` are the viewer's to the person, with privileged ones void towards oneself, one's manager and the line above; `above` says
    that the person stands in the viewer's own line above. A participant has no part towards either: nobody calibrates themselves or whoever
    leads them. HR admin is no participant (TRUST H2, HA: `t` alone), also where the role came after the seat: one person would let themself in.
    """
    found = set()
    if sitting.subject_id == viewer:
        return frozenset({Part.SUBJECT} if is_over(sitting.state, closes_at=sitting.closes_at, at=at) else ())
    if sitting.is_frozen or sitting.state == SessionState.PREPARING:
        if sitting.facilitator_id == viewer and Relation.HR_SCOPE in relations:
            found.add(Part.FACILITATOR)
        if Relation.MANAGER in relations:
            found.add(Part.MANAGER)
        if Relation.UPLINE in relations:
            found.add(Part.UPLINE)
    on = is_on(sitting.state, opens_at=sitting.opens_at, closes_at=sitting.closes_at, at=at)
    if seated and on and not above and not steward:
        found.add(Part.PARTICIPANT)
    return frozenset(found)


@dataclass(frozen=True)
class SessionDraft:
    """A session as HR admin sets it up."""

    title: str
    facilitator_id: int | None
    first_day: date | None
    last_day: date | None


def objections_to_setting_up(draft: SessionDraft, *, may_facilitate: bool, people: int, today: date) -> list[Objection]:
    """Why a session cannot be set up: a title, somebody from HR who looks after people in it, a window of at most a month ahead. Rule TAL-1."""
    found = []
    if not says_something(draft.title):
        found.append(objection("talent-without-title", N_("Give it a title."), where="title"))
    if draft.facilitator_id is None or not may_facilitate:
        message = N_("Name the HR partner who runs it. They have to look after these people, and lead none of them.")
        found.append(objection("talent-no-facilitator", message, where="facilitator"))
    if not people:
        found.append(objection("talent-nobody", N_("Nobody in this team is looked after by whoever runs it."), where="team"))
    elif people > MOST_PEOPLE:
        message = N_("Choose a smaller team: %(people)d people are more than the %(most)d of one session.")
        found.append(objection("talent-too-many", message, where="team", people=people, most=MOST_PEOPLE))
    return [*found, *objections_to_window(draft.first_day, draft.last_day, today=today)]


def objections_to_window(first_day: date | None, last_day: date | None, *, today: date) -> list[Objection]:
    """Why a window does not stand: from a day ahead to a day after it, at most a month. Rule TAL-1."""
    if first_day is None or first_day < today:
        return [objection("talent-opens-past", N_("Give a first day from %(today)s on."), where="first_day", today=today)]
    if last_day is None or not first_day <= last_day < first_day + timedelta(days=MOST_DAYS):
        last = first_day + timedelta(days=MOST_DAYS - 1)
        message = N_("Give a last day from %(first)s to %(last)s.")
        return [objection("talent-window", message, where="last_day", first=first_day, last=last)]
    return []


def objections_to_move(state: str, move: str, *, participants: int, people: int, window_past: bool) -> list[Objection]:
    """Why a session cannot be opened, closed or called off. Rule TAL-1."""
    if move not in set(SessionMove) or (SessionState(state), SessionMove(move)) not in MOVES:
        return [objection("talent-out-of-step", N_("The session has moved on meanwhile. Look at it again."))]
    if move == SessionMove.OPEN:
        if not participants:
            return [objection("talent-no-participants", N_("Name at least one participant before you open it."))]
        if not people:
            return [objection("talent-no-people", N_("There is nobody in it to look at."))]
        if window_past:
            return [objection("talent-window-past", N_("Its last day is over. Call it off and set up another."))]
    return []


def objections_to_participant(
    state: str, person_id: int | None, *, here: bool, steward: bool, seated: Collection[int], subjects: Collection[int]
) -> list[Objection]:
    """Why somebody cannot take part: unknown, HR admin, named already, or themselves looked at in this session. Rule TAL-1, TRUST H2, X8."""
    if state not in {SessionState.PREPARING, SessionState.OPEN}:
        return [objection("talent-over", N_("The session is over."), where="person")]
    if person_id is None or not here:
        return [objection("talent-participant-unknown", N_("Name somebody who works here."), where="person")]
    if steward:
        return [objection("talent-participant-steward", N_("HR admin sets talent reviews up and takes part in none."), where="person")]
    if person_id in seated:
        return [objection("talent-participant-named", N_("They take part already."), where="person")]
    if person_id in subjects:
        return [
            objection(
                "talent-participant-subject", N_("They are looked at in this session, so they cannot take part in it."), where="person"
            )
        ]
    return []


def objections_to_words(words: str, *, where: str = "words") -> list[Objection]:
    """Why an agreed next step or an answer does not stand: it says something. Rule TAL-1."""
    return [] if says_something(words) else [objection("talent-words-empty", N_("Write a sentence."), where=where)]
