"""The verbs of a running plan: the support ledger, checkpoints, criteria that change, pauses, the extension, who is on the case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from cadenza.conversations import bundles
from cadenza.improvement import access, checkpoint_rules, gate_rules, plan_rules, rules, support_rules
from cadenza.improvement.actions import parts_of
from cadenza.improvement.checkpoint_rules import Notes
from cadenza.improvement.held import Held, day_of_person, hold, last_day, redated
from cadenza.improvement.plan_rules import INPUT_WORKING_DAYS, Pause, Standard
from cadenza.improvement.providing import hold_request
from cadenza.improvement.records import tied_to
from cadenza.improvement.rules import Act, Kind, Part, State
from cadenza.improvement.standing_in import NOBODY
from cadenza.improvement.support_rules import Answer, Given
from cadenza.improvement.supports import Place, substitute
from cadenza.objections import Objection, OutOfStep, Unseen, objection, refuse_if
from cadenza.people.models import Person
from cadenza.people.relations import has_left, manager_of


@transaction.atomic
def log_support(
    ref: str,
    number: int,
    day: date,
    given: Given,
    *,
    on: date | None = None,
    replaced_by: Place | None = None,
    note: str = "",
    by: Person,
    at: datetime,
) -> Held:
    """Write down what became of one promised day. Rule PIP-7. `on` is the new date offered, or the day it was made good.

    `replaced_by` names the support, and the day of it, that takes this one's place.
    """
    held = hold(by, Act.LOG_SUPPORT, ref, at=at)
    known = held.story.supports.get(number)
    if known is None:
        raise Unseen
    found = support_rules.objections_to_logging(
        known.days.get(day),
        given,
        on=on,
        today=held.today,
        offered=on,
        promised=known.days,
        by_provider=known.provider_id == by.pk,
        replaced_by=replaced_by if given is Given.REPLACED else None,
    )
    instead: dict[str, object] = {}
    if given is Given.REPLACED:
        found += support_rules.objections_to_substitute(substitute(held.story.supports, replaced_by, of=(number, day)))
        instead = _instead(held, replaced_by)
    refuse_if(found + gate_rules.too_long({"note": note}))
    until, before = last_day(held.case.person, held.today, INPUT_WORKING_DAYS), known.days[day].took_place_on
    held.add(
        Kind.SUPPORT_LOGGED,
        number=number,
        day=day.isoformat(),
        given=given,
        on=on.isoformat() if on else None,
        note=note.strip(),
        answer_by=until.isoformat(),
        **instead,
    )
    hold_request(held.story.supports[number], before=before, by=by, at=at)
    held.done()
    return held


def _instead(held: Held, where: Place | None) -> dict[str, object]:
    """What takes a day's place, as an entry holds it."""
    support = held.story.supports.get(where[0]) if where else None
    if support is None or where is None:
        return {}
    return {"replaced_by": support.number, "replaced_on": where[1].isoformat(), "replacement": support.what}


@transaction.atomic
def answer_support(ref: str, number: int, day: date, answer: Answer | None, *, words: str = "", by: Person, at: datetime) -> Held:
    """The person confirms or contests one entry about support. Rule PIP-7: silence shows as unconfirmed and blocks nothing."""
    held = hold(by, Act.ANSWER_SUPPORT, ref, at=at)
    known = held.story.supports.get(number)
    if known is None:
        raise Unseen
    refuse_if(
        support_rules.objections_to_answering(known.days.get(day), answer, last_day=known.answer_by.get(day), today=held.today)
        + gate_rules.too_long({"words": words})
    )
    assert answer is not None
    held.add(Kind.SUPPORT_ANSWERED, number=number, day=day.isoformat(), answer=answer, words=words.strip())
    held.done()
    return held


@transaction.atomic
def decide_support(ref: str, number: int, day: date, reason: str, *, upheld: bool | None, by: Person, at: datetime) -> Held:
    """HR decides a contested entry, or a correction that nobody answered, with reasons. Rule PIP-7."""
    held = hold(by, Act.DECIDE_SUPPORT, ref, at=at)
    known = held.story.supports.get(number)
    if known is None:
        raise Unseen
    refuse_if(
        support_rules.objections_to_deciding(
            known.days.get(day), reason, upheld=upheld, last_day=known.answer_by.get(day), today=held.today
        )
    )
    held.add(Kind.SUPPORT_DECIDED, number=number, day=day.isoformat(), upheld=upheld, reason=reason.strip())
    held.done()
    return held


def refuse_out_of_turn(seat: access.Seat, number: int, wanted: int | None) -> None:
    """Refuse a checkpoint that was shared meanwhile as out of step, so that what was typed stays; Unseen for whoever never shares one. TRUST 0.8, N10."""
    if not rules.knows(Act.CHECK, seat.acting(Act.CHECK)):
        raise Unseen
    if not seat.can(Act.CHECK):
        raise access.out_of_step(seat)
    if number != wanted:
        raise OutOfStep([Objection("checkpoint-shared-before", checkpoint_rules.SHARED_BEFORE)])


