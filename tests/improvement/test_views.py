"""The doors of formal plans: every page and every step, as each part of it sees them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.formal import Way

from cadenza.asks.models import Ask
from cadenza.improvement import deciding, dues, guard, ledger, queries
from cadenza.improvement.models import Entry
from cadenza.improvement.outcome_rules import Appeal, Outcome
from cadenza.improvement.rules import Kind, State
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SECTIONS = ("", "opening/", "criteria/", "support/", "integrity/", "outcome/", "record/", "appeal/")


def test_the_coach_reads_along_where_a_plan_is_written(way: Way, sign_in: SignIn) -> None:
    """COACH-3, PIP-4: hints under criteria, concern and support while they are typed; what a part of the criterion answers is not asked."""
    way.to(State.GATE_PASSED)
    client = sign_in(way.cast.manager)
    for step, kind in (("criterion", "pip_criterion"), ("terms", "concern_statement"), ("support", "manager_commitment")):
        page = client.get(f"/formal/{way.ref}/steps/{step}/").content.decode()
        assert f"&quot;kind&quot;: &quot;{kind}&quot;" in page, step
        assert "practice/coach" in page, step


def test_opening_a_steps_page_is_a_reading_and_the_persons_own_is_none(way: Way, sign_in: SignIn) -> None:
    """DATA-2: it shows the person’s name and their criteria, like the page that it leads back to."""
    way.to(State.ACTIVE)
    for who, step in (
        (way.cast.hr_partner, "ease/?number=1"),
        (way.cast.manager, "propose-change/"),
        (way.cast.on_pip, "statement/"),
        (way.cast.hr_admin, "hr-partner/"),
    ):
        assert sign_in(who).get(f"/formal/{way.ref}/steps/{step}").status_code == 200, step
    assert [what for _at, _by, what in ledger.readings_of(way.case)] == ["propose-change", "ease"]


def test_hr_admin_sees_whether_the_record_is_whole(way: Way, sign_in: SignIn) -> None:
    """TRUST J3: that, and no word of it."""
    way.to(State.ACTIVE)
    register = sign_in(way.cast.hr_admin)
    assert "no link is broken" in register.get(f"/formal/{way.ref}/").content.decode()
    guard.lift(connection)
    Entry.objects.filter(case=way.case, sequence=3).update(by=way.cast.engineer)
    assert "The chain of entries is broken" in register.get(f"/formal/{way.ref}/").content.decode()


def test_a_citation_says_since_when_the_person_could_read_it(way: Way, sign_in: SignIn) -> None:
    """EARLY-5, PIP-2: agreed points count from the day on which they were shared."""
    way.to(State.DRAFT).cite()
    shared = [one.shared_at for one in way.story.citations.values() if one.shared]
    assert set(shared) == {one.shared_at for one in way.slips}
    assert all(one.shared_at is None for one in way.story.citations.values() if not one.shared)
    assert "shared with the person 24 August 2026" in sign_in(way.cast.manager).get(f"/formal/{way.ref}/").content.decode()


@pytest.mark.parametrize("state", [State.GATE_PASSED, State.SERVED, State.ACTIVE, State.DECIDED])
def test_every_section_opens_for_those_on_the_plan(way: Way, sign_in: SignIn, state: State) -> None:
    """PIP-9: the person sees everything once it is served, and nothing before."""
    way.to(state)
    served = way.case.served_at is not None
    for person, status in (
        (way.cast.manager, 200),
        (way.cast.hr_partner, 200),
        (way.cast.on_pip, 200 if served else 404),
        (way.cast.upline, 404),
    ):
        for section in SECTIONS:
            assert sign_in(person).get(f"/formal/{way.ref}/{section}").status_code == status, (person.name, section)


def test_the_person_finds_the_plan_from_their_first_page_once_it_is_served(way: Way, sign_in: SignIn) -> None:
    """PIP-8, PIP-9: also while it asks nothing of them, and not a moment earlier."""
    link = 'href="/formal/"'
    way.to(State.CO_SIGNED)
    assert link not in sign_in(way.cast.on_pip).get("/").content.decode()
    way.to(State.ACTIVE)
    for person, finds in ((way.cast.on_pip, True), (way.cast.manager, True), (way.cast.hr_partner, True), (way.cast.upline, False)):
        assert (link in sign_in(person).get("/").content.decode()) is finds, person.name


def test_the_outcome_says_what_became_of_it(way: Way, sign_in: SignIn) -> None:
    """PIP-16, TRUST L5: it can be appealed for some days; once appealed, decided or late, nobody is invited to, and the page says whether it stands."""
    cast = way.cast
    way.to(State.DECIDED)

    def shown() -> str:
        with clock.pinned(way.at):
            return sign_in(cast.on_pip).get(f"/formal/{way.ref}/outcome/").content.decode()

    invitation, step = "An appeal is possible until", f"/formal/{way.ref}/steps/appeal/"
    assert invitation in (found := shown()) and step in found
    day = way.at
    way.later(days=60)
    assert "Nobody appealed." in (found := shown()) and invitation not in found and step not in found
    way.at = day
    deciding.appeal(way.ref, "The pairing was cut short.", by=cast.on_pip, at=way.at)
    assert "not decided yet" in (found := shown()) and invitation not in found
    deciding.name_appeal_manager(way.ref, cast.outsider.pk, by=cast.hr_admin, at=way.at)
    deciding.decide_appeal(way.ref, Appeal.OVERTURNED, "The last pairing was not given.", by=cast.outsider, at=way.at)
    assert "The outcome no longer stands." in (found := shown()) and cast.outsider.name in found and invitation not in found


def test_the_person_reads_what_is_proposed_and_replies_before_it_is_decided(way: Way, sign_in: SignIn) -> None:
    """TRUST 1.7, G6; PIP-9, DUE-1: the reply stands beside the proposal for those who decide, and a new proposal asks for a new one."""
    cast = way.cast
    way.to(State.ASSESSMENT).give_support().propose(Outcome.MET)

    def shown(who: Person) -> str:
        with clock.pinned(way.at):
            return sign_in(who).get(f"/formal/{way.ref}/outcome/").content.decode()

    assert "reply-outcome" in {one.code for one in dues.dues_of(cast.on_pip, at=way.at)}
    assert "As the checkpoints show." in shown(cast.on_pip) and "The person has not replied to it yet." in shown(cast.hr_partner)
    seen = way.story.last[Kind.OUTCOME_DRAFT]
    with pytest.raises(OutOfStep):
        deciding.reply_to_outcome(way.ref, "I agree.", seen=seen - 1, by=cast.on_pip, at=way.at)
    with pytest.raises(Refused):
        deciding.reply_to_outcome(way.ref, " ", seen=seen, by=cast.on_pip, at=way.at)
    with pytest.raises(Unseen):
        deciding.reply_to_outcome(way.ref, "I agree.", seen=seen, by=cast.manager, at=way.at)
    deciding.reply_to_outcome(way.ref, "The second finding leaves out my leave.", seen=seen, by=cast.on_pip, at=way.at)
    assert "reply-outcome" not in {one.code for one in dues.dues_of(cast.on_pip, at=way.at)}
    for reader in (cast.on_pip, cast.manager, cast.hr_partner):
        assert "The second finding leaves out my leave." in shown(reader)
    deciding.disagree(way.ref, "It does leave it out.", by=cast.hr_partner, at=way.at)
    assert "It does leave it out." in shown(cast.manager) and "It does leave it out." not in shown(cast.on_pip)
    way.propose(Outcome.MET)
    assert "reply-outcome" in {one.code for one in dues.dues_of(cast.on_pip, at=way.at)}
    way.agree()
    assert "It does leave it out." in "".join(str(one.words) for one in way_entries(way))


def way_entries(way: Way) -> list[ledger.Opened]:
    """Everything that the person reads of the plan now."""
    return queries.page_for(way.cast.on_pip, "read", way.ref, at=way.at).entries


def test_whoever_promises_support_reads_the_request_before_it_goes_out(way: Way, sign_in: SignIn) -> None:
    """PIP-7, TRUST R12: the exact words, kept in the form, and again once they were changed; words that name the process come back with the reason."""
    way.to(State.GATE_PASSED)
    days = {"manner": "dated", "first": "2026-10-01", "last": "2026-10-08", "every": "7"}
    wanted = {"what": "Pairing on the ledger", "provider": way.cast.mentor.email, **days}

    def sent(**words: str) -> tuple[int, str]:
        with clock.pinned(way.at):
            browser = sign_in(way.cast.manager)
            with clock.pinned(way.at):
                answer = browser.post(f"/formal/{way.ref}/steps/support/", {**wanted, **words, "op_id": str(uuid4())})
        return answer.status_code, answer.content.decode()

    words = "Pairing on the ledger (1 October, 8 October 2026)"
    before = Ask.objects.count()
    status, shown = sent()
    assert status == 422 and shown.count(words) == 2 and f"What {way.cast.mentor.name} will read" in shown
    status, shown = sent(asked=words, what="Pairing on the ledger and the search")
    assert status == 422 and "Pairing on the ledger and the search (1 October, 8 October 2026)" in shown
    status, shown = sent(asked=words, what="Pairing for him, who is at risk of dismissal")
    assert status == 422 and "The provider reads these words." in shown and "will read</h3>" not in shown
    assert Ask.objects.count() == before
    assert sent(asked=words)[0] == 303 and Ask.objects.latest("pk").what == words


def test_what_no_record_shows_is_not_ticked_before_both_confirmed_it(way: Way, sign_in: SignIn) -> None:
    """PIP-2: that it is neither conduct nor capability rests on the two confirmations alone."""
    said = "It holds once manager and HR partner have both confirmed it."
    way.to(State.DRAFT)
    assert said in sign_in(way.cast.manager).get(f"/formal/{way.ref}/").content.decode()
    way.to(State.GATE_PASSED)
    assert said not in sign_in(way.cast.manager).get(f"/formal/{way.ref}/").content.decode()
