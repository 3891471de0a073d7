"""Who reads what of a formal plan, at every instant anew: everybody in the cast, every page, every change of line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.formal import Way

from cadenza.improvement import access, actions, deciding, dues, ledger, opening, queries, running
from cadenza.improvement import guard as formal_guard
from cadenza.improvement.access import seats_of
from cadenza.improvement.advice import workspace_for, write_advice
from cadenza.improvement.models import Case
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.rules import OVER, Act, Kind, Part, State
from cadenza.improvement.settling import settle_lines
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.actions import begin_line, delegate_to
from cadenza.people.leaving import mark_left
from cadenza.people.models import Grant, HRScope, Person
from cadenza.people.rules import GrantedRole
from cadenza.sealing.keys import destroy_unit
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
BEFORE_SERVING = (State.DRAFT, State.GATE_PASSED, State.CO_SIGNED)
ALL = (*BEFORE_SERVING, State.SERVED, State.SETTLED, State.RECEIVED, State.ACTIVE, State.ASSESSMENT, State.DECIDED)


def parts_of(who: Person, way: Way, at: datetime | None = None) -> frozenset[Part]:
    try:
        return access.case_for(who, "see-any", way.ref, at=at or way.at).parts
    except Unseen:
        return frozenset()


@pytest.mark.parametrize("state", ALL, ids=lambda one: one.value)
def test_everybody_is_what_the_matrix_says(way: Way, state: State) -> None:
    """TRUST G1 to G6, 1.6: all of the cast in every state; nobody else knows that the plan exists."""
    way.to(state)
    wanted = {"manager": {Part.MANAGER}, "hr_partner": {Part.HR}, "hr_admin": {Part.REGISTER}}
    if state not in BEFORE_SERVING:
        wanted["on_pip"] = {Part.PERSON}
    for name, person in way.cast.everybody().items():
        assert parts_of(person, way) == wanted.get(name, set()), name


def test_a_plan_about_somebody_in_hr_is_in_no_register_of_their_colleagues(way: Way) -> None:
    """TRUST X7: not in that of who leads HR, nor of who looks after people; in that of another HR admin, such as counsel."""
    way.to(State.ACTIVE)
    assert [parts_of(one, way) for one in (way.cast.hr_admin, way.cast.case_reviewer)] == [{Part.REGISTER}, frozenset()]
    HRScope.objects.create(person=way.cast.outsider, partner=way.cast.on_pip, since=way.at)
    for person in (way.cast.case_reviewer, way.cast.executive):
        Grant.objects.create(person=person, role=GrantedRole.HR_ADMIN, since=way.at)
    HRScope.objects.create(person=way.cast.mentor, partner=way.cast.executive, since=way.at)
    for person, wanted in (
        (way.cast.hr_admin, set()),
        (way.cast.executive, set()),
        (way.cast.case_reviewer, {Part.REGISTER}),
        (way.cast.hr_partner, {Part.HR}),
        (way.cast.manager, {Part.MANAGER}),
        (way.cast.on_pip, {Part.PERSON}),
    ):
        assert parts_of(person, way) == wanted, person.name
        assert [seat.parts for seat in seats_of(person, at=way.at)] == ([wanted] if wanted else []), person.name


def test_the_fence_about_somebody_in_hr_outlives_their_part_there(way: Way) -> None:
    """TRUST X7: one who looked after people, or was HR admin, when the plan was asked for or since; a part that was over before is no such thing."""
    way.to(State.ACTIVE).later(days=2)
    cast, colleague = way.cast, way.cast.hr_admin
    admin = {"person": cast.on_pip, "role": GrantedRole.HR_ADMIN}
    opened, day = way.case.opened_at, timedelta(days=1)
    for make, since, until, wanted in (
        (lambda **days: HRScope.objects.create(person=cast.outsider, partner=cast.on_pip, **days), opened - day, opened + day, set()),
        (lambda **days: HRScope.objects.create(person=cast.outsider, partner=cast.on_pip, **days), opened + day, way.at, set()),
        (lambda **days: HRScope.objects.create(person=cast.outsider, partner=cast.on_pip, **days), opened - day, opened, {Part.REGISTER}),
        (lambda **days: Grant.objects.create(**admin, **days), opened - day, way.at, set()),
        (lambda **days: Grant.objects.create(**admin, **days), way.at + day, None, {Part.REGISTER}),
    ):
        row = make(since=since, until=until)
        assert parts_of(colleague, way) == wanted, (since, until)
        assert [seat.parts for seat in seats_of(colleague, at=way.at)] == ([wanted] if wanted else []), (since, until)
        row.delete()


def test_hr_reads_at_the_gate_that_nobody_keeps_the_register(way: Way, sign_in: SignIn) -> None:
    """TRUST X6, X7, X13: before they confirm it, which is refused, and nobody is named; the manager reads nothing of it."""
    way.to(State.DRAFT).cite().promise()
    cast, said = way.cast, "Nobody in HR admin stands apart from this plan"

    def reading(who: Person) -> list[bool]:
        with clock.pinned(way.at):
            return [said in sign_in(who).get(f"/formal/{way.ref}/{end}").content.decode() for end in ("", "steps/confirm/")]

    assert reading(cast.hr_partner) == [False, False]
    HRScope.objects.create(person=cast.outsider, partner=cast.on_pip, since=way.at)
    assert not access.is_registered(way.case, at=way.at)
    assert (reading(cast.hr_partner), reading(cast.manager)) == ([True, True], [False, False])
    with pytest.raises(Refused) as no:
        way.pass_gate()
    assert [one.code for one in no.value.objections] == ["register-unkept"]
    assert set(way.story.confirmed) == {Part.MANAGER}
    Grant.objects.create(person=cast.case_reviewer, role=GrantedRole.HR_ADMIN, since=way.at)
    assert reading(cast.hr_partner) == [False, False]
    assert way.pass_gate().state is State.GATE_PASSED


def test_a_list_and_a_single_page_agree(way: Way) -> None:
    """ARCHITECTURE 3: the same answer from both roads, for everybody in the cast."""
    way.to(State.ACTIVE)
    for name, person in way.cast.everybody().items():
        listed = [(seat.parts, seat.state) for seat in seats_of(person, at=way.at)]
        assert [parts for parts, _state in listed] == ([parts_of(person, way)] if parts_of(person, way) else []), name


def test_lists_cost_the_same_however_many_plans(way: Way) -> None:
    """One page, a constant number of statements."""
    way.to(State.ACTIVE)
    with CaptureQueriesContext(connection) as one:
        dues.dues_of(way.cast.hr_partner, at=way.at)
    for person in (way.cast.engineer, way.cast.peer):
        row = Case.objects.get(ref=way.ref)
        row.pk, row.ref, row.person, row.state, row.length = None, f"F-{person.pk}", person, State.DRAFT, 0
        row.served_at = None
        row.save()
    with CaptureQueriesContext(connection) as three:
        assert len(dues.dues_of(way.cast.hr_partner, at=way.at)) == 3
    assert len(three) <= len(one)


# Lines that change


def test_a_new_manager_sees_nothing_until_hr_confirms_them(way: Way) -> None:
    """TRUST X2: the plan pauses at once, its clock stands still, criteria cannot change."""
    way.to(State.ACTIVE)
    ends = way.case.ends_on
    way.later(days=5)
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    assert parts_of(way.cast.manager, way) == parts_of(way.cast.new_manager, way) == frozenset()
    assert access.case_for(way.cast.hr_partner, "read", way.ref, at=way.at).state is State.PAUSED
    with pytest.raises(OutOfStep):
        way.check(by=way.cast.hr_partner)
    way.later(days=4)
    running.confirm_manager(way.ref, keep=False, by=way.cast.hr_partner, at=way.at)
    assert parts_of(way.cast.new_manager, way) == {Part.MANAGER}
    assert way.state is State.ACTIVE
    assert ends is not None
    assert way.case.ends_on == ends + timedelta(days=4)


def test_hr_may_keep_the_former_manager_on_the_case(way: Way) -> None:
    """TRUST X2."""
    way.to(State.ACTIVE).later(days=5)
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    running.confirm_manager(way.ref, keep=True, by=way.cast.hr_partner, at=way.at)
    assert parts_of(way.cast.manager, way) == {Part.MANAGER}
    assert parts_of(way.cast.new_manager, way) == frozenset()
    with pytest.raises(OutOfStep):
        running.confirm_manager(way.ref, keep=True, by=way.cast.hr_partner, at=way.at)


def test_what_lines_did_is_written_down_once(way: Way) -> None:
    """ARCHITECTURE 3, TRUST X2: with the instant from which it holds and the instant it was recorded."""
    way.to(State.ACTIVE).later(days=5)
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    assert [settle_lines(way.at + timedelta(hours=1)) for _ in range(2)] == [1, 0]
    entry = way.case.entries.get(kind=Kind.MANAGER_CHANGED)
    assert (entry.at, entry.recorded_at) == (way.at, way.at + timedelta(hours=1))


def test_a_plan_that_cannot_be_opened_keeps_no_other_from_being_settled(way: Way) -> None:
    """TRUST X2, T37: neither one with a damaged citation, nor one whose key is lost."""
    way.to(State.DRAFT)
    cast, damaged = way.cast, way.case
    lost, other = (
        Case.objects.create(ref=f"F-{one.pk}", person=one, manager=cast.new_manager, hr_partner=cast.hr_partner, opened_at=way.at)
        for one in (cast.mentor, cast.outsider)
    )
    ledger.add(lost, Kind.ASKED, by=cast.new_manager, part=Part.MANAGER, at=way.at)
    lost.save()
    destroy_unit(ledger.unit_of(lost).name, at=way.at)
    formal_guard.lift(connection)
    damaged.entries.filter(kind=Kind.CITED).update(sealed=damaged.entries.get(kind=Kind.ASKED).sealed)
    formal_guard.put_up(connection)
    begin_line(cast.on_pip, cast.new_manager, since=way.at, by=None, at=way.at)
    assert [settle_lines(way.at) for _ in range(2)] == [2, 0]
    changed = Case.objects.filter(entries__kind=Kind.MANAGER_CHANGED)
    assert set(changed) == {damaged, other}


def test_when_the_manager_leaves_hr_owns_the_case_until_the_next(way: Way) -> None:
    """TRUST X4."""
    way.to(State.ACTIVE).later(days=5)
    mark_left(way.cast.manager, last_day=way.at.date(), by=None, at=way.at)
    way.later(days=2)
    assert parts_of(Person.objects.get(pk=way.cast.manager.pk), way) == frozenset()
    assert parts_of(way.cast.hr_partner, way) == {Part.HR}
    assert access.case_for(way.cast.hr_partner, "read", way.ref, at=way.at).waits_for_manager


def test_a_delegate_has_no_part(way: Way) -> None:
    """TRUST X10."""
    way.to(State.ACTIVE)
    delegate_to(way.cast.manager, way.cast.peer, since=way.at, until=way.at + timedelta(days=9), by=None, at=way.at)
    assert parts_of(way.cast.peer, way) == frozenset()


def test_an_hr_partner_who_comes_too_near_is_out_at_once(way: Way) -> None:
    """TRUST X6: moved into the person's team, and HR admin sees that the plan needs another."""
    way.to(State.ACTIVE)
    partner = way.cast.hr_partner
    partner.team = way.cast.team
    partner.save(update_fields=["team"])
    assert parts_of(partner, way) == frozenset()
    seat = access.case_for(way.cast.hr_admin, "see-register", way.ref, at=way.at)
    assert seat.waits_for_hr
    assert [settle_lines(way.at) for _ in range(2)] == [1, 0]
    assert [due.code for due in dues.dues_of(way.cast.hr_admin, at=way.at)] == ["name-hr"]


