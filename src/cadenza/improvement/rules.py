"""What a formal plan may become and who may take it there: states, acts, parts, and the one table of moves. Pure.

The table is the whole of it: an act that is not in it cannot happen in that state, whoever asks. `cadenza docs` draws it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded, Relation


class State(Coded):
    """Where a formal plan stands (PIP-8, in this order)."""

    DRAFT = "in-preparation"
    GATE_PASSED = "gate-passed"
    CO_SIGNED = "co-signed"
    SERVED = "served"
    SETTLED = "criteria-settled"
    RECEIVED = "received"
    ACTIVE = "running"
    PAUSED = "paused"
    ASSESSMENT = "assessment"
    DECIDED = "decided"
    APPEALED = "under-appeal"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Part(Coded):
    """What somebody is in one formal plan at one instant. Every right hangs on these."""

    PERSON = "person"
    MANAGER = "manager"
    HR = "hr-partner"
    DECIDER = "decision-maker"
    APPEAL = "appeal-manager"
    STAND_IN = "stand-in"
    """Holds one checkpoint in the manager's place, named for it by the HR partner: that sheet and nothing else (TRUST X10)."""
    REGISTER = "register"
    """HR admin: states and dates, who the HR partner is, and naming people; no word of any plan (TRUST G1 `m`)."""


class Act(Coded):
    """What can be done in a formal plan."""

    CITE = "cite"
    CONFIRM_GATE = "confirm-gate"
    PASS_GATE = "pass-gate"  # noqa: S105  an act, no password
    CONSIDER = "consider"
    WRITE_TERMS = "write-terms"
    WRITE_CRITERION = "write-criterion"
    PROMISE_SUPPORT = "promise-support"
    SIGN = "sign"
    CO_SIGN = "co-sign"
    REWORK = "rework"
    SERVE = "serve"
    WITHDRAW = "withdraw"
    GIVE_INPUT = "give-input"
    ANSWER_INPUT = "answer-input"
    SETTLE = "settle-criteria"
    RECEIVE = "receive"
    REFUSE_RECEIPT = "refuse-receipt"
    BEGIN = "begin"
    STATE = "add-statement"
    SAY_SURPRISE = "say-surprise"
    EXPLAIN_SURPRISE = "explain-surprise"
    AGREE_ADJUSTMENT = "agree-adjustment"
    LOG_SUPPORT = "log-support"
    ANSWER_SUPPORT = "answer-support"
    DECIDE_SUPPORT = "decide-support"
    CHECK = "share-checkpoint"
    NAME_STAND_IN = "name-stand-in"
    END_STAND_IN = "end-stand-in"
    EASE = "ease-criterion"
    PROPOSE_CHANGE = "propose-change"
    AGREE_CHANGE = "agree-change"
    PAUSE = "pause"
    RESUME = "resume"
    CONFIRM_MANAGER = "confirm-manager"
    NAME_HR = "name-hr-partner"
    ASSESS = "assess"
    EXTEND = "extend"
    PROPOSE_OUTCOME = "propose-outcome"
    AGREE_OUTCOME = "agree-outcome"
    REPLY_OUTCOME = "reply-to-outcome"
    DISAGREE = "disagree"
    NAME_DECIDER = "name-decider"
    DECIDE = "decide"
    APPEAL = "appeal"
    GIVE_LINK = "give-appeal-link"
    INVITE = "record-invitation"
    MINUTE = "record-meeting"
    NAME_APPEAL = "name-appeal-manager"
    DECIDE_APPEAL = "decide-appeal"
    END = "end"


@dataclass(frozen=True)
class Move:
    """Where an act leads, and whose it is."""

    to: State
    by: frozenset[Part]


_M, _HR, _S = Part.MANAGER, Part.HR, Part.PERSON
_BOTH = frozenset({_M, _HR})
PREPARING = (State.DRAFT, State.GATE_PASSED)
UNSERVED = (*PREPARING, State.CO_SIGNED)
"""Until served, only manager and HR partner know: no page, due or message of it reaches the person (PIP-8)."""
RUNNING = (State.ACTIVE, State.PAUSED)
BEFORE_BEGINNING = (State.SERVED, State.SETTLED, State.RECEIVED)
UNDER_WAY = (*BEFORE_BEGINNING, *RUNNING, State.ASSESSMENT)
OVER = (State.ENDED, State.WITHDRAWN)
SERVED_STATES = (*UNDER_WAY, State.DECIDED, State.APPEALED, State.ENDED)
OPEN_STATES = tuple(state for state in State if state not in OVER)


