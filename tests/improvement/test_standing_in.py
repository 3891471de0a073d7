"""One checkpoint in the manager's place: named by the HR partner, on a sheet of its own, over once it is shared (TRUST X10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formal import FOUND, SUMMER, Way

from cadenza.home.formal import WORDS
from cadenza.improvement import access, actions, deciding, dues, running, standing_in
from cadenza.improvement.advice import write_advice
from cadenza.improvement.checkpoint_rules import Look, Notes, Verdict
from cadenza.improvement.ledger import broken_records, opened
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.queries import page_for
from cadenza.improvement.rules import Act, Kind, Part, State
from cadenza.improvement.stand_in_rules import MOST_DAYS, Candidate, objections_to_stand_in, objections_to_stand_in_days
from cadenza.improvement.support_rules import Draft as Promise
from cadenza.improvement.telling import told
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.actions import begin_line, delegate_to, end_delegation, set_team_hr_partner
from cadenza.people.models import Delegation, HRScope, Person
from cadenza.web import clock

SignIn = Callable[[Person], Client]
TODAY = date(2026, 9, 7)
FREE = Candidate(is_person=False, stands_in=True, near=False, in_hr=False, decides=False, provides=False)


def test_who_may_stand_in() -> None:
    """TRUST X10, with the conflicts of X6 to X8: the manager's stand-in, apart from the person, from HR and from every other part."""
    refused = {
        "stand-in-unnamed": None,
        "stand-in-is-the-person": replace(FREE, is_person=True),
        "stand-in-in-hr": replace(FREE, in_hr=True),
        "stand-in-too-near": replace(FREE, near=True),
        "stand-in-decides": replace(FREE, decides=True),
        "stand-in-provides": replace(FREE, provides=True),
        "stand-in-for-nobody": replace(FREE, stands_in=False),
    }
    assert objections_to_stand_in(FREE) == []
    for code, one in refused.items():
        assert [found.code for found in objections_to_stand_in(one)] == [code]


def test_a_checkpoint_is_covered_from_one_day_to_another() -> None:
    """TRUST X10: time-boxed."""

    def codes(first: date | None, last: date | None) -> list[str]:
        return [one.code for one in objections_to_stand_in_days(first, last, today=TODAY)]

    assert codes(TODAY, TODAY) == codes(TODAY, TODAY + timedelta(days=MOST_DAYS - 1)) == []
    assert codes(None, TODAY) == codes(TODAY - timedelta(days=1), TODAY) == ["stand-in-begins-before"]
    assert codes(TODAY, None) == codes(TODAY, TODAY - timedelta(days=1)) == ["stand-in-without-end"]
    assert codes(TODAY, TODAY + timedelta(days=MOST_DAYS)) == ["stand-in-too-long"]


def away(way: Way, who: Person | None = None) -> Way:
    """A running plan with one checkpoint behind it, and the manager away for a month with a stand-in."""
    way.to(State.ACTIVE).later(days=14).check().later(days=1)
    delegate_to(way.cast.manager, who or way.cast.delegate, since=way.at, until=way.at + timedelta(days=30), by=None, at=way.at)
    return way.later(days=1)


def name(way: Way, who: Person | None = None, *, by: Person | None = None, days: int = 14) -> Way:
    first = way.at.date()
    standing_in.name_stand_in(
        way.ref, (who or way.cast.delegate).pk, first, first + timedelta(days=days), by=by or way.cast.hr_partner, at=way.at
    )
    return way


def refusal(way: Way, who: Person) -> list[str]:
    with pytest.raises(Refused) as no:
        name(way, who)
    return [one.code for one in no.value.objections]


def parts(way: Way, who: Person, **later: float) -> frozenset[Part]:
    try:
        return access.case_for(who, "hold-for-manager", way.ref, at=way.at + timedelta(**later)).parts
    except Unseen:
        return frozenset()


def notes(way: Way) -> Notes:
    looks = {number: Look(Verdict.IMPROVING, FOUND) for number in way.story.criteria}
    return Notes(looks, "Requests say why.", "The timeout paths.", "", "The next two changes.")


