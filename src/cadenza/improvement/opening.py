"""The verbs from the opening conversation to the first day: served, the person's input, settled, received, begun."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.conversations import bundles
from cadenza.improvement import gate_rules, meeting_rules, plan_rules
from cadenza.improvement.held import Held, day_of_person, excused_days, hold, last_day, plan_days, redated
from cadenza.improvement.meeting_rules import Invitation, Meeting, Minutes
from cadenza.improvement.outcome_rules import SurpriseCause
from cadenza.improvement.plan_rules import INPUT_WORKING_DAYS, Point
from cadenza.improvement.providing import write_down
from cadenza.improvement.records import tied_to
from cadenza.improvement.rules import Act, Kind
from cadenza.objections import Objection, OutOfStep, Unseen, refuse_if
from cadenza.people.models import Person


@dataclass(frozen=True)
class Talk:
    """What is recorded of the opening conversation."""

    held_on: date | None
    said: Collection[Point]
    present: str
    companion: str = ""
    minutes: str = ""


@transaction.atomic
def invite(ref: str, one: Invitation, *, by: Person, at: datetime) -> Held:
    """Write down how the person was invited to a meeting: when, how, with what, and that they may be accompanied. TRUST L3."""
    held = hold(by, Act.INVITE, ref, at=at)
    refuse_if(meeting_rules.objections_to_invitation(one, today=held.today))
    assert one.on is not None
    assert one.served_on is not None
    held.add(
        Kind.INVITED,
        meeting=one.meeting,
        on=one.on.isoformat(),
        served_on=one.served_on.isoformat(),
        method=one.method,
        notice=one.notice_days,
        enclosed=one.enclosed.strip(),
        companion_told=one.companion_told,
        companion=one.companion.strip(),
    )
    held.done()
    return held


@transaction.atomic
def minute(ref: str, one: Minutes, *, by: Person, at: datetime) -> Held:
    """Write down who was at a meeting, who came with the person, what was said and what the person answered. TRUST L3."""
    held = hold(by, Act.MINUTE, ref, at=at)
    opened_on = held.story.opening.held_on if held.story.opening else None
    refuse_if(meeting_rules.objections_to_minutes(one, invited=_invited(held), begun=opened_on, today=held.today))
    assert one.on is not None
    held.add(
        Kind.MEETING,
        meeting=one.meeting,
        on=one.on.isoformat(),
        hearing=one.hearing,
        **{name: getattr(one, name).strip() for name in ("present", "companion", "minutes", "response")},
    )
    held.done()
    return held


def _invited(held: Held) -> list[tuple[Meeting | None, date | None]]:
    """Meeting and day of each invitation in the record."""
    return [(known.meeting, known.on) for known in held.story.invitations]


@transaction.atomic
def serve(ref: str, talk: Talk, *, stands: str = "", by: Person, at: datetime) -> Held:
    """Record the opening conversation, which serves the plan: from this instant the person sees everything of it. Rules PIP-8, PIP-3, TRUST L3."""
    held = hold(by, Act.SERVE, ref, at=at, stands=stands)
    today = held.today
    signed_on = day_of_person(held.case.person, max((one.at for one in held.story.signed.values()), default=at))
    refuse_if(
        plan_rules.objections_to_opening(talk.said, held_on=talk.held_on, signed_on=signed_on, today=today, present=talk.present)
        + meeting_rules.objections_to_opening_meeting(talk.companion, held_on=talk.held_on, invited=_invited(held))
        + gate_rules.too_long({"minutes": talk.minutes, "companion": talk.companion})
    )
    assert talk.held_on is not None
    until = last_day(held.case.person, today, INPUT_WORKING_DAYS)
    held.add(
        Kind.OPENED,
        held_on=talk.held_on.isoformat(),
        said=sorted(talk.said),
        present=talk.present.strip(),
        companion=talk.companion.strip(),
        minutes=talk.minutes.strip(),
        input_until=until.isoformat(),
    )
    bundles.keep_for_case(tied_to(held.case, held.entries), held.case.hr_partner, opened=True, by=by, at=at)
    held.done(served_at=at, act_by=until)
    return held


@transaction.atomic
def give_input(ref: str, number: int, words: str, *, fair: bool, seen: int = 0, by: Person, at: datetime) -> Held:
    """The person's view on one criterion, and whether who achieves it has met the standard. Rule PIP-5.

    It is a view on the words that the page showed (`seen`); other ones since are out of step.
    """
    held = hold(by, Act.GIVE_INPUT, ref, at=at)
    known = held.story.criteria.get(number)
    if known is None:
        raise Unseen
    if seen and known.sequence != seen:
        raise OutOfStep([Objection("formal-words-changed", gate_rules.CHANGED)])
    refuse_if(plan_rules.objections_to_input(words, fair=fair))
    held.add(Kind.INPUT, number=number, words=words.strip(), fair=fair)
    held.done()
    return held


@transaction.atomic
def answer_input(ref: str, number: int, words: str, *, by: Person, at: datetime) -> Held:
    """The manager's answer, kept beside what the person said. Rule PIP-5: the manager sets the standard and answers."""
    held = hold(by, Act.ANSWER_INPUT, ref, at=at)
    known = held.story.criteria.get(number)
    if known is None or known.input is None:
        raise Unseen
    refuse_if(plan_rules.objections_to_reply(words))
    held.add(Kind.INPUT_ANSWER, number=number, words=words.strip())
    held.done()
    return held


