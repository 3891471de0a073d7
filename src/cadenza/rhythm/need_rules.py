"""What a need that came up in a talk can become, and what it takes. Pure."""

from __future__ import annotations

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded


class Outcome(Coded):
    """What a captured need is turned into (GAP-2)."""

    GAP = "assessment"
    SUGGESTION = "suggestion"


def objections_to_need(outcome: Outcome, *, capability: bool, seen: str, goal: str) -> list[Objection]:
    """Why a need cannot be captured so: an assessment is of a capability and rests on a fact; a suggestion has words and a reason.

    Rules GAP-1 and GAP-2. Source: [L] turned into development where performance is discussed; [O] from delivery, not from a label.
    """
    found = []
    if not says_something(seen):
        found.append(objection("need-without-fact", N_("Say what was seen in the work."), where="what"))
    if outcome is Outcome.GAP and not capability:
        found.append(objection("need-without-capability", N_("Choose the capability that it shows."), where="capability"))
    if outcome is Outcome.SUGGESTION and not says_something(goal):
        found.append(objection("need-without-goal", N_("Word the goal that you suggest."), where="outcome"))
    return found
