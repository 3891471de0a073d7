"""An HR partner who is no longer free to act on what was passed to them, and another in their place (TRUST X6, F3)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW
from tests.conversations.conftest import DAY, Talk

from cadenza.conversations import access, actions, bundle_rules, partners
from cadenza.conversations.access import bundles_in_need, bundles_to_answer, bundles_untold
from cadenza.conversations.bundle_rules import WAITING, BundleState, Conflict
from cadenza.conversations.bundles import Tied, bundle_for, hand_on_for_case
from cadenza.conversations.models import Escalation
from cadenza.jobs.models import Job
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line, set_team_hr_partner
from cadenza.people.granting import end_role
from cadenza.people.models import Grant, HRScope, Person
from cadenza.people.rules import GrantedRole
from cadenza.people.upkeep import SETTLE
from cadenza.web import clock

SignIn = Callable[[Person], Client]


def test_who_is_named_in_place_of_an_hr_partner() -> None:
    """TRUST X6, X8, F3: one and the same refusal, whatever stands against somebody."""
    assert bundle_rules.objections_to_naming(known=True, themself=False, conflicts=()) == []
    refused = [
        bundle_rules.objections_to_naming(known=False, themself=False, conflicts=()),
        bundle_rules.objections_to_naming(known=True, themself=True, conflicts=()),
        bundle_rules.objections_to_naming(known=True, themself=False, conflicts={Conflict.ABOVE}),
    ]
    assert len({(one.code, one.message) for [one] in refused}) == 1
    assert {BundleState.SENT, BundleState.ACCEPTED} == WAITING


def another(talk: Talk) -> Person:
    """The executive looks after somebody elsewhere, and so is in HR."""
    HRScope.objects.create(person=talk.cast.outsider, partner=talk.cast.executive, since=NOW - DAY)
    return talk.cast.executive


def bundle_of(talk: Talk) -> Escalation:
    return actions.escalate(talk.ref, {talk.ref}, talk.cast.hr_partner, "What do you advise?", by=talk.cast.manager, at=NOW)


def joined(talk: Talk) -> None:
    """The HR partner now works in the person's team."""
    talk.cast.hr_partner.team = talk.cast.team
    talk.cast.hr_partner.save(update_fields=["team"])


def promoted(talk: Talk) -> None:
    """The HR partner now leads the manager: they, and HR admin above them, are in the person's line."""
    begin_line(talk.cast.manager, talk.cast.hr_partner, since=NOW, by=None, at=NOW)


@pytest.mark.django_db
def test_a_partner_in_conflict_is_out_at_once_and_hr_admin_names_another(shared: Talk) -> None:
    """TRUST X6, R10, F3: the former reads nothing, the new one takes it on anew, the author is told twice, and only until they looked."""
    cast, bundle = shared.cast, bundle_of(shared)
    actions.accept_bundle(bundle.ref, by=cast.hr_partner, at=NOW)
    with pytest.raises(Unseen):
        access.bundle_in_need(cast.hr_admin, bundle.ref, at=NOW)
    joined(shared)
    with pytest.raises(Unseen):
        bundle_for(cast.hr_partner, bundle.ref, at=NOW)
    assert [actions.settle_partners(NOW) for _ in range(2)] == [1, 0]
    assert [one.ref for one in bundles_in_need(cast.hr_admin, at=NOW)] == [bundle.ref]
    assert [one.ref for one in bundles_untold(cast.manager, at=NOW)] == [bundle.ref]
    another(shared)
    for who in set(cast.everybody().values()) - {cast.hr_admin}:
        assert bundles_in_need(who, at=NOW) == []
        with pytest.raises(Unseen):
            actions.name_partner(bundle.ref, cast.executive.pk, by=who, at=NOW)
    for refused in (None, cast.hr_admin, cast.hr_partner, cast.mentor):
        with pytest.raises(Refused) as no:
            actions.name_partner(bundle.ref, refused.pk if refused else None, by=cast.hr_admin, at=NOW)
        assert [one.code for one in no.value.objections] == ["partner-cannot-be-named"]
    named = actions.name_partner(bundle.ref, cast.executive.pk, by=cast.hr_admin, at=NOW)
    assert (named.state, named.hr_partner, named.recused_at, named.partner_since) == (BundleState.SENT, cast.executive, None, NOW)
    assert bundle_for(cast.executive, bundle.ref, at=NOW).may_answer
    assert bundles_in_need(cast.hr_admin, at=NOW) == []
    with pytest.raises(Unseen):
        access.bundle_in_need(cast.hr_admin, bundle.ref, at=NOW)
    actions.tell_author(named, by=cast.manager)
    assert bundles_untold(cast.manager, at=NOW) == []


