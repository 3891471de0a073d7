"""The support ledger: what was promised, on which days, what was given, and what that means for the outcome. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from cadenza.asks.rules import Became
from cadenza.improvement.gate_rules import too_long
from cadenza.objections import N_, N_n, Objection, objection, says_something
from cadenza.people.rules import Coded

MOST_DAYS = 60
"""Dates of one support; more is a standing one. House arithmetic."""


class Manner(Coded):
    """How support comes: on days, or standing from a day until another."""

    DATED = "dated"
    STANDING = "standing"


class Given(Coded):
    """What became of one promised day or week (PIP-7)."""

    DELIVERED = "delivered"
    MISSED = "missed"
    NOT_TAKEN = "offered-not-taken"
    REPLACED = "replaced"
    MADE_GOOD = "made-good"


TOLD_AS: Mapping[Became, Given] = {
    Became.TOOK_PLACE: Given.DELIVERED,
    Became.NOT: Given.MISSED,
    Became.NOT_TAKEN: Given.NOT_TAKEN,
    Became.LATER: Given.MADE_GOOD,
}
"""What its provider says on the request that they got, in words that any request has -> what it is in the ledger (PIP-7, TRUST R12)."""


class Answer(Coded):
    """What the person says to it; silence is unconfirmed and blocks nothing."""

    CONFIRMED = "confirmed"
    CONTESTED = "contested"


PROMISED = N_("The plan has begun: what was promised stays promised. Replace a day by another support instead.")
MENDS = frozenset({Given.MADE_GOOD, Given.REPLACED})
"""What may follow on a day that the person contested."""
NOT_ON_ITS_DAY = frozenset({Given.MISSED, Given.REPLACED})
"""What says of a day that nothing was given on it."""
COUNTS_AS_HELD = frozenset({Given.DELIVERED, Given.NOT_TAKEN})
"""What counts as it is written; a replaced day counts once what replaces it does."""


@dataclass(frozen=True)
class Day:
    """One promised day (or week in place) and what was written down about it."""

    on: date
    given: Given | None = None
    answer: Answer | None = None
    upheld: bool | None = None
    """HR's decision on a contested one: True, it was given."""
    disputed: bool = False
    """HR has decided that it was not given, or the person contested it and HR has not decided: it is never again recorded as given or
    offered on its own day."""
    doubted: bool = False
    """An earlier entry says that it was not given on its own day, or the person contested it."""
    replaced_by: tuple[int, date] | None = None
    """The support, and the day of it, that takes this one's place."""
    replacement_held: bool = False
    """Whether that one took place itself."""
    offered: bool = False
    """A new date that was offered for another day: promised like any, from the offer on."""
    by_provider: bool = False
    """What stands is what its provider wrote down."""
    made_good_on: date | None = None
    """The later day on which it was made good."""

    @property
    def held(self) -> bool:
        """Whether it counts as given: a contested one counts as missed until HR decides (PIP-7)."""
        if self.answer is Answer.CONTESTED and self.given is not Given.MISSED and not self.upheld:
            return False
        if self.is_open_correction:
            return False
        return self.replacement_held if self.given is Given.REPLACED else self.given in COUNTS_AS_HELD

    @property
    def is_open_correction(self) -> bool:
        """Whether it is said to have been given after it had been recorded otherwise or contested: nobody unmakes a miss alone (PIP-7, PIP-14).

        It counts as missed until the person confirms it or HR decides with reasons.
        """
        said_since = self.doubted and self.given in COUNTS_AS_HELD
        return said_since and self.answer is not Answer.CONFIRMED and not self.upheld

    @property
    def refuted(self) -> bool:
        """Whether the person contests it and HR has not upheld it, or HR decided that it was not given."""
        return self.disputed or self.waits_for_decision or self.upheld is False

    @property
    def is_settled(self) -> bool:
        """Whether the person confirmed what stands, or HR decided that it was given."""
        return self.answer is Answer.CONFIRMED or bool(self.upheld)

    @property
    def waits_for_decision(self) -> bool:
        return self.answer is Answer.CONTESTED and self.upheld is None

    @property
    def made_good(self) -> bool:
        return self.given is Given.MADE_GOOD and not (self.answer is Answer.CONTESTED and not self.upheld)

    @property
    def took_place_on(self) -> date | None:
        """The day on which help was given, where it was: a day that was not taken or that another took the place of is none."""
        if self.given is Given.MADE_GOOD:
            return self.made_good_on if self.made_good else None
        return self.on if self.given is Given.DELIVERED and self.held else None


