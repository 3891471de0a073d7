"""Each kind of record and the room that keeps it: how to ask what is due, and how to take it away. The one list of them (DATA-3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError

from cadenza.asks import retiring as asks
from cadenza.characteristics import retiring as characteristics
from cadenza.conversations import purging as conversations
from cadenza.custody import case_retiring as access_cases
from cadenza.custody import retention_rules as rules
from cadenza.custody.retention_rules import SCHEDULE, RecordKind
from cadenza.evidence import retiring as evidence
from cadenza.handover import retiring as handover
from cadenza.improvement import retiring as improvement
from cadenza.people import retiring as people
from cadenza.people.days import day_of
from cadenza.people.keeping import Found, Reach
from cadenza.people.models import Person
from cadenza.plans import retiring as plans
from cadenza.rhythm import retiring as rhythm
from cadenza.stewardship import retiring as stewardship

Due = Callable[[Reach], list[Found]]


@dataclass(frozen=True)
class Keeper:
    """How one kind is asked and taken away."""

    due: Due
    purge: Callable[..., int]
    model: str = ""
    """What its rows are; empty where a row is a person, of whom something goes."""
    whose: Sequence[str] = ("person",)
    """About whom a row is, then whoever's freeze keeps it as well."""
    born: str = "ref"
    """What tells a row from a later one of the same number, and never changes: its reference, or when it was made."""


def _plans(reach: Reach) -> list[Found]:
    return plans.plans_due(reach, kept_back=handover.commitments_in_use())


def _purge_plans(rows: Collection[int], *, at: datetime) -> int:
    rhythm.let_go_of_plans(rows)
    return plans.purge_plans(rows, at=at)


def _requests(reach: Reach) -> list[Found]:
    in_use = [plans.requests_in_use(), evidence.requests_in_use()]
    return asks.requests_due(reach, in_use=in_use, askers_kept=improvement.acted_in_cases())


def _purge_requests(rows: Collection[int], *, at: datetime) -> int:
    rhythm.forget_subjects(rows)
    return asks.purge_requests(rows, at=at)


def _formal(reach: Reach) -> list[Found]:
    """Formal plans by their own dates; an erasure takes none (Art. 17(3)(e))."""
    today = day_of(reach.at)
    found = []
    for one in improvement.standing(reach):
        day = rules.formal_due_on(ended_on=one.ended_on, unserved=one.unserved, spent_on=one.spent_on, left_on=one.left_on)
        if day is not None and day <= today:
            found.append(Found(one.row, one.about))
    return found


def _bundles(reach: Reach) -> list[Found]:
    about = conversations.people_with_bundles() if reach.only is None else {reach.only}
    return conversations.bundles_due(reach, cases_kept=improvement.people_with_cases(about))


KEEPERS: Mapping[RecordKind, Keeper] = {
    RecordKind.AGENDA: Keeper(rhythm.points_due, rhythm.purge_points, "rhythm.AgendaPoint", ("person", "manager"), "added_at"),
    RecordKind.FOLLOW_UP: Keeper(
        stewardship.follow_ups_due, stewardship.purge_follow_ups, "stewardship.FollowUp", ("about", "asked"), "asked_at"
    ),
    RecordKind.SNAPSHOT: Keeper(
        stewardship.snapshots_due, stewardship.purge_snapshots, "stewardship.TalentSnapshot", born="session__opens_at"
    ),
    RecordKind.HANDOVER: Keeper(handover.handovers_due, handover.purge_handovers, "handover.Handover", ("person", "outgoing")),
    RecordKind.PLAN: Keeper(_plans, _purge_plans, "plans.Plan", ("owner",), "created_at"),
    RecordKind.DRAFT: Keeper(plans.drafts_due, _purge_plans, "plans.Plan", ("owner",), "created_at"),
    RecordKind.REFLECTION: Keeper(plans.reflections_due, plans.purge_reflections),
    RecordKind.NEED: Keeper(
        lambda reach: evidence.needs_due(reach, in_use=plans.needs_in_use()),
        evidence.purge_needs,
        "evidence.PerformanceInput",
        born="captured_at",
    ),
    RecordKind.ASSESSMENT: Keeper(
        lambda reach: evidence.assessments_due(reach, in_use=plans.assessments_in_use()),
        evidence.purge_assessments,
        "evidence.GapAssessment",
        born="proposed_at",
    ),
    RecordKind.EVIDENCE: Keeper(
        lambda reach: evidence.evidence_due(reach, in_use=plans.evidence_in_use()),
        evidence.purge_evidence,
        "evidence.Evidence",
        ("person", "added_by"),
        "added_at",
    ),
    RecordKind.FEEDBACK: Keeper(evidence.feedback_due, evidence.purge_feedback, "evidence.Feedback", ("person", "giver")),
    RecordKind.FORMAL: Keeper(_formal, improvement.purge_cases, "improvement.Case", ("person", "manager")),
    RecordKind.BUNDLE: Keeper(_bundles, conversations.purge_bundles, "conversations.Escalation", ("subject", "author")),
    RecordKind.POINTS: Keeper(conversations.points_due, conversations.purge_points, "conversations.Slip", ("subject", "author")),
    RecordKind.REQUEST: Keeper(_requests, _purge_requests, "asks.Ask", ("asker", "helper")),
    RecordKind.DECLARED: Keeper(characteristics.declarations_due, characteristics.purge_declarations),
    RecordKind.ACCESS: Keeper(access_cases.cases_due, access_cases.purge_cases, "custody.AccessCase"),
    RecordKind.ADDRESS: Keeper(people.addresses_due, people.purge_addresses),
}
"""Every kind but two: notes have their room's own nightly purge, and what the record says of acts has no rows of its own."""


def reach_of(kind: RecordKind, at: datetime, *, only: int | None = None) -> Reach:
    """What the schedule reaches of one kind at an instant."""
    term, today = SCHEDULE[kind], day_of(at)
    return Reach(at, term.over.before(today) if term.over else None, term.left.before(today) if term.left else None, only)


def marks_of(kind: RecordKind, rows: Collection[int]) -> dict[int, str]:
    """Row -> a fingerprint of what it was born with: after a restore a number may be another row's (TRUST N24)."""
    keeper, found = KEEPERS[kind], dict[int, str]()
    model, born = (apps.get_model(keeper.model), keeper.born) if keeper.model else (Person, "handle")
    numbers = sorted(rows)
    for start in range(0, len(numbers), AT_ONCE):
        for row, value in model._default_manager.filter(pk__in=numbers[start : start + AT_ONCE]).values_list("pk", born):
            found[row] = rules.mark_from(kind, value)
    return found


AT_ONCE = 100
"""Records of one kind taken away in one go; where another row still points to one of them, they are tried one by one."""


def taken(keeper: Keeper, rows: Sequence[int], *, at: datetime) -> set[int]:
    """Take rows away; answers which went. One that something else still points to stays for a later night."""
    gone: set[int] = set()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        gone |= set(some) if _tried(keeper, some, at) else {row for row in some if _tried(keeper, [row], at)}
    return gone


def _tried(keeper: Keeper, some: Sequence[int], at: datetime) -> bool:
    try:
        with transaction.atomic():
            keeper.purge(some, at=at)
    except ProtectedError:
        return False
    return True
