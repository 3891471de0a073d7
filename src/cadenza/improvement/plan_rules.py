"""What the plan itself must hold: criteria that can be assessed, a length, checkpoint dates, the opening and the receipt. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cadenza.improvement.gate_rules import too_long
from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded
from cadenza.wording import REFUSED_IN_CRITERIA, Finding, Kind, can_read, criterion, read

LEAST_WEEKS = 6
MOST_WEEKS = 26
SHORT_WEEKS = 8
"""Eight to twelve weeks are recommended; six is the least, twenty-six with extensions the most. Source: PIP-6, [P]."""
FIRST_WITHIN_DAYS = 14
MOST_DAYS_APART = 16
"""Source: PIP-6, holidays and agreed absence apart."""
WEEKLY, FORTNIGHTLY = 7, 14
INPUT_WORKING_DAYS = 5
"""How long the person has for their input, and for each answer about support. Source: PIP-5, PIP-7."""
PARTS = ("statement", "measure", "assessor", "source", "period")

Pause = tuple[date, date | None, str]
"""From when, until when (None while it goes on) and why a plan stands still."""
WorkingDay = Callable[[date], date]
"""A day, or the next one on which the person works: `people.calendars`, with the person's country, passed in."""


@dataclass(frozen=True)
class Standard:
    """One wording of a criterion: what, how measured, by whom, from what, over which time (PIP-4)."""

    statement: str = ""
    measure: str = ""
    assessor: str = ""
    source: str = ""
    period: str = ""

    @property
    def sentence(self) -> str:
        """The one sentence that the page shows and the coach judges."""
        ends = {"statement": ".", "period": "."}
        parts = ((name, getattr(self, name).strip().rstrip(".,;")) for name in PARTS)
        return criterion(*(f"{text}{ends.get(name, ',')}" if text else "" for name, text in parts))


def objections_to_standard(standard: Standard) -> list[Objection]:
    """Why a criterion cannot be assessed. Rule PIP-4: refused ones need rewording, there is no override; the rest are warnings.

    What the coach objects to is said in its own words: why, and how to say it better.
    """
    found = [
        objection("criterion-part-missing", N_("Fill this in: whoever reads the criterion alone must be able to check it."), where=name)
        for name in PARTS
        if not says_something(getattr(standard, name))
    ]
    found += too_long({name: getattr(standard, name) for name in PARTS})
    if found:
        return found
    return [line for one in findings_in(standard) for line in _said(one)]


def findings_in(standard: Standard) -> tuple[Finding, ...]:
    """What the coach finds in the composed sentence. Rules PIP-4, COACH-3."""
    return read(standard.sentence, Kind.PIP_CRITERION).findings


def is_judged(standard: Standard) -> bool:
    """Whether the coach can read it at all; else manager and HR each confirm the parts when they sign. Rule PIP-4."""
    return can_read(standard.sentence)


def _said(one: Finding) -> list[Objection]:
    warning = one.flaw not in REFUSED_IN_CRITERIA
    code = "criterion-worth-a-look" if warning else "criterion-needs-rewording"
    return [
        Objection(code, one.why.message, "" if warning else "statement", one.why.values, warning),
        Objection("criterion-said-better", one.better.message, "" if warning else "statement", one.better.values, True),
    ]


# Length and days


def ends_on(begun: date, *, weeks: int, paused_days: int = 0) -> date:
    """The last day of a plan: so many weeks from the day it began, its standing clock added. Rule PIP-6, TRUST X2."""
    return begun + timedelta(days=weeks * 7 + paused_days)


def objections_to_length(weeks: int | None) -> list[Objection]:
    """Why a plan cannot last so long. Rule PIP-6: 6 to 26 weeks; under 8 is a warning."""
    if weeks is None or weeks < LEAST_WEEKS:
        return [
            objection("plan-too-short", N_("Give it at least %(least)d weeks; 8 to 12 are recommended."), where="weeks", least=LEAST_WEEKS)
        ]
    if weeks > MOST_WEEKS:
        return [objection("plan-too-long", N_("Give it at most %(most)d weeks."), where="weeks", most=MOST_WEEKS)]
    if weeks < SHORT_WEEKS:
        return [objection("plan-is-short", N_("Under 8 weeks is short for a pattern to change."), where="weeks", warning=True)]
    return []