def test_an_hr_partner_promoted_into_the_line_is_out_at_once(way: Way) -> None:
    """TRUST X6."""
    way.to(State.ACTIVE)
    begin_line(way.cast.manager, way.cast.hr_partner, since=way.at, by=None, at=way.at)
    assert parts_of(way.cast.hr_partner, way) == frozenset()
    assert seats_of(way.cast.hr_partner, at=way.at) == []


def test_an_hr_partner_who_left_is_out_with_their_last_day(way: Way) -> None:
    """TRUST R13, PIP-1: the plan needs another HR partner."""
    way.to(State.ACTIVE)
    mark_left(way.cast.hr_partner, last_day=way.at.date(), by=None, at=way.at)
    way.later(days=2)
    assert parts_of(Person.objects.get(pk=way.cast.hr_partner.pk), way) == frozenset()
    assert access.case_for(way.cast.hr_admin, "see-register", way.ref, at=way.at).waits_for_hr


def test_nobody_signs_while_it_is_open_who_the_manager_is(way: Way) -> None:
    """TRUST X2: what a manager must be there for waits, before the opening as well."""
    way.to(State.GATE_PASSED).write()
    begin_line(way.cast.on_pip, way.cast.new_manager, since=way.at, by=None, at=way.at)
    with pytest.raises(OutOfStep):
        actions.sign(way.ref, parts_confirmed=True, by=way.cast.hr_partner, at=way.at)