@pytest.mark.django_db
def test_only_the_hr_partner_names_and_only_whoever_stands_in_and_stands_apart(way: Way) -> None:
    """TRUST X10, X6 to X8: not the manager, not the delegate themself; not the line, the team, HR or whoever decides."""
    cast = away(way).cast
    for by in (cast.manager, cast.delegate, cast.on_pip, cast.hr_admin, cast.upline):
        with pytest.raises(Unseen):
            name(way, by=by)
    assert refusal(way, cast.outsider) == ["stand-in-for-nobody"]
    for near in (cast.on_pip, cast.upline, cast.peer, cast.new_manager):
        Delegation.objects.create(manager=cast.manager, delegate=near, since=SUMMER, until=way.at + timedelta(days=40))
    assert refusal(way, cast.on_pip) == ["stand-in-is-the-person"]
    assert refusal(way, cast.upline) == refusal(way, cast.peer) == ["stand-in-too-near"]
    Delegation.objects.create(manager=cast.manager, delegate=cast.mentor, since=SUMMER, until=way.at + timedelta(days=40))
    assert refusal(way, cast.mentor) == ["stand-in-provides"]  # R12: who gives the support never learns what it serves
    HRScope.objects.create(person=cast.outsider, partner=cast.new_manager, since=SUMMER)
    assert refusal(way, cast.new_manager) == ["stand-in-in-hr"]
    with pytest.raises(Refused) as no:
        standing_in.name_stand_in(way.ref, None, way.at.date(), way.at.date(), by=cast.hr_partner, at=way.at)
    assert [one.code for one in no.value.objections] == ["stand-in-unnamed"]
    assert way.case.stand_in is None


@pytest.mark.django_db
def test_standing_in_ends_with_the_checkpoint_and_leaves_its_entry(way: Way) -> None:
    """TRUST X10: held in the manager's place, told to the person by name, over at once; the chain stays whole."""
    cast = name(away(way)).cast
    assert parts(way, cast.delegate) == {Part.STAND_IN}
    for other in set(cast.everybody().values()) - {cast.delegate}:
        assert parts(way, other) == frozenset()
    for right in ("read", "see-any", "see-integrity", "see-readings", "print"):
        with pytest.raises(Unseen):
            access.case_for(cast.delegate, right, way.ref, at=way.at)
    assert access.seats_of(cast.delegate, at=way.at) == []
    assert page_for(cast.on_pip, "read", way.ref, at=way.at).covered_by == cast.delegate
    due = dues.dues_of(cast.delegate, at=way.at)
    assert [(one.code, one.checkpoint) for one in due] == [("stand-in", 2)]
    assert due[0].code in WORDS
    assert "checkpoint" not in {one.code for one in dues.dues_of(cast.manager, at=way.at)}
    with pytest.raises(Refused) as no:  # R12: whoever provides support is not to know what it serves
        actions.promise_support(way.ref, Promise("Pairing", cast.delegate.pk, days=(way.at.date(),)), by=cast.manager, at=way.at)
    assert [one.code for one in no.value.objections] == ["support-by-stand-in"]
    with pytest.raises(OutOfStep):  # nobody loses it unsaid: the record would not tell
        name(way)
    with pytest.raises(Refused) as no:
        running.share_checkpoint(way.ref, 2, notes(way), held_on=way.at.date() - timedelta(days=1), by=cast.delegate, at=way.at)
    assert [one.code for one in no.value.objections] == ["checkpoint-day-outside"]  # before their days began
    with pytest.raises(OutOfStep):
        running.share_checkpoint(way.ref, 3, notes(way), held_on=way.at.date(), by=cast.delegate, at=way.at)
    running.share_checkpoint(way.ref, 2, notes(way), held_on=way.at.date(), by=cast.delegate, at=way.at)
    assert parts(way, cast.delegate) == frozenset()
    assert dues.dues_of(cast.delegate, at=way.at) == []
    assert way.case.stand_in is None
    shared = way.story.checkpoints[2]
    assert (shared.by_id, shared.in_place_of) == (cast.delegate.pk, cast.manager.pk)
    entries = opened([way.case])[way.case.pk]
    assert entries[-1].part is Part.STAND_IN
    named = next(one for one in entries if one.kind is Kind.STAND_IN_NAMED)
    lines = dict(told(named, {cast.delegate.pk: cast.delegate.name}))
    assert (lines["Named"], lines["Checkpoint"]) == (cast.delegate.name, "2")
    assert list(broken_records()) == []
    with pytest.raises(Unseen):
        running.share_checkpoint(way.ref, 3, notes(way), held_on=way.at.date(), by=cast.delegate, at=way.at)


