"""A formal plan from the first question to its end, and what is refused on the way."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.formal import Way

from cadenza.improvement import actions
from cadenza.improvement.rules import State
from cadenza.objections import OutOfStep
from cadenza.people import relations

pytestmark = pytest.mark.django_db


def test_a_plan_goes_its_whole_way(way: Way) -> None:
    """PIP-8: in this order and no other."""
    for state in (
        State.DRAFT,
        State.GATE_PASSED,
        State.CO_SIGNED,
        State.SERVED,
        State.SETTLED,
        State.RECEIVED,
        State.ACTIVE,
        State.ASSESSMENT,
        State.DECIDED,
    ):
        assert way.to(state).state is state


def test_two_forms_sent_at_once_make_one_draft(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """PIP-1, TRUST N15: the person is held before anybody looks for a plan that is open already."""
    for feature in ("has_select_for_update", "has_select_for_update_of"):
        monkeypatch.setattr(connection.features, feature, True)
    monkeypatch.setattr(relations, "_shared", lambda rows: set(rows.values_list("pk", flat=True)))
    monkeypatch.setattr(connection.ops, "for_update_sql", lambda **_kwargs: "/* held */")
    with CaptureQueriesContext(connection) as asked:
        way.ask()
    said = [one["sql"] for one in asked]
    held = next(number for number, sql in enumerate(said) if 'FROM "people_person"' in sql and sql.endswith("/* held */"))
    looked = next(number for number, sql in enumerate(said) if 'FROM "improvement_case"' in sql)
    assert held < looked
    with pytest.raises(OutOfStep, match="plan-open-already"):
        actions.ask_for_plan(way.cast.on_pip.pk, way.cast.hr_partner.pk, by=way.cast.manager, at=way.at)
