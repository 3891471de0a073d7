"""The catalogue is kept by HR admin, with its versions, and anybody suggests something for it (LEARN-1, TRUST L1)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from tests.cast import NOW
from tests.learning.conftest import Shelf

from cadenza.learning import access, actions
from cadenza.learning.models import Option, OptionSuggestion
from cadenza.learning.queries import offers_for
from cadenza.learning.rules import Fit, OptionKind
from cadenza.objections import Refused, Unseen
from cadenza.trail.models import Entry

pytestmark = pytest.mark.django_db

EVERYBODY_ELSE = ["engineer", "manager", "upline", "leader", "hr_partner", "privacy_officer", "operator", "executive", "mentor"]


def suggested(shelf: Shelf) -> OptionSuggestion:
    return actions.suggest_option(
        "Shadow the on-call lead",
        OptionKind.COACHING,
        why="The next incident",
        by=shelf.cast.engineer,
        at=NOW,
        capability_id=shelf.forecasting.pk,
    )


def test_hr_admin_puts_an_option_in(shelf: Shelf) -> None:
    """LEARN-1: kind, several capabilities and levels, roles, hours and cost with its currency."""
    fits = (Fit(shelf.forecasting.pk, 3), Fit(shelf.reviewing.pk))
    draft = shelf.draft(
        "Forecasting in practice", OptionKind.COURSE, cost=Decimal("420.50"), currency="eur", fits=fits, profile_ids=(shelf.profile.pk,)
    )
    kept = Entry.objects.count()
    option = actions.add_option(draft, by=shelf.cast.hr_admin, at=NOW)
    found = Option.objects.get(pk=option.pk)
    assert (found.slug, found.currency, found.cost) == ("forecasting-in-practice", "EUR", Decimal("420.50"))
    assert {fit.as_fit for fit in found.fits.all()} == set(fits)
    assert list(found.profiles.all()) == [shelf.profile]
    assert Entry.objects.count() == kept + 1


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_else_keeps_the_catalogue(shelf: Shelf, who: str) -> None:
    """TRUST L1."""
    option, person = shelf.option(), getattr(shelf.cast, who)
    with pytest.raises(PermissionDenied):
        actions.add_option(shelf.draft("Another"), by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.change_option(option.pk, shelf.draft("Another"), by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        actions.retire_option(option.pk, by=person, at=NOW)


def test_a_refused_option_leaves_no_trace(shelf: Shelf) -> None:
    with pytest.raises(Refused):
        actions.add_option(shelf.draft(fits=()), by=shelf.cast.hr_admin, at=NOW)
    assert not Option.objects.exists()


def test_a_capability_that_is_not_there_is_unseen(shelf: Shelf) -> None:
    with pytest.raises(Unseen):
        actions.add_option(shelf.draft(fits=(Fit(99999),)), by=shelf.cast.hr_admin, at=NOW)


def test_an_option_that_is_not_there_cannot_be_changed(shelf: Shelf) -> None:
    with pytest.raises(Unseen):
        actions.retire_option(99999, by=shelf.cast.hr_admin, at=NOW)


def test_a_changed_option_keeps_what_it_was(shelf: Shelf) -> None:
    """HR-3."""
    option = shelf.option()
    changed = actions.change_option(option.pk, shelf.draft(hours=Decimal(8)), by=shelf.cast.hr_admin, at=NOW)
    assert changed.version == 2
    assert [one.words["hours"] for one in changed.versions.order_by("number")] == ["6.0", "8.0"]


def test_the_same_again_changes_nothing(shelf: Shelf) -> None:
    option = shelf.option(cost=Decimal(120), currency="EUR")
    actions.change_option(option.pk, shelf.draft(cost=Decimal("120.00"), currency="EUR"), by=shelf.cast.hr_admin, at=NOW)
    assert Option.objects.get().version == 1


def test_an_address_that_is_a_page_of_its_own_is_never_an_option(shelf: Shelf) -> None:
    assert shelf.option("Suggestions").slug != "suggestions"


def test_a_retired_option_is_offered_no_more_and_stays_readable(shelf: Shelf) -> None:
    option = shelf.option()
    actions.retire_option(option.pk, by=shelf.cast.hr_admin, at=NOW)
    assert offers_for(shelf.forecasting.pk, 3, None) == []
    assert access.option_by_slug(shelf.cast.engineer, option.slug, at=NOW).state == "retired"
    assert not access.visible_options(shelf.cast.engineer, at=NOW).exists()
    assert access.visible_options(shelf.cast.hr_admin, at=NOW).exists()
    actions.bring_back_option(option.pk, by=shelf.cast.hr_admin, at=NOW)
    assert access.visible_options(shelf.cast.engineer, at=NOW).exists()


def test_the_best_fit_is_offered_first_and_of_equals_what_is_nearest_to_the_work(shelf: Shelf) -> None:
    """LEARN-1, ACT-1: assignment and mentoring before courses."""
    shelf.option("A course", OptionKind.COURSE)
    shelf.option("Mentoring", OptionKind.COACHING)
    shelf.option("An assignment for anybody", OptionKind.ASSIGNMENT, fits=(Fit(shelf.forecasting.pk),))
    shelf.option("For the role", OptionKind.PEER, fits=(Fit(shelf.reviewing.pk),), profile_ids=(shelf.profile.pk,))
    shelf.option("Something else", OptionKind.ASSIGNMENT, fits=(Fit(shelf.reviewing.pk),))
    found = offers_for(shelf.forecasting.pk, 3, shelf.profile.pk)
    assert [offer.option.title for offer in found] == ["Mentoring", "A course", "An assignment for anybody", "For the role"]


def test_anybody_suggests_and_reads_the_answer(shelf: Shelf) -> None:
    """TRUST L1."""
    made = suggested(shelf)
    actions.decline_suggestion(made.pk, answer="We have no on-call lead before spring", by=shelf.cast.hr_admin, at=NOW)
    found = access.visible_suggestions(shelf.cast.engineer, at=NOW).get()
    assert (found.state, found.answer) == ("declined", "We have no on-call lead before spring")


def test_a_suggestion_is_nobody_elses_to_read(shelf: Shelf) -> None:
    suggested(shelf)
    for who in ("manager", "peer", "hr_partner", "executive"):
        assert not access.visible_suggestions(getattr(shelf.cast, who), at=NOW).exists(), who


def test_a_suggestion_taken_up_becomes_an_option(shelf: Shelf) -> None:
    made = suggested(shelf)
    option = actions.add_option(shelf.draft("Shadow the on-call lead"), by=shelf.cast.hr_admin, at=NOW, suggestion_id=made.pk)
    assert OptionSuggestion.objects.get().option == option
    with pytest.raises(Refused):
        actions.decline_suggestion(made.pk, answer="Too late", by=shelf.cast.hr_admin, at=NOW)


def test_a_suggestion_without_a_reason_is_refused(shelf: Shelf) -> None:
    with pytest.raises(Refused):
        actions.suggest_option("A book", OptionKind.MODULE, why=" ", by=shelf.cast.engineer, at=NOW)


def test_a_leaver_reads_nothing(shelf: Shelf) -> None:
    """TRUST R13."""
    shelf.option()
    with pytest.raises(Unseen):
        access.visible_options(shelf.cast.leaver, at=NOW + timedelta(days=1))
