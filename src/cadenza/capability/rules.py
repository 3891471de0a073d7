"""What a capability framework allows. Pure."""

from __future__ import annotations

from cadenza.people.rules import Coded


class VersionState(Coded):
    """Where one version of a framework stands (CAP-1: versions are kept)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