@pytest.mark.django_db
def test_a_stand_in_does_nothing_but_hold_the_checkpoint(way: Way) -> None:
    """TRUST X10: cannot hand it on, propose an outcome or take any other step; nor decide about the plan later (X13)."""
    cast = name(away(way)).cast
    seat = access.case_for(cast.delegate, "hold-for-manager", way.ref, at=way.at)
    assert {act for act in Act if seat.can(act)} == {Act.CHECK}
    delegate_to(cast.delegate, cast.mentor, since=way.at, until=way.at + timedelta(days=9), by=None, at=way.at)
    assert parts(way, cast.mentor) == frozenset()
    for day in way.story.days[1:]:
        way.at = datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)
        way.check(Verdict.MET)
    way.assess().give_support().propose(Outcome.MET)
    deciding.disagree(way.ref, "The reasons name no day.", by=cast.hr_partner, at=way.at)
    way.later(days=8)
    with pytest.raises(Refused):
        deciding.name_decider(way.ref, cast.delegate.pk, by=cast.hr_admin, at=way.at)


@pytest.mark.django_db
def test_standing_in_is_void_at_once_when_anything_it_rests_on_goes(way: Way) -> None:
    """TRUST X10, X6, 8.3.2: its days, the delegation, the distance, the state, the manager, or the HR partner's word."""
    cast = name(away(way), days=5).cast
    assert parts(way, cast.delegate, days=4) == {Part.STAND_IN}
    assert parts(way, cast.delegate, days=7) == parts(way, cast.delegate, days=-1) == frozenset()
    rows = Delegation.objects.filter(delegate=cast.delegate, manager=cast.manager, since__lt=way.at)
    ends = list(rows.values_list("pk", "until"))
    rows.update(until=way.at)
    assert parts(way, cast.delegate) == frozenset()
    for pk, until in ends:
        rows.filter(pk=pk).update(until=until)
    Person.objects.filter(pk=cast.delegate.pk).update(team=cast.team)
    assert parts(way, Person.objects.get(pk=cast.delegate.pk)) == frozenset()
    Person.objects.filter(pk=cast.delegate.pk).update(team=None)
    running.pause(way.ref, "Leave.", by=cast.hr_partner, at=way.at)
    assert parts(way, cast.delegate) == frozenset()
    assert page_for(cast.on_pip, "read", way.ref, at=way.at).covered_by is None
    running.resume(way.ref, by=cast.hr_partner, at=way.at)
    assert parts(way, cast.delegate) == {Part.STAND_IN}
    standing_in.end_stand_in(way.ref, by=cast.hr_partner, at=way.at)
    assert parts(way, cast.delegate) == frozenset()
    with pytest.raises(OutOfStep):
        standing_in.end_stand_in(way.ref, by=cast.hr_partner, at=way.at)
    name(way)
    begin_line(cast.on_pip, cast.new_manager, since=way.at, by=None, at=way.at)
    assert parts(way, cast.delegate) == frozenset()
    running.confirm_manager(way.ref, keep=False, by=cast.hr_partner, at=way.at)
    assert way.case.stand_in is None


@pytest.mark.django_db
def test_whoever_is_called_back_while_they_write_is_out(way: Way) -> None:
    """TRUST T39, X10, X6: what began before the end was written down and comes after it counts no more, at every door that writes."""
    cast = name(away(way)).cast
    later = way.at + timedelta(seconds=5)
    for one in Delegation.objects.filter(delegate=cast.delegate, manager=cast.manager):
        end_delegation(one, by=None, at=later)
    with pytest.raises(Unseen):
        running.share_checkpoint(way.ref, 2, notes(way), held_on=way.at.date(), by=cast.delegate, at=way.at)
    assert 2 not in way.story.checkpoints
    write_advice(way.ref, "Before.", by=cast.hr_partner, at=way.at)
    set_team_hr_partner(cast.team, None, by=None, at=later)
    assert not HRScope.objects.in_force(later).filter(partner=cast.hr_partner).exists()
    with pytest.raises(Unseen):
        running.pause(way.ref, "Leave.", by=cast.hr_partner, at=way.at)
    with pytest.raises(Unseen):
        write_advice(way.ref, "After.", by=cast.hr_partner, at=way.at)