@pytest.mark.django_db
def test_leaving_hr_counts_like_a_conflict_and_coming_back_undoes_it(shared: Talk) -> None:
    """TRUST X6, X17: a scope or a role that ends is settled at once; an HR partner who is free again has it again."""
    cast, bundle = shared.cast, bundle_of(shared)
    jobs = Job.objects.filter(kind=SETTLE).count()
    set_team_hr_partner(cast.team, None, by=None, at=NOW)
    assert Job.objects.filter(kind=SETTLE).count() == jobs + 1
    assert actions.settle_partners(NOW) == 1
    bundle.refresh_from_db()
    assert (bundle.recused_at, bundle.author_told) == (NOW, False)
    set_team_hr_partner(cast.team, cast.hr_partner, by=None, at=NOW + DAY)
    assert actions.settle_partners(NOW + DAY) == 1
    bundle.refresh_from_db()
    assert (bundle.recused_at, bundle.author_told) == (None, True)


@pytest.mark.django_db
def test_a_role_that_ends_is_settled_at_once(shared: Talk) -> None:
    """TRUST X6, X17."""
    cast = shared.cast
    Grant.objects.create(person=cast.executive, role=GrantedRole.HR_ADMIN, since=NOW - DAY)
    jobs = Job.objects.filter(kind=SETTLE).count()
    end_role(cast.executive, GrantedRole.HR_ADMIN, by=None, at=NOW)
    assert Job.objects.filter(kind=SETTLE).count() == jobs + 1


@pytest.mark.django_db
def test_an_hr_admin_who_stands_near_is_not_asked(shared: Talk) -> None:
    """TRUST X7: another HR admin names somebody."""
    cast, bundle = shared.cast, bundle_of(shared)
    promoted(shared)
    assert actions.settle_partners(NOW) == 1
    assert bundles_in_need(cast.hr_admin, at=NOW) == []
    with pytest.raises(Unseen):
        access.bundle_in_need(cast.hr_admin, bundle.ref, at=NOW)


@pytest.mark.django_db
def test_a_bundle_that_was_returned_or_that_a_plan_keeps_needs_nobody(shared: Talk) -> None:
    """TRUST X9, F3: only before a formal plan; the plan's next HR partner has what the former one had for it."""
    cast, bundle = shared.cast, bundle_of(shared)
    actions.accept_bundle(bundle.ref, by=cast.hr_partner, at=NOW)
    Escalation.objects.update(in_case=True)
    joined(shared)
    assert actions.settle_partners(NOW) == 0
    hand_on_for_case(Tied(cast.peer, {cast.manager.pk}), another(shared), former=cast.hr_partner, by=cast.hr_admin, at=NOW)
    bundle.refresh_from_db()
    assert (bundle.hr_partner, bundle.state) == (cast.executive, BundleState.ACCEPTED)
    Escalation.objects.update(in_case=False, state=BundleState.RETURNED, hr_partner=cast.hr_partner)
    assert actions.settle_partners(NOW) == 0


@pytest.mark.django_db
def test_what_was_returned_stays_with_whoever_returned_it(shared: Talk, sign_in: SignIn) -> None:
    """TRUST 0.8: nobody's words are put into another's mouth when a plan gets another HR partner."""
    cast, bundle = shared.cast, bundle_of(shared)
    actions.accept_bundle(bundle.ref, by=cast.hr_partner, at=NOW)
    Escalation.objects.update(in_case=True)
    actions.return_bundle(bundle.ref, "Talk once more first.", by=cast.hr_partner, at=NOW)
    hand_on_for_case(Tied(cast.peer, {cast.manager.pk}), another(shared), former=cast.hr_partner, by=cast.hr_admin, at=NOW)
    with clock.pinned(NOW):
        read = sign_in(cast.manager).get(f"/formal/escalations/{bundle.ref}/").content.decode()
    assert f"{cast.hr_partner.name} returned it" in read
    assert f"{cast.executive.name} returned it" not in read


