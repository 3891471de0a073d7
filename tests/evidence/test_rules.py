"""What counts as evidence and when a gap stands (GAP-1). No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cadenza.evidence import rules
from cadenza.evidence.rules import EvidenceFact, NeedKind
from cadenza.objections import Objection

TODAY = date(2026, 11, 24)
SEEN = EvidenceFact(person_id=1, happened_on=TODAY)


def gap(*facts: EvidenceFact, now: int = 2, needed: int = 3, kind: NeedKind = NeedKind.SKILL_GAP) -> list[str]:
    found: list[Objection] = rules.objections_to_gap(facts, person_id=1, kind=kind, level_now=now, level_needed=needed, today=TODAY)
    return [one.code for one in found]


def test_one_piece_of_evidence_is_enough() -> None:
    assert gap(SEEN) == []


def test_a_bare_competency_label_is_refused() -> None:
    assert gap() == ["gap-without-evidence"]


@pytest.mark.parametrize(
    "fact",
    [
        EvidenceFact(1, TODAY, withdrawn=True),
        EvidenceFact(2, TODAY),
        EvidenceFact(1, TODAY + timedelta(days=1)),
    ],
)
def test_what_is_withdrawn_about_somebody_else_or_in_the_future_does_not_count(fact: EvidenceFact) -> None:
    assert gap(fact) == ["gap-without-evidence"]
    assert gap(fact, SEEN) == []


def test_a_gap_has_a_level_to_reach() -> None:
    assert gap(SEEN, now=3, needed=3) == ["no-gap"]
    assert gap(SEEN, now=3, needed=2) == ["needs-less-than-held"]
    assert gap(SEEN, now=3, needed=3, kind=NeedKind.BEHAVIOUR) == []


def test_a_gap_lies_between_levels_that_exist() -> None:
    """GAP-1: who stands below the first level of a ladder has none of it yet; beyond the last there is nothing, nor between its rungs."""

    def codes(now: int, needed: int, *levels: int) -> list[tuple[str, str, object]]:
        found = rules.objections_to_gap(
            [SEEN], person_id=1, kind=NeedKind.BEHAVIOUR, level_now=now, level_needed=needed, levels=levels, today=TODAY
        )
        return [(one.code, one.where, one.values.get("highest")) for one in found]

    now, needed = ("level-not-on-ladder", "level_now", 3), ("level-not-on-ladder", "level_needed", 3)
    assert codes(7, 9, 1, 2, 3) == [now, needed]
    assert codes(9, 9, 1, 2, 3) == codes(9, 7, 1, 2, 3) == [now]
    assert codes(2, 4, 1, 2, 3) == codes(1, 2, 3) == codes(0, 2, 1, 3) == [needed]
    assert codes(2, 3, 1, 3) == [now]
    assert codes(0, 1, 1, 2, 3) == codes(0, 0, 1) == codes(1, 3, 2, 3) == codes(7, 9) == []


def test_a_level_below_zero_is_a_programmers_error() -> None:
    with pytest.raises(ValueError, match="zero"):
        gap(SEEN, now=-1)


@pytest.mark.parametrize(
    ("what", "day", "link", "found"),
    [
        ("Two estimates were 40% out", TODAY, "", []),
        ("", None, "", ["evidence-without-words", "evidence-without-date"]),
        ("-", TODAY, "", ["evidence-without-words"]),
        ("Delivery forecasting.", TODAY, "", ["evidence-only-a-name"]),
        ("Delivery forecasting was two weeks out", TODAY, "", []),
        ("Seen", TODAY + timedelta(days=1), "", ["evidence-in-the-future"]),
        ("Seen", TODAY, "javascript:alert(1)", ["evidence-link-unread"]),
        ("Seen", TODAY, "https://example.org/memo", []),
    ],
)
def test_evidence_is_a_dated_fact_from_the_work(what: str, day: date | None, link: str, found: list[str]) -> None:
    """GAP-1: neither a dash nor a capability's name is one."""
    assert [one.code for one in rules.objections_to_evidence(what, day, link, today=TODAY, names=["Delivery forecasting"])] == found


def test_a_disagreement_says_what_is_seen_differently() -> None:
    assert [one.code for one in rules.objections_to_disagreement(".")] == ["disagreement-without-words"]
    assert rules.objections_to_disagreement("The brief changed twice") == []


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"superseded": True}, ["gap-superseded"]),
        ({"agreeing": True}, []),
        ({"proposer_id": 1}, ["gap-is-your-own"]),
        ({"differing_view_of": 3}, ["gap-disputed"]),
        ({"differing_view_of": 1}, []),
    ],
)
def test_an_answer_never_writes_over_somebody_elses_view(facts: dict[str, object], found: list[str]) -> None:
    given: dict[str, object] = {
        "superseded": False,
        "differing_view_of": None,
        "answerer_id": 1,
        "proposer_id": 2,
        "agreeing": False,
        **facts,
    }
    assert [one.code for one in rules.objections_to_answering(**given)] == found  # type: ignore[arg-type]  # a table of facts