@pytest.mark.django_db
def test_led_by_the_same_manager_is_too_near(way: Way) -> None:
    """TRUST X6: no colleague of the same line holds a formal checkpoint, in whatever team they work."""
    cast = name(away(way)).cast
    begin_line(cast.delegate, cast.manager, since=way.at, by=None, at=way.at)
    assert parts(way, cast.delegate) == frozenset()


@pytest.mark.django_db
def test_the_person_reads_who_will_stand_in_and_when_from_the_naming_on(way: Way, sign_in: SignIn) -> None:
    """TRUST X10: before the days begin, on them while they cannot hold it, and no longer once they are over."""
    cast = away(way).cast
    first = way.at.date() + timedelta(days=3)
    standing_in.name_stand_in(way.ref, cast.delegate.pk, first, first, by=cast.hr_partner, at=way.at)

    def read(who: Person, **later: float) -> str:
        with clock.pinned(way.at + timedelta(**later)):
            return sign_in(who).get(f"/formal/{way.ref}/").content.decode()

    said, cannot = f"<b>{cast.delegate.name}</b> is named to hold it", "cannot hold it now"
    assert said in read(cast.on_pip)
    assert said in read(cast.hr_partner)
    assert cannot not in read(cast.hr_partner)
    assert "Covered by" in read(cast.on_pip, days=3)
    assert said not in read(cast.on_pip, days=3)
    assert said not in read(cast.on_pip, days=4)
    assert cannot in read(cast.hr_partner, days=4)
    Delegation.objects.all().delete()  # as if none had ever been: the page asks for it anew each time
    assert said in read(cast.on_pip, days=3)
    assert cannot in read(cast.hr_partner, days=3)


@pytest.mark.django_db
def test_a_stand_in_costs_the_dues_of_the_others_no_statement(way: Way) -> None:
    """Budget of the first page: who covers a checkpoint is read with the plans, for one as for many."""
    cast = away(way).cast
    for who in (cast.hr_partner, cast.manager, cast.hr_admin):
        with CaptureQueriesContext(connection) as before:
            dues.dues_of(who, at=way.at)
        name(way)
        with CaptureQueriesContext(connection) as after:
            dues.dues_of(who, at=way.at)
        assert len(after) <= len(before)
        standing_in.end_stand_in(way.ref, by=cast.hr_partner, at=way.at)


@pytest.mark.django_db
def test_no_checkpoint_is_left_to_cover(way: Way) -> None:
    """PIP-6."""
    way.to(State.ACTIVE).run_out()
    with pytest.raises(OutOfStep):
        name(way)


