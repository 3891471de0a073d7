"""`cadenza demo`: builds the organisation once, and says who can be tried."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from cadenza.demo import build, bulk, roles
from cadenza.people.models import Organisation


def run(*, people: int, seed: int, say: Callable[[str], None]) -> list[str]:
    """Build when the database is empty; answer the lines to print. Deterministic for a seed and an instant."""
    if not Organisation.objects.exists():
        make = build.build if people <= build.MOST_THROUGH_ACTIONS else bulk.build_large
        make(people=people, seed=seed, at=timezone.now(), say=say)
    return [f"  {role.key:<16} {role.person.name}, {role.person.title}" for role in roles.demo_roles()]
