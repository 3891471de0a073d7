"""Tells of early conversations: one that waits for its follow-up with points answered, one that resolved, and two that were passed to HR."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.conversations import actions
from cadenza.conversations.models import Note, Slip
from cadenza.conversations.rules import Cause
from cadenza.conversations.slips import SlipDraft
from cadenza.conversations.writing import NoteDetails
from cadenza.demo.organisation import House
from cadenza.people.days import day_of
from cadenza.people.models import Person

LATE_ALERTS = {
    "concern": "Three pages in October were answered after more than forty minutes; the refund queue stood still twice until somebody else "
    "picked them up.",
    "context": "Tom had two rotas at once since the team lost a person, and nobody had told him which one comes first.",
    "expectation": "While on call, every page is answered within fifteen minutes; whoever cannot says so in the channel and names who can.",
    "support": "I take him off the second rota from Monday, and go through the first week’s pages with him on Fridays.",
    "agreed": "One rota from Monday. We look at the pages together each Friday.",
}
LATE_POINTS = {
    "seen": "Three pages in October were answered after more than forty minutes. The refund queue stood still twice.",
    "expected": "While on call, every page is answered within fifteen minutes, or handed to somebody by name.",
    "support": "Only one rota from Monday on, and a look at each week’s pages together on Friday.",
    "may_follow": "If pages still wait, we plan the on-call work anew together and write down what has to change by when.",
}
LATE_ANSWER = "That is fair. The two rotas clashed on both of those days; with one I can keep it. The Friday look helps."
HANDED_OVER = {
    "concern": "Two changes in September were merged while the reviewer’s questions stood open; one of them was taken back the next day.",
    "expectation": "Every question of a reviewer is answered before a change is merged.",
    "support": "I review with her on Tuesdays until the end of the month.",
}
DELIVERY = (
    {
        "concern": "Four of the last six stories came back from review with failing edge cases, each two days or more after the date named.",
        "expectation": "Before review, each story has a test for every case named in its ticket.",
        "support": "I pair with Jonas on the first story of each week, and Kenji reads his test plans before he begins.",
        "agreed": "A test plan in the ticket before the first commit.",
    },
    {
        "concern": "Three of the five stories since we spoke had no test plan; two came back from review with the same kind of case.",
        "expectation": "Every story begins with a test plan that Kenji has read, and at most one in five comes back for a missing case.",
        "support": "The pairing goes on, and Kenji keeps two hours a week for it.",
        "agreed": "No story is begun without the plan.",
    },
)
DELIVERY_FOLLOWS = "If stories still come back for cases that were named, I ask HR what a formal plan would look like."
WHY = "Two conversations with support over two months did not change enough. I would like to talk about what comes next, and whether we missed something."


def build_talks(house: House) -> None:
    """Let the manager have talked with three people."""
    manager = house.role("manager")
    _waiting(house, manager)
    _resolved(house, manager)
    _passed_on(house, manager)


def _waiting(house: House, manager: Person) -> None:
    """With the peer, three weeks ago: points shared, received and answered; the follow-up is a week away."""
    at, peer = house.now - timedelta(days=21), house.role("peer")
    note = _talk(manager, peer, LATE_ALERTS, at, cause=Cause.SYSTEM)
    slip = _share(note, LATE_POINTS, at + timedelta(hours=3))
    actions.receive_points(slip.ref, seen_version=1, by=peer, at=at + timedelta(days=1))
    actions.answer_points(slip.ref, LATE_ANSWER, by=peer, at=at + timedelta(days=1, minutes=4))
    actions.add_to_note(note.ref, "First Friday: all nine pages within ten minutes.", by=manager, at=at + timedelta(days=5))


def _resolved(house: House, manager: Person) -> None:
    """With somebody else, two months ago: it changed as expected."""
    at = house.now - timedelta(days=62)
    note = _talk(manager, house.person("Lena Fischer"), HANDED_OVER, at)
    seen = "Every question was answered before merging, four weeks in a row."
    actions.end_note(note.ref, "changed", seen, by=manager, at=at + timedelta(days=29))


def _passed_on(house: House, manager: Person) -> None:
    """Two conversations about one matter, both shared, that led to HR; an organisation younger than they has none of it."""
    person, at = house.role("on-pip"), house.now - timedelta(days=126)
    if at < house.began:
        return
    first = _talk(manager, person, DELIVERY[0], at)
    _received(first, DELIVERY[0], person, at)
    later = at + timedelta(days=29)
    seen = "Two stories with a plan, three without. The paired ones went through at once."
    second = actions.repeat_note(first.ref, _details(DELIVERY[1], later), seen_since=seen, by=manager, at=later)
    _received(second, DELIVERY[1], person, later)
    passed = later + timedelta(days=30)
    bundle = actions.escalate(second.ref, {first.ref, second.ref}, house.role("hr-partner"), WHY, by=manager, at=passed)
    actions.accept_bundle(bundle.ref, by=house.role("hr-partner"), at=passed + timedelta(days=1))


def _received(note: Note, words: dict[str, str], person: Person, at: datetime) -> None:
    points = {"seen": words["concern"], "expected": words["expectation"], "support": words["support"], "may_follow": DELIVERY_FOLLOWS}
    slip = _share(note, points, at + timedelta(hours=2))
    actions.receive_points(slip.ref, seen_version=1, by=person, at=at + timedelta(days=2))


def _talk(manager: Person, person: Person, words: dict[str, str], at: datetime, *, cause: Cause = Cause.UNKNOWN) -> Note:
    return actions.record_note(person.pk, _details(words, at, cause), by=manager, at=at)


def _details(words: dict[str, str], at: datetime, cause: Cause = Cause.UNKNOWN) -> NoteDetails:
    return NoteDetails(words, held_on=day_of(at), follow_up_on=day_of(at + timedelta(days=28)), cause=cause.value)


def _share(note: Note, points: dict[str, str], at: datetime) -> Slip:
    draft = SlipDraft(points, held_on=day_of(note.recorded_at), expected_by=note.follow_up_on)
    return actions.share_points(note.ref, draft, by=note.author, at=at)
