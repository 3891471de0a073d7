"""What the catalogue's tests stand on: two capabilities with a ladder, a role profile, and some options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from tests.cast import BEFORE, Cast

from cadenza.capability.actions import add_role_profile
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level, RoleProfile
from cadenza.capability.rules import VersionState
from cadenza.learning.actions import add_option
from cadenza.learning.models import Option
from cadenza.learning.rules import Fit, OptionDraft, OptionKind


@dataclass
class Shelf:
    """The catalogue's surroundings."""

    cast: Cast
    forecasting: Capability
    reviewing: Capability
    profile: RoleProfile

    def draft(self, title: str = "Lead one forecast review", kind: OptionKind = OptionKind.ASSIGNMENT, **changes: object) -> OptionDraft:
        whole = OptionDraft(title, kind, hours=Decimal(6), fits=(Fit(self.forecasting.pk, 3),))
        return replace(whole, **changes)  # type: ignore[arg-type]  # a table of changed fields

    def option(self, title: str = "Lead one forecast review", kind: OptionKind = OptionKind.ASSIGNMENT, **changes: object) -> Option:
        return add_option(self.draft(title, kind, **changes), by=None, at=BEFORE)


@pytest.fixture
def shelf(cast: Cast) -> Shelf:
    """Two capabilities of one published framework, one role profile, an empty catalogue."""
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    version = FrameworkVersion.objects.create(framework=framework, number=1, state=VersionState.PUBLISHED, published_at=BEFORE)
    found = [
        Capability.objects.create(framework=framework, name=name, slug=name.lower().replace(" ", "-"), order=order)
        for order, name in enumerate(["Delivery forecasting", "Design review"])
    ]
    for capability in found:
        for number in range(1, 6):
            Level.objects.create(version=version, capability=capability, number=number)
    return Shelf(cast, *found, add_role_profile("Engineer", "3", {found[0].pk: 3}, by=None, at=BEFORE))