def objections_to_extension(weeks: int | None, *, lasted: int, extended: bool, reason: str) -> list[Objection]:
    """Why a plan cannot be extended. Rule PIP-6: once, with a reason, and 26 weeks in all.

    `lasted` counts the days from its beginning to where the extension would start, pauses apart: an assessment that drags on is part of them.
    """
    found = []
    room = (MOST_WEEKS * 7 - lasted) // 7
    if extended:
        found.append(objection("extended-before", N_("It was extended once. A plan is extended once at most.")))
    if room < 1:
        found.append(objection("extension-without-room", N_("With this it would last longer than %(most)d weeks."), most=MOST_WEEKS))
    elif not weeks or weeks < 1:
        found.append(objection("extension-without-weeks", N_("Say by how many weeks."), where="weeks"))
    elif weeks > room:
        found.append(objection("plan-too-long", N_("Give it at most %(most)d weeks."), where="weeks", most=room))
    if not says_something(reason):
        found.append(objection("extension-without-reason", N_("Give the reason in a sentence."), where="reason"))
    return found + too_long({"reason": reason})


def rhythm_of(weeks: int) -> int:
    """Days between checkpoints: weekly for shorter plans, fortnightly for longer. Rule PIP-6."""
    return WEEKLY if weeks < SHORT_WEEKS else FORTNIGHTLY


def checkpoint_days(begun: date, end: date, *, every: int, working_day: WorkingDay) -> list[date]:
    """The days of all checkpoints, dated at the start; one on a holiday moves to the next working day. Rule PIP-6, TRUST N18.

    The last lies at the end of the plan, so that no stretch of it goes unseen.
    """
    days = []
    day, last = begun + timedelta(days=every), working_day(end)
    while day < end:
        days.append(working_day(day))
        day += timedelta(days=every)
    return [*(one for one in days if one < last), last]


def paused_days(pauses: Collection[Pause], first: date, last: date) -> int:
    """How many days between two a plan stood still; a pause that goes on counts to the second of them. Rule PIP-6, TRUST X2."""
    return sum(
        (min(until or last, last) - max(since, first)).days for since, until, _why in pauses if since < last and (until or last) > first
    )


def dated_anew_from(last: date, *, still: int, today: date, every: int) -> date:
    """The day from which the rhythm goes on after a plan was dated anew. Rule PIP-6.

    The last checkpoint or the beginning, with the days added that the plan stood still since. Where a rhythm has gone by from there while it
    had run out, the next checkpoint falls tomorrow.
    """
    return max(last + timedelta(days=still), today + timedelta(days=1 - every))


def excused_days(first: date, last: date, *, works: Callable[[date], bool]) -> int:
    """How many days between two do not count because of public holidays. Rule PIP-6: holidays apart.

    A holiday on a weekday is one; when it has moved the last day on, so is the weekend that lies in between.
    """
    days = [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]
    holidays = {day for day in days if day.weekday() < SATURDAY and not works(day)}
    moved = set()
    day = last - timedelta(days=1)
    while day > first and not works(day):
        moved.add(day)
        day -= timedelta(days=1)
    return len(holidays | moved) if moved & holidays else len(holidays)


SATURDAY = 5


def objections_to_days(days: Sequence[date], *, begun: date, excused: Callable[[date, date], int]) -> list[Objection]:
    """Why checkpoints cannot lie so. Rule PIP-6: all dated at the start, the first within two weeks, none over 16 days after the last.

    `excused(first, last)` counts the days between that do not count: holidays and agreed absence.
    """
    if not days:
        return [objection("no-checkpoints", N_("Date every checkpoint before the plan begins."), where="days")]
    found = []
    if (days[0] - begun).days - excused(begun, days[0]) > FIRST_WITHIN_DAYS:
        found.append(objection("first-checkpoint-late", N_("Hold the first checkpoint within two weeks."), where="days"))
    for first, then in itertools.pairwise(days):
        if (then - first).days - excused(first, then) > MOST_DAYS_APART:
            found.append(
                objection(
                    "checkpoints-too-far-apart",
                    N_("No more than %(most)d days may lie between %(first)s and the next checkpoint."),
                    where="days",
                    most=MOST_DAYS_APART,
                    first=first,
                )
            )
    return found


# What there must be


def objections_to_substance(*, criteria: int, supported: bool) -> list[Objection]:
    """Why a plan is no plan: nothing to meet, or nothing given for it. Rules PIP-4, PIP-7; asked at signing, settling, the first day and *not met*.

    `supported`: somebody has said yes to a support, and one of its days lies within the plan's length.
    """
    found = []
    if not criteria:
        found.append(objection("plan-without-criteria", N_("A plan needs at least one criterion.")))
    if not supported:
        words = N_("At least one support needs a provider who has said yes, and a day within the plan’s length.")
        found.append(objection("plan-without-support", words))
    return found


