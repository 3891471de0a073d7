"""A formal plan is never the first honest conversation: when agreed points count, and which of their words (EARLY-4, PIP-2, TRUST 0.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.cast import Cast
from tests.formal import ASKED, Way

from cadenza.conversations import actions as talks
from cadenza.conversations.models import Slip
from cadenza.conversations.slips import SlipDraft
from cadenza.conversations.writing import NoteDetails
from cadenza.evidence import actions as evidence
from cadenza.evidence.actions import EvidenceDraft
from cadenza.evidence.rules import EvidenceKind
from cadenza.improvement import actions
from cadenza.improvement.gate_rules import Condition
from cadenza.improvement.rules import State
from cadenza.objections import Refused
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
POINTS = {
    "seen": "Two releases went out without their tests.",
    "expected": "Each change carries tests.",
    "support": "Pairing with Ruth.",
    "may_follow": "A formal plan.",
}


def share(way: Way, *, held_on: date, expected_by: date) -> Slip:
    """The manager notes a conversation and shares its points, now."""
    noted = NoteDetails(
        {"concern": POINTS["seen"], "expectation": POINTS["expected"], "support": POINTS["support"]},
        held_on,
        way.at.date() + timedelta(days=28),
    )
    note = talks.record_note(way.cast.on_pip.pk, noted, by=way.cast.manager, at=way.at)
    return talks.share_points(note.ref, SlipDraft(POINTS, held_on, expected_by), by=way.cast.manager, at=way.at)


def prepared(cast: Cast) -> Way:
    """Two facts, and support promised; conversations are each test's own."""
    way = Way(cast)
    way.at = ASKED
    for day in (date(2026, 6, 12), date(2026, 8, 20)):
        seen = EvidenceDraft(EvidenceKind.REWORK, f"The release of {day:%d %B} went out without its tests.", day)
        way.facts.append(evidence.add_evidence(cast.on_pip.pk, seen, by=cast.manager, at=way.at))
    return way


def cite(way: Way, slip: Slip) -> None:
    for fact in way.facts:
        actions.cite(way.ref, Condition.PERSISTENT, f"evidence:{fact.pk}", by=way.cast.manager, at=way.at)
    for condition in (Condition.EXPLICIT, Condition.EARLIER):
        actions.cite(way.ref, condition, f"agreed-points:{slip.ref}", support_given="Pairing.", by=way.cast.manager, at=way.at)


def refused(way: Way) -> set[str]:
    with pytest.raises(Refused) as no:
        way.pass_gate()
    return {one.code for one in no.value.objections}


def test_a_conversation_of_yesterday_whose_day_is_today_opens_no_gate(cast: Cast, sign_in: SignIn) -> None:
    """EARLY-4, PIP-2: not on its day, not on the day after, and however long they wait; the page says how much time it takes."""
    way = prepared(cast)
    slip = share(way, held_on=way.at.date() - timedelta(days=1), expected_by=way.at.date())
    assert slip.entered_late
    short = share(way, held_on=way.at.date(), expected_by=way.at.date() + timedelta(days=7))
    assert not short.entered_late
    way.ask().promise()
    for one in (slip, short):
        cite(way, one)
    assert "no-earlier-conversation" in refused(way)
    way.later(days=60)
    assert "no-earlier-conversation" in refused(way)
    assert "at least 21 days" in sign_in(cast.manager).get(f"/formal/{way.ref}/").content.decode()


def test_a_conversation_counts_once_its_time_is_over(cast: Cast) -> None:
    """EARLY-4, PIP-2: four weeks after it was shared, and not before that day has passed."""
    way = prepared(cast)
    slip = share(way, held_on=way.at.date(), expected_by=way.at.date() + timedelta(days=28))
    way.ask().promise()
    cite(way, slip)
    way.later(days=28)
    assert refused(way) == {"no-earlier-conversation"}
    way.later(days=1).pass_gate()


