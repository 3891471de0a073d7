"""How the practice reads: its groups, units and choices, the parts that are nobody's to change, and what a new version would move (HR-3)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from cadenza.improvement import plan_rules
from cadenza.insight.rules import K
from cadenza.objections import N_
from cadenza.plans.agreement_rules import MOST_EXECUTION_CAPABILITIES, MOST_GOALS
from cadenza.practice.practice_rules import BY_KEY, STRICT, Group, Setting, Strictness, Unit, coach_field
from cadenza.wording import Kind

GROUPS: Mapping[Group, tuple[str, str]] = {
    Group.RHYTHM: (
        N_("Rhythm of a quarter"),
        N_("Reviews are dated when a plan is shared. Dates that people already have stay as they are."),
    ),
    Group.RESET: (N_("The end of a quarter"), N_("Counted from each cycle’s last day, for every plan at once.")),
    Group.LEARNING: (N_("Used in the work"), N_("Counted from the day a course was done, also for courses done before.")),
    Group.DRIFT: (N_("Signs of drift"), N_("From when on HR and the line above are shown something.")),
}

UNITS: Mapping[Unit, str] = {Unit.WEEK: N_("week"), Unit.DAYS: N_("days"), Unit.TIMES: N_("times")}

KINDS: Mapping[Kind, str] = {
    Kind.DEVELOPMENT_GOAL: N_("Goals of a plan"),
    Kind.SUCCESS_MEASURE: N_("Success measures and expectations"),
    Kind.MANAGER_COMMITMENT: N_("A manager’s commitments and support"),
    Kind.THREE_E_ACTION: N_("Actions"),
    Kind.KEY_RESULT: N_("Key results"),
}

CHOICES: Mapping[Strictness, str] = {
    Strictness.OFF: N_("Silent"),
    Strictness.HINT: N_("Hints while writing"),
    Strictness.AGAIN: N_("And once more before both agree"),
}


def label(name: str) -> str:
    """What a setting or a kind of text is called."""
    if name in BY_KEY:
        return _(BY_KEY[name].label)
    return next((_(KINDS[kind]) for kind in STRICT if coach_field(kind) == name), name)


def shown(name: str, value: object) -> str:
    """A value in words."""
    if name in BY_KEY:
        return f"{value}"
    return _(CHOICES[Strictness(str(value))])


def bounds(one: Setting) -> str:
    """What a setting does, how far it may go, and what it comes as."""
    return _("%(effect)s From %(least)d to %(most)d; %(default)d unless changed.") % {
        "effect": _(one.effect),
        "least": one.least,
        "most": one.most,
        "default": one.default,
    }


def fixed() -> list[str]:
    """What no version changes, read from the rules themselves. Rules PLAN-2, HR-4, PIP-2, PIP-4, PIP-6, EARLY-3, REV-3."""
    weeks = {"least": plan_rules.LEAST_WEEKS, "most": plan_rules.MOST_WEEKS, "apart": plan_rules.MOST_DAYS_APART}
    return [
        _("A plan holds at most %(goals)d goals, and execution goals name at most %(capabilities)d capabilities.")
        % {"goals": MOST_GOALS, "capabilities": MOST_EXECUTION_CAPABILITIES},
        _("A figure for readers of aggregates stands for at least %(k)d people.") % {"k": K},
        _("A formal plan runs %(least)d to %(most)d weeks with a look at least every %(apart)d days, and its gate opens for nobody.")
        % weeks,
        _("A criterion of a formal plan has to be reworded until it can be assessed; it is the only text that stops anybody."),
        _("Words about a concern always have hints."),
        _("A review counts as held once one of its questions is answered."),
    ]
