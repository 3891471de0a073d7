"""Putting evidence down, assessing a gap from it, and who may (GAP-1, TRUST C2, D1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import NOW, Cast

from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level
from cadenza.evidence import actions, queries
from cadenza.evidence.access import WHO_MAY, person_at, visible_evidence, visible_gaps
from cadenza.evidence.actions import EvidenceDraft, GapDraft
from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.evidence.rules import EvidenceKind
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def forecasting(db: None) -> Capability:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    return Capability.objects.create(framework=framework, name="Forecasting", slug="forecasting")


@pytest.fixture
def seen(cast: Cast, forecasting: Capability) -> Evidence:
    return put_down(cast.engineer, cast.manager, forecasting)


def put_down(person: Person, by: Person, capability: Capability, day: date = date(2026, 11, 3)) -> Evidence:
    draft = EvidenceDraft(EvidenceKind.MISSED_DATE, "The migration took six weeks instead of four", day, capability.pk)
    return actions.add_evidence(person.pk, draft, by=by, at=NOW)


def assess(person: Person, by: Person, capability: Capability, *evidence: Evidence, now: int = 2) -> GapAssessment:
    return actions.assess_gap(person.pk, GapDraft(capability.pk, now, 4, [e.pk for e in evidence]), by=by, at=NOW)


def test_a_gap_is_assessed_from_evidence(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    gap = assess(cast.engineer, cast.manager, forecasting, seen)
    assert (list(gap.evidence.all()), gap.agreed_manager, gap.person_agreed_at) == ([seen], cast.manager, None)


def test_a_name_of_any_framework_is_no_evidence(cast: Cast, forecasting: Capability) -> None:
    """GAP-1: that of another capability neither, nor a level's; whatever capability it is put down under."""
    other = Capability.objects.create(framework=forecasting.framework, name="Design review", slug="design-review")
    version = FrameworkVersion.objects.create(framework=forecasting.framework, number=1, state="published")
    Level.objects.create(version=version, capability=other, number=2, name="Leads reviews")
    for words in ("forecasting", "Design review.", "Leads reviews"):
        draft = EvidenceDraft(EvidenceKind.OTHER, words, date(2026, 11, 3), forecasting.pk)
        with pytest.raises(Refused, match="evidence-only-a-name"):
            actions.add_evidence(cast.engineer.pk, draft, by=cast.manager, at=NOW)
    assert not Evidence.objects.exists()


def test_without_evidence_it_is_refused_and_leaves_no_trace(cast: Cast, forecasting: Capability) -> None:
    with pytest.raises(Refused):
        assess(cast.engineer, cast.manager, forecasting)
    assert not GapAssessment.objects.exists()


def test_evidence_about_somebody_else_supports_nothing(cast: Cast, forecasting: Capability) -> None:
    other = put_down(cast.peer, cast.manager, forecasting)
    with pytest.raises(Refused):
        assess(cast.engineer, cast.manager, forecasting, other)