def test_a_change_of_the_points_begins_their_time_anew(cast: Cast) -> None:
    """EARLY-4, TRUST 0.3: nobody had time for words that they were shown a day before."""
    way = prepared(cast)
    slip = share(way, held_on=way.at.date(), expected_by=way.at.date() + timedelta(days=21))
    way.later(days=1)
    harsher = SlipDraft({**POINTS, "seen": "A serious failing."}, slip.held_on, slip.expected_by)
    changed = talks.change_points(slip.ref, harsher, seen_version=1, by=cast.manager, at=way.at)
    assert (changed.entered_late, changed.changed_at) == (False, way.at)
    way.later(days=30).ask().promise()
    cite(way, slip)
    assert refused(way) == {"no-earlier-conversation"}


def test_what_is_cited_is_what_the_person_was_shown_last(cast: Cast, sign_in: SignIn) -> None:
    """PIP-2, TRUST 0.3, F2: points changed after they were cited refuse the gate, until they are cited as they stand."""
    way = prepared(cast)
    draft = SlipDraft(POINTS, way.at.date(), way.at.date() + timedelta(days=28))
    slip = share(way, held_on=draft.held_on or way.at.date(), expected_by=draft.expected_by or way.at.date())
    way.ask().promise()
    cite(way, slip)
    way.later(days=2)
    friendly = replace(draft, words={**POINTS, "seen": "A friendly word."})
    talks.change_points(slip.ref, friendly, seen_version=1, by=cast.manager, at=way.at)
    way.later(days=40)
    assert refused(way) == {"citation-overtaken"}
    says = "These points were changed after they were cited."
    page = sign_in(cast.hr_partner).get(f"/formal/{way.ref}/").content.decode()
    assert page.count(says) == 2
    for number in [number for number, one in way.story.citations.items() if one.version]:
        actions.drop_citation(way.ref, number, by=cast.manager, at=way.at)
    cite(way, slip)
    assert {one.words.split("\n")[0] for one in way.story.citations.values() if one.version} == {"A friendly word."}
    way.pass_gate()
    assert says not in sign_in(cast.hr_partner).get(f"/formal/{way.ref}/").content.decode()


def test_points_changed_after_the_gate_say_so_beside_their_copy(cast: Cast, sign_in: SignIn) -> None:
    """PIP-2, TRUST 0.3: whoever reads the citation then learns that the person reads other words; they read that on their own page, too."""
    way = prepared(cast)
    slip = share(way, held_on=way.at.date(), expected_by=way.at.date() + timedelta(days=28))
    way.ask().promise()
    cite(way, slip)
    way.later(days=40).pass_gate()
    words = SlipDraft({**POINTS, "seen": "A friendly word."}, slip.held_on, slip.expected_by)
    talks.change_points(slip.ref, words, seen_version=1, by=cast.manager, at=way.at)
    way.write().sign().later(days=1).serve()
    for reader in (cast.hr_partner, cast.on_pip):
        assert "changed after they were cited" in sign_in(reader).get(f"/formal/{way.ref}/opening/").content.decode()
    assert "changed 11 October 2026" in sign_in(cast.on_pip).get(f"/agreed-points/{slip.ref}/").content.decode()


def test_points_that_the_person_never_received_count_and_the_gate_says_so(cast: Cast, sign_in: SignIn) -> None:
    """PIP-2, EARLY-5: they were shared, which is what is asked; whoever confirms reads that nothing was said to them yet."""
    way = prepared(cast)
    slip = share(way, held_on=way.at.date(), expected_by=way.at.date() + timedelta(days=28))
    way.ask().promise()
    cite(way, slip)
    way.later(days=30)

    def said() -> int:
        with clock.pinned(way.at):
            return sign_in(cast.hr_partner).get(f"/formal/{way.ref}/").content.decode().count("Not received yet")

    assert said() == 2
    talks.receive_points(slip.ref, seen_version=1, by=cast.on_pip, at=way.at)
    assert said() == 0
    Slip.objects.filter(pk=slip.pk).update(received_at=None)
    talks.answer_points(slip.ref, "I see it otherwise.", by=cast.on_pip, at=way.at)
    assert said() == 0
    assert way.pass_gate().state is State.GATE_PASSED
