"""What a process remembers of prompts and practice while others read, save and roll back (HR-3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from tests.cast import Cast

from cadenza.practice import queries
from cadenza.practice.models import PracticeVersion, PromptVersion
from cadenza.practice.practice_rules import SHIPPED

DAY = date(2026, 11, 1)


def test_a_commit_while_somebody_reads_gives_nobody_what_the_product_comes_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """HR-3: the reader goes on with what they found, and the next one looks anew."""
    rows: dict[type, tuple[Any, ...]] = {
        PracticeVersion: (PracticeVersion(number=3, effective_on=DAY, values={"first_check": 3}),),
        PromptVersion: (),
    }
    looks = []

    def read(kind: type) -> tuple[Any, ...]:
        looks.append(kind)
        queries.forget()  # another thread commits in between
        return rows[kind]

    monkeypatch.setattr(queries.Kept, "is_unsettled", staticmethod(lambda: False))
    monkeypatch.setattr(queries, "_standing", read)
    assert queries.practice_on(DAY).review_weeks[0] == 3
    rows[PracticeVersion] = (PracticeVersion(number=4, effective_on=DAY, values={"first_check": 5}),)
    assert queries.practice_on(DAY).review_weeks[0] == 5
    monkeypatch.setattr(queries, "_standing", lambda kind: looks.append(kind) or rows[kind])
    assert [queries.practice_on(DAY).number for _ in range(3)] == [4, 4, 4]
    assert len(looks) == 6


@pytest.mark.django_db
def test_what_is_saved_and_rolled_back_is_remembered_by_nobody(cast: Cast, at: datetime) -> None:
    """HR-3: a version counts for others once it is committed."""
    remembered = queries._remembered()
    with transaction.atomic():
        PracticeVersion.objects.create(number=1, values={"first_check": 3}, effective_on=at.date(), made_by=cast.hr_admin, made_at=at)
        assert queries.practice_at(at).number == 1
        assert queries._memory is remembered
        transaction.set_rollback(True)
    assert queries.practice_at(at) == SHIPPED