def _stays(act: Act, states: Collection[State], *by: Part) -> dict[tuple[State, Act], Move]:
    return {(state, act): Move(state, frozenset(by)) for state in states}


MOVES: Mapping[tuple[State, Act], Move] = {
    # The gate: manager and HR partner, each for themselves (PIP-1, PIP-2, PIP-3)
    **_stays(Act.CITE, (State.DRAFT,), _M, _HR),
    **_stays(Act.CONFIRM_GATE, (State.DRAFT,), _M, _HR),
    (State.DRAFT, Act.PASS_GATE): Move(State.GATE_PASSED, _BOTH),  # follows the second confirmation by itself
    **_stays(Act.CONSIDER, PREPARING, _M, _HR),
    # The plan (PIP-4, PIP-6, PIP-7)
    **_stays(Act.WRITE_TERMS, PREPARING, _M, _HR),
    **_stays(Act.WRITE_CRITERION, PREPARING, _M, _HR),
    **_stays(Act.PROMISE_SUPPORT, (*PREPARING, *UNDER_WAY), _M),  # who asks a provider is always the manager (TRUST R12)
    **_stays(Act.SIGN, (State.GATE_PASSED,), _M, _HR),
    (State.GATE_PASSED, Act.CO_SIGN): Move(State.CO_SIGNED, _BOTH),  # follows the second signature by itself
    (State.CO_SIGNED, Act.REWORK): Move(State.GATE_PASSED, _BOTH),
    **{(state, Act.WITHDRAW): Move(State.WITHDRAWN, _BOTH) for state in UNSERVED},
    # Opening, input, receipt (PIP-5, PIP-8, PIP-9)
    (State.CO_SIGNED, Act.SERVE): Move(State.SERVED, _BOTH),
    **_stays(Act.GIVE_INPUT, (State.SERVED,), _S),
    **_stays(Act.ANSWER_INPUT, (State.SERVED,), _M),
    (State.SERVED, Act.WRITE_CRITERION): Move(State.SERVED, frozenset({_M})),
    (State.SERVED, Act.SETTLE): Move(State.SETTLED, frozenset({_HR})),
    (State.SETTLED, Act.RECEIVE): Move(State.RECEIVED, frozenset({_S})),
    (State.SETTLED, Act.REFUSE_RECEIPT): Move(State.RECEIVED, _BOTH),
    (State.RECEIVED, Act.BEGIN): Move(State.ACTIVE, frozenset({_HR})),
    **_stays(Act.STATE, SERVED_STATES, _S),
    **_stays(Act.SAY_SURPRISE, SERVED_STATES, _S),
    **_stays(Act.EXPLAIN_SURPRISE, SERVED_STATES, _HR),
    **_stays(Act.AGREE_ADJUSTMENT, (*BEFORE_BEGINNING, *RUNNING), _HR),
    # Running (PIP-7, PIP-10, PIP-12)
    **_stays(Act.LOG_SUPPORT, (*RUNNING, State.ASSESSMENT), _M, _HR),
    **_stays(Act.ANSWER_SUPPORT, (*RUNNING, State.ASSESSMENT), _S),
    **_stays(Act.DECIDE_SUPPORT, (*RUNNING, State.ASSESSMENT), _HR),
    **_stays(Act.CHECK, (State.ACTIVE,), _M, _HR, Part.STAND_IN),
    **_stays(Act.CHECK, (State.ASSESSMENT,), _M, _HR),  # one that fell due meanwhile: *not met* waits for it
    **_stays(Act.NAME_STAND_IN, (State.ACTIVE,), _HR),  # one checkpoint, by name (TRUST X10)
    **_stays(Act.END_STAND_IN, (State.ACTIVE,), _HR),
    **_stays(Act.EASE, (State.ACTIVE,), _M, _HR),
    **_stays(Act.PROPOSE_CHANGE, (State.ACTIVE,), _M, _HR),
    **_stays(Act.AGREE_CHANGE, (State.ACTIVE,), _S, _HR),
    (State.ACTIVE, Act.PAUSE): Move(State.PAUSED, frozenset({_HR})),
    (State.PAUSED, Act.RESUME): Move(State.ACTIVE, frozenset({_HR})),
    **_stays(Act.CONFIRM_MANAGER, (*UNSERVED, *UNDER_WAY, State.DECIDED, State.APPEALED), _HR),
    **_stays(Act.NAME_HR, OPEN_STATES, Part.REGISTER),
    **_stays(Act.NAME_HR, OVER, Part.REGISTER),  # while it waits for HR alone: `needs_waiting`
    (State.ACTIVE, Act.EXTEND): Move(State.ACTIVE, frozenset({_HR})),
    # Outcome and appeal (PIP-13 to PIP-16)
    (State.ACTIVE, Act.ASSESS): Move(State.ASSESSMENT, _BOTH),
    (State.ASSESSMENT, Act.EXTEND): Move(State.ACTIVE, frozenset({_HR})),
    **_stays(Act.PROPOSE_OUTCOME, (State.ASSESSMENT,), _M),
    (State.ASSESSMENT, Act.AGREE_OUTCOME): Move(State.DECIDED, frozenset({_HR})),
    **_stays(Act.REPLY_OUTCOME, (State.ASSESSMENT,), _S),  # TRUST 1.7: the manager proposes, the person replies
    **_stays(Act.DISAGREE, (State.ASSESSMENT,), _HR),
    **_stays(Act.NAME_DECIDER, (State.ASSESSMENT,), Part.REGISTER),
    (State.ASSESSMENT, Act.DECIDE): Move(State.DECIDED, frozenset({Part.DECIDER})),
    (State.DECIDED, Act.APPEAL): Move(State.APPEALED, frozenset({_S})),
    **_stays(Act.GIVE_LINK, (State.DECIDED, State.APPEALED), _HR),  # for somebody whose account closes (TRUST X5)
    **_stays(Act.INVITE, (State.CO_SIGNED, *UNDER_WAY, State.DECIDED), _M, _HR),  # TRUST L3
    (State.APPEALED, Act.INVITE): Move(State.APPEALED, frozenset({_HR, Part.APPEAL})),
    **_stays(Act.MINUTE, (*UNDER_WAY, State.DECIDED), _M, _HR),
    (State.APPEALED, Act.MINUTE): Move(State.APPEALED, frozenset({_HR, Part.APPEAL})),
    (State.DECIDED, Act.END): Move(State.ENDED, frozenset({_HR})),
    **_stays(Act.NAME_APPEAL, (State.APPEALED,), Part.REGISTER),
    (State.APPEALED, Act.DECIDE_APPEAL): Move(State.ENDED, frozenset({Part.APPEAL})),
}
"""What is not in the table cannot happen; the tests walk every state, act and part. Rules PIP-8, PIP-16; TRUST 1.7."""

