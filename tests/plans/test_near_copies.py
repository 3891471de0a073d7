"""Goals and actions that are nearly the same across people: found fast, deterministic, without a word of a draft (LEARN-4)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreed import OUTCOMES, agreed_plan, quarter
from tests.cast import NOW, Cast

from cadenza.people.models import Person
from cadenza.plans.copy_rules import ALIKE, FEWEST_WORDS, Written, likeness, near_copies, words_in
from cadenza.plans.jobs import look_for_copies
from cadenza.plans.models import Action, Goal, NearCopy, Plan
from cadenza.plans.near_copies import CopyGroup, copies_among, find_copies, rows_of_groups
from cadenza.plans.rules import ActionKind, PlanState

FORECAST = "Forecast a change that crosses two teams within fifteen per cent of what happened"


def written(*texts: str, owners: tuple[int, ...] = ()) -> list[Written]:
    return [Written(key, owners[key] if owners else key, words_in(text)) for key, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Forecast  a CHANGE, by 18 December.", "forecast a change by 4 december"),
        ("Réviser l’entrée", "reviser l'entree"),
        ("within 15% of it", "within 20% of it"),
    ],
)
def test_case_accents_figures_and_punctuation_make_no_difference(one: str, other: str) -> None:
    """LEARN-4."""
    assert words_in(one) == words_in(other)


def test_likeness_is_the_share_of_common_words() -> None:
    assert likeness(words_in("a b c d"), words_in("a b c e")) == likeness(words_in("a b c e"), words_in("d c b a"))
    assert likeness(frozenset(), frozenset()) == 0
    assert likeness(words_in("a b c d"), words_in("a b c d")) == 1


def test_a_changed_name_or_place_hides_no_copy() -> None:
    """LEARN-4."""
    assert near_copies(
        written(FORECAST, FORECAST.replace("Forecast", "Predict"), "Something else altogether that nobody else would ever write")
    ) == [[0, 1]]


def test_two_goals_for_one_result_in_their_own_words_are_no_copies() -> None:
    own = "Give planning a forecast for every change that crosses two teams, and say how sure I am"
    assert near_copies(written(FORECAST, own)) == []


def test_ones_own_words_again_are_no_copy_across_people() -> None:
    assert near_copies(written(FORECAST, FORECAST, owners=(7, 7))) == []


def test_short_texts_are_nobodys_own() -> None:
    assert near_copies(written("Lead the next design review", "Lead the next design review")) == []
    assert FEWEST_WORDS == 6


def test_small_differences_make_no_chain() -> None:
    """Each text of a group is alike to the group's first, not only to its neighbour."""
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett"]
    near = [" ".join([*words[step:], *(f"x{chr(97 + one)}" for one in range(step))]) for step in range(6)]
    assert near_copies(written(*near)) == [[0, 1], [2, 3], [4, 5]]


TEXTS = st.lists(st.frozensets(st.sampled_from("abcdefghijkl"), max_size=10), max_size=25)


@settings(max_examples=200)
@given(texts=TEXTS, owners=st.lists(st.integers(0, 4), min_size=25, max_size=25))
def test_the_index_finds_what_comparing_each_with_each_first_finds(texts: list[frozenset[str]], owners: list[int]) -> None:
    """LEARN-4: the quick way and the slow way agree."""
    given_texts = [Written(key, owners[key], words) for key, words in enumerate(texts)]
    groups: list[list[Written]] = []
    for text in given_texts:
        if len(text.words) < 3:
            continue
        same = next((group for group in groups if likeness(text.words, group[0].words) >= ALIKE), None)
        if same is None:
            groups.append([text])
        else:
            same.append(text)
    expected = [[text.key for text in group] for group in groups if len({text.owner for text in group}) > 1]
    assert near_copies(given_texts, fewest=3) == expected
    assert near_copies(given_texts, fewest=3) == expected


@pytest.mark.parametrize("copies", [0, 2, 40])
def test_twenty_thousand_goals_take_less_than_five_seconds(copies: int) -> None:
    """LEARN-4, issue 5: everybody's own words, few templates, and templates with one word changed for each person."""
    random = Random(5)
    # a few hundred words that everybody uses and a long tail, as people write
    vocabulary = ["".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(7)) for _ in range(12_000)]
    templates = [random.sample(vocabulary, 22) for _ in range(copies)]
    texts = []
    for key in range(20_000):
        words = list(random.choice(templates)) if templates else random.sample(vocabulary[:400], 12) + random.sample(vocabulary, 10)
        words[random.randrange(22)] = random.choice(vocabulary)
        texts.append(Written(key, key, frozenset(words)))
    began = time.process_time()
    found = near_copies(texts)
    assert time.process_time() - began < 5
    assert bool(found) is bool(copies)


# found at night, kept without words


@pytest.mark.django_db
class TestFound:
    def pair(self, cast: Cast) -> tuple[Plan, Plan]:
        one, other = agreed_plan(cast.engineer, cast.manager, goals=1), agreed_plan(cast.peer, cast.manager, goals=1)
        return one, other

    def groups(self, *people: Person) -> list[CopyGroup]:
        known = {one.pk for one in people}
        return rows_of_groups(known, quarter(), [group for group, _people in copies_among(known, quarter()).groups])

    def among(self, *people: Person) -> list[set[Person]]:
        return [set(group.owners.values()) for group in self.groups(*people)]

    def test_the_night_finds_goals_and_actions(self, cast: Cast) -> None:
        """LEARN-4."""
        one, other = self.pair(cast)
        for plan in (one, other):
            long = {"what": "Prepare the capacity forecast for the refunds migration with Ruth", "kind": ActionKind.EXPERIENCE}
            Action.objects.create(goal=plan.goals.get(), number=5, **long)
        look_for_copies(at=NOW)
        assert self.among(cast.engineer, cast.peer) == [{cast.engineer, cast.peer}] * 2
        assert {group.of_actions for group in self.groups(*Person.objects.all())} == {True, False}

    def test_the_next_night_takes_the_place_of_the_last(self, cast: Cast) -> None:
        _one, other = self.pair(cast)
        find_copies(quarter(), at=NOW)
        Goal.objects.filter(plan=other).update(
            outcome="Lead a design review outside the own team and hand the notes over", success_measure=""
        )
        find_copies(quarter(), at=NOW)
        assert not NearCopy.objects.exists()

    def test_a_draft_is_never_compared(self, cast: Cast) -> None:
        """TRUST E2."""
        one, _other = self.pair(cast)
        Plan.objects.filter(pk=one.pk).update(state=PlanState.DRAFT)
        assert find_copies(quarter(), at=NOW) == 0

    def test_what_was_dropped_since_is_left_out(self, cast: Cast) -> None:
        one, _other = self.pair(cast)
        find_copies(quarter(), at=NOW)
        Goal.objects.filter(plan=one).update(dropped_at=NOW)
        assert self.among(cast.engineer, cast.peer) == []

    def test_a_group_needs_two_of_the_people_asked_about(self, cast: Cast) -> None:
        self.pair(cast)
        find_copies(quarter(), at=NOW)
        assert self.among(cast.engineer, cast.outsider) == []

    def test_between_cycles_nothing_is_looked_for(self, cast: Cast) -> None:
        self.pair(cast)
        look_for_copies(at=datetime(2028, 1, 1, tzinfo=UTC))
        assert not NearCopy.objects.exists()

    def test_a_row_holds_no_word(self, cast: Cast) -> None:
        self.pair(cast)
        find_copies(quarter(), at=NOW)
        assert OUTCOMES[0] not in str(list(NearCopy.objects.values()))
