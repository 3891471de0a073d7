"""What a key result may say that it needs: a capability, at which level, of how many people. Pure."""

from __future__ import annotations

from collections.abc import Collection

from cadenza.objections import N_, Objection, objection

PEOPLE_LIMIT = 999
HIGHEST_LEVEL = 99


def objections_to_requirement(level: int, people_needed: int, *, levels: Collection[int], taken: bool) -> list[Objection]:
    """Why a key result cannot ask for this capability. `levels` are those of the ladder in force; empty when it has none yet.

    Rule STRAT-1: the key result's capability requirement. Source: [O] the capability each key result needs.
    """
    found = []
    if taken:
        found.append(
            objection("capability-named-already", N_("This capability is named already. Change its level there."), where="capability")
        )
    if not 1 <= level <= HIGHEST_LEVEL or (levels and level not in levels):
        found.append(
            objection(
                "required-level-unknown",
                N_("Pick a level from %(low)d to %(high)d."),
                where="level",
                low=min(levels, default=1),
                high=max(levels, default=HIGHEST_LEVEL),
            )
        )
    if not 1 <= people_needed <= PEOPLE_LIMIT:
        found.append(
            objection(
                "people-needed-out-of-range",
                N_("Say how many people need it, from 1 to %(limit)d."),
                where="people_needed",
                limit=PEOPLE_LIMIT,
            )
        )
    return found