@transaction.atomic
def share_checkpoint(ref: str, number: int, notes: Notes, *, held_on: date | None, by: Person, at: datetime) -> Held:
    """Share one checkpoint as it is recorded: the person reads it from this instant. Rules PIP-10, PIP-11.

    Whoever shares it, nobody stands in from then on: that was named for this checkpoint alone (TRUST X10).
    """
    held = hold(by, Act.CHECK, ref, at=at)
    story = held.story
    wanted = checkpoint_rules.next_number(story.days, story.checkpoints.keys())
    if number != wanted:
        raise OutOfStep([Objection("checkpoint-shared-before", checkpoint_rules.SHARED_BEFORE)])
    first = story.begun_on
    if held.part is Part.STAND_IN and held.case.stand_in_since is not None:  # on their own days alone (TRUST X10)
        first = day_of_person(held.case.person, held.case.stand_in_since)
    refuse_if(
        checkpoint_rules.objections_to_checkpoint(notes, open_numbers=story.criteria.keys())
        + checkpoint_rules.objections_to_checkpoint_day(held_on, begun=first, today=held.today)
    )
    assert held_on is not None
    looks = {
        str(key): {"verdict": look.verdict, "evidence": look.evidence.strip()} for key, look in notes.looks.items() if key in story.criteria
    }
    words: dict[str, object] = {name: text.strip() for name, text in notes.words.items()}
    if held.part is Part.STAND_IN:
        words["in_place_of"] = held.case.manager_id
    held.add(Kind.CHECKPOINT, number=number, held_on=held_on.isoformat(), looks=looks, **words)
    held.done(**NOBODY)
    return held


@transaction.atomic
def ease_criterion(ref: str, number: int, standard: Standard, reason: str, *, seen: int, by: Person, at: datetime) -> Held:
    """Relax or clarify a criterion while the plan runs. Rule PIP-12: the standard stays, and these words are enough as well."""
    held = hold(by, Act.EASE, ref, at=at)
    known = held.story.criteria.get(number)
    if known is None:
        raise Unseen
    if known.sequence != seen:
        raise OutOfStep([Objection("formal-words-changed", gate_rules.CHANGED)])
    known_words = [known.standard, *known.eased]
    refuse_if(checkpoint_rules.objections_to_easing(known_words, standard, plan_rules.objections_to_standard(standard), reason))
    held.add(Kind.EASED, number=number, reason=reason.strip(), **parts_of(standard))
    held.done()
    return held


@transaction.atomic
def propose_change(ref: str, number: int | None, standard: Standard, reason: str, *, by: Person, at: datetime) -> Held:
    """Propose a stricter or a new criterion. Rule PIP-12: nothing holds until person and HR partner have both agreed."""
    held = hold(by, Act.PROPOSE_CHANGE, ref, at=at)
    if number is not None and number not in held.story.criteria:
        raise Unseen
    found = checkpoint_rules.objections_to_change(plan_rules.objections_to_standard(standard), reason)
    refuse_if(checkpoint_rules.objections_to_change_now(ahead=_checkpoint_ahead(held)) + found)
    held.add(Kind.CHANGE_PROPOSED, number=number or held.story.next_criterion, reason=reason.strip(), **parts_of(standard))
    held.done()
    return held


@transaction.atomic
def agree_change(ref: str, change: int, *, by: Person, at: datetime) -> Held:
    """Person or HR partner agrees to a proposed change; it holds from the second of them on. Rule PIP-12."""
    held = hold(by, Act.AGREE_CHANGE, ref, at=at)
    known = held.story.changes.get(change)
    if known is None or held.part in known.agreed:
        raise OutOfStep([Objection("formal-words-changed", gate_rules.CHANGED)])
    refuse_if(checkpoint_rules.objections_to_change_now(ahead=_checkpoint_ahead(held)))
    held.add(Kind.CHANGE_AGREED, change=change)
    held.done()
    return held


def _checkpoint_ahead(held: Held) -> bool:
    return checkpoint_rules.next_number(held.story.days, held.story.checkpoints.keys()) is not None


@transaction.atomic
def pause(ref: str, reason: str, *, by: Person, at: datetime) -> Held:
    """Stop the clock, for an agreed absence or because something must be settled first. Rules PIP-6, PIP-8."""
    held = hold(by, Act.PAUSE, ref, at=at)
    refuse_if(gate_rules.objections_to_withdrawing(reason))
    held.add(Kind.PAUSED, since=held.today.isoformat(), reason=reason.strip())
    held.done()
    return held


@transaction.atomic
def resume(ref: str, *, by: Person, at: datetime) -> Held:
    """Let the clock run again; the days that it stood still are added. Rule PIP-6, TRUST X2."""
    held = hold(by, Act.RESUME, ref, at=at)
    if State(held.case.state) is not State.PAUSED:
        raise OutOfStep([Objection("formal-plan-waits-for-manager", gate_rules.WAITS_FOR_MANAGER)])
    dates = _later(held, held.story.paused_since or held.today, held.story.pauses)
    held.add(Kind.RESUMED, until=held.today.isoformat(), **dates)
    held.done(ends_on=held.story.ends_on)
    return held


