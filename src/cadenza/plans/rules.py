"""What a development plan allows: lanes, states, the five questions, what must stand before it is agreed. Pure."""

from __future__ import annotations

from cadenza.people.rules import Coded


class PlanState(Coded):
    """Where a plan stands (TRUST 1.7). A draft is the person's alone until they share it."""

    DRAFT = "draft"
    SHARED = "shared"
    OFFERED = "offered"
    ACTIVE = "active"
    CLOSED = "closed"
    LEFT = "left"


class Lane(Coded):
    """Two lanes, never mixed (PLAN-4)."""

    EXECUTION = "execution"
    CAREER = "career"


class GoalStatus(Coded):
    """Exactly one of four (STAT-1)."""

    ON_TRACK = "on-track"
    BLOCKED = "blocked"
    NEEDS_RESET = "needs-reset"
    COMPLETED = "completed"


class ActionKind(Coded):
    """The three kinds of action (ACT-1)."""

    EXPERIENCE = "experience"
    EXPOSURE = "exposure"
    EDUCATION = "education"


class CommitmentState(Coded):
    """Where a manager's commitment stands (COM-2)."""

    OPEN = "open"
    DELIVERED = "delivered"
    MISSED = "missed"
    RENEGOTIATED = "renegotiated"


class ReviewKind(Coded):
    """The monthly look, and the reflection that ends the cycle (REV-4)."""

    MONTHLY = "monthly"
    REFLECTION = "reflection"


class SuggestionState(Coded):
    """A suggested goal becomes one only when the person accepts it (PLAN-3)."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SelfViewField(Coded):
    """The two halves of the current state, shared one by one (PLAN-1)."""

    STRENGTHS = "strengths"
    DIFFICULTIES = "difficulties"