class SupportLike(Protocol):
    """A support as the rule of the outcome needs it."""

    @property
    def what(self) -> str: ...
    @property
    def sessions_due(self) -> int: ...
    @property
    def sessions_held(self) -> int: ...
    @property
    def sessions_made_good(self) -> int: ...


@dataclass(frozen=True)
class Account:
    """Counts of one support up to a day."""

    what: str
    sessions_due: int
    sessions_held: int
    sessions_made_good: int

    @property
    def short(self) -> int:
        return self.sessions_due - self.sessions_held - self.sessions_made_good


def account_of(what: str, days: Collection[Day], *, up_to: date, and_offered: bool = False) -> Account:
    """Count one support's days up to and with a day. Rule PIP-7: a day with nothing written about it was not given.

    `and_offered` counts new dates that were offered wherever they lie: an offer beyond the end of a plan is not outlived by it (PIP-14).
    """
    due = [one for one in days if one.on <= up_to or (and_offered and one.offered)]
    return Account(what, len(due), sum(one.held for one in due), sum(one.made_good for one in due))


def objections_to_not_met(support: Iterable[SupportLike]) -> list[Objection]:
    """Why this plan may not be concluded *not met*; empty when it may. One objection per short item.

    Counts are whole sessions up to the day of closing. Raises ValueError on a negative count.
    Rule PIP-14. Source: [P] named support that is actually delivered. No role overrides it.
    """
    found = []
    for item in support:
        if item.sessions_due < 0 or item.sessions_held < 0 or item.sessions_made_good < 0:
            raise ValueError(f"negative session count for {item.what!r}")
        short = item.sessions_due - item.sessions_held - item.sessions_made_good
        if short > 0:
            found.append(
                objection(
                    "support-not-given",
                    N_n("%(what)s: %(count)d promised session not held.", "%(what)s: %(count)d promised sessions not held."),
                    what=item.what,
                    count=short,
                )
            )
    return found


@dataclass(frozen=True)
class Draft:
    """A support as it is promised."""

    what: str = ""
    provider_id: int | None = None
    manner: Manner = Manner.DATED
    days: Sequence[date] = field(default_factory=tuple)


def logged(
    day: Day, given: Given, *, on: date | None = None, replaced_by: tuple[int, date] | None = None, by_provider: bool = False
) -> Day:
    """The day once more was written about it. Rule PIP-7: a contest stays until HR decides or the person confirms; no entry wipes it, nor a miss.

    What was confirmed or upheld was so of what stood; of something else it is asked anew, and `objections_to_logging` refuses the same.
    """
    return Day(
        day.on,
        given,
        Answer.CONTESTED if day.waits_for_decision else None,
        disputed=day.refuted,
        doubted=day.doubted or day.given in NOT_ON_ITS_DAY or day.answer is Answer.CONTESTED,
        replaced_by=replaced_by,
        offered=day.offered,
        by_provider=by_provider,
        made_good_on=on if given is Given.MADE_GOOD else None,
    )


def promised_day(days: Collection[date], manner: Manner, on: date) -> date | None:
    """The promised day that a provider means: that very day, or of a standing support the week that it lies in. Rule PIP-7."""
    if on in days:
        return on
    weeks = [day for day in days if day <= on < day + timedelta(days=7)] if manner is Manner.STANDING else []
    return max(weeks, default=None)