@transaction.atomic
def extend(ref: str, weeks: int | None, reason: str, *, by: Person, at: datetime) -> Held:
    """Extend once, with a reason. Rules PIP-6, PIP-14: one of the ways out while support is missing."""
    held = hold(by, Act.EXTEND, ref, at=at)
    story = held.story
    assert story.begun_on is not None
    assert story.ends_on is not None
    until = max(story.ends_on, held.today)
    lasted = (until - story.begun_on).days - plan_rules.paused_days(story.pauses, story.begun_on, until)
    refuse_if(plan_rules.objections_to_extension(weeks, lasted=lasted, extended=story.extended is not None, reason=reason))
    assert weeks is not None
    ends = plan_rules.ends_on(until, weeks=weeks)
    dates = redated(story, held.case.person, today=held.today, due=held.today, ends=ends, weeks=story.weeks + weeks, pauses=story.pauses)
    held.add(Kind.EXTENDED, weeks=weeks, reason=reason.strip(), **dates)
    held.done(ends_on=ends, act_by=None)
    return held


# Who is on the case


@transaction.atomic
def confirm_manager(ref: str, *, keep: bool, by: Person, at: datetime) -> Held:
    """HR says who is the manager on the case after a change: the new one, or the former one kept, until HR hands over. TRUST X2, X4.

    The time since the change was a pause: it is written down and added. A new manager reads the record from this instant on.
    """
    held = hold(by, Act.CONFIRM_MANAGER, ref, at=at)
    case, story = held.case, held.story
    current = manager_of(case.person, at=at)
    if not held.waits_for_manager and (keep or not case.manager_kept):
        raise OutOfStep([Objection("manager-unchanged", gate_rules.MANAGER_UNCHANGED)])
    if not keep and (current is None or current.pk == case.hr_partner_id):
        refuse_if([objection("nobody-to-confirm", gate_rules.NOBODY_TO_CONFIRM, where="keep")])
    if keep and has_left(case.manager, at=at):
        refuse_if([objection("kept-manager-left", gate_rules.KEPT_LEFT, where="keep")])
    words: dict[str, object] = {"kept": keep, "manager": case.manager_id if keep or current is None else current.pk}
    if held.waits_for_manager and State(case.state) is State.ACTIVE and story.ends_on is not None:
        since = day_of_person(case.person, access.changed_at(case, at=at))
        words |= {
            "since": since.isoformat(),
            "until": held.today.isoformat(),
            **_later(held, since, [*story.pauses, (since, held.today, "")]),
        }
    held.add(Kind.MANAGER_CONFIRMED, **words)
    if not keep and current is not None:
        case.manager, case.manager_kept = current, False
        for column, nothing in NOBODY.items():  # they stood in for the former one
            setattr(case, column, nothing)
    else:
        case.manager_kept = True
    case.ends_on = held.story.ends_on
    case.save()
    return held


@transaction.atomic
def name_hr_partner(ref: str, partner_id: int | None, *, by: Person, at: datetime) -> Held:
    """HR admin names another HR partner, who is not themself. Rules PIP-1; TRUST X6, X8."""
    held = hold(by, Act.NAME_HR, ref, at=at)
    case = held.case
    partner = access.named(partner_id)
    if partner is None:
        refuse_if([objection("hr-partner-unnamed", gate_rules.HR_UNNAMED, where="who")])
        raise AssertionError("refused above")
    if partner.pk == by.pk:
        refuse_if([objection("hr-partner-names-themself", gate_rules.NOT_THEMSELF, where="who")])
    refuse_if(
        rules.without_reasons(access.objections_to_hr(partner, case.person, case.manager_id, at=at, decider_id=case.decider_id), "who")
    )
    held.add(Kind.HR_NAMED, person=partner.pk, former=case.hr_partner_id)
    bundles.hand_on_for_case(tied_to(held.case, held.entries), partner, former=case.hr_partner, by=by, at=at)
    case.hr_partner = partner
    case.save()
    return held


def _later(held: Held, since: date, pauses: Collection[Pause]) -> dict[str, object]:
    """The plan's days after it stood still since a day (one of its pauses), as an entry holds them. Rule PIP-6, TRUST X2.

    A plan whose length was over before keeps its days: nothing of it stood still.
    """
    story = held.story
    assert story.begun_on is not None
    assert story.ends_on is not None
    if since >= story.ends_on:
        return {"ends_on": story.ends_on.isoformat(), "days": [day.isoformat() for day in story.days]}
    ends = plan_rules.ends_on(story.ends_on, weeks=0, paused_days=(held.today - max(since, story.begun_on)).days)
    weeks = story.weeks + story.extension_weeks
    return redated(story, held.case.person, today=held.today, due=since, ends=ends, weeks=weeks, pauses=pauses)
