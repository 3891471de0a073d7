"""Eight open pages on one plan and one 1:1: whatever was said to be saved stands, or gave way to somebody who had read it (DATA-1, TRUST N10)."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.agreed import agreed_plan, review_of
from tests.cast import Cast
from tests.plans.conftest import Pair

from cadenza.bench.sheet import Sheet
from cadenza.people.models import Person
from cadenza.plans.models import Action, Goal, Plan, ReviewedGoal
from cadenza.trail.models import Content

WRITERS = 8
SAVES = 15
"""By each of the eight at once."""

SignIn = Callable[[Person], Client]
Texts = dict[str, str]


@dataclass(frozen=True)
class Desk:
    """A page that several have open: where it is, which of its fields they write into, what the database says there."""

    path: str
    people: list[Person]
    fields: list[str]
    read: Callable[[], Texts]
    kind: str
    """Of the entry that one saving leaves in the record."""

    def pages(self, sign_in: SignIn) -> list[Page]:
        """Eight pages that their readers opened at the same time; several of one reader are tabs of one browser."""
        opened = [Sheet(sign_in(person), self.path).load() for person in self.people]
        every = (opened[number % len(opened)] for number in range(WRITERS))
        pages = [Page(Sheet(sheet.client, sheet.path, dict(sheet.fields)), self.fields) for sheet in every]
        for page in pages:
            page.seen = page.shown
        return pages


@dataclass
class Page:
    """One open page, and what its reader has seen of each field."""

    sheet: Sheet
    names: list[str]
    seen: Texts = field(default_factory=dict)

    def load(self) -> None:
        self.sheet.load()
        self.seen = self.shown

    @property
    def shown(self) -> Texts:
        return {name: self.sheet.fields[name].strip() for name in self.names}

    @property
    def touched(self) -> Texts:
        return {name: text for name, text in self.shown.items() if text != self.seen[name]}

    def type(self, name: str, text: str) -> None:
        self.sheet.fields[name] = text


@pytest.fixture(params=["1:1", "editor"])
def desk(request: pytest.FixtureRequest, cast: Cast) -> Desk:
    """The 1:1 of a pair with their stand-in, or the editor of a shared plan open in many tabs of its owner."""
    if request.param == "1:1":
        plan = agreed_plan(cast.engineer, cast.manager)
        return Desk(
            "/people/sam-okafor/one-to-ones/2026-11-24/",
            [cast.engineer, cast.manager, cast.delegate],
            ["done", "learned", "focus", "goal-1-moved", "goal-2-in_the_way"],
            lambda: said_in_review(plan),
            "plans.review-written",
        )
    pair: Pair = request.getfixturevalue("shared")
    return Desk(
        "/people/sam-okafor/plans/2026-q4/edit/",
        [pair.owner],
        ["direction_picture", "goal-1-outcome", "goal-1-live_work", "goal-1-action-1-what"],
        lambda: said_in_plan(pair.plan),
        "plans.words-changed",
    )


def said_in_review(plan: Plan) -> Texts:
    review = review_of(plan)
    looks = {row.goal.number: row for row in ReviewedGoal.objects.filter(review=review).select_related("goal")}
    return {
        **{name: getattr(review, name) for name in ("done", "learned", "focus")},
        "goal-1-moved": looks[1].moved if 1 in looks else "",
        "goal-2-in_the_way": looks[2].in_the_way if 2 in looks else "",
    }


def said_in_plan(plan: Plan) -> Texts:
    goal, action = Goal.objects.get(plan=plan, number=1), Action.objects.get(goal__plan=plan, number=1)
    picture = Plan.objects.get(pk=plan.pk).direction_picture
    return {
        "direction_picture": picture,
        "goal-1-outcome": goal.outcome,
        "goal-1-live_work": goal.live_work,
        "goal-1-action-1-what": action.what,
    }


STEPS = st.lists(
    st.tuples(
        st.integers(0, WRITERS - 1),
        st.sampled_from(["save", "save", "save", "type", "load"]),
        st.integers(0, 99),
        st.sampled_from(["", "mine", "theirs", "both"]),
    ),
    min_size=8,
    max_size=28,
)


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_in_whatever_order_pages_are_saved_nothing_is_put_back_and_different_fields_never_meet(
    desk: Desk, sign_in: SignIn, pinned: Any, steps: list[tuple[int, str, int, str]]
) -> None:
    with transaction.atomic():
        pages = desk.pages(sign_in)
        truth = desk.read()
        for count, (number, verb, which, choice) in enumerate(steps):
            page = pages[number]
            if verb == "load":
                page.load()
                continue
            page.type(desk.fields[which % len(desk.fields)], f"Words {count} of page {number}")
            if verb == "save":
                truth = saved(page, truth, choice)
            assert desk.read() == truth
        transaction.set_rollback(True)


def saved(page: Page, truth: Texts, choice: str) -> Texts:
    """Let a page save itself, and settle a conflict by a choice; what must stand afterwards. Fails where the answer is another one."""
    clashes = {name for name, text in page.touched.items() if truth[name] not in {text, page.seen[name]}}
    answer = page.sheet.save()
    if not clashes:
        assert answer.status_code == 200, "different fields never conflict"
        truth = truth | page.touched
        page.seen |= {name: text for name, text in page.shown.items() if text == truth[name]}
        return truth
    panel = unescape(answer.content.decode())
    assert answer.status_code == 409, "the same field shows both texts"
    assert all(truth[name] in panel and page.shown[name] in panel for name in clashes)
    if not choice:
        return truth
    page.sheet.choose(answer, choice)
    page.seen |= {name: truth[name] for name in clashes}
    return saved(page, truth, choice)


@dataclass
class Acknowledged:
    """What was said to be saved: field -> pairs of the text that its writer had before their eyes and the one that took its place."""

    pairs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    savings: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, seen: Mapping[str, str], words: Texts) -> None:
        with self.lock:
            self.savings += bool(words)
            for name, text in words.items():
                self.pairs.setdefault(name, []).append((seen[name], text))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_who_write_at_once_lose_nothing_that_was_acknowledged(desk: Desk, sign_in: SignIn, pinned: Any) -> None:
    """Every saved text took the place of one that its writer had seen: from the first text to the one that stands there is a single way."""
    pages = desk.pages(sign_in)
    before, kept, trouble = desk.read(), Acknowledged(), []
    entries = Content.objects.filter(kind=desk.kind).count()

    def write(number: int) -> None:
        try:
            many_savings(pages[number], number, desk.fields, kept)
        except BaseException as error:  # noqa: BLE001  reported by the test's own thread
            trouble.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    assert trouble == []
    assert {name: end_of(before[name], kept.pairs.get(name, [])) for name in desk.fields} == desk.read()
    assert Content.objects.filter(kind=desk.kind).count() - entries == kept.savings, "one entry in the record for each saving"


def many_savings(page: Page, number: int, names: list[str], kept: Acknowledged) -> None:
    """One writer: types somewhere, saves, and settles conflicts until the page is saved."""
    chance = random.Random(number)
    for count in range(SAVES):
        page.type(chance.choice(names), f"Words {count} of {number}")
        for _try in range(40):
            answer = page.sheet.save()
            if answer.status_code == 200:
                break
            assert answer.status_code == 409
            for name, text in shown_of_others(answer).items():
                page.seen[name] = text
            page.sheet.choose(answer, chance.choice(["mine", "mine", "theirs", "both"]))
        else:
            raise AssertionError("never saved")
        kept.note(page.seen, page.touched)
        page.seen |= page.touched


def shown_of_others(answer: Any) -> Texts:
    """Field -> the other one's text in a conflict's panel."""
    sheet = Sheet(Client(), "", {})
    return {name: text.strip() for name, text in sheet.choose(answer, "theirs").fields.items() if not name.startswith("base-")}


def end_of(first: str, pairs: list[tuple[str, str]]) -> str:
    """Follow what took the place of what; two that took the place of the same text would be one who was overwritten unseen."""
    after = dict(pairs)
    assert len(after) == len(pairs), "one text was replaced twice"
    for _step in pairs:
        assert first in after, "a saving is missing"
        first = after[first]
    return first
