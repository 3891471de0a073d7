"""Feedback goes along to the next manager when it was shared, and not otherwise (HAND-1, TRUST R16, D2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from tests.cast import NOW
from tests.handover.conftest import Change

from cadenza.capability.models import Capability, Framework
from cadenza.evidence import feedback
from cadenza.evidence.feedback import FeedbackDraft
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def told(known: Change) -> None:
    """One piece shared by its giver, one the person's own, both read; one shared and not opened yet."""
    cast = known.cast
    capability = Capability.objects.create(framework=Framework.objects.create(name="Engineering", slug="engineering"), name="Forecasting")
    for seen, manager_too, read in (("Said no early", True, True), ("Asked twice", False, True), ("Named the risks", True, False)):
        draft = FeedbackDraft(date(2026, 11, 18), seen, "We re-planned", capability.pk, manager_too)
        made = feedback.give_feedback(known.cast.engineer.pk, draft, by=cast.mentor, at=NOW)
        if read:
            feedback.read_feedback(made.ref, by=known.cast.engineer, at=NOW)


def test_a_pack_holds_what_was_shared_and_nothing_else(known: Change, told: None, sign_in: SignIn) -> None:
    """HAND-1: visible to both; TRUST R16: not what was not shared."""
    page = sign_in(known.cast.manager).get(f"/handovers/{known.ref}/").content.decode()
    assert "Said no early" in page
    assert "Asked twice" not in page and "Named the risks" not in page
