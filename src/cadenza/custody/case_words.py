"""How an access case speaks: its sources, reasons and steps in words."""

from __future__ import annotations

from collections.abc import Mapping

from cadenza.custody.case_rules import Act, Decision, Longer, Reason, Source
from cadenza.objections import N_

SOURCES: Mapping[Source, str] = {
    Source.NOTE: N_("Note of a conversation"),
    Source.DRAFT: N_("Draft of a note"),
    Source.KEPT_DRAFT: N_("Earlier draft of a note"),
    Source.BUNDLE: N_("Passed to HR"),
    Source.FORMAL: N_("Entry of a formal plan"),
    Source.JUDGEMENT: N_("Judgement of a goal that was not shared"),
    Source.FOLLOW_UP: N_("Question of HR to somebody else"),
    Source.SNAPSHOT: N_("Snapshot of a talent review that is not over"),
}
DECISIONS: Mapping[Decision, str] = {
    Decision.RELEASE: N_("Give it whole"),
    Decision.REDACT: N_("Give it with words taken out"),
    Decision.WITHHOLD: N_("Keep it back"),
}
REASONS: Mapping[Reason, str] = {
    Reason.THIRD_PARTY: N_("It tells about somebody else who would be harmed"),
    Reason.PRIVILEGE: N_("Legal advice"),
    Reason.NEGOTIATION: N_("Negotiation with the person that is under way"),
    Reason.FORECAST: N_("Planning that would be spoilt"),
    Reason.REFERENCE: N_("Confidential reference"),
    Reason.NOT_ABOUT: N_("Not about the person"),
}
LONGER: Mapping[Longer, str] = {
    Longer.COMPLEX: N_("The request is complex"),
    Longer.SEVERAL: N_("The person made several requests"),
}
LONGER_TOLD: Mapping[Longer, str] = {
    Longer.COMPLEX: N_("The answer takes up to two months more, because the request is complex."),
    Longer.SEVERAL: N_("The answer takes up to two months more, because you made several requests."),
}
"""The same, said to the person."""
STEPS: Mapping[Act, str] = {
    Act.ACCEPT: N_("Take it on"),
    Act.DECLINE: N_("Decline"),
    Act.STOP: N_("Stop the clock: I asked the person something"),
    Act.RESUME: N_("The person answered: let the clock run"),
    Act.AGREE_UNTOLD: N_("Agree: they are not told"),
    Act.TELL_THEM: N_("No: they are told"),
    Act.RELEASE: N_("Release the answer to the officer’s hand"),
    Act.HAND_OVER: N_("Hand the answer over"),
    Act.CLOSE: N_("Close the case and end the freeze"),
    Act.WITHDRAW: N_("The person took the request back"),
}
"""Steps that are one press of a button."""
