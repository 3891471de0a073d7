"""What counts as evidence, and when a gap assessment stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cadenza.capability.rules import no_such_level
from cadenza.objections import N_, Objection, objection, says_more_than, says_something
from cadenza.people.rules import Coded

WEB_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?\Z", re.IGNORECASE)
"""An address that a browser opens and that names nobody before its host. Nothing here ever fetches it. Source: TRUST T24."""


ONLY_A_NAME = N_("A name alone says nothing about the work. Say what was seen.")


class EvidenceKind(Coded):
    """Where in delivery the fact was seen (GAP-1)."""

    MISSED_DATE = "missed-date"
    REWORK = "rework"
    HANDOVER = "handover"
    CALL = "discovery-call"
    DECISION = "decision"
    INCIDENT = "incident"
    REVIEW_COMMENT = "review-comment"
    METRIC = "metric"
    MEMO = "memo"
    FEEDBACK = "feedback"
    OTHER = "other-work"


class NeedKind(Coded):
    """The four kinds of need that talk about performance brings up (GAP-2)."""

    SKILL_GAP = "skill-gap"
    BEHAVIOUR = "behaviour-pattern"
    READINESS = "readiness"
    COACHING = "targeted-coaching"


class InputSource(Coded):
    """Where performance was being talked about when a need came up (GAP-2)."""

    REVIEW = "review"
    CALIBRATION = "calibration"
    PROJECT_CLOSE = "project-close"
    ONE_TO_ONE = "one-to-one"


@dataclass(frozen=True)
class EvidenceFact:
    """One piece of evidence as a rule sees it."""

    person_id: int
    happened_on: date
    withdrawn: bool = False


def objections_to_evidence(what: str, happened_on: date | None, link: str, *, today: date, names: Collection[str] = ()) -> list[Objection]:
    """Why this is no evidence yet: a dated fact, seen in the work. Rule GAP-1. Source: [O] delivery, not competency labels.

    `names` are those of capabilities and levels: one of them alone is such a label, whatever it stands under.
    """
    found = []
    if not says_something(what):
        found.append(objection("evidence-without-words", N_("Say what was seen in the work."), where="what"))
    elif not says_more_than(what, names):
        found.append(objection("evidence-only-a-name", ONLY_A_NAME, where="what"))
    if happened_on is None:
        found.append(objection("evidence-without-date", N_("Enter the day on which it was seen."), where="happened_on"))
    elif happened_on > today:
        found.append(objection("evidence-in-the-future", N_("Enter today or an earlier day."), where="happened_on"))
    if link and not WEB_ADDRESS.match(link):
        found.append(objection("evidence-link-unread", N_("Enter an address that begins with https:// or leave it empty."), where="link"))
    return found


def objections_to_gap(
    evidence: Collection[EvidenceFact],
    *,
    person_id: int,
    kind: NeedKind,
    level_now: int,
    level_needed: int,
    levels: Collection[int] = (),
    today: date,
) -> list[Objection]:
    """Why a gap assessment cannot stand; empty when it can.

    It cites at least one piece of evidence: about that person, not withdrawn, dated today or earlier. What fails one of the
    three does not count. Both levels exist: `levels` are those of the ladder in force, empty when it has none yet; whoever has none
    of it stands below the first. Raises ValueError on a negative level. Rule GAP-1. Source: [O] assess the gap from delivery.
    """
    if level_now < 0 or level_needed < 0:
        raise ValueError("a level is zero or more")
    found = []
    if not any(fact.person_id == person_id and not fact.withdrawn and fact.happened_on <= today for fact in evidence):
        found.append(
            objection(
                "gap-without-evidence",
                N_("Choose at least one piece of evidence from the work. A capability’s name alone says nothing about it."),
                where="evidence",
            )
        )
    if levels and level_now not in levels and level_now >= min(levels):
        found.append(no_such_level(level_now, levels, where="level_now"))
    elif level_needed < level_now:
        found.append(
            objection(
                "needs-less-than-held",
                N_("The level needed is below the level now. Enter %(now)d or more."),
                where="level_needed",
                now=level_now,
            )
        )
    if levels and level_needed > level_now and level_needed not in levels:
        found.append(no_such_level(level_needed, levels, where="level_needed"))
    if kind is NeedKind.SKILL_GAP and level_needed == level_now:
        found.append(
            objection(
                "no-gap",
                N_("Level now and level needed are the same, so there is no gap. Enter a higher level, or choose another kind of need."),
                where="level_needed",
            )
        )
    return found


def objections_to_disagreement(words: str) -> list[Objection]:
    """Why a disagreement cannot be recorded: the other side needs to know what is seen differently. Rule GAP-1."""
    if says_something(words):
        return []
    return [objection("disagreement-without-words", N_("Say how you see it."), where="disagreement")]


def objections_to_answering(
    *, superseded: bool, differing_view_of: int | None, answerer_id: int, proposer_id: int, agreeing: bool
) -> list[Objection]:
    """Why this assessment takes no answer: a newer one stands, or there is already a view beside it that must not be written over.

    Rule GAP-1: both agree an assessment, or both views stand side by side.
    """
    if superseded:
        return [objection("gap-superseded", N_("A newer assessment of this capability has taken its place. Answer that one."))]
    if agreeing:
        return []
    if answerer_id == proposer_id:
        return [objection("gap-is-your-own", N_("This assessment is yours. If you see it differently now, make a new one."))]
    if differing_view_of not in {None, answerer_id}:
        return [objection("gap-disputed", N_("Somebody already put a differing view beside it. Make a new assessment from the evidence."))]
    return []


def objections_to_input(held_on: date | None, *, today: date) -> list[Objection]:
    """Why a need cannot have come from this occasion: it has a day, and the day is not ahead. Rule GAP-2. Source: [L] captured where
    performance is discussed."""
    if held_on is None:
        return [objection("input-without-day", N_("Enter the day of the talk."), where="held_on")]
    if held_on > today:
        return [
            objection("input-ahead", N_("Enter today or an earlier day: a need is captured from a talk that took place."), where="held_on")
        ]
    return []
