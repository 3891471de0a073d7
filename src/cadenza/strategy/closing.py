"""Verbs at the end: close a key result with its final figure, or all that a cycle left open; say what helped, and what held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cadenza.capability.queries import capabilities_in_force
from cadenza.objections import Objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.strategy import access, actions, closing_rules, rules
from cadenza.strategy.actions import CheckInDraft
from cadenza.strategy.closing_rules import LOOK_BACK
from cadenza.strategy.models import CapabilityRequirement, Cycle, HeldBack, HelpAnswer, KeyResult
from cadenza.strategy.rounds import RoundRefused
from cadenza.strategy.rules import Move, ResultState
from cadenza.trail.record import record


@dataclass(frozen=True)
class Ending:
    """The last word on a key result: its final figure, or for a milestone the day it was done, and a sentence."""

    value: Decimal | None = None
    done_on: date | None = None
    note: str = ""


@transaction.atomic
def close_key_result(key_result_id: int, ending: Ending, *, by: Person, at: datetime) -> KeyResult:
    """Close a key result. A last figure that differs from what stands is appended as a check-in first, so the history ends where it ended."""
    result = access.key_result_for(by, "move", key_result_id, at=at, lock=True)
    refuse_if(_objections(result, ending, at))
    if _news(result, ending):
        actions.append_look(result, _last_look(result, ending), by=by, at=at)
    return actions.move_key_result(result.pk, Move.CLOSE, by=by, at=at)


@transaction.atomic
def close_results(endings: Mapping[int, Ending], *, by: Person, at: datetime) -> int:
    """Close several key results at once, each with its last word: all of them or, when something is in the way of one, none."""
    refused: dict[int, list[Objection]] = {}
    for pk in sorted(endings):
        result = access.key_result_for(by, "move", pk, at=at, lock=True)
        if found := _objections(result, endings[pk], at):
            refused[pk] = found
    if refused:
        raise RoundRefused(refused)
    for pk in sorted(endings):
        close_key_result(pk, endings[pk], by=by, at=at)
    return len(endings)


def _objections(result: KeyResult, ending: Ending, at: datetime) -> list[Objection]:
    found = rules.objections_to_move(result.state, Move.CLOSE)
    if not found and _news(result, ending):
        look = vars(_last_look(result, ending))
        found = rules.objections_to_check_in(result.state, result.direction, today=day_of(at), **look)
    return found


def _last_look(result: KeyResult, ending: Ending) -> CheckInDraft:
    value = ending.value if ending.value != result.current else None
    done = ending.done_on if ending.done_on != result.done_on else None
    return CheckInDraft(value, None, ending.note, done)


def _news(result: KeyResult, ending: Ending) -> bool:
    look = _last_look(result, ending)
    return bool(look.value is not None or look.done_on is not None or look.note.strip())


def left_open(viewer: Person, cycle: Cycle, *, at: datetime) -> QuerySet[KeyResult]:
    """Running key results of a cycle whose teams or objectives the viewer leads: what they close when it is over."""
    leads = Q(objective__team__in=access.teams_run_by(viewer, at=at)) | Q(objective__team=None, objective__owner=viewer)
    if access.is_top(viewer, at=at) or access.is_executive(viewer, at=at):
        leads |= Q(objective__team=None)
    rows = KeyResult.objects.filter(leads, cycle=cycle, state=ResultState.ACTIVE)
    return rows.select_related("objective__team", "owner").order_by("objective__level", "objective__order", "objective_id", "order", "pk")


def asked_to_close(viewer: Person, *, at: datetime) -> Q:
    """Key results that a cycle which is over left open, of teams that the viewer leads and of company objectives that they own.

    Those above a lead may close them, and are not asked to.
    """
    today = day_of(at)
    return _led_by(viewer) & Q(state=ResultState.ACTIVE, cycle__end_date__lt=today, cycle__end_date__gte=today - LOOK_BACK)


def _led_by(viewer: Person) -> Q:
    """What the teams that they lead have set themselves, and the company objectives that they own."""
    return Q(objective__team__lead=viewer) | Q(objective__team=None, objective__owner=viewer)


# IMP-4


@transaction.atomic
def answer_help(key_result_id: int, capability_id: int, *, helped: str, by_what: str, by: Person, at: datetime) -> HelpAnswer:
    """Say of one capability that a key result needed whether having built it helped to deliver it, and by what (IMP-4).

    The owner says it, or whoever leads what nobody owns any more. An answer is appended; the last one counts.
    """
    result = access.result_to_answer_for(by, key_result_id, at=at)
    need = result.requirements.select_related("capability").filter(capability=capability_id).first()
    asked = closing_rules.is_asked(state=result.state, cycle_end=result.cycle.end_date, today=day_of(at))
    refuse_if(
        closing_rules.objections_to_help(helped, by_what, needed=need is not None, asked=asked, name=need.capability.name if need else "")
    )
    assert need is not None
    answer = HelpAnswer.objects.create(
        key_result=result, capability_id=capability_id, level=need.level, helped=helped, by_what=by_what.strip(), by=by, at=at
    )
    record("strategy.help-answered", by=by, about=None, at=at, key_result=result.pk, capability=capability_id, helped=answer.helped)
    return answer


def asked_what_helped(viewer: Person, *, at: datetime) -> Q:
    """Key results that the viewer owns and that reached their end, for two months; one that was dropped was not delivered (IMP-4).

    Where nobody owns one any more, its lead is asked: the same as is asked to close it.
    """
    today = day_of(at)
    closed = Q(state=ResultState.CLOSED, closed_at__gte=at - LOOK_BACK)
    ran_out = Q(state=ResultState.ACTIVE, cycle__end_date__lt=today, cycle__end_date__gte=today - LOOK_BACK)
    return (closed | ran_out) & (Q(owner=viewer) | access.without_owner(at=at) & _led_by(viewer))


def open_needs() -> Exists:
    """Whether a key result needs a capability of which nobody has said yet if it helped (IMP-4)."""
    answered = HelpAnswer.objects.filter(key_result=OuterRef("key_result"), capability=OuterRef("capability"))
    return Exists(CapabilityRequirement.objects.filter(~Exists(answered), key_result=OuterRef("pk")))


def help_answers_of(key_result: KeyResult) -> dict[int, HelpAnswer]:
    """Capability -> what counts of the answers. One query."""
    rows = key_result.help_answers.select_related("by", "capability").order_by("at", "pk")
    return {one.capability_id: one for one in rows}


# STRAT-5


@transaction.atomic
def answer_held_back(key_result_id: int, *, capability_id: int | None, note: str = "", by: Person, at: datetime) -> HeldBack:
    """Answer the review's standing question for one key result: which capability held it back, or none. Appended (STRAT-5)."""
    result = access.key_result_for(by, "answer-review", key_result_id, at=at, lock=True)
    offered = set(capabilities_in_force().values_list("pk", flat=True)) | set(result.requirements.values_list("capability_id", flat=True))
    refuse_if(closing_rules.objections_to_held_back(note, capability=capability_id, offered=offered))
    answer = HeldBack.objects.create(key_result=result, capability_id=capability_id, note=note.strip(), by=by, at=at)
    record("strategy.review-answered", by=by, about=None, at=at, key_result=result.pk, capability=capability_id)
    return answer


def held_back_of(key_result_ids: list[int]) -> dict[int, HeldBack]:
    """Key result -> the last answer to the standing question. One query."""
    rows = HeldBack.objects.filter(key_result__in=key_result_ids).select_related("capability", "by").order_by("at", "pk")
    return {one.key_result_id: one for one in rows}