def objections_to_dropping_criterion(*, opened: bool, others: int) -> list[Objection]:
    """Why a criterion cannot be taken out. Rules PIP-4, PIP-5: once the person has heard the plan, one is left at least."""
    if opened and not others:
        words = N_("This is the plan’s last criterion, and the person has heard it. Word it anew, or write another one first.")
        return [objection("last-criterion", words)]
    return []


def objections_to_dropping_support(*, heard: int, left: int, counts: bool) -> list[Objection]:
    """Why a support cannot be taken out. Rules PIP-7, PIP-8: what the person heard is replaced by as much, asked and accepted, or it stays.

    `heard` counts the days promised at the opening conversation, `left` those that would be there without this support. One that the person
    did not hear of then, and that gives no day in place of those, may go (`counts` is False).
    """
    if counts and left < heard:
        words = N_("The person was promised this. Promise another support of as many days first; once its provider has said yes, this one can go.")  # fmt: skip
        return [objection("support-not-replaced", words)]
    return []


def objections_to_rewording(former: Standard, new: Standard, *, opened: bool) -> list[Objection]:
    """Why the same words are not kept anew once the person knows them: that would cost them their view. Rule PIP-5."""
    if opened and new == former:
        return [objection("nothing-reworded", N_("These are the same words as before."), where="statement")]
    return []


# Terms, signatures


TERMS = ("concern", "required", "consequence")


def objections_to_terms(words: Mapping[str, str], weeks: int | None) -> list[Objection]:
    """Why the plan's terms are not complete. Rule PIP-8, TRUST L1: concern with its evidence, what is required, what follows if not met."""
    found = [
        objection("terms-missing", N_("Fill this in; the opening conversation says it."), where=name)
        for name in TERMS
        if not says_something(words.get(name, ""))
    ]
    return found + too_long(words) + objections_to_length(weeks)


def objections_to_signing(
    *, has_terms: bool, standards: Collection[Standard], supported: bool, considered: bool, parts_confirmed: bool
) -> list[Objection]:
    """Why manager or HR partner cannot sign. Rules PIP-3, PIP-4, PIP-7, PIP-8."""
    found = []
    if not considered:
        found.append(
            objection("circumstances-unasked", N_("Manager and HR each answer first what they know about adjustments, leave and changes."))
        )
    if not has_terms:
        found.append(objection("plan-without-terms", N_("Write the concern, what is required, the length and the consequence first.")))
    found += objections_to_substance(criteria=len(standards), supported=supported)
    for one in standards:
        found += [line for line in objections_to_standard(one) if not line.warning]
    if not parts_confirmed and any(not is_judged(one) for one in standards):
        found.append(
            objection(
                "parts-not-confirmed",
                N_(
                    "The coach cannot read this language. Confirm that each criterion names what, how measured, who assesses and over which time."
                ),
                where="parts",
            )
        )
    return found


# Opening and receipt


class Point(Coded):
    """The six things said at the opening, and the two rights (PIP-8)."""

    FORMAL = "formal"
    CONCERNS = "concerns"
    REQUIRED = "required"
    TIMELINE = "timeline"
    CONSEQUENCE = "consequence"
    SUPPORT = "support"
    COMPANION = "companion"
    APPEAL = "appeal"
    ADJUSTMENTS = "adjustments"
    """PIP-3: asked neutrally whether anything should be taken into account."""


POINT_MISSING: Mapping[Point, str] = {
    Point.FORMAL: N_("Record that you said that this is a formal process."),
    Point.CONCERNS: N_("Record that you went through the concerns with their evidence."),
    Point.REQUIRED: N_("Record that you said which improvement is required."),
    Point.TIMELINE: N_("Record that you went through the timeline."),
    Point.CONSEQUENCE: N_("Record that you said what follows if the standard is not met."),
    Point.SUPPORT: N_("Record that you went through the support."),
    Point.COMPANION: N_("Record that you told the person of the right to be accompanied."),
    Point.APPEAL: N_("Record that you told the person how to appeal."),
    Point.ADJUSTMENTS: N_("Record that you asked whether anything should be taken into account."),
}


def objections_to_opening(said: Collection[Point], *, held_on: date | None, signed_on: date, today: date, present: str) -> list[Objection]:
    """Why an opening conversation does not count as held. Rule PIP-8, TRUST L3: all six said, with the rights, on a day, by whom."""
    found = [objection("opening-point-unsaid", POINT_MISSING[point], where="said") for point in Point if point not in said]
    if held_on is None or not signed_on <= held_on <= today:
        found.append(
            objection("opening-day-outside", N_("Enter a day from %(first)s to %(last)s."), where="held_on", first=signed_on, last=today)
        )
    if not says_something(present):
        found.append(objection("opening-without-names", N_("Name who was there."), where="present"))
    return found + too_long({"present": present})