def test_an_hr_partner_who_left_hr_is_out_at_once(way: Way) -> None:
    """PIP-1."""
    way.to(State.ACTIVE)
    HRScope.objects.filter(partner=way.cast.hr_partner).update(until=way.at)
    assert parts_of(way.cast.hr_partner, way) == frozenset()


def test_hr_admin_names_another_partner_but_not_themself(way: Way) -> None:
    """TRUST X8."""
    way.to(State.ACTIVE)
    with pytest.raises(Refused):
        running.name_hr_partner(way.ref, way.cast.hr_admin.pk, by=way.cast.hr_admin, at=way.at)
    with pytest.raises(Refused):
        running.name_hr_partner(way.ref, way.cast.manager.pk, by=way.cast.hr_admin, at=way.at)
    HRScope.objects.create(person=way.cast.outsider, partner=way.cast.executive, since=way.at)
    running.name_hr_partner(way.ref, way.cast.executive.pk, by=way.cast.hr_admin, at=way.at)
    assert parts_of(way.cast.hr_partner, way) == frozenset()
    assert parts_of(way.cast.executive, way) == {Part.HR}


def test_an_appeal_is_decided_by_nobody_who_had_a_part(way: Way) -> None:
    """TRUST X13, L5."""
    way.to(State.DECIDED)
    deciding.appeal(way.ref, "The pairing was cut short.", by=way.cast.on_pip, at=way.at)
    for involved in (way.cast.manager, way.cast.hr_partner, way.cast.on_pip, way.cast.upline):
        with pytest.raises(Refused):
            deciding.name_appeal_manager(way.ref, involved.pk, by=way.cast.hr_admin, at=way.at)
    deciding.name_appeal_manager(way.ref, way.cast.appeal_manager.pk, by=way.cast.hr_admin, at=way.at)
    assert parts_of(way.cast.appeal_manager, way) == {Part.APPEAL}


