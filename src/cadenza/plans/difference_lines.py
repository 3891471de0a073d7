"""The difference between two versions in words that both sides read: where it is, which field, before and now (PLAN-9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.plans.forms import KINDS, LANES
from cadenza.plans.rules import ActionKind, Lane
from cadenza.plans.versions import Difference

FIELD_NAMES: Final[Mapping[str, Promise]] = {
    "direction_picture": gettext_lazy("In 12 to 18 months"),
    "aimed_role": gettext_lazy("Role or work aimed at"),
    "lane": gettext_lazy("Lane"),
    "key_result": gettext_lazy("Key result"),
    "direction": gettext_lazy("Direction"),
    "capability": gettext_lazy("Capability"),
    "level_now": gettext_lazy("Level now"),
    "level_aimed": gettext_lazy("Level aimed at"),
    "outcome": gettext_lazy("Outcome"),
    "success_measure": gettext_lazy("Success looks like"),
    "target_date": gettext_lazy("Target date"),
    "live_work": gettext_lazy("Work that proves it"),
    "supporter": gettext_lazy("Supported by"),
    "support_words": gettext_lazy("Responsible for"),
    "review_how": gettext_lazy("Reviewed"),
    "kind": gettext_lazy("Kind"),
    "what": gettext_lazy("What"),
    "tracked_where": gettext_lazy("Tracked in"),
    "partner": gettext_lazy("Beside"),
    "applied_in": gettext_lazy("Applied in"),
    "due_date": gettext_lazy("By"),
    "elsewhere_note": gettext_lazy("Aims at another role"),
    "elsewhere_words": gettext_lazy("In their own words"),
    "goal": gettext_lazy("Goal"),
    "text": gettext_lazy("Words"),
    "hours_a_week": gettext_lazy("Hours a week kept for it"),
    "name": gettext_lazy("Protected days"),
    "first_day": gettext_lazy("First day"),
    "last_day": gettext_lazy("Last day"),
}
DATES = frozenset({"target_date", "due_date", "first_day", "last_day"})


@dataclass(frozen=True)
class Line:
    """One difference in words."""

    where: str
    label: Promise | str
    before: str
    after: str


def lines_of(found: Iterable[Difference]) -> list[Line]:
    """Each difference as a line of a table. Rule PLAN-9."""
    return [
        Line(_where(one), FIELD_NAMES.get(one.field, one.field), _shown(one.field, one.before), _shown(one.field, one.after))
        for one in found
    ]


def _where(one: Difference) -> str:
    named = {"number": one.goal, "action": one.number, "block": one.number}
    if one.part == "action":
        return _("Goal %(number)d, action %(action)d") % named
    if one.part == "block":
        return _("Protected days %(block)d") % named
    if one.part == "commitment":
        return _("Commitment for goal %(number)d") % named if one.goal else _("Commitment")
    return _("Goal %(number)d") % named if one.part == "goal" else _("Plan")


def _shown(field: str, text: str) -> str:
    """A code or a day as people read it; everything else as it was written."""
    if not text:
        return ""
    if field in DATES:
        return date_format(date.fromisoformat(text), "j F Y")
    if field == "lane" and text in set(Lane):
        return str(LANES[Lane(text)])
    if field == "kind" and text in set(ActionKind):
        return str(KINDS[ActionKind(text)])
    return text
