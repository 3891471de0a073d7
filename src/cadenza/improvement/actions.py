"""The verbs of preparing a formal plan: asking for it, citing, the gate, the plan's own words, signatures, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cadenza.asks import actions as asks
from cadenza.asks.rules import AskKind
from cadenza.conversations import bundles
from cadenza.conversations.slip_queries import versions_of
from cadenza.improvement import access, gate_rules, ledger, plan_rules, support_rules
from cadenza.improvement.gate_rules import Condition, Confirmation
from cadenza.improvement.held import Held, hold, last_day
from cadenza.improvement.models import Case
from cadenza.improvement.plan_rules import PARTS, Standard
from cadenza.improvement.records import citable, keep_bundles, tied_to
from cadenza.improvement.rules import OVER, Act, Kind, Part, State
from cadenza.improvement.support_rules import Manner
from cadenza.improvement.supports import objections_to_dropping
from cadenza.objections import Objection, OutOfStep, Unseen, objection, refuse_if
from cadenza.people.models import Person
from cadenza.people.relations import relations_held
from cadenza.people.rules import PRESENT, Relation
from cadenza.web.refs import new_ref


@transaction.atomic
def ask_for_plan(person_id: int, hr_partner_id: int | None, *, by: Person, at: datetime) -> Case:
    """Begin to prepare a formal plan with an HR partner from the start. Rule PIP-1. Nobody but the two knows of it.

    One that is open already and in which the manager has no part is no word here: HR closes one of the two at the gate (HAND-1, TRUST X2).
    """
    person = access.named(person_id)
    if person is None or Relation.MANAGER not in relations_held(by, person, at=at):
        raise Unseen
    partner = access.named(hr_partner_id)
    if partner is None:
        refuse_if([objection("hr-partner-unnamed", gate_rules.HR_UNNAMED, where="hr_partner")])
        raise AssertionError("refused above")
    refuse_if(access.objections_to_hr(partner, person, by.pk, at=at))
    Person.objects.select_for_update().get(pk=person.pk)  # of two forms sent at once the second finds the plan of the first
    if access.plans_known_to(by).filter(person=person).exclude(state__in=OVER).exists():
        raise OutOfStep([objection("plan-open-already", gate_rules.OPEN_ALREADY)])
    case = Case.objects.create(ref=new_ref("F"), person=person, manager=by, hr_partner=partner, opened_at=at)
    ledger.add(case, Kind.ASKED, by=by, part=Part.MANAGER, at=at, words={"hr_partner": partner.pk})
    case.save()
    bundles.keep_for_case(tied_to(case, ()), partner, opened=False, by=by, at=at)
    return case


@transaction.atomic
def cite(ref: str, condition: Condition, key: str, *, support_given: str = "", by: Person, at: datetime) -> Held:
    """Copy a record into the case for one of the conditions. Rules PIP-2, EARLY-5. Only what the citer may see now."""
    held = hold(by, Act.CITE, ref, at=at)
    record = citable(by, held.case.person, at=at).get(key)
    refuse_if(
        gate_rules.objections_to_citing(
            condition,
            record.source if record else gate_rules.Source.EVIDENCE,
            may_see=record is not None,
            shared=record is not None and record.shared,
            support_given=support_given,
        )
    )
    assert record is not None
    held.add(
        Kind.CITED,
        number=held.case.length + 1,
        condition=condition,
        source=record.source,
        ref=record.ref,
        dated=record.dated.isoformat(),
        author=record.author,
        words=record.words,
        written_on=record.written_on.isoformat() if record.written_on else None,
        shared=record.shared,
        confirmed=record.confirmed,
        follow_up_on=record.follow_up_on.isoformat() if record.follow_up_on else None,
        shared_at=record.shared_at.isoformat() if record.shared_at else None,
        told_on=record.told_on.isoformat() if record.told_on else None,
        version=record.version,
        support_given=support_given.strip(),
    )
    bundles.keep_for_case(tied_to(held.case, held.entries), held.case.hr_partner, opened=False, by=by, at=at)
    _unconfirm(held)
    held.done()
    return held


@transaction.atomic
def drop_citation(ref: str, number: int, *, by: Person, at: datetime) -> Held:
    """Take a citation out of the gate; its entry stays in the record. Rule PIP-2."""
    held = hold(by, Act.CITE, ref, at=at)
    if number not in held.story.citations:
        raise Unseen
    held.add(Kind.CITED, number=number, dropped=True)
    _unconfirm(held)
    held.done()
    return held


@transaction.atomic
def confirm_gate(ref: str, said: Confirmation, *, by: Person, at: datetime) -> Held:
    """Manager or HR partner confirms the five conditions, each for themselves; the second one passes the gate. Rule PIP-2."""
    held = hold(by, Act.CONFIRM_GATE, ref, at=at)
    story = held.story
    citations = list(story.citations.values())
    others = Case.objects.filter(person=held.case.person_id).exclude(state__in=OVER).exclude(pk=held.case.pk)
    kept = held.part is not Part.HR or access.is_registered(held.case, at=at)
    refuse_if(
        gate_rules.objections_to_second_plan(part=held.part, another_open=others.exists())
        + gate_rules.objections_to_unkept_register(part=held.part, kept=kept)
    )
    refuse_if(
        gate_rules.objections_to_confirming(said, part=held.part, citations=citations, promises=story.promises, today=held.today)
        + gate_rules.objections_to_overtaken(citations, versions_of({one.ref for one in citations if one.version}))
    )
    held.add(Kind.CONFIRMED, held=sorted(said.held), words=said.words.strip(), few_reason=said.few_reason.strip())
    if {Part.MANAGER, Part.HR} <= set(held.story.confirmed):
        held.add(Kind.GATE_PASSED)
        held.done(Act.PASS_GATE)
    else:
        held.done()
    return held


@transaction.atomic
def consider(ref: str, answers: Mapping[str, str], *, by: Person, at: datetime) -> Held:
    """Manager or HR partner says what they already know of adjustments, leave and recent changes. Rule PIP-3. Read by the parties alone."""
    held = hold(by, Act.CONSIDER, ref, at=at)
    refuse_if(gate_rules.objections_to_considering(answers))
    held.add(Kind.CONSIDERED, **{name: answers[name].strip() for name in gate_rules.QUESTIONS})
    held.done()
    return held


@transaction.atomic
def write_terms(ref: str, words: Mapping[str, str], weeks: int | None, *, seen: int, by: Person, at: datetime) -> Held:
    """Write the concern, what is required, the consequence and the length. Rules PIP-6, PIP-8, TRUST L1. Signatures given before are void."""
    held = hold(by, Act.WRITE_TERMS, ref, at=at)
    _in_step(held, Kind.TERMS, seen)
    refuse_if(plan_rules.objections_to_terms(words, weeks))
    held.add(Kind.TERMS, weeks=weeks, **{name: words[name].strip() for name in plan_rules.TERMS})
    held.done()
    return held


@transaction.atomic
def write_criterion(ref: str, number: int | None, standard: Standard, *, seen: int = 0, by: Person, at: datetime) -> Held:
    """Write a criterion, or word one anew until the criteria are settled. Rules PIP-4, PIP-5: a refused one needs rewording.

    Once the person has heard the plan, new words have five working days of their own, and what was said to the former ones is not said to them.
    """
    held = hold(by, Act.WRITE_CRITERION, ref, at=at)
    opened, words, columns = held.story.opening is not None, parts_of(standard), dict[str, Any]()
    found = plan_rules.objections_to_standard(standard)
    if number is not None:
        known = held.story.criteria.get(number)
        if known is None:
            raise Unseen
        if known.sequence != seen:
            raise OutOfStep([_CHANGED])
        found += plan_rules.objections_to_rewording(known.standard, standard, opened=opened)
    refuse_if(found)
    if opened:
        until = last_day(held.case.person, held.today, plan_rules.INPUT_WORKING_DAYS)
        words["input_until"], columns["act_by"] = until.isoformat(), until
    held.add(Kind.CRITERION, number=number or held.story.criteria_written + 1, **words)
    held.done(**columns)
    return held


@transaction.atomic
def drop_criterion(ref: str, number: int, *, by: Person, at: datetime) -> Held:
    """Take a criterion out before the criteria are settled. Rule PIP-5: once the person has heard the plan, never the last one."""
    held = hold(by, Act.WRITE_CRITERION, ref, at=at)
    if number not in held.story.criteria:
        raise Unseen
    refuse_if(
        plan_rules.objections_to_dropping_criterion(
            opened=held.story.opening is not None, others=len(held.story.criteria.keys() - {number})
        )
    )
    held.add(Kind.CRITERION_DROPPED, number=number)
    held.done()
    return held


@transaction.atomic
def promise_support(ref: str, draft: support_rules.Draft, *, by: Person, at: datetime) -> Held:
    """Name who provides what on which days, and ask them with the neutral request that everybody gets. Rule PIP-7, TRUST R12."""
    held = hold(by, Act.PROMISE_SUPPORT, ref, at=at)
    provider = access.named(draft.provider_id)
    here = provider is not None and provider.status in PRESENT
    case = held.case
    refuse_if(support_rules.objections_to_promise(draft, person_id=case.person_id, provider_here=here, stand_in_id=case.stand_in_id))
    assert provider is not None
    asked = None
    if provider.pk != by.pk:
        asked = asks.ask(provider.pk, AskKind.SUPPORT, what=asked_for(draft), by=by, at=at, due_date=max(draft.days)).pk
    held.add(
        Kind.SUPPORT,
        number=held.story.supports_promised + 1,
        what=draft.what.strip(),
        provider_id=provider.pk,
        provider=provider.name,
        manner=draft.manner,
        days=[day.isoformat() for day in draft.days],
        ask_id=asked,
    )
    held.done()
    return held


def asked_for(draft: support_rules.Draft) -> str:
    """What the provider reads: the manager's words with the days in them, as anybody writes them. A field of days would tell what it serves."""
    *before, last = sorted(draft.days)
    said = [date_format(day, "j F") for day in before] + [date_format(last, "j F Y")]
    standing = draft.manner is Manner.STANDING and len(said) > 1
    days = _("week by week, %(first)s – %(last)s") % {"first": said[0], "last": said[-1]} if standing else ", ".join(said)
    return _("%(what)s (%(days)s)") % {"what": draft.what.strip(), "days": days}