def input_is_over(last_day: date, *, today: date) -> bool:
    """Whether the person's five working days are over: the end of the person's own last day. Rule PIP-5, TRUST N18."""
    return today > last_day


def objections_to_settling(
    open_numbers: Collection[int],
    *,
    given: Collection[int],
    answered: Collection[int],
    last_days: Mapping[int, date],
    today: date,
    standards: Collection[Standard],
) -> list[Objection]:
    """Why the criteria cannot be settled yet. Rule PIP-5: the person's input on each, or five working days, and the manager's answer.

    `last_days` tells for each until when: a criterion that was added or worded anew has its own five working days.
    """
    found = []
    waiting = [last_days[one] for one in set(open_numbers) - set(given) if not input_is_over(last_days[one], today=today)]
    if waiting:
        found.append(
            objection("input-still-open", N_("The person has until the end of %(day)s for their view on each criterion."), day=max(waiting))
        )
    found += [
        objection("input-unanswered", N_("Answer the person’s view on criterion %(number)d first."), number=number)
        for number in sorted(set(open_numbers) & set(given) - set(answered))
    ]
    for one in standards:
        found += [line for line in objections_to_standard(one) if not line.warning]
    return found


def objections_to_refused_receipt(witness: str, *, witness_is_party: bool) -> list[Objection]:
    """Why a refused receipt does not stand. Rule PIP-8, TRUST L6: somebody else saw it."""
    if not says_something(witness):
        return [objection("receipt-without-witness", N_("Name who witnessed that the plan was handed over."), where="witness")]
    if witness_is_party:
        return [objection("witness-is-party", N_("Name a witness who has no part in this plan."), where="witness")]
    return too_long({"witness": witness})


def objections_to_beginning(
    *, opened: bool, unaccepted: Collection[str], beyond: Collection[str], day_objections: Sequence[Objection]
) -> list[Objection]:
    """Why a plan cannot begin. Rules PIP-6, PIP-7, PIP-8: opened in full, every support accepted and in its length, every checkpoint dated."""
    found = []
    if not opened:
        found.append(objection("plan-not-opened", N_("Record the opening conversation first.")))
    found += [
        objection(
            "support-not-accepted", N_("%(what)s: its provider has not said yes. Promise it by somebody else, then take it out."), what=what
        )
        for what in unaccepted
    ]
    found += [
        objection("support-after-end", N_("%(what)s: it begins after the plan’s last day. Promise it sooner, then take it out."), what=what)
        for what in beyond
    ]
    return found + list(day_objections)


# What the person, the manager and HR say on the way


def objections_to_input(words: str, *, fair: bool) -> list[Objection]:
    """Why a view on a criterion is not kept. Rule PIP-5: who does not find it fair says why."""
    if not fair and not says_something(words):
        return [objection("input-without-words", N_("Say what you would need to call it fair."), where="words")]
    return too_long({"words": words})


def objections_to_reply(words: str) -> list[Objection]:
    """Why an answer or a statement is not kept. Rules PIP-5, PIP-9."""
    if not says_something(words):
        return [objection("statement-without-words", N_("Write what you want to say."), where="words")]
    return too_long({"words": words})


def objections_to_surprise(words: str, *, surprised: bool | None) -> list[Objection]:
    """Why the answer to "did this come as a surprise?" is not kept. Rule PIP-9."""
    if surprised is None:
        return [objection("surprise-unsaid", N_("Choose an answer."), where="surprised")]
    return too_long({"words": words})


def objections_to_surprise_cause(*, chosen: bool, surprised: bool, words: str) -> list[Objection]:
    """Why no cause is recorded. Rule PIP-9: one of three, and only of a surprise."""
    if not surprised:
        return [objection("no-surprise", N_("The person did not say that this was a surprise."))]
    if not chosen:
        return [objection("surprise-cause-missing", N_("Choose which of the three it was."), where="cause")]
    return too_long({"words": words})


def objections_to_adjustment(what: str, *, in_place_on: date | None, begun: date | None, today: date) -> list[Objection]:
    """Why an adjustment is not recorded. Rule PIP-3, TRUST L4: the measure, and while the plan runs the day it is in place."""
    found = []
    if not says_something(what):
        found.append(objection("adjustment-without-words", N_("Say what was agreed. Leave out why."), where="what"))
    if begun is not None and (in_place_on is None or not begun <= in_place_on <= today):
        found.append(
            objection("adjustment-day-outside", N_("Enter a day from %(first)s to %(last)s."), where="on", first=begun, last=today)
        )
    return found + too_long({"what": what})
