"""The one list of what is written down after lines, roles or accounts have changed, in order (docs/map.md)."""

from __future__ import annotations

from cadenza.asks import actions as asks
from cadenza.conversations import actions as conversations
from cadenza.handover import actions as handover
from cadenza.improvement import settling as improvement
from cadenza.people import actions as people
from cadenza.people.settling import in_this_order
from cadenza.plans import actions as plans
from cadenza.plans import resets


def arrange() -> None:
    """Tell the settling job its steps; called once by every command, the job worker's included."""
    in_this_order(
        (
            people.settle_lines,
            asks.settle_lines,
            plans.settle_lines,
            resets.close_what_was_reset,
            handover.settle_lines,
            conversations.settle_lines,
            conversations.settle_partners,
            improvement.settle_lines,
        )
    )
