"""A word in every private place, looked for in the copy of everybody (DATA-3, TRUST L12)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker
from tests.cast import NOW
from tests.scene import Scene, standing
from tests.test_planted_words import readers

from cadenza.custody.copies import as_json, taken

pytestmark = pytest.mark.django_db
UNREAD = {"feedback-unread-seen", "feedback-unread-effect"}
"""What the engineer has not opened yet: taking the copy opens it (FB-1)."""


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), standing() as made:
        yield made


def test_a_copy_holds_every_word_that_its_owner_may_read_about_themselves_and_no_other(scene: Scene):
    """DATA-3, TRUST 1.2 column S, F1, G7: planted words, for everybody in the cast."""
    in_copy = {
        member: {place for place, word in scene.said.items() if word in text}
        for member, person in scene.members().items()
        if (text := as_json(taken(person, at=NOW), at=NOW).decode())
    }
    too_much = {m: places for m, found in in_copy.items() if (places := {p for p in found if m not in readers(p)} - UNREAD)}
    assert too_much == {}
    for member in ("engineer", "peer", "on_pip", "outsider", "mentor"):
        assert {place for place in scene.said if member in readers(place)} - in_copy[member] == set(), member
