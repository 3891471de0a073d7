"""What counts as evidence, and when a gap assessment stands. Pure."""

from __future__ import annotations

from cadenza.people.rules import Coded


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
