"""The benchmark's manager of forty is made through the actions that people use, and once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.plans.conftest import Ground, Pair, agreed, draft, ground, offered, promised, shared

from cadenza.bench import forty
from cadenza.people.models import Person
from cadenza.plans.models import Plan
from cadenza.plans.rules import PlanState

__all__ = ["agreed", "draft", "ground", "offered", "promised", "shared"]
pytestmark = pytest.mark.django_db


def test_home_and_board_of_a_manager_of_forty_ask_as_often_as_of_one_of_three(
    agreed: Pair, ground: Ground, cast: Cast, sign_in: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 4: constant queries."""
    counted: dict[str, list[int]] = {"/": [], "/teams/": []}
    for reports in (3, 12):
        monkeypatch.setattr(forty, "REPORTS", reports)
        monkeypatch.setattr(forty, "ADDRESS", f"lead-{reports}@bench.example")
        monkeypatch.setattr(forty, "REPORT", f"report-{reports}-%d@bench.example")
        manager = forty.manager_of_forty(ground.cycle, agreed.owner)
        assert Plan.objects.filter(owner__email__startswith=f"report-{reports}-", state=PlanState.ACTIVE).count() == reports
        client = sign_in(manager)
        for path, counts in counted.items():
            client.get(path)
            with CaptureQueriesContext(connection) as found:
                assert client.get(path).status_code == 200
            counts.append(len(found))
    assert all(few == many < 20 for few, many in counted.values()), counted
    assert forty.manager_of_forty(ground.cycle, agreed.owner) == manager