@pytest.mark.django_db
def test_hr_admin_sees_that_a_case_needs_somebody_and_nothing_else(shared: Talk, sign_in: SignIn) -> None:
    """TRUST F3 `m`: a reference and a day; no name of whom it is about, who wrote it or who had it. The author reads what happened."""
    cast, bundle = shared.cast, bundle_of(shared)
    joined(shared)
    actions.settle_partners(NOW)
    partner, address = another(shared), f"/formal/escalations/{bundle.ref}/partner/"
    with clock.pinned(NOW):
        admin = sign_in(cast.hr_admin)
        assert f"A case needs an HR partner: {bundle.ref}" in admin.get("/").content.decode()
        shown = admin.get(address)
        assert shown.status_code == 200
        text = shown.content.decode().split("<main")[1]
        assert "A case needs an HR partner" in text
        assert partner.name in text
        for hidden in (cast.peer.name, cast.manager.name, "What do you advise?"):
            assert hidden not in text
        for other in (cast.manager, cast.peer, cast.upline, cast.privacy_officer, cast.executive):
            assert sign_in(other).get(address).status_code == 404
        assert "Read who in HR has what you passed on" in sign_in(cast.manager).get("/").content.decode()
        assert "Somebody else in HR has to be named" in sign_in(cast.manager).get(f"/formal/escalations/{bundle.ref}/").content.decode()
        assert "Read who in HR has what you passed on" not in sign_in(cast.manager).get("/").content.decode()
        assert admin.post(address, {"op_id": str(uuid4())}).status_code == 422
        assert admin.post(address, {"partner": partner.pk, "op_id": str(uuid4())}).status_code == 303
        assert admin.get(address).status_code == 404
        assert sign_in(partner).get(f"/formal/escalations/{bundle.ref}/").status_code == 200
        read = sign_in(cast.manager).get(f"/formal/escalations/{bundle.ref}/").content.decode()
        assert f"{partner.name} has had it since" in read


@pytest.mark.django_db
def test_an_author_who_read_that_somebody_is_missing_is_still_told_who_came(shared: Talk) -> None:
    """TRUST N10, X6: HR admin named somebody while the author's page was being made."""
    cast, bundle = shared.cast, bundle_of(shared)
    joined(shared)
    actions.settle_partners(NOW)
    seen = bundle_for(cast.manager, bundle.ref, at=NOW)
    actions.name_partner(bundle.ref, another(shared).pk, by=cast.hr_admin, at=NOW)
    actions.tell_author(seen.row, by=cast.manager)
    assert [one.ref for one in bundles_untold(cast.manager, at=NOW)] == [bundle.ref]
    actions.tell_author(bundle_for(cast.manager, bundle.ref, at=NOW).row, by=cast.manager)
    assert bundles_untold(cast.manager, at=NOW) == []


@pytest.mark.django_db
def test_ten_bundles_cost_no_more_statements_than_one(shared: Talk) -> None:
    """TRUST 1.3: of HR admin, who has to name, of the author, who is told, and of the HR partner, who answers; about different people too."""
    cast, bundle = shared.cast, bundle_of(shared)
    lists = {bundles_to_answer: cast.hr_partner, bundles_in_need: cast.hr_admin, bundles_untold: cast.manager}

    def asked() -> tuple[dict[str, int], dict[str, int]]:
        cost, found = {}, {}
        for each, reader in lists.items():
            with CaptureQueriesContext(connection) as spent:
                found[each.__name__] = len(each(reader, at=NOW))
            cost[each.__name__] = len(spent)
        return cost, found

    Escalation.objects.update(author_told=False)
    answered_one, found = asked()
    assert found == {"bundles_to_answer": 1, "bundles_in_need": 0, "bundles_untold": 1}
    copies = [(number, subject) for number, subject in enumerate([cast.peer, cast.engineer, cast.on_pip] * 3)]
    for number, subject in copies:
        copy = Escalation.objects.get(ref=bundle.ref)
        copy.pk, copy.ref, copy.subject = None, f"E-X{number}", subject
        copy.save()
    answered_ten, found = asked()
    assert found == {"bundles_to_answer": 10, "bundles_in_need": 0, "bundles_untold": 10}
    assert answered_ten == answered_one
    joined(shared)
    Escalation.objects.update(recused_at=NOW)
    Escalation.objects.exclude(pk=bundle.pk).update(state=BundleState.RETURNED)
    named_one, found = asked()
    assert found["bundles_in_need"] == 1
    Escalation.objects.update(state=BundleState.SENT)
    named_ten, found = asked()
    assert (found["bundles_to_answer"], found["bundles_in_need"]) == (0, 10)
    assert named_ten["bundles_in_need"] == named_one["bundles_in_need"]


@pytest.mark.django_db
def test_the_lists_agree_with_the_door_for_everybody(shared: Talk) -> None:
    """TRUST X6, X7: what is asked for many at once is what is asked for one."""
    cast, bundle = shared.cast, bundle_of(shared)
    people = set(cast.everybody().values())
    matters = [
        (one, subject, author) for one in people for subject in (cast.peer, cast.upline) for author in (cast.manager, cast.hr_partner)
    ]
    assert partners.conflicts_in(matters, at=NOW) == [partners.conflicts(*matter, at=NOW) for matter in matters]
    assert partners.are_free(matters, at=NOW) == [partners.is_free(*matter, at=NOW) for matter in matters]
    promoted(shared)
    actions.settle_partners(NOW)
    for one in people:
        listed = [each.ref for each in bundles_in_need(one, at=NOW)]
        if listed:
            assert access.bundle_in_need(one, bundle.ref, at=NOW).ref in listed
        else:
            with pytest.raises(Unseen):
                access.bundle_in_need(one, bundle.ref, at=NOW)
