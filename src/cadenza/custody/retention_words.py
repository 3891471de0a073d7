"""How kinds of records, times and causes read on the pages of the schedule."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.custody.retention_models import Cause
from cadenza.custody.retention_rules import SCHEDULE, Period, RecordKind
from cadenza.objections import N_

KINDS: Mapping[RecordKind, str] = {
    RecordKind.NOTE: N_("Managers’ notes of early conversations"),
    RecordKind.AGENDA: N_("Agenda points of 1:1s"),
    RecordKind.FOLLOW_UP: N_("Follow-ups on signs of drift"),
    RecordKind.SNAPSHOT: N_("Snapshots of talent reviews"),
    RecordKind.HANDOVER: N_("Handovers"),
    RecordKind.PLAN: N_("Development plans with their reviews"),
    RecordKind.DRAFT: N_("Drafts of plans that were never shared"),
    RecordKind.REFLECTION: N_("Words of a plan that their author never shared"),
    RecordKind.NEED: N_("Needs that talks brought up"),
    RecordKind.ASSESSMENT: N_("Gap assessments"),
    RecordKind.EVIDENCE: N_("Evidence and the files beside it"),
    RecordKind.FEEDBACK: N_("Feedback"),
    RecordKind.FORMAL: N_("Formal plans"),
    RecordKind.BUNDLE: N_("Conversations passed to HR"),
    RecordKind.POINTS: N_("Agreed points"),
    RecordKind.REQUEST: N_("Requests for help, feedback or evidence"),
    RecordKind.DECLARED: N_("What people declared for equality monitoring"),
    RecordKind.ACCESS: N_("Copies in access cases"),
    RecordKind.ADDRESS: N_("Addresses and accounts of leavers"),
    RecordKind.TRAIL: N_("Entries of who did and opened what"),
}
CAUSES: Mapping[Cause, str] = {
    Cause.SCHEDULE: N_("The schedule"),
    Cause.ERASURE: N_("An erasure that two people decided"),
    Cause.REPLAY: N_("A restored backup, cleared again"),
}


def kind(code: str) -> str:
    """A kind in words."""
    return _(KINDS[RecordKind(code)])


def cause(code: str) -> str:
    """Why something was purged, in words."""
    return _(CAUSES[Cause(code)])


def time(period: Period | None) -> str:
    """A time in words; a dash where none applies."""
    if period is None:
        return "–"
    if period.months:
        return ngettext("%(count)d month", "%(count)d months", period.months) % {"count": period.months}
    return ngettext("%(count)d day", "%(count)d days", period.days) % {"count": period.days}


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What a certificate counts, in the order of the schedule; private kinds are left out for good."""
    return [(kind(code.value), counts[code.value]) for code in SCHEDULE if code.value in counts]


def schedule() -> list[tuple[str, str, str, str]]:
    """The schedule as a table: what, after its end, after leaving, what ends it."""
    return [(kind(code.value), time(term.over), time(term.left), _(term.ends)) for code, term in SCHEDULE.items()]
