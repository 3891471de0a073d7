""" "Reviews paused until DATE": a mark that any plan may carry for any reason, set and lifted by person and manager together (PIP-19). Pure."""

from __future__ import annotations

from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection

LONGEST = timedelta(days=366)
"""How far ahead a pause may reach; a guard against slips of the keyboard."""


def is_paused(until: date | None, *, today: date) -> bool:
    """Whether reviews rest on a day: up to and with the day named. From the next day on they are due again by themselves. Rule PIP-19."""
    return until is not None and today <= until


def rests(due_on: date, *, since: date, until: date | None) -> bool:
    """Whether a review that is not held falls into a pause that begins on `since`. What was late before that stays late. Rule PIP-19."""
    return until is not None and since <= due_on <= until


def objections_to_proposing(
    until: date | None, *, today: date, paused_until: date | None, both: bool, proposed_by_other: bool
) -> list[Objection]:
    """Why a pause, or its end (`until` is None), cannot be proposed. Rule PIP-19: by one of the two to the other one, with a day and no reason."""
    if not both:
        return [objection("pause-needs-both", N_("There is no manager on record today, so nobody can agree this with the plan’s owner."))]
    if proposed_by_other:
        return [objection("pause-proposed-already", N_("The other one of you has proposed something. Answer that first."), where="until")]
    if until is None:
        running = is_paused(paused_until, today=today)
        return [] if running else [objection("pause-not-set", N_("The reviews of this plan are not paused."))]
    if not today < until <= today + LONGEST:
        return [
            objection(
                "pause-day-outside", N_("Enter the last day of the pause, after %(today)s and within a year."), where="until", today=today
            )
        ]
    if until == paused_until:
        return [objection("pause-day-same", N_("The reviews are paused until that day already."), where="until")]
    return []


def objections_to_answering_pause(
    until: date | None, *, today: date, own_side: bool, proposer_here: bool, agreeing: bool
) -> list[Objection]:
    """Why a proposed pause takes no answer from this reader. Rule PIP-19: one proposes, the other agrees; either may let it go."""
    if not agreeing:
        return []
    if own_side:
        return [objection("pause-own", N_("Your side proposed this. The other one of you agrees it."))]
    if not proposer_here:
        return [objection("pause-proposer-gone", N_("Whoever proposed this is no longer the manager here. Propose it anew."))]
    if until is not None and until <= today:
        return [objection("pause-day-passed", N_("The day proposed has passed. Propose another one."))]
    return []