@pytest.mark.django_db
def test_the_sheet_holds_what_the_checkpoint_needs_and_nothing_else(way: Way, sign_in: SignIn) -> None:
    """TRUST X10: criteria, where each stood, what this one looks at. Before and after there is no such page, and never for anybody else."""
    cast = away(way).cast
    address = f"/formal/{way.ref}/checkpoints/2/stand-in/"
    with clock.pinned(way.at):
        browser = sign_in(cast.delegate)
        assert browser.get(address).status_code == 404
        name(way)
        sheet = browser.get(address)
        assert sheet.status_code == 200
        text = sheet.content.decode()
        for needed in ("Every pull request states context", "At least 9 of 10 requests", "The next two ledger changes.", cast.on_pip.name):
            assert needed in text
        for other in ("Requests now say why", "timeout path had no test", "Three of the last five", "test design", "employment"):
            assert other not in text
        assert "checkpoints/2/stand-in/" in browser.get("/formal/").content.decode()
        assert "checkpoints/2/stand-in/" in browser.get("/").content.decode()
        for elsewhere in (
            "",
            "criteria/",
            "support/",
            "record/",
            "record/paper/",
            "integrity/",
            "outcome/",
            "checkpoints/1/",
            "checkpoints/2/",
        ):
            assert browser.get(f"/formal/{way.ref}/{elsewhere}").status_code == 404, elsewhere
        assert browser.get(f"/formal/{way.ref}/checkpoints/3/stand-in/").status_code == 404
        for other_reader in (cast.manager, cast.hr_partner, cast.on_pip, cast.peer):
            assert sign_in(other_reader).get(address).status_code == 404
        assert f"Covered by <b>{cast.delegate.name}</b>" in sign_in(cast.on_pip).get(f"/formal/{way.ref}/").content.decode()
        empty = browser.post(address, {"op_id": str(uuid4()), "remains": "The timeout paths."})
        assert (empty.status_code, "The timeout paths." in empty.content.decode()) == (422, True)
        words = {f"verdict-{number}": "improving" for number in way.story.criteria} | {
            f"evidence-{number}": FOUND for number in way.story.criteria
        }
        said = {
            **words,
            "held_on": way.at.date().isoformat(),
            "working": "Requests say why.",
            "remains": "The paths.",
            "ahead": "Two changes.",
        }
        done = browser.post(address, {**said, "op_id": str(uuid4())})
        assert (done.status_code, done["Location"]) == (303, "/")
        assert browser.get(address).status_code == 404
        late = browser.post(address, {**said, "op_id": str(uuid4())})
        assert (late.status_code, "Requests say why." in late.content.decode()) == (409, True)
        assert sign_in(cast.peer).post(address, {**said, "op_id": str(uuid4())}).status_code == 404
        assert "in the place of" in sign_in(cast.on_pip).get(f"/formal/{way.ref}/checkpoints/2/").content.decode()
        assert cast.delegate.name in sign_in(cast.on_pip).get(f"/formal/{way.ref}/record/").content.decode()


@pytest.mark.django_db
def test_nobody_loses_the_words_of_a_checkpoint_that_another_shared(way: Way, sign_in: SignIn) -> None:
    """TRUST 0.8, N10: a manager, an HR partner or a stand-in who came second reads it, and keeps what they typed; nobody else is told."""
    cast = name(away(way), days=0).cast
    own, theirs = f"/formal/{way.ref}/checkpoints/2/", f"/formal/{way.ref}/checkpoints/2/stand-in/"
    running.share_checkpoint(way.ref, 2, notes(way), held_on=way.at.date(), by=cast.manager, at=way.at)

    def sent(who: Person, address: str, **later: float) -> tuple[int, bool]:
        with clock.pinned(way.at + timedelta(**later)):
            said = sign_in(who).post(address, {"op_id": str(uuid4()), "remains": "An hour of words."})
        return said.status_code, "An hour of words." in said.content.decode()

    assert sent(cast.hr_partner, own) == sent(cast.manager, own) == sent(cast.delegate, theirs) == (409, True)
    assert sent(cast.delegate, theirs, days=1) == (409, True)
    assert sent(cast.delegate, theirs, days=2)[0] == sent(cast.delegate, theirs.replace("/2/", "/3/"))[0] == 404
    assert sent(cast.on_pip, own)[0] == sent(cast.manager, theirs)[0] == sent(cast.peer, theirs)[0] == 404
    running.pause(way.ref, "Leave.", by=cast.hr_partner, at=way.at)
    assert sent(cast.manager, own.replace("/2/", "/3/")) == (409, True)


@pytest.mark.django_db
def test_the_step_offers_only_whoever_stands_in_for_the_manager(way: Way, sign_in: SignIn) -> None:
    """TRUST X10: no list of everybody; who may not be is said by the rule."""
    cast = away(way).cast
    with clock.pinned(way.at):
        browser = sign_in(cast.hr_partner)
        form = browser.get(f"/formal/{way.ref}/steps/stand-in/").content.decode().split("<form")[-1]
        assert cast.delegate.name in form
        assert cast.mentor.name not in form
        first = way.at.date().isoformat()
        sent = {"who": cast.delegate.pk, "first": first, "last": first, "op_id": str(uuid4())}
        assert browser.post(f"/formal/{way.ref}/steps/stand-in/", sent).status_code == 303
        assert browser.post(f"/formal/{way.ref}/steps/end-stand-in/", {"op_id": str(uuid4())}).status_code == 303
        Delegation.objects.all().delete()  # the only delegate the manager had
        assert "Nobody stands in for the manager" in browser.get(f"/formal/{way.ref}/steps/stand-in/").content.decode()