def test_what_was_met_leaves_everyday_view(way: Way) -> None:
    """PIP-16, TRUST X18: person and HR partner keep it, nobody else after its live period."""
    way.to(State.DECIDED).later(days=20)
    deciding.end(way.ref, by=way.cast.hr_partner, at=way.at)
    assert parts_of(way.cast.manager, way) == {Part.MANAGER}
    way.later(days=200)
    assert parts_of(way.cast.manager, way) == frozenset()
    assert parts_of(way.cast.hr_partner, way) == {Part.HR}
    assert parts_of(way.cast.on_pip, way) == {Part.PERSON}


# What each reads


def test_a_surprise_is_for_the_hr_partner_alone(way: Way, sign_in: SignIn) -> None:
    """PIP-9, TRUST G7: not its answer, not that there is one."""
    way.to(State.ACTIVE)
    before = sign_in(way.cast.manager).get(f"/formal/{way.ref}/record/").content.count(b"<li>")
    opening.say_surprise(way.ref, "zqunseenqz", surprised=True, by=way.cast.on_pip, at=way.at)
    for section in ("", "record/", "integrity/"):
        assert b"zqunseenqz" not in sign_in(way.cast.manager).get(f"/formal/{way.ref}/{section}").content
    again = sign_in(way.cast.manager).get(f"/formal/{way.ref}/record/").content
    assert again.count(b"<li>") == before
    assert b"zqunseenqz" in sign_in(way.cast.hr_partner).get(f"/formal/{way.ref}/integrity/").content
    assert b"zqunseenqz" in sign_in(way.cast.on_pip).get(f"/formal/{way.ref}/record/").content


def test_what_hr_says_against_a_proposal_is_hidden_until_it_is_decided(way: Way) -> None:
    """TRUST 1.7, G6: the person reads the proposal, which they may answer; what is said between manager and HR, once there is an outcome."""
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)
    deciding.disagree(way.ref, "The reasons name no day.", by=way.cast.hr_partner, at=way.at)

    def read(who: Person) -> tuple[bool, int]:
        story = queries.page_for(who, "read", way.ref, at=way.at).story
        return story.draft is not None, len(story.disagreements)

    assert (read(way.cast.on_pip), read(way.cast.hr_partner)) == ((True, 0), (True, 1))
    way.propose(Outcome.MET).agree()
    assert read(way.cast.on_pip) == (True, 1)