@transaction.atomic
def drop_support(ref: str, number: int, *, by: Person, at: datetime) -> Held:
    """Take a promised support out before the plan begins; the request to its provider is withdrawn. Rule PIP-7.

    What the person heard at the opening conversation goes only once as much was promised in its place and accepted. While the plan runs
    nothing goes but what was promised since and came to nothing.
    """
    held = hold(by, Act.PROMISE_SUPPORT, ref, at=at)
    known = held.story.supports.get(number)
    if known is None:
        raise Unseen
    if held.story.begun_on is None:
        refuse_if(objections_to_dropping(held.story.supports, number, heard=held.story.heard, today=held.today, last=held.would_end))
    elif not known.void:
        raise OutOfStep([objection("support-is-promised", support_rules.PROMISED)])
    if known.ask_id is not None:
        asks.take_back_for_case(known.ask_id, by=by, at=at)
    held.add(Kind.SUPPORT_DROPPED, number=number)
    held.done()
    return held


@transaction.atomic
def sign(ref: str, *, parts_confirmed: bool, by: Person, at: datetime) -> Held:
    """Manager or HR partner signs the plan as it stands; the second signature completes it. Rules PIP-4, PIP-8, TRUST R11."""
    held = hold(by, Act.SIGN, ref, at=at)
    story = held.story
    refuse_if(
        plan_rules.objections_to_signing(
            has_terms=bool(story.terms),
            standards=[one.standard for one in story.criteria.values()],
            supported=held.supported,
            considered={Part.MANAGER, Part.HR} <= set(story.considered),
            parts_confirmed=parts_confirmed,
        )
    )
    held.add(Kind.SIGNED, parts_confirmed=parts_confirmed)
    held.done(Act.CO_SIGN if {Part.MANAGER, Part.HR} <= set(held.story.signed) else None)
    return held


