"""How a plan ends: what each outcome needs, who decides, and how long an appeal stays open. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cadenza.improvement.checkpoint_rules import Verdict
from cadenza.improvement.gate_rules import too_long
from cadenza.improvement.plan_rules import objections_to_substance
from cadenza.improvement.support_rules import SupportLike, objections_to_not_met
from cadenza.objections import N_, Objection, OutOfStep, objection, says_something
from cadenza.people.rules import Coded

AGREE_WORKING_DAYS = 5
"""Manager and HR partner agree within these, from the start of the assessment; then HR admin names a decision-maker. Source: PIP-16."""
APPEAL_WORKING_DAYS = 10
"""How long the person may appeal from the day the outcome is recorded. Source: TRUST N18, L5."""


class Outcome(Coded):
    """How a plan ends (PIP-16)."""

    MET = "met"
    MET_EARLY = "met-early"
    NOT_MET = "not-met"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    ROLE_CHANGE = "role-change"


GOOD = frozenset({Outcome.MET, Outcome.MET_EARLY, Outcome.STOPPED, Outcome.WITHDRAWN, Outcome.ROLE_CHANGE})
"""Outcomes after which the plan leaves everyday view once its live period is over (TRUST X18)."""


class Cause(Coded):
    """Why it is not working (PIP-15): each leads to another conversation."""

    DEEPER = "gap-deeper"
    NOT_ENGAGING = "not-engaging"
    NO_SUPPORT = "support-not-given"


class SurpriseCause(Coded):
    """What a surprise says about the process before it (PIP-9)."""

    NO_CONVERSATION = "no-conversation"
    SERIOUSNESS = "seriousness-unsaid"
    NOT_WRITTEN = "not-written-down"


class Appeal(Coded):
    """How an appeal ends."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


@dataclass(frozen=True)
class Draft:
    """An outcome as it is proposed: the code, the reasoning as a whole, and per criterion."""

    outcome: Outcome | None = None
    reason: str = ""
    per_criterion: Mapping[int, str] = field(default_factory=dict)
    cause: Cause | None = None


@dataclass(frozen=True)
class Course:
    """What the plan's record shows when its outcome is asked for."""

    verdicts: Mapping[int, Verdict | None]
    """Open criterion -> its latest verdict; None where it was never assessed."""
    support: Collection[SupportLike]
    ends_on: date
    today: date
    checkpoints_due: int = 0
    """Checkpoints whose day has come."""
    checkpoints_shared: int = 0
    supported: bool = True
    """A support that was accepted has a day within the plan's length (PIP-7)."""

    @property
    def all_met(self) -> bool:
        return bool(self.verdicts) and all(one is Verdict.MET for one in self.verdicts.values())

    @property
    def over(self) -> bool:
        return self.today >= self.ends_on


def objections_to_outcome(draft: Draft, course: Course) -> list[Objection]:
    """Why an outcome cannot be recorded; empty when it can. Rules PIP-13, PIP-14, PIP-15, PIP-16. The same whoever decides."""
    if draft.outcome is None:
        return [objection("outcome-missing", N_("Choose an outcome."), where="outcome")]
    found = _objections_to_code(draft.outcome, course)
    if not says_something(draft.reason):
        found.append(objection("outcome-without-reason", N_("Give the reasons."), where="reason"))
    found += [
        objection("criterion-unreasoned", N_("Give your finding on criterion %(number)d."), where=f"finding-{number}", number=number)
        for number in sorted(course.verdicts)
        if not says_something(draft.per_criterion.get(number, ""))
    ]
    if draft.outcome is Outcome.NOT_MET:
        found += _objections_to_cause(draft.cause)
    texts = {f"finding-{number}": words for number, words in draft.per_criterion.items()}
    return found + too_long({"reason": draft.reason, **texts})


def _objections_to_code(outcome: Outcome, course: Course) -> list[Objection]:
    found: list[Objection] = []
    if outcome in {Outcome.MET, Outcome.MET_EARLY} and not course.all_met:
        found.append(objection("not-all-met", N_("At the latest checkpoint not every criterion was met."), where="outcome"))
    if outcome is Outcome.MET_EARLY and course.over:
        found.append(objection("not-early", N_("The plan has run its length. Record it as met."), where="outcome"))
    if outcome is Outcome.NOT_MET:
        found += _objections_to_failing(course)
    if outcome is Outcome.STOPPED and course.supported and not objections_to_not_met(course.support):
        found.append(
            objection(
                "all-support-given", N_("All promised support was given. Stopping is for a plan whose support failed."), where="outcome"
            )
        )
    return found


