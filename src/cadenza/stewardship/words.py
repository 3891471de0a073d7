"""Signs of drift as sentences: what was found, why it matters, what is asked for (DESIGN 3, decision list)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.objections import N_, N_n
from cadenza.practice.practice_rules import DriftLimits
from cadenza.stewardship.rules import Sign


@dataclass(frozen=True)
class SignWords:
    """How a sign reads: a title, one sentence with a count, its cause or consequence, the fact behind a person, and a first wording to ask with."""

    title: str
    found: tuple[str, str]
    why: str
    fact: tuple[str, str]
    ask: str


WORDS: Mapping[Sign, SignWords] = {
    Sign.NEVER_REVIEWED: SignWords(
        N_("Agreed, and never reviewed"),
        N_n("%(people)d agreed plan has never been reviewed", "%(people)d agreed plans have never been reviewed"),
        N_("A review was due, and none has been held in this cycle."),
        N_n("%(count)d review due", "%(count)d reviews due"),
        N_("Please hold the review inside the next 1:1, or move it with a day."),
    ),
    Sign.UNCHANGED: SignWords(
        N_("The state has not moved"),
        N_n("%(people)d person has a goal that does not move", "%(people)d people have a goal that does not move"),
        N_("Blocked or to be reset for %(stuck_days)d days, or on track for %(unchanged_days)d with nothing done."),
        N_n("%(count)d goal without a change", "%(count)d goals without a change"),
        N_("Please look at the goal together: is it still the right one, and what would move it?"),
    ),
    Sign.NOT_TAKEN_OVER: SignWords(
        N_("Handed over, and not taken over"),
        N_n("%(people)d handover waits for its new manager", "%(people)d handovers wait for their new manager"),
        N_("%(handover_days)d days after the change the open commitments still have no new holder."),
        N_n("%(count)d handover open", "%(count)d handovers open"),
        N_("Please take the handover over, each open commitment by name."),
    ),
    Sign.NOT_KEPT: SignWords(
        N_("Commitments not kept"),
        N_n(
            "%(people)d manager has several commitments that were not kept",
            "%(people)d managers have several commitments that were not kept",
        ),
        N_("Missed, contested, not confirmed by the next review, or past its day without a report when one was due."),
        N_n("%(count)d commitment not kept", "%(count)d commitments not kept"),
        N_("What stands in the way of the support you promised, and what can be taken off you?"),
    ),
    Sign.PUT_OFF: SignWords(
        N_("Put off again and again"),
        N_n("%(people)d person’s goals are put off again and again", "%(people)d people’s goals are put off again and again"),
        N_("Two cycles running, and no trade-off says what they gave way to."),
        N_n("%(count)d goal put off", "%(count)d goals put off"),
        N_("Please record what the goal gave way to, make room for it, or drop it."),
    ),
    Sign.EDUCATION_ONLY: SignWords(
        N_("Courses alone"),
        N_n("%(people)d person has a goal with education alone", "%(people)d people have a goal with education alone"),
        N_("No action in live work, and nobody to learn with."),
        N_n("%(count)d goal with education alone", "%(count)d goals with education alone"),
        N_("Which piece of live work could this goal be practised in?"),
    ),
    Sign.NEAR_COPIES: SignWords(
        N_("Nearly the same plan"),
        N_n("%(people)d plan reads nearly like somebody else’s", "%(people)d plans read nearly like somebody else’s"),
        N_("A goal or an action stands nearly word for word in somebody else’s plan too."),
        N_n("%(count)d goal like another’s", "%(count)d goals like another’s"),
        N_("Please look at these plans side by side: what does each of them need that the others do not?"),
    ),
    Sign.ONE_SIDED: SignWords(
        N_("Written by one side"),
        N_n("%(people)d plan was written by one side", "%(people)d plans were written by one side"),
        N_(
            "Every goal is a suggestion taken over word for word, or the manager neither suggested one nor put a view beside the person’s words."
        ),
        N_n("%(count)d open goal", "%(count)d open goals"),
        N_("Please read the plan together once more, so that both of you stand in it."),
    ),
}


def title(sign: Sign) -> str:
    """What the sign is called."""
    return _(WORDS[sign].title)


def finding(sign: Sign, people: int) -> str:
    """The sentence of the decision list."""
    return ngettext(*WORDS[sign].found, people) % {"people": people}


def why(sign: Sign, limits: DriftLimits) -> str:
    """One line of cause or consequence, with the days that HR set."""
    return _(WORDS[sign].why) % asdict(limits)


def fact(sign: Sign, count: int) -> str:
    """What is counted about one person."""
    return ngettext(*WORDS[sign].fact, count) % {"count": count}


def first_words(sign: Sign) -> str:
    """What a follow-up may begin with."""
    return _(WORDS[sign].ask)
