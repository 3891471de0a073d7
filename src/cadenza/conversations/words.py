"""Words for what a note holds as a choice, wherever it is read: on its author's page, and in an access case."""

from __future__ import annotations

from collections.abc import Mapping

from cadenza.conversations.rules import Cause, NoteEvent, Outcome
from cadenza.objections import N_

CAUSES: Mapping[str, str] = {
    Cause.SYSTEM: N_("The work itself: unclear, too much, context missing"),
    Cause.PERSONAL: N_("A personal circumstance"),
    Cause.PERFORMANCE: N_("How the work is done"),
}
"""What may lie behind a concern. That it is not known yet says nothing, and is not among them."""
OUTCOMES: Mapping[str, str] = {
    Outcome.CHANGED: N_("It changed as expected."),
    Outcome.SYSTEM: N_("The work itself was the cause."),
    Outcome.PERSONAL: N_("A personal circumstance; other support instead."),
    Outcome.LAPSED: N_("Left to rest."),
    NoteEvent.REPEAT: N_("Not enough has changed; there was a next conversation."),
}
"""What came of a follow-up."""
