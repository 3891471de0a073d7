"""The same seed and instant give the same organisation."""

import pytest
from django.db import transaction
from tests.cast import NOW

from cadenza.demo.build import build
from cadenza.people import days
from cadenza.people.models import Person
from cadenza.plans.models import Goal

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def told(seed: int) -> list[object]:
    """What a small organisation says, built and undone."""
    with transaction.atomic():
        days.forget()
        build(people=28, seed=seed, at=NOW, finished_cycles=0)
        found = [
            *Person.objects.order_by("pk").values_list("name", "title", "start_date"),
            *Goal.objects.order_by("pk").values_list("number", "outcome", "status", "target_date"),
        ]
        transaction.set_rollback(True)
    days.forget()
    return found


def test_the_same_seed_tells_the_same_story():
    assert told(3) == told(3)


def test_another_seed_tells_another():
    assert told(3) != told(4)