READERS = frozenset({Part.PERSON, Part.MANAGER, Part.HR, Part.DECIDER, Part.APPEAL})
"""Who reads the plan itself (TRUST G1 to G3, 1.6); the register reads states and dates alone."""


def may(state: State, act: Act, parts: Collection[Part]) -> bool:
    """Whether the table gives one of these parts this act in this state. Rule PIP-8."""
    move = MOVES.get((state, act))
    return move is not None and bool(move.by & set(parts))


def knows(act: Act, parts: Collection[Part]) -> bool:
    """Whether the act is one of these parts' in any state: else to them it does not exist. Rule PIP-8, TRUST 0.6."""
    return any(move.by & set(parts) for (_state, one), move in MOVES.items() if one is act)


def objections_to_move(state: State, act: Act) -> list[Objection]:
    """Why an act cannot happen to a plan that stands so; empty when it can. Rule PIP-8, TRUST T13."""
    if (state, act) in MOVES:
        return []
    return [objection("formal-plan-moved-on", STANDS[state])]


STANDS: Mapping[State, str] = {
    State.DRAFT: N_("This plan is still in preparation. Both sides confirm the five conditions first."),
    State.GATE_PASSED: N_("This plan has passed the gate and is not signed by both yet."),
    State.CO_SIGNED: N_("This plan is signed by both. The opening conversation comes next."),
    State.SERVED: N_("This plan has been opened. The person’s input and the settled criteria come next."),
    State.SETTLED: N_("The criteria are settled. The receipt comes next."),
    State.RECEIVED: N_("This plan has been received. It has not begun yet."),
    State.ACTIVE: N_("This plan is running."),
    State.PAUSED: N_("This plan is paused. Its clock stands still until HR resumes it."),
    State.ASSESSMENT: N_("This plan is being assessed. The outcome comes next."),
    State.DECIDED: N_("The outcome is recorded. It can be appealed."),
    State.APPEALED: N_("An appeal is open."),
    State.ENDED: N_("This plan has ended."),
    State.WITHDRAWN: N_("This plan was withdrawn before it was opened."),
}