def test_withdrawn_evidence_supports_nothing_new_and_stays_where_it_is_cited(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    gap = assess(cast.engineer, cast.manager, forecasting, seen)
    actions.withdraw_evidence(seen.pk, by=cast.manager, at=NOW)
    assert list(gap.evidence.all()) == [seen]
    assert not queries.evidence_of(cast.engineer).exists()
    with pytest.raises(Refused):
        assess(cast.engineer, cast.manager, forecasting, seen)


def test_only_whoever_added_it_takes_it_back(cast: Cast, seen: Evidence) -> None:
    with pytest.raises(Unseen):
        actions.withdraw_evidence(seen.pk, by=cast.engineer, at=NOW)


def test_a_newer_assessment_takes_the_place_of_the_older_which_stays_readable(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    old = assess(cast.engineer, cast.manager, forecasting, seen)
    new = assess(cast.engineer, cast.engineer, forecasting, seen, now=3)
    assert list(queries.assessments_of(cast.engineer)) == [new]
    assert set(queries.assessments_of(cast.engineer, superseded=True)) == {old, new}


def test_the_level_now_is_the_last_that_both_agreed_and_what_is_open_stands_beside_it(
    cast: Cast, forecasting: Capability, seen: Evidence
) -> None:
    """GAP-3: neither a proposal nor a disputed view takes the place of a level that both agreed."""
    engineer = cast.engineer
    levels = lambda: queries.latest_levels([engineer.pk]).get(engineer.pk, {})  # noqa: E731
    beside = lambda: {key: one.level_now for key, one in queries.open_views_of(engineer).items()}  # noqa: E731
    first = assess(engineer, engineer, forecasting, seen, now=1)
    assert (levels(), beside()) == ({}, {forecasting.pk: 1})
    actions.agree_gap(first.pk, by=cast.manager, at=NOW)
    assert (levels(), beside()) == ({forecasting.pk: 1}, {})
    second = assess(engineer, cast.manager, forecasting, seen, now=0)
    assert (levels(), beside()) == ({forecasting.pk: 1}, {forecasting.pk: 0})
    actions.disagree_with_gap(second.pk, "The date moved twice upstream", by=engineer, at=NOW)
    assert (levels(), beside()) == ({forecasting.pk: 1}, {forecasting.pk: 0})
    actions.agree_gap(second.pk, by=engineer, at=NOW)
    assert (levels(), beside()) == ({forecasting.pk: 0}, {})


def test_both_sides_agree_it_in_their_own_time(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    gap = actions.agree_gap(assess(cast.engineer, cast.engineer, forecasting, seen).pk, by=cast.manager, at=NOW)
    assert gap.person_agreed_at == gap.manager_agreed_at == NOW


def test_a_differing_view_stands_beside_and_can_be_taken_back_by_agreeing(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    gap = assess(cast.engineer, cast.manager, forecasting, seen)
    gap = actions.disagree_with_gap(gap.pk, "The brief changed twice", by=cast.engineer, at=NOW)
    assert (gap.disagreed_by, gap.manager_agreed_at, gap.person_agreed_at) == (cast.engineer, NOW, None)
    assert not queries.open_gaps_of(cast.engineer).exists()
    assert actions.agree_gap(gap.pk, by=cast.engineer, at=NOW).disagreed_by is None


def test_a_superseded_assessment_takes_no_answer(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    old = assess(cast.engineer, cast.manager, forecasting, seen)
    assess(cast.engineer, cast.manager, forecasting, seen, now=3)
    with pytest.raises(Refused):
        actions.agree_gap(old.pk, by=cast.engineer, at=NOW)


@pytest.mark.parametrize("action", WHO_MAY)
def test_only_the_person_and_their_manager_have_any_right(cast: Cast, action: str) -> None:
    """C2, D1: not HR, not the manager's manager, not a delegate, not an executive."""
    for person in cast.everybody().values():
        if person in {cast.engineer, cast.manager}:
            assert person_at(person, action, cast.engineer.pk, at=NOW) == cast.engineer
        else:
            with pytest.raises(Unseen):
                person_at(person, action, cast.engineer.pk, at=NOW)


def test_lists_and_single_pieces_agree_for_everybody(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    gap = assess(cast.engineer, cast.manager, forecasting, seen)
    for person in cast.everybody().values():
        allowed = person in {cast.engineer, cast.manager}
        assert visible_evidence(person, at=NOW).filter(pk=seen.pk).exists() is allowed
        assert visible_gaps(person, at=NOW).filter(pk=gap.pk).exists() is allowed


def test_a_former_manager_sees_nothing_from_the_instant_the_line_ends(cast: Cast, seen: Evidence) -> None:
    """TRUST X1."""
    later = NOW + timedelta(hours=1)
    begin_line(cast.engineer, cast.new_manager, since=later, by=None, at=later)
    assert not visible_evidence(cast.manager, at=later).exists()
    assert list(visible_evidence(cast.new_manager, at=later)) == [seen]


def test_evidence_is_counted_by_capability_while_it_stands(cast: Cast, forecasting: Capability, seen: Evidence) -> None:
    """GAP-3."""
    assert queries.evidence_counts(cast.engineer) == {forecasting.pk: 1}
    actions.withdraw_evidence(seen.pk, by=cast.manager, at=NOW)
    assert queries.evidence_counts(cast.engineer) == {}
