"""Passing notes to HR: what may be cited, who may be the HR partner, how long the copies are kept. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from cadenza.conversations.rules import TEXT_LIMIT, objections_to_length
from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded

KEPT_DAYS = 183
"""A bundle without a formal plan is purged six months after it was made. Source: TRUST X9."""


class BundleState(Coded):
    """Where a bundle stands with its HR partner."""

    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class BundleEvent(Coded):
    """What the HR partner may do."""

    ACCEPT = "accept"
    RETURN = "return"
    RENAME = "rename-partner"
    """HR admin names another HR partner, in place of one who is no longer free."""


BUNDLE_MOVES: Mapping[tuple[BundleState, BundleEvent], BundleState] = {
    (BundleState.SENT, BundleEvent.ACCEPT): BundleState.ACCEPTED,
    (BundleState.SENT, BundleEvent.RETURN): BundleState.RETURNED,
    (BundleState.ACCEPTED, BundleEvent.RETURN): BundleState.RETURNED,
    (BundleState.SENT, BundleEvent.RENAME): BundleState.SENT,
    (BundleState.ACCEPTED, BundleEvent.RENAME): BundleState.SENT,  # whoever is named now answers for themselves
}
"""What is not in the table cannot happen. Nothing takes a bundle back (TRUST X9)."""


class Conflict(Coded):
    """Why somebody may not be the HR partner for a person (TRUST X6, PIP-1)."""

    SELF = "self"
    AUTHOR = "author"
    ABOVE = "above"
    BELOW = "below"
    REPORTS_TO_AUTHOR = "reports-to-author"
    SAME_UNIT = "same-unit"


CONFLICT_WORDS: Mapping[Conflict, str] = {
    Conflict.SELF: N_("Nobody is the HR partner in a matter about themselves."),
    Conflict.AUTHOR: N_("Name somebody other than yourself."),
    Conflict.ABOVE: N_("Somebody in the person’s own line cannot be their HR partner in this."),
    Conflict.BELOW: N_("Somebody who reports to the person cannot be their HR partner in this."),
    Conflict.REPORTS_TO_AUTHOR: N_("Somebody who reports to you cannot be the HR partner in this."),
    Conflict.SAME_UNIT: N_("Somebody of the person’s own team cannot be their HR partner in this."),
}


def conflicts_of(
    partner_id: int,
    *,
    subject_id: int,
    author_id: int,
    above_subject: Collection[int],
    below_subject: Collection[int],
    below_author: Collection[int],
    same_team: bool,
) -> frozenset[Conflict]:
    """Why somebody may not be the HR partner in a matter. Rule PIP-1. Source: TRUST X6, X7."""
    held = {
        Conflict.SELF: partner_id == subject_id,
        Conflict.AUTHOR: partner_id == author_id,
        Conflict.ABOVE: partner_id in above_subject,
        Conflict.BELOW: partner_id in below_subject,
        Conflict.REPORTS_TO_AUTHOR: partner_id in below_author,
        Conflict.SAME_UNIT: same_team,
    }
    return frozenset(conflict for conflict, holds in held.items() if holds)


def objections_to_partner(conflicts: Collection[Conflict], *, known: bool) -> list[Objection]:
    """Why this HR partner cannot be named. Rules EARLY-5, PIP-1. Source: TRUST X6."""
    if not known:
        return [objection("no-partner", N_("Choose the HR partner who receives this."), where="partner")]
    first = next((one for one in Conflict if one in conflicts), None)
    return [] if first is None else [objection("partner-in-conflict", CONFLICT_WORDS[first], where="partner")]


WAITING = frozenset(state for state, event in BUNDLE_MOVES if event == BundleEvent.RENAME)
"""While a bundle stands so, somebody in HR must be free to act on it."""
DAYS_TO_NAME = 2
"""Days until HR admin has named another HR partner. House figure, as for formal plans."""


def objections_to_naming(*, known: bool, themself: bool, conflicts: Collection[Conflict]) -> list[Objection]:
    """Why somebody cannot be named in place of an HR partner who is no longer free. Rules EARLY-5, PIP-1. Source: TRUST X6, X8, F3.

    One sentence for every reason: HR admin sees that a case needs somebody, and must not learn from a refusal whose it is.
    """
    if known and not themself and not conflicts:
        return []
    return [objection("partner-cannot-be-named", N_("They cannot be named here. Choose somebody else in HR."), where="partner")]


def objections_to_escalation(chosen: Collection[str], citable: Collection[str], why: str) -> list[Objection]:
    """Why nothing is passed to HR. Rule EARLY-5. Source: TRUST 0.3, no secret evidence.

    `chosen` and `citable` are references: a note can be picked only when its facts were shared with the person as agreed points.
    """
    found = []
    if not chosen:
        found.append(objection("no-note-chosen", N_("Choose at least one conversation."), where="notes"))
    elif set(chosen) - set(citable):
        found.append(
            objection(
                "note-not-shared",
                N_("Only conversations whose points were shared with the person can be passed to HR. Share them first."),
                where="notes",
            )
        )
    if not says_something(why):
        found.append(objection("escalation-without-reason", N_("Say in a sentence what you ask HR for."), where="why"))
    return found + objections_to_length({"why": why})


def objections_to_answer(state: BundleState, event: BundleEvent, words: str) -> list[Objection]:
    """Why the HR partner's answer does not stand. Rule EARLY-5, table BUNDLE_MOVES. A return says why."""
    if (state, event) not in BUNDLE_MOVES:
        return [objection("bundle-answered", N_("This was answered already."))]
    if event == BundleEvent.RETURN and not says_something(words):
        return [objection("return-without-reason", N_("Say why you return it, and what would help now."), where="words")]
    return [objection("text-too-long", N_("Keep this within %(limit)d characters."), where="words", limit=TEXT_LIMIT)] * (
        len(words) > TEXT_LIMIT
    )


def bundle_purge_on(made_on: date, *, in_case: bool) -> date | None:
    """The day from which a bundle is purged; None while a formal plan uses it. Rule EARLY-5. Source: TRUST X9."""
    return None if in_case else made_on + timedelta(days=KEPT_DAYS)