@dataclass(frozen=True)
class Seats:
    """Who is named in a plan, and what bears on it: what the parts are computed from."""

    person_id: int
    manager_id: int
    manager_kept: bool
    """HR kept the former manager on the case (TRUST X2)."""
    hr_id: int
    decider_id: int | None
    appeal_id: int | None
    stand_in_id: int | None
    """Who holds the next checkpoint in the manager's place at this instant (TRUST X10)."""
    served: bool
    spent: bool
    """The live period is over: out of the manager's everyday view (TRUST X18)."""


def parts_in(
    seats: Seats, viewer_id: int, relations: Collection[Relation], *, in_hr: bool, conflicted: bool, ring_fenced: bool = False
) -> frozenset[Part]:
    """Everything somebody is in a plan at an instant. Rules PIP-1, PIP-9; TRUST G1 to G7, X2, X6 to X8, X18.

    `relations` are those of the instant; a leaver has none and so no part. `conflicted` says that the viewer stands too near
    to the person for any part of HR's, `in_hr` that they look after people for HR now, `ring_fenced` that the plan is about somebody in HR
    and the viewer works there too: then another HR admin, or counsel who was granted the role, keeps its register.
    """
    if not relations:
        return frozenset()
    found = set()
    if Relation.SELF in relations:
        return frozenset({Part.PERSON} if seats.served else ())
    if viewer_id == seats.manager_id and (Relation.MANAGER in relations or seats.manager_kept) and not seats.spent:
        found.add(Part.MANAGER)
    if viewer_id == seats.hr_id and in_hr and not conflicted:
        found.add(Part.HR)
    if viewer_id == seats.decider_id and not seats.spent:
        found.add(Part.DECIDER)
    if viewer_id == seats.appeal_id and not seats.spent:
        found.add(Part.APPEAL)
    if viewer_id == seats.stand_in_id and not (in_hr or conflicted or found):
        found.add(Part.STAND_IN)
    if Relation.HR_ADMIN in relations and not (conflicted or ring_fenced):
        found.add(Part.REGISTER)
    return frozenset(found)


def objections_to_hr_partner(
    candidate_id: int,
    *,
    person_id: int,
    manager_id: int,
    above: Collection[int],
    below: Collection[int],
    team_mates: Collection[int],
    led_by_manager: bool,
    decider_id: int | None,
    in_hr: bool,
) -> list[Objection]:
    """Why somebody cannot be the HR partner of a plan. Rule PIP-1; TRUST X6, X7. Asked at naming and computed at every instant."""
    field = "hr_partner"
    if candidate_id == person_id:
        return [objection("hr-partner-is-the-person", N_("The plan is about them. Name somebody else in HR."), where=field)]
    if candidate_id == manager_id or candidate_id in above:
        return [objection("hr-partner-above", N_("They lead the person. Name somebody in HR outside that line."), where=field)]
    if candidate_id in below:
        return [objection("hr-partner-below", N_("They report to the person. Name somebody else in HR."), where=field)]
    if led_by_manager:
        return [objection("hr-partner-led-by-manager", N_("They report to the manager. Name somebody who is free to say no."), where=field)]
    if candidate_id in team_mates:
        return [objection("hr-partner-close", N_("They work in the person’s own team. Name somebody from another unit."), where=field)]
    if candidate_id == decider_id:
        return [objection("hr-partner-decides", N_("They decide this plan’s outcome. Name somebody else in HR."), where=field)]
    if not in_hr:
        return [objection("hr-partner-not-in-hr", N_("They look after nobody for HR now. Name somebody in HR."), where=field)]
    return []