def test_hr_admin_reads_no_word_and_no_name(way: Way, sign_in: SignIn) -> None:
    """TRUST G1 `m`: states and dates."""
    way.to(State.ACTIVE)
    for address in (f"/formal/{way.ref}/", f"/formal/{way.ref}/steps/hr-partner/", "/formal/"):
        answer = sign_in(way.cast.hr_admin).get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode().split("<form")[0]  # the form lists everybody
        assert "failure paths" not in page
        assert "Marek" not in page
    assert sign_in(way.cast.hr_admin).get(f"/formal/{way.ref}/record/").status_code == 404


def test_reading_is_written_down_where_the_person_sees_it(way: Way, sign_in: SignIn) -> None:
    """DATA-2, TRUST J2."""
    way.to(State.ACTIVE)
    sign_in(way.cast.hr_partner).get(f"/formal/{way.ref}/criteria/")
    found = queries.readings(queries.page_for(way.cast.on_pip, "read", way.ref, at=way.at))
    assert [(name, what) for _at, name, what in found] == [("Nadia Haddad", "criteria")]


def test_nobody_learns_of_it_before_it_is_served(way: Way, sign_in: SignIn) -> None:
    """PIP-8: no page, due or message."""
    way.to(State.CO_SIGNED)
    assert seats_of(way.cast.on_pip, at=way.at) == []
    assert dues.dues_of(way.cast.on_pip, at=way.at) == []
    assert way.ref.encode() not in sign_in(way.cast.on_pip).get("/").content


def test_a_title_names_nobody(way: Way, sign_in: SignIn) -> None:
    """TRUST T08."""
    way.to(State.ACTIVE)
    page = sign_in(way.cast.manager).get(f"/formal/{way.ref}/").content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert way.ref in title
    assert "Marek" not in title


def test_whoever_never_has_an_act_gets_what_never_was(way: Way) -> None:
    """TRUST 0.6."""
    way.to(State.ACTIVE)
    for act in Act:
        for who in (way.cast.upline, way.cast.peer, way.cast.executive, way.cast.operator, way.cast.privacy_officer):
            with pytest.raises(Unseen):
                access.case_to(who, act, way.ref, at=way.at)
    with pytest.raises(Unseen):
        access.case_to(way.cast.manager, Act.CITE, "F-NEVERWAS", at=way.at)


def test_plans_that_are_over_need_nobody(way: Way, cast: Cast) -> None:
    way.to(State.DRAFT)
    assert not [seat for seat in seats_of(cast.manager, at=way.at) if seat.state in OVER]


@pytest.mark.parametrize("state", OVER)
def test_a_plan_that_is_over_gets_another_hr_partner_only_when_its_own_is_not_free(way: Way, sign_in: SignIn, state: State) -> None:
    """TRUST G5, X6: so that somebody can read what HR keeps beside it; nobody owes it."""
    cast = way.to(State.DRAFT).cast
    write_advice(way.ref, "Ask counsel first.", by=cast.hr_partner, at=way.at)
    Case.objects.update(state=state, ended_at=way.at)
    HRScope.objects.create(person=cast.outsider, partner=cast.executive, since=way.at)
    step = f"/formal/{way.ref}/steps/hr-partner/"
    with pytest.raises(OutOfStep):
        running.name_hr_partner(way.ref, cast.executive.pk, by=cast.hr_admin, at=way.at)
    with clock.pinned(way.at):
        assert step not in sign_in(cast.hr_admin).get(f"/formal/{way.ref}/").content.decode()
    HRScope.objects.filter(partner=cast.hr_partner).update(until=way.at)
    assert [seat.waits_for_hr for seat in seats_of(cast.hr_admin, at=way.at)] == [False], "the list stays as it is"
    assert dues.dues_of(cast.hr_admin, at=way.at) == []
    with clock.pinned(way.at):
        page = sign_in(cast.hr_admin).get(f"/formal/{way.ref}/").content.decode()
    assert (step in page, "needs another HR partner" in page) == (True, True)
    for wrong in (cast.hr_admin, cast.manager):
        with pytest.raises(Refused):
            running.name_hr_partner(way.ref, wrong.pk, by=cast.hr_admin, at=way.at)
    with clock.pinned(way.at):
        named = sign_in(cast.hr_admin).post(step, {"who": cast.executive.pk, "op_id": str(uuid4())})
    assert named.status_code == 303
    assert (way.state, [one.words for one in workspace_for(cast.executive, way.ref, at=way.at).notes]) == (state, ["Ask counsel first."])
    with pytest.raises(OutOfStep):
        running.name_hr_partner(way.ref, cast.executive.pk, by=cast.hr_admin, at=way.at)
    assert not list(ledger.broken_records())
