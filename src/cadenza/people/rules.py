"""What the organisation allows: roles, states, quarters of its own calendar. Pure."""

from __future__ import annotations

from enum import StrEnum


class Coded(StrEnum):
    """A StrEnum that Django fields take as choices. Words for people come from the templates' one table, not from here."""

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.value) for member in cls]


class PersonStatus(Coded):
    """Where a person stands with the organisation."""

    ACTIVE = "active"
    ABSENT = "absent"
    VACANT = "vacant"
    STUB = "stub"
    LEAVER = "leaver"


class Theme(Coded):
    """What the reader picked for light and dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class GrantedRole(Coded):
    """Roles that are granted, not computed from lines (TRUST 1.1)."""

    HR_ADMIN = "hr-admin"
    EXECUTIVE = "executive"
    PRIVACY_OFFICER = "privacy-officer"
    OPERATOR = "operator"
    CASE_REVIEWER = "case-reviewer"


class Relation(Coded):
    """What the organisation knows of a reader towards a person, on an instant. WHO_MAY tables are made of these."""

    SELF = "self"
    MANAGER = "manager"
    FORMER = "former-manager"
    UPLINE = "upline"
    DELEGATE = "delegate"
    HR_SCOPE = "hr-scope"
    HR_ADMIN = "hr-admin"
    EXECUTIVE = "executive"
    PRIVACY_OFFICER = "privacy-officer"
    OPERATOR = "operator"
    CASE_REVIEWER = "case-reviewer"
    COLLEAGUE = "colleague"