def days_of(manner: Manner, first: date, last: date, *, every: int = 7) -> list[date]:
    """The days on which a support falls: one a week from the first to the last. Rule PIP-7; of a standing one, each week in place."""
    if last < first:
        return []
    falls = min((last - first).days // every, MOST_DAYS)
    return [first + timedelta(days=every * one) for one in range(falls + 1)]


def objections_to_promise(draft: Draft, *, person_id: int, provider_here: bool, stand_in_id: int | None = None) -> list[Objection]:
    """Why a support cannot be promised so. Rule PIP-7: who provides what on which dates. TRUST R12: a stand-in would know what it serves."""
    found = []
    if not says_something(draft.what):
        found.append(objection("support-without-words", N_("Say what is provided. The provider is asked in these words."), where="what"))
    if draft.provider_id is None or not provider_here:
        found.append(objection("support-without-provider", N_("Name who provides it."), where="provider"))
    elif draft.provider_id == person_id:
        found.append(objection("support-by-the-person", N_("Support comes from somebody else than the person."), where="provider"))
    elif draft.provider_id == stand_in_id:
        words = N_("They are named to hold a checkpoint, and know of the plan. Name somebody else, or end the standing in first.")
        found.append(objection("support-by-stand-in", words, where="provider"))
    if not draft.days:
        found.append(objection("support-without-days", N_("Give the first and the last day."), where="first"))
    elif len(draft.days) > MOST_DAYS:
        found.append(objection("support-days-too-many", N_("Give at most %(most)d days."), where="last", most=MOST_DAYS))
    if names_the_process(draft.what):
        found.append(
            objection("support-names-process", N_("The provider reads these words. Say what is wanted, not what it is for."), where="what")
        )
    return found + too_long({"what": draft.what})


TELLING = (
    *(
        "improvement plan",
        "formal plan",
        "pip",
        "pips",
        "performance plan",
        "performance improvement",
        "formal process",
        "formal procedure",
    ),
    *("disciplinary", "capability procedure", "capability process", "hr process", "hr procedure", "hr case", "hr partner"),
    *("formal warning", "written warning", "first warning", "final warning", "last warning", "last chance", "final chance"),
    *(
        "dismissal",
        "be dismissed",
        "being dismissed",
        "be fired",
        "being fired",
        "get fired",
        "be let go",
        "being let go",
        "end of employment",
    ),
    *("lose his job", "lose her job", "lose their job", "losing his job", "losing her job", "losing their job", "risk of losing"),
    *("underperformance", "underperforming", "under performing", "underperformer", "poor performance", "low performer", "poor performer"),
    *(
        "performance issue",
        "performance issues",
        "performance problem",
        "performance problems",
        "performance concern",
        "performance concerns",
    ),
)
"""Words that say what a request serves. English, as the coach reads; “performance” or “warning” alone may be about software, so neither counts."""


def names_the_process(text: str) -> bool:
    """Whether a request's words tell the provider what it serves. Rule PIP-7, TRUST R12: a neutral ask."""
    plain = " ".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())
    return any(f" {words} " in f" {plain} " for words in TELLING)


@dataclass(frozen=True)
class Substitute:
    """A promised day that is to take the place of another."""

    day: Day
    promised_since: bool
    """Promised while the plan runs: what was promised from the start is owed beside the day that it should replace."""
    accepted: bool
    taken: bool
    """It takes the place of another day already."""


def objections_to_substitute(one: Substitute | None) -> list[Objection]:
    """Why a day is not replaced by this. Rules PIP-7, PIP-14: what replaces it is asked for, accepted, and its own day in the record."""
    if one is None:
        words = N_("Name what takes its place, and its day. Promise that support first, so that its provider is asked.")
        return [objection("replacement-unnamed", words, where="replacement")]
    if not one.promised_since:
        words = N_("That one was promised anyway. Promise another support, and name a day of it.")
        return [objection("replacement-promised-anyway", words, where="replacement")]
    if not one.accepted:
        return [objection("replacement-not-accepted", N_("Its provider has not said yes."), where="replacement")]
    if one.taken or one.day.given is Given.REPLACED:
        return [
            objection("replacement-taken", N_("That one takes another’s place, or was replaced itself. Name another."), where="replacement")
        ]
    return []


def _is_offer(day: Day, new: date | None, promised: Collection[date]) -> bool:
    """Whether one new date is offered for a day that was not taken, or one was before."""
    return day.offered if new is None else new > day.on and new not in promised


