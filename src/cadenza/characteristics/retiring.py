"""What a leaver declared about themself: erased by its key (TRUST A3, L18). Called by custody alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cadenza.characteristics.actions import forget
from cadenza.characteristics.models import Declaration
from cadenza.people.keeping import Found, Reach


def declarations_due(reach: Reach) -> list[Found]:
    """Leavers of whom a declaration is kept. While they are here it is theirs to take back."""
    rows = Declaration.objects.filter(reach.reached("person")).exclude(reach.kept("person"))
    return [Found(person, person) for person in rows.order_by("pk").values_list("person_id", flat=True)]


def purge_declarations(people: Collection[int], *, at: datetime) -> int:
    """Erase what these people declared. Running it again does nothing."""
    return sum(forget(person, at=at) for person in people)