def objections_to_uninvolved(candidate_id: int, involved: Collection[int], *, near: bool) -> list[Objection]:
    """Why somebody cannot decide an outcome or an appeal: they had a part before, or stand too near. Rule PIP-16; TRUST X13, L5."""
    field = "who"
    if candidate_id in involved:
        return [objection("not-uninvolved", N_("They had a part in this before. Name somebody who was not involved."), where=field)]
    if near:
        return [
            objection("too-near-to-decide", N_("They lead the person or report to them. Name somebody outside that line."), where=field)
        ]
    return []


def without_reasons(found: Collection[Objection], where: str) -> list[Objection]:
    """One and the same refusal whatever stands against somebody: HR admin must not learn from it whose plan it is. TRUST G1, X7."""
    return [objection("cannot-be-named", N_("They cannot be named in this plan. Name somebody else."), where=where)] if found else []


def manager_changed(manager_id: int, current_manager_id: int | None, *, kept: bool, left: bool = False) -> bool:
    """Whether the plan waits for HR because the person reports to somebody else now, or to nobody. TRUST X2, X4.

    A former manager who was kept on the case counts until they leave.
    """
    return left if kept else manager_id != current_manager_id


OWNED_BY_HR = frozenset({Act.ANSWER_INPUT, Act.PROPOSE_OUTCOME})
"""What the HR partner does while nobody leads the person: without it the plan would come to no end (TRUST X4)."""


def acting_parts(parts: frozenset[Part], act: Act, *, without_manager: bool) -> frozenset[Part]:
    """The parts in which somebody may do this now: HR partner as case owner beside their own. TRUST X4."""
    owns = without_manager and act in OWNED_BY_HR and Part.HR in parts
    return parts | {Part.MANAGER} if owns else parts


def state_at(state: State, *, waits_for_manager: bool) -> State:
    """The state that holds now: a running plan whose manager changed is paused, whoever has written that down. TRUST X2."""
    return State.PAUSED if waits_for_manager and state is State.ACTIVE else state


LIVE_DAYS = 183
"""How long a plan that was met stays in everyday view. Source: TRUST L18, 6 to 12 months."""


def needs_waiting(state: State, act: Act) -> bool:
    """Whether an act is open only while the plan waits for HR. TRUST X6: once it is over, another HR partner is named in place of one who is not free."""
    return act is Act.NAME_HR and state in OVER


def may_review(
    reviewer_id: int, above: Collection[int], *, parts: Collection[Part], involved: Collection[int], lines: Mapping[int, Collection[int]]
) -> bool:
    """Whether a case reviewer stands apart enough to look through what HR keeps beside a plan. TRUST G5, 1.6, X7.

    No part in the plan now or before, and in no line with the person or with whoever wrote there (`lines`: each with everybody above them;
    `above`: everybody above the reviewer).
    """
    near = any(reviewer_id == other or reviewer_id in over or other in above for other, over in lines.items())
    return not (parts or near or reviewer_id in involved)


def is_spent(ended_at: datetime | None, *, spent_from: datetime | None, at: datetime) -> bool:
    """Whether an ended plan has left everyday view. Rule PIP-16, TRUST X18."""
    return ended_at is not None and spent_from is not None and at >= spent_from


