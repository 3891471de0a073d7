"""Asking people for words about the work, and their answers: a request here, words in the room of evidence, a goal in the room of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from cadenza.asks import actions as asks
from cadenza.asks.access import ask_for
from cadenza.asks.models import Ask
from cadenza.asks.rules import OPEN_STATES, AskKind, objections_to_ask
from cadenza.capability.models import Capability
from cadenza.evidence import actions as evidence
from cadenza.evidence.access import person_at
from cadenza.evidence.actions import EvidenceDraft
from cadenza.evidence.feedback import FeedbackDraft, give_feedback
from cadenza.evidence.feedback_rules import objections_to_asking, objections_to_tie
from cadenza.evidence.models import Evidence, Feedback
from cadenza.objections import Objection, Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans.goal_feedback import goals_to_ask_about, tie_answer
from cadenza.rhythm.models import Wanted


@dataclass(frozen=True)
class Question:
    """What somebody wants to know, from whom, by when, and what it is about: the last of these they alone read."""

    helpers: Mapping[str, int | None]
    """Field of the form -> person; None where a name fits nobody or several."""
    what: str
    due_date: date | None = None
    goal_id: int | None = None
    capability_id: int | None = None


@transaction.atomic
def ask_for_feedback(question: Question, *, by: Person, at: datetime) -> list[Ask]:
    """Ask up to three people for feedback on one's own work, in one's own words. Rule FB-1; TRUST R12: no goal is named to them."""
    found = objections_to_tie(capability=question.capability_id is not None, goal=question.goal_id is not None, where="about")
    found += _objections(question, AskKind.FEEDBACK, by=by, at=at)
    refuse_if(found)
    goal = goals_to_ask_about(by).filter(pk=question.goal_id).first() if question.goal_id is not None else None
    if question.goal_id is not None and goal is None:
        raise Unseen
    capability = goal.capability_id if goal is not None else question.capability_id
    return [
        _ask(helper, AskKind.FEEDBACK, question, Wanted(person=by, goal=goal, capability_id=_known(capability)), by=by, at=at)
        for helper in question.helpers.values()
        if helper is not None
    ]


@transaction.atomic
def ask_for_evidence(person_id: int, question: Question, *, by: Person, at: datetime) -> list[Ask]:
    """Ask up to three people what they saw in somebody's work, by the person or their manager. TRUST D1: what they tell is their own item."""
    person = person_at(by, "evidence.add", person_id, at=at, lock=True)
    found = _objections(question, AskKind.EVIDENCE, by=by, at=at)
    if person.pk != by.pk and person.pk in question.helpers.values():
        found += objections_to_ask(question.what or "-", asker_id=by.pk, helper_id=by.pk, helper_here=True)
    refuse_if(found)
    wanted = {"person": person, "capability_id": _known(question.capability_id)}
    return [
        _ask(helper, AskKind.EVIDENCE, question, Wanted(**wanted), by=by, at=at)
        for helper in question.helpers.values()
        if helper is not None
    ]


@transaction.atomic
def answer_with_feedback(ref: str, draft: FeedbackDraft, *, by: Person, at: datetime) -> Feedback:
    """Give the feedback that was asked for; it reaches the asker, and stands beside the goal that they had in mind. Rule FB-1."""
    ask, wanted = _to_answer(ref, AskKind.FEEDBACK, by=by, at=at)
    draft = replace(draft, capability_id=wanted.capability_id)
    found = give_feedback(wanted.person_id, draft, by=by, at=at, ask=ask, about_goal=wanted.goal_id is not None)
    if wanted.goal_id is not None:
        tie_answer(wanted.goal_id, found, by=by, at=at)
    asks.answer(ref, by=by, at=at)
    return found


@transaction.atomic
def answer_with_evidence(ref: str, draft: EvidenceDraft, *, by: Person, at: datetime) -> Evidence:
    """Tell what one saw, as evidence about whoever the request is about. TRUST D1."""
    ask, wanted = _to_answer(ref, AskKind.EVIDENCE, by=by, at=at)
    draft = replace(draft, capability_id=wanted.capability_id)
    found = evidence.answer_with_evidence(wanted.person_id, draft, ask=ask, by=by, at=at)
    asks.answer(ref, by=by, at=at)
    return found


def _objections(question: Question, kind: AskKind, *, by: Person, at: datetime) -> list[Objection]:
    waiting = set(Ask.objects.filter(asker=by, kind=kind, state__in=OPEN_STATES).values_list("helper_id", flat=True))
    found = objections_to_asking(question.helpers, asker_id=by.pk, waiting_for=waiting, due_date=question.due_date, today=day_of(at))
    if not question.what.strip():
        found += objections_to_ask("", asker_id=by.pk, helper_id=0, helper_here=True)
    return found


def _ask(helper: int, kind: AskKind, question: Question, wanted: Wanted, *, by: Person, at: datetime) -> Ask:
    made = asks.ask(helper, kind, what=question.what, due_date=question.due_date, by=by, at=at)
    wanted.ask = made
    wanted.save()
    return made


def _to_answer(ref: str, kind: AskKind, *, by: Person, at: datetime) -> tuple[Ask, Wanted]:
    """The request and what it is about. One that ended meanwhile is refused by `asks`, in whose words it stands."""
    ask = ask_for(by, "answer", ref, at=at, lock=True)
    wanted = Wanted.objects.filter(ask=ask, ask__kind=kind).first()
    if wanted is None:
        raise Unseen
    if ask.state not in OPEN_STATES:
        asks.answer(ref, by=by, at=at)  # refuses
    return ask, wanted


def _known(capability_id: int | None) -> int | None:
    if capability_id is not None and not Capability.objects.filter(pk=capability_id).exists():
        raise Unseen
    return capability_id
