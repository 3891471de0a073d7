"""What a request for help may become. Pure."""

from __future__ import annotations

from cadenza.people.rules import Coded


class AskKind(Coded):
    """What is asked for. Every kind is one and the same record and page, so that none betrays what it serves (TRUST R12)."""

    EXPOSURE = "exposure"
    SUPPORT = "support"
    EVIDENCE = "evidence"
    FEEDBACK = "feedback"


class AskState(Coded):
    """Where a request stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"
    WITHDRAWN = "withdrawn"