def objections_to_logging(
    day: Day | None,
    given: Given,
    *,
    on: date | None,
    today: date,
    offered: date | None,
    promised: Collection[date] = (),
    by_provider: bool = False,
    replaced_by: tuple[int, date] | None = None,
) -> list[Objection]:
    """Why an entry about support does not stand. Rule PIP-7: dated; not taken needs one new date offered; only a miss is made good.

    The new date is none that was promised already (`promised`); who does not take that one either need not be offered a third.

    What the person contested is made good or replaced, or HR upholds it; writing the same again decides nothing (PIP-14), and takes back
    neither what the person confirmed nor what HR decided. A day that was recorded as missed may be said to have been given, and
    `Day.is_open_correction` tells from when that counts. What the provider wrote down themself (`by_provider`) nobody else writes otherwise,
    and they put it right in whichever way; and that it was offered and not taken, which counts as given, is theirs alone to say.
    """
    if day is None:
        return [objection("support-day-unknown", N_("Choose one of the promised days."), where="day")]
    if day.is_settled and (given, replaced_by) == (day.given, day.replaced_by):
        return [
            objection(
                "support-settled-so", N_("It stands so, and was confirmed or decided on. There is nothing to write again."), where="given"
            )
        ]
    found = []
    if day.on > today:
        found.append(objection("support-day-ahead", N_("This day has not come yet."), where="day"))
    if given not in MENDS and day.refuted:
        found.append(
            objection("support-contested", N_("The person contests this one. Make it good or replace it, or HR decides."), where="given")
        )
    if day.by_provider and not by_provider and given not in MENDS:
        words = N_("Its provider wrote down what became of this day, and they alone can put it right. Make it good or replace it.")
        found.append(objection("support-told-by-provider", words, where="given"))
    if given is Given.NOT_TAKEN and not by_provider:
        words = N_("Only whoever provides it can say so, on the request that they got. Until they do, it did not take place.")
        found.append(objection("not-taken-is-the-providers", words, where="given"))
    puts_right = day.by_provider and by_provider
    if given is Given.MADE_GOOD:
        if (day.held or day.made_good) and not puts_right:
            found.append(objection("nothing-to-make-good", N_("Nothing was missed on this day."), where="given"))
        if on is None or not day.on < on <= today:
            words = N_("Enter the later day on which it was made good, after %(day)s and up to today.")
            found.append(objection("made-good-day-outside", words, where="on", day=day.on))
    elif day.made_good and not puts_right:
        found.append(objection("support-made-good-before", N_("This one was made good already."), where="given"))
    if given is Given.NOT_TAKEN and not _is_offer(day, offered, promised):
        found.append(
            objection(
                "no-new-date-offered", N_("Offer one new date, after the one that was not taken and not promised already."), where="on"
            )
        )
    return found


def objections_to_answering(day: Day | None, answer: Answer | None, *, last_day: date | None, today: date) -> list[Objection]:
    """Why the person cannot confirm or contest an entry. Rule PIP-7: within five working days."""
    if day is None or day.given is None or day.given is Given.MISSED:
        return [objection("nothing-to-answer", N_("There is nothing to confirm here."), where="day")]
    if day.upheld is not None:
        return [objection("support-decided", N_("HR has decided on this. Add a statement instead."), where="answer")]
    if answer is None:
        return [objection("support-answer-missing", N_("Say whether it took place."), where="answer")]
    if last_day is not None and today > last_day:
        return [
            objection("support-answer-late", N_("The five working days for this ended on %(day)s. Add a statement instead."), day=last_day)
        ]
    return []


def objections_to_deciding(day: Day | None, reason: str, *, upheld: bool | None, last_day: date | None, today: date) -> list[Objection]:
    """Why HR's decision on an entry does not stand. Rule PIP-7: one way or the other, with reasons."""
    if found := objections_to_deciding_now(day, last_day=last_day, today=today):
        return found
    if upheld is None:
        found.append(objection("support-decision-missing", N_("Say whether it was given."), where="upheld"))
    if not says_something(reason):
        found.append(objection("support-decision-unexplained", N_("Give your reasons."), where="reason"))
    return found + too_long({"reason": reason})


def objections_to_deciding_now(day: Day | None, *, last_day: date | None, today: date) -> list[Objection]:
    """Why there is nothing for HR to decide yet. Rule PIP-7: what the person contests, and a correction that they left unanswered."""
    if day is None or not (day.waits_for_decision or (day.is_open_correction and day.upheld is None)):
        return [objection("nothing-contested", N_("There is nothing to decide about this entry."), where="day")]
    if not day.waits_for_decision and last_day is not None and today <= last_day:
        words = N_("The person has until the end of %(day)s to confirm or contest this. Decide after it.")
        return [objection("support-answer-awaited", words, day=last_day)]
    return []
