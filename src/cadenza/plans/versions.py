"""Frozen versions of a plan: what is in one, when two say the same, and what differs between them (PLAN-3, PLAN-9). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Words = Mapping[str, Any]
"""A version as JSON: {"direction_picture", "aimed_role", "hours_a_week", "blocks": [...], "goals": [...], "commitments": [...]}; see `queries.words_of`."""

SHOWN_ONLY = frozenset({"key_result", "capability", "supporter", "partner", "holder"})
"""Names of what the ids point to, kept so that an old version can be read for ever. A renamed key result is no change of the plan."""

PLAN_FIELDS = ("direction_picture", "aimed_role", "hours_a_week")
GOAL_FIELDS = (
    "lane",
    "key_result_id",
    "direction",
    "capability_id",
    "level_now",
    "level_aimed",
    "outcome",
    "success_measure",
    "target_date",
    "live_work",
    "supporter_id",
    "support_words",
    "review_how",
)
ELSEWHERE_FIELDS = ("elsewhere_note", "elsewhere_words")
"""Only in goals that aim at another role than the person's own path (PLAN-10)."""
ACTION_FIELDS = ("kind", "what", "tracked_where", "partner_id", "applied_in", "due_date")
BLOCK_FIELDS = ("name", "first_day", "last_day")
COMMITMENT_FIELDS = ("goal", "what", "due_date")


@dataclass(frozen=True)
class Difference:
    """One field that two versions tell differently. Empty `before` means that it is new, empty `after` that it went."""

    part: str
    """plan, block, goal, action or commitment."""
    goal: int | None
    number: int | None
    field: str
    before: str
    after: str


def same(one: Words, other: Words) -> bool:
    """Whether two versions say the same. Rule PLAN-3: both agree the very same words."""
    return bool(_bare(one) == _bare(other))


def differences(before: Words | None, after: Words) -> list[Difference]:
    """What changed from one version to the next, in the order of the plan. Rule PLAN-9. Without a `before`, nothing is a change."""
    if before is None:
        return []
    found = _compare("plan", None, None, before, after, PLAN_FIELDS)
    old_blocks, new_blocks = _by(before.get("blocks", []), "number"), _by(after.get("blocks", []), "number")
    for number in _either(old_blocks, new_blocks):
        found += _compare("block", None, number, old_blocks.get(number, {}), new_blocks.get(number, {}), BLOCK_FIELDS)
    old_goals, new_goals = _by(before["goals"], "number"), _by(after["goals"], "number")
    for number in _either(old_goals, new_goals):
        old, new = old_goals.get(number, {}), new_goals.get(number, {})
        found += _compare("goal", number, None, old, new, (*GOAL_FIELDS, *ELSEWHERE_FIELDS))
        old_actions, new_actions = _by(old.get("actions", []), "number"), _by(new.get("actions", []), "number")
        for action in _either(old_actions, new_actions):
            found += _compare("action", number, action, old_actions.get(action, {}), new_actions.get(action, {}), ACTION_FIELDS)
    old_promises, new_promises = _by(before["commitments"], "id"), _by(after["commitments"], "id")
    for key in _either(old_promises, new_promises):
        old, new = old_promises.get(key, {}), new_promises.get(key, {})
        found += _compare("commitment", (new or old).get("goal"), key, old, new, COMMITMENT_FIELDS)
    return found


def _compare(part: str, goal: int | None, number: int | None, old: Words, new: Words, fields: Sequence[str]) -> list[Difference]:
    return [
        Difference(part, goal, number, name.removesuffix("_id"), _shown(old, name), _shown(new, name))
        for name in fields
        if old.get(name) not in (new.get(name), *_nothing(new.get(name)))
    ]


def _nothing(value: Any) -> tuple[Any, ...]:
    return (None, "") if value in (None, "") else ()


def _shown(row: Words, name: str) -> str:
    value = row.get(name.removesuffix("_id"), row.get(name))
    return "" if value is None else str(value)


def _by(rows: Iterable[Words], key: str) -> dict[int, Words]:
    return {row[key]: row for row in rows}


def _either(old: Mapping[int, Words], new: Mapping[int, Words]) -> list[int]:
    return sorted({*old, *new})


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items() if name not in SHOWN_ONLY}
    if isinstance(value, list | tuple):
        return [_bare(inner) for inner in value]
    return value
