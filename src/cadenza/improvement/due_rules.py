"""Since when a step of a formal plan is owed, and how long it may take: counted from the record, never from the day one looks. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from cadenza.improvement.rules import Act, Kind, Part

DAYS_TO_ACT = 5
"""Days for a step that waits for one of those on the plan. House figure, beside the five working days of PIP-5 and PIP-7."""
DAYS_TO_NAME = 2
"""Days until HR says who is on the case: the plan stands still meanwhile. House figure."""
DAYS_TO_READ = 5
"""Days that what is new to the person stands on their list. House figure, the same as for a step."""

_WRITTEN = frozenset({Kind.TERMS, Kind.CRITERION, Kind.CRITERION_DROPPED, Kind.SUPPORT, Kind.SUPPORT_DROPPED})
BEGINS_WITH: Mapping[Act, frozenset[Kind]] = {
    Act.CONFIRM_GATE: frozenset({Kind.ASKED, Kind.CITED, Kind.CONFIRMED, Kind.REWORKED}),
    Act.SIGN: _WRITTEN | {Kind.GATE_PASSED, Kind.REWORKED, Kind.SIGNED},
    Act.SERVE: frozenset({Kind.SIGNED}),
    Act.RECEIVE: frozenset({Kind.SETTLED}),
    Act.BEGIN: frozenset({Kind.RECEIVED, Kind.RECEIPT_REFUSED}),
    Act.DECIDE_SUPPORT: frozenset({Kind.SUPPORT_ANSWERED}),
    Act.AGREE_CHANGE: frozenset({Kind.CHANGE_PROPOSED}),
    Act.EXPLAIN_SURPRISE: frozenset({Kind.SURPRISE}),
    Act.PROPOSE_OUTCOME: frozenset({Kind.ASSESSMENT}),  # the days to agree are counted once (PIP-16)
    Act.DECIDE: frozenset({Kind.DECIDER_NAMED}),
    Act.NAME_APPEAL: frozenset({Kind.APPEAL}),
    Act.DECIDE_APPEAL: frozenset({Kind.APPEAL_NAMED}),
    Act.NAME_HR: frozenset({Kind.RECUSED}),
    Act.CONFIRM_MANAGER: frozenset({Kind.MANAGER_CHANGED}),
}
"""Step -> the entries that make it owed; the latest of them counts."""
FRESH_HANDS: Mapping[Part, Kind] = {Part.MANAGER: Kind.MANAGER_CONFIRMED, Part.HR: Kind.HR_NAMED}
"""Whoever was put on the case later gets the whole time from that day."""
ANSWERED_BY: Mapping[Kind, Kind] = {Kind.RECUSED: Kind.HR_NAMED, Kind.MANAGER_CHANGED: Kind.MANAGER_CONFIRMED}
"""What was answered since makes nothing owed."""
Last = Mapping[Kind, datetime]
"""Kind of entry -> when the latest of it holds from."""


def owed_since(act: Act, last: Last, parts: Collection[Part]) -> datetime | None:
    """The instant that made a step owed by these parts; None while nothing in the record did. Rule DUE-2."""
    began = [last[kind] for kind in BEGINS_WITH.get(act, ()) if kind in last and not _answered(kind, last)]
    if not began:
        return None
    return max([*began, *(last[kind] for part, kind in FRESH_HANDS.items() if part in parts and kind in last)])


def _answered(kind: Kind, last: Last) -> bool:
    answer = ANSWERED_BY.get(kind)
    return answer is not None and answer in last and last[answer] >= last[kind]


def days_for(act: Act) -> int:
    """How many days a step may take. Rule DUE-2."""
    return DAYS_TO_NAME if act in {Act.NAME_HR, Act.NAME_APPEAL, Act.CONFIRM_MANAGER} else DAYS_TO_ACT