@transaction.atomic
def settle(ref: str, *, by: Person, at: datetime) -> Held:
    """Settle the criteria, once every view was given and answered or its five working days are over. Rule PIP-5."""
    held = hold(by, Act.SETTLE, ref, at=at)
    story = held.story
    held.refuse_without_substance()
    refuse_if(
        plan_rules.objections_to_settling(
            story.criteria.keys(),
            given=[number for number, one in story.criteria.items() if one.input],
            answered=[number for number, one in story.criteria.items() if one.answer],
            last_days={number: one.input_until for number, one in story.criteria.items() if one.input_until},
            today=held.today,
            standards=[one.standard for one in story.criteria.values()],
        )
    )
    held.add(Kind.SETTLED)
    held.done(act_by=None)
    return held


@transaction.atomic
def receive(ref: str, *, stands: str = "", by: Person, at: datetime) -> Held:
    """The person acknowledges receipt, which is not agreement and waits for nobody's support. Rule PIP-9, TRUST L6."""
    held = hold(by, Act.RECEIVE, ref, at=at, stands=stands)
    held.add(Kind.RECEIVED)
    held.done()
    return held


@transaction.atomic
def refuse_receipt(ref: str, witness: str, *, by: Person, at: datetime) -> Held:
    """Record that the plan was handed over and the receipt refused, before a witness. Rule PIP-8, TRUST L6."""
    held = hold(by, Act.REFUSE_RECEIPT, ref, at=at)
    parties = {held.case.person.name, held.case.manager.name, held.case.hr_partner.name}
    plain = " ".join(witness.split()).casefold()
    refuse_if(plan_rules.objections_to_refused_receipt(witness, witness_is_party=plain in {name.casefold() for name in parties}))
    held.add(Kind.RECEIPT_REFUSED, witness=witness.strip())
    held.done()
    return held


@transaction.atomic
def begin(ref: str, *, by: Person, at: datetime) -> Held:
    """Begin: the length counts from today and every checkpoint gets its day. Rules PIP-6, PIP-7, PIP-8."""
    held = hold(by, Act.BEGIN, ref, at=at)
    story, person, today = held.story, held.case.person, held.today
    held.refuse_without_substance()
    ends = held.would_end
    days = plan_days(person, today, ends, story.weeks)
    refuse_if(
        plan_rules.objections_to_beginning(
            opened=story.opening is not None and set(Point) <= story.opening.said,
            unaccepted=[one.what for one in story.supports.values() if not one.accepted],
            beyond=[one.what for one in story.supports.values() if one.first > ends],
            day_objections=plan_rules.objections_to_days(days, begun=today, excused=excused_days(person, [])),
        )
    )
    held.add(Kind.BEGUN, on=today.isoformat(), ends_on=ends.isoformat(), days=[day.isoformat() for day in days])
    held.done(begun_on=today, ends_on=ends)
    held.story = write_down(held.case, held.entries, at=at)  # what providers wrote down before (PIP-7)
    return held


@transaction.atomic
def add_statement(ref: str, words: str, *, by: Person, at: datetime) -> Held:
    """The person's own statement, at any time; it stands beside whatever it is about and nobody changes it. Rule PIP-9."""
    held = hold(by, Act.STATE, ref, at=at)
    refuse_if(plan_rules.objections_to_reply(words))
    held.add(Kind.STATEMENT, words=words.strip())
    held.done()
    return held


@transaction.atomic
def say_surprise(ref: str, words: str, *, surprised: bool | None, by: Person, at: datetime) -> Held:
    """Whether this came as a surprise: for the HR partner alone. Rule PIP-9, TRUST G7."""
    held = hold(by, Act.SAY_SURPRISE, ref, at=at)
    refuse_if(plan_rules.objections_to_surprise(words, surprised=surprised))
    held.add(Kind.SURPRISE, surprised=bool(surprised), words=words.strip())
    held.done()
    return held


@transaction.atomic
def explain_surprise(ref: str, cause: SurpriseCause | None, words: str, *, by: Person, at: datetime) -> Held:
    """The HR partner records what a surprise says about the process before. Rule PIP-9."""
    held = hold(by, Act.EXPLAIN_SURPRISE, ref, at=at)
    asked = held.story.surprise is not None and bool(held.story.surprise.yes)
    refuse_if(plan_rules.objections_to_surprise_cause(chosen=cause is not None, surprised=asked, words=words))
    assert cause is not None
    held.add(Kind.SURPRISE_CAUSE, cause=cause, words=words.strip())
    held.done()
    return held


@transaction.atomic
def agree_adjustment(ref: str, what: str, *, in_place_on: date | None, by: Person, at: datetime) -> Held:
    """Record an adjustment agreed with the person: the measure, never the reason. Rule PIP-3, TRUST L4.

    While the plan runs its length starts anew on the day that the adjustment is in place: it gets time to work before anything is measured.
    """
    held = hold(by, Act.AGREE_ADJUSTMENT, ref, at=at)
    story, person = held.story, held.case.person
    first = story.begun_on
    refuse_if(plan_rules.objections_to_adjustment(what, in_place_on=in_place_on, begun=first, today=held.today))
    held.add(Kind.ADJUSTMENT, what=what.strip(), on=in_place_on.isoformat() if in_place_on else None)
    if first is None or in_place_on is None:
        held.done()
        return held
    weeks, still = story.weeks + story.extension_weeks, plan_rules.paused_days(story.pauses_over, in_place_on, held.today)
    ends = max(plan_rules.ends_on(in_place_on, weeks=weeks, paused_days=still), story.ends_on or in_place_on)
    due = min(story.paused_since or held.today, held.today)
    held.add(
        Kind.BEGUN,
        on=in_place_on.isoformat(),
        **redated(story, person, today=held.today, due=due, ends=ends, weeks=weeks, pauses=story.pauses),
    )
    held.done(begun_on=in_place_on, ends_on=ends)
    return held