class Kind(Coded):
    """What one entry of a plan's record tells. The record is these, in order, and nothing is ever taken out of it (PIP-18)."""

    ASKED = "asked"
    CITED = "cited"
    CONFIRMED = "gate-confirmed"
    GATE_PASSED = "gate-passed"
    CONSIDERED = "circumstances-considered"
    TERMS = "terms-written"
    CRITERION = "criterion-written"
    CRITERION_DROPPED = "criterion-dropped"
    SUPPORT = "support-promised"
    SUPPORT_DROPPED = "support-dropped"
    SIGNED = "signed"
    REWORKED = "taken-back-for-changes"
    WITHDRAWN = "withdrawn"
    INVITED = "invitation-served"
    MEETING = "meeting-minuted"
    OPENED = "opening-conversation"
    INPUT = "input"
    INPUT_ANSWER = "input-answered"
    SETTLED = "criteria-settled"
    RECEIVED = "received"
    RECEIPT_REFUSED = "receipt-refused"
    BEGUN = "begun"
    STATEMENT = "statement"
    SURPRISE = "surprise-answer"
    SURPRISE_CAUSE = "surprise-cause"
    ADJUSTMENT = "adjustment-agreed"
    SUPPORT_LOGGED = "support-logged"
    SUPPORT_ANSWERED = "support-answered"
    SUPPORT_DECIDED = "support-decided"
    CHECKPOINT = "checkpoint"
    STAND_IN_NAMED = "stand-in-named"
    STAND_IN_ENDED = "stand-in-ended"
    EASED = "criterion-eased"
    CHANGE_PROPOSED = "change-proposed"
    CHANGE_AGREED = "change-agreed"
    PAUSED = "paused"
    RESUMED = "resumed"
    MANAGER_CONFIRMED = "manager-confirmed"
    HR_NAMED = "hr-partner-named"
    RECUSED = "hr-partner-recused"
    MANAGER_CHANGED = "manager-changed"
    EXTENDED = "extended"
    ASSESSMENT = "assessment-begun"
    OUTCOME_DRAFT = "outcome-proposed"
    OUTCOME_REPLY = "outcome-replied"
    OUTCOME_DISAGREED = "outcome-not-agreed"
    DECIDER_NAMED = "decision-maker-named"
    OUTCOME = "outcome"
    APPEAL = "appeal"
    LINK_GIVEN = "appeal-link-given"
    APPEAL_NAMED = "appeal-manager-named"
    APPEAL_DECIDED = "appeal-decided"
    ENDED = "ended"


_HR_ALONE = frozenset({Part.PERSON, Part.HR})
WHO_SEES: Mapping[Kind, frozenset[Part]] = {
    **dict.fromkeys(Kind, READERS),
    Kind.SURPRISE: _HR_ALONE,  # the person wrote it; beside them the HR partner alone reads it (TRUST G7)
    Kind.SURPRISE_CAUSE: frozenset({Part.HR}),
    Kind.OUTCOME_DRAFT: frozenset({Part.PERSON, Part.MANAGER, Part.HR, Part.DECIDER}),  # the person replies to it (TRUST 1.7)
    Kind.OUTCOME_REPLY: frozenset({Part.PERSON, Part.MANAGER, Part.HR, Part.DECIDER}),
    Kind.OUTCOME_DISAGREED: frozenset({Part.MANAGER, Part.HR, Part.DECIDER}),  # until it is decided (TRUST G6)
    Kind.CONSIDERED: frozenset({Part.PERSON, Part.MANAGER, Part.HR}),  # restricted (PIP-3, TRUST A4)
    Kind.ADJUSTMENT: frozenset({Part.PERSON, Part.MANAGER, Part.HR}),
}
"""Entry by entry, who reads it (TRUST G1 to G7). What is not the person's own stays with those named; everybody else reads nothing."""


def sees(kind: Kind, parts: Collection[Part], *, decided: bool) -> bool:
    """Whether one of these parts reads entries of this kind. Rules PIP-9, PIP-17; TRUST G6, G7.

    Once the outcome is decided all that led to it is part of what the person sees, as the whole record is (PIP-9).
    """
    audience = WHO_SEES[kind]
    if decided and kind in {Kind.OUTCOME_DRAFT, Kind.OUTCOME_REPLY, Kind.OUTCOME_DISAGREED}:
        audience = audience | {Part.PERSON, Part.APPEAL}
    return bool(audience & set(parts))