def _objections_to_cause(cause: Cause | None) -> list[Objection]:
    """Why a plan is not *not met* for this cause. Rules PIP-14, PIP-15: support that was not given is no failing of the person."""
    if cause is None:
        return [objection("cause-missing", N_("Say why it did not work; the cause decides what comes next."), where="cause")]
    if cause is Cause.NO_SUPPORT:
        words = N_("A plan whose support was not given is not concluded as not met. Extend it, replace the support, or stop it because the organisation did not do its part.")  # fmt: skip
        return [objection("cause-is-the-organisation", words, where="cause")]
    return []


def _objections_to_failing(course: Course) -> list[Objection]:
    lacking = objections_to_substance(criteria=len(course.verdicts), supported=course.supported)
    found = objections_to_not_met(course.support)
    if found or lacking:
        found.append(
            objection(
                "ways-out",
                N_(
                    "While support is missing this plan cannot be concluded as not met. Extend it, replace the support, or stop it because the organisation did not do its part."
                ),
                where="outcome",
            )
        )
    found += [replace(one, where="outcome") for one in lacking]
    if not course.over:
        found.append(
            objection("plan-not-over", N_("The plan runs until %(day)s. Nothing is decided before."), where="outcome", day=course.ends_on)
        )
    if course.all_met:
        found.append(objection("all-met", N_("Every criterion was met at the latest checkpoint."), where="outcome"))
    if any(one is None for one in course.verdicts.values()) or course.checkpoints_shared < course.checkpoints_due:
        found.append(objection("checkpoints-missing", N_("A checkpoint that was due was not shared. Hold it first."), where="outcome"))
    return found


def objections_to_assessing(course: Course, *, early_reason: str) -> list[Objection]:
    """Why the assessment cannot begin. Rules PIP-13, PIP-16: at the end, when all is met, or earlier with a reason."""
    if course.over or course.all_met or says_something(early_reason):
        return too_long({"reason": early_reason})
    return [
        objection(
            "assessed-too-early",
            N_(
                "The plan runs until %(day)s and not every criterion is met. Say why it ends before: support failed, withdrawn, or another role."
            ),
            where="reason",
            day=course.ends_on,
        )
    ]


def objections_to_agreeing(*, own: bool) -> list[Objection]:
    """Why somebody cannot agree to a proposed outcome. Rule PIP-16: two people decide; what HR proposed as case owner needs another."""
    if own:
        return [
            objection("own-proposal", N_("You proposed this yourself. The next manager proposes anew, or somebody uninvolved decides."))
        ]
    return []


def objections_to_naming_decider(*, last_day: date, today: date) -> list[Objection]:
    """Why nobody else decides yet. Rule PIP-16: manager and HR partner have five working days from the start of the assessment to agree.

    They are counted once: neither a proposal, nor none, nor a new one moves them.
    """
    if today > last_day:
        return []
    return [
        objection(
            "still-to-agree", N_("Manager and HR partner have until the end of %(day)s to agree. Name somebody after it."), day=last_day
        )
    ]


def objections_to_appeal(words: str, *, last_day: date, today: date) -> list[Objection]:
    """Why an appeal does not stand. Rule PIP-8, TRUST L5: in words, within the window; the last day counts to its end."""
    if today > last_day:
        return [objection("appeal-window-over", N_("The time for an appeal ended on %(day)s."), day=last_day)]
    if not says_something(words):
        return [objection("appeal-without-words", N_("Say what you appeal against and why."), where="words")]
    return too_long({"words": words})


def objections_to_ending(*, last_day: date, today: date) -> list[Objection]:
    """Why a plan cannot be ended yet. Rule PIP-8: the appeal window stays open to its last day."""
    if today <= last_day:
        return [objection("appeal-window-open", N_("The person can appeal until the end of %(day)s."), day=last_day)]
    return []


def objections_to_appeal_decision(result: Appeal | None, reason: str) -> list[Objection]:
    """Why a decision on an appeal does not stand. Rule PIP-16, TRUST L5: in writing, with reasons."""
    found = []
    if result is None:
        found.append(objection("appeal-result-missing", N_("Say whether the outcome stands."), where="result"))
    if not says_something(reason):
        found.append(objection("appeal-decision-unexplained", N_("Give your reasons; the person reads them."), where="reason"))
    return found + too_long({"reason": reason})


def short_items(support: Iterable[SupportLike]) -> list[str]:
    """Names of the supports that were not given in full. Rule PIP-14."""
    return [str(one.values["what"]) for one in objections_to_not_met(support)]


def nobody_named() -> list[Objection]:
    """Nobody was named who could decide. Rule PIP-16."""
    return [objection("decider-unnamed", N_("Name somebody."), where="who")]


def out_of_step() -> OutOfStep:
    """The proposal that the page showed is not the one that stands. Rule PIP-16."""
    return OutOfStep([objection("outcome-proposal-changed", N_("The proposal has changed since you opened this page. Read it again."))])
