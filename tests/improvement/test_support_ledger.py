"""The support ledger of a running plan: what the person contests stays contested until it is decided."""

from __future__ import annotations

import pytest
from tests.formal import Way

from cadenza.improvement import running
from cadenza.improvement.rules import State
from cadenza.improvement.support_rules import Answer, Given
from cadenza.objections import Refused

pytestmark = pytest.mark.django_db


def test_a_manager_cannot_log_a_contested_session_as_delivered_again(way: Way) -> None:
    """PIP-7, PIP-14: it counts as missed until HR decides, and after HR decided so."""
    way.to(State.ACTIVE).later(days=45)
    day = min(way.story.supports[1].days)
    running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.answer_support(way.ref, 1, day, Answer.CONTESTED, words="It was cut short.", by=way.cast.on_pip, at=way.at)
    with pytest.raises(Refused):
        running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    running.log_support(way.ref, 1, day, Given.REPLACED, by=way.cast.manager, at=way.at)
    assert not way.story.supports[1].days[day].held
    running.decide_support(way.ref, 1, day, "The calendar shows no other.", upheld=False, by=way.cast.hr_partner, at=way.at)
    with pytest.raises(Refused):
        running.log_support(way.ref, 1, day, Given.DELIVERED, by=way.cast.manager, at=way.at)
    assert not way.story.supports[1].days[day].held
    running.log_support(way.ref, 1, day, Given.MADE_GOOD, on=way.at.date(), by=way.cast.manager, at=way.at)
    assert way.story.supports[1].days[day].made_good