@transaction.atomic
def rework(ref: str, *, by: Person, at: datetime) -> Held:
    """Take a signed plan back for changes before anybody was told of it. Rule PIP-8: both sign again."""
    held = hold(by, Act.REWORK, ref, at=at)
    held.add(Kind.REWORKED)
    held.done()
    return held


@transaction.atomic
def withdraw(ref: str, reason: str, *, by: Person, at: datetime) -> Held:
    """Give a plan up before it is opened: nobody but the two ever knew, and requests to providers are withdrawn. Rule PIP-16, TRUST 1.7.

    What was passed to HR goes with it, but for what another open plan about the person keeps (EARLY-5, HAND-1).
    """
    held = hold(by, Act.WITHDRAW, ref, at=at)
    refuse_if(gate_rules.objections_to_withdrawing(reason))
    for one in held.story.supports.values():
        if one.ask_id is not None:
            asks.take_back_for_case(one.ask_id, by=by, at=at)
    bundles.release_for_case(tied_to(held.case, held.entries), by=by, at=at)
    for other in access.other_open_plans(held.case):
        keep_bundles(other, by=None, at=at)
    held.add(Kind.WITHDRAWN, reason=reason.strip())
    held.done(ended_at=at, spent_from=at)
    return held


def parts_of(standard: Standard) -> dict[str, str]:
    """A standard as an entry holds it."""
    return {name: getattr(standard, name).strip() for name in PARTS}


_CHANGED = Objection("formal-words-changed", gate_rules.CHANGED)


def _in_step(held: Held, kind: Kind, seen: int) -> None:
    """Refuse words that were written over others which their writer has not read."""
    if held.story.last.get(kind, 0) != seen:
        raise OutOfStep([_CHANGED])


def _unconfirm(held: Held) -> None:
    """A confirmation is of the records as they were: other records need it again."""
    if held.story.confirmed and State(held.case.state) is State.DRAFT:
        held.add(Kind.REWORKED, gate=True)
