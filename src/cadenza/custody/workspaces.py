"""What HR keeps beside formal plans, inside an access case: the officer sees that it is there, the case reviewer looks through it (TRUST G5, L10).

It is no thing of the case: nothing of it is copied in, and nothing goes out. The case reviewer opens it where it lies, adds a note, and says
once that it stays back as advice taken for counsel; both read on the case's page that they did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cadenza.custody import access
from cadenza.custody.case_actions import note
from cadenza.custody.case_models import AccessCase
from cadenza.improvement import advice
from cadenza.improvement.advice import Workspace
from cadenza.improvement.models import Case
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.people.queries import names_of
from cadenza.trail.models import Content

KEPT_BACK = "workspace-kept-back"


@dataclass(frozen=True)
class Beside:
    """One plan beside which HR keeps a workspace, as the case's page tells it."""

    number: int
    ref: str
    """Empty for whoever cannot open it: the officer, and a reviewer who stands too near to it."""
    kept_back_by: str
    kept_back_at: datetime | None
    """Empty while the case reviewer has not said so, and again once more was written since."""


def beside(seat: access.Seat, by: Person, *, at: datetime) -> list[Beside]:
    """The workspaces of a case in which words are open to the reader; none otherwise. Rule DATA-3, TRUST 1.6 `privilege triage m`."""
    plans = advice.kept_beside(seat.case.person) if seat.sees("see-words") else []
    if not plans:
        return []
    said, written = _said(seat.case), advice.last_written(plans)
    names = names_of(by_id for by_id, _at in said.values())
    found = []
    for number, plan in enumerate(plans, start=1):
        opens = seat.sees("review-workspace") and advice.may_be_reviewed(by, plan, at=at)
        by_id, on = said.get(plan.pk, (0, None))
        stands = on is not None and written[plan.pk] <= on
        found.append(Beside(number, plan.ref if opens else "", names.get(by_id, "") if stands else "", on if stands else None))
    return found


def open_workspace(ref: str, plan: str, *, by: Person, at: datetime) -> tuple[AccessCase, Workspace]:
    """What HR keeps beside a plan of the person, for the case reviewer of the open case; raises Unseen. The opening is recorded. TRUST G5."""
    case = access.case_for(by, "review-workspace", ref, at=at).case
    return case, advice.workspace_to_review(by, plan, case.person, at=at)


@transaction.atomic
def add_note(ref: str, plan: str, words: str, *, by: Person, at: datetime) -> AccessCase:
    """Keep a note of the case reviewer's there. TRUST G5."""
    case = access.case_to_review(by, ref, at=at)
    advice.add_review_note(plan, words, case.person, by=by, at=at)
    return case


@transaction.atomic
def keep_back(ref: str, plan: str, *, by: Person, at: datetime) -> AccessCase:
    """The case reviewer says that it stays back as advice taken for counsel. TRUST G5, L10: written down in the case, and nowhere else."""
    case = access.case_to_review(by, ref, at=at)
    note(case, KEPT_BACK, by=by, at=at, plan=_plan(case, plan, by=by, at=at).pk)
    return case


def case_for_note(ref: str, plan: str, *, by: Person, at: datetime) -> AccessCase:
    """The case whose reviewer may write there, without a word of what is kept; raises Unseen. TRUST G5."""
    case = access.case_for(by, "review-workspace", ref, at=at).case
    _plan(case, plan, by=by, at=at)
    return case


def _plan(case: AccessCase, ref: str, *, by: Person, at: datetime) -> Case:
    found = next((one for one in advice.kept_beside(case.person) if one.ref == ref), None)
    if found is None or not advice.may_be_reviewed(by, found, at=at):
        raise Unseen
    return found


def _said(case: AccessCase) -> dict[int, tuple[int, datetime]]:
    """Plan -> who last said that its workspace stays back, and when."""
    rows = Content.objects.filter(kind=f"custody.case-{KEPT_BACK}", about_id=case.person_id).order_by("entry_id")
    told = rows.values_list("facts", "by_id", "entry__at")
    return {facts["plan"]: (by_id or 0, at) for facts, by_id, at in told if facts["case"] == case.pk}
