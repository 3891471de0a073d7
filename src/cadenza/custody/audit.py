"""What the privacy officer sees of the record: who opened which kind of record about whom, and who changed whose rights (DATA-2, TRUST J1, T21, T41).

Only kinds that are named here are shown. Notes, drafts and formal plans are in none of them, and lie in chains of their own: whether there are
any changes no line, no count and no page number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDay
from django.utils.translation import gettext as _

from cadenza.custody import access
from cadenza.custody.rules import BURST_SIZE, Burst, bursts, by_page
from cadenza.objections import N_
from cadenza.people.days import start_of
from cadenza.people.models import Person
from cadenza.people.queries import names_of
from cadenza.people.relations import people_with
from cadenza.people.rules import Relation
from cadenza.trail.models import Content
from cadenza.trail.rules import PRIVATE_KIND

LINES = 50
BURSTS_BACK = timedelta(days=30)
BESIDE, WITH = "case-advice:", "case-reads:"
"""How the chain of HR's workspace is called, and that of the readings of the plan that it lies beside: one record to whoever browses."""

READS: Mapping[str, str] = {
    "plans.plan-read": N_("Opened a development plan, or the 1:1 about it"),
    "evidence.evidence-read": N_("Opened evidence and assessments"),
    "evidence.file-taken": N_("Took away a file beside evidence"),
    "evidence.feedback-opened": N_("Opened shared feedback"),
    "handover.pack-read": N_("Opened a handover"),
    "stewardship.snapshot-read": N_("Opened a talent review snapshot"),
    "stewardship.snapshot-taken": N_("Took away a talent review snapshot"),
}
RIGHTS: Mapping[str, str] = {
    "people.role-proposed": N_("Proposed a role"),
    "people.role-granted": N_("Granted a role"),
    "people.role-declined": N_("Declined a role"),
    "people.role-ended": N_("Ended a role"),
    "people.line-begun": N_("Began a reporting line"),
    "people.line-ended": N_("Ended a reporting line"),
    "people.line-withdrawn": N_("Withdrew a reporting line"),
    "people.delegation-begun": N_("Named a stand-in"),
    "people.delegation-ended": N_("Ended a stand-in"),
    "people.hr-partner-set": N_("Set an HR partner"),
    "people.invited": N_("Invited somebody"),
    "people.invitation-accepted": N_("Accepted an invitation"),
    "people.left": N_("Recorded that somebody left"),
    "custody.copy-taken": N_("Took a copy of their own records"),
}
NEVER: Mapping[str, str] = {
    "improvement.record-read": "TRUST T21: a formal plan lists its readings on its own page",
    "improvement.advice-read": "TRUST G5: HR's workspace lists its openings on its own page",
    "custody.item-read": "TRUST 1.6: what lies in an access case is its two people's",
    "plans.private-text-read": "TRUST E2, J1: lies sealed in its reader's own chain",
}
"""Kinds of reads that no audit page names -> why. Reads of notes are private records and have no kind here at all."""


@dataclass(frozen=True)
class Wanted:
    """What an officer looks for."""

    by: Person | None = None
    about: Person | None = None
    since: date | None = None
    until: date | None = None
    rights: bool = False
    number: int = 1


@dataclass(frozen=True)
class Line:
    """One line: what somebody did, and about whom."""

    at: datetime
    what: str
    by: str
    about: str


@dataclass(frozen=True)
class Alert:
    """One reader opened many different people's records in a short time; of which kind, and whose, is not said."""

    reader: str
    burst: Burst


@dataclass(frozen=True)
class AuditPage:
    """A page of lines, and the alerts above it."""

    lines: Sequence[Line]
    more: bool
    alerts: Sequence[Alert]


def audit_page(officer: Person, wanted: Wanted, *, at: datetime) -> AuditPage:
    """What the officer asked for, newest first. Rule DATA-2; TRUST J1, T21, X7: nothing about the officer, nor about anybody above them."""
    access.require_role(officer, "audit", at=at)
    first = (wanted.number - 1) * LINES
    rows = list(_contents(officer, wanted, at=at)[first : first + LINES + 1])
    names = names_of(pk for row in rows for pk in (row.by_id, row.about_id))
    kinds = {**READS, **RIGHTS}
    lines = [
        Line(row.entry.at, _(kinds[row.kind]), names.get(row.by_id or 0, ""), names.get(row.about_id or 0, "")) for row in rows[:LINES]
    ]
    return AuditPage(lines, len(rows) > LINES, alerts(officer, at=at))


def alerts(officer: Person, *, at: datetime) -> list[Alert]:
    """Whoever browsed within the last thirty days, newest first. TRUST T41: formal plans count in, and no line says that they did.

    Neither the officer nor anybody above them is named: another officer looks at these (TRUST X7).

    One statement finds the readers with enough different records on one day; the rest looks at those alone. Each person's reads and each
    formal plan's are one chain, and HR's workspace beside a plan is counted with it, so different chains are different records. What one
    page shows at one instant, such as the table of a talent review, is one record: whoever takes part in a session of forty does not
    browse, and whoever opens one after the other does.
    """
    reads = Content.objects.filter(is_read=True, by_id__isnull=False, entry__at__gt=at - BURSTS_BACK, entry__at__lte=at)
    reads = reads.exclude(Q(kind=PRIVATE_KIND) | Q(entry__chain__key__startswith="house:"))
    by_day = reads.annotate(day=TruncDay("entry__at")).order_by().values("by_id", "day").annotate(many=Count("entry__chain", distinct=True))
    # A burst may lie on both sides of midnight: half of it is on one of the two days.
    readers = {row["by_id"] or 0 for row in by_day.filter(many__gte=BURST_SIZE // 2)}
    if readers:
        audited = people_with(officer, {Relation.PRIVACY_OFFICER}, at=at)
        readers = set(audited.filter(pk__in=readers).values_list("pk", flat=True))
    openings: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    if readers:
        for by, moment, chain in reads.filter(by_id__in=readers).values_list("by_id", "entry__at", "entry__chain__key"):
            openings[by or 0].append((moment, chain.replace(BESIDE, WITH)))
    names = names_of(openings)
    found = [Alert(names.get(by, ""), burst) for by, rows in openings.items() for burst in bursts(by_page(rows))]
    return sorted(found, key=lambda one: one.burst.began, reverse=True)


def _contents(officer: Person, wanted: Wanted, *, at: datetime) -> QuerySet[Content]:
    seen = people_with(officer, {Relation.PRIVACY_OFFICER}, at=at).values("pk")
    rows = Content.objects.filter(kind__in=RIGHTS if wanted.rights else READS, about_id__in=seen)
    if wanted.by:
        rows = rows.filter(by_id=wanted.by.pk)
    if wanted.about:
        rows = rows.filter(about_id=wanted.about.pk)
    if wanted.since:
        rows = rows.filter(entry__at__gte=start_of(wanted.since))
    if wanted.until:
        rows = rows.filter(entry__at__lt=start_of(wanted.until + timedelta(days=1)))
    return rows.select_related("entry").order_by("-entry__at", "-entry_id")
