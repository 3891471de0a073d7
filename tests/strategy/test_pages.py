"""The weekly round, closing, carrying on, comparing: the pages, keyboard forms with words kept, empty states, and what they cost."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadenza.strategy import actions, closing
from cadenza.strategy.actions import CheckInDraft, KeyResultDraft, ObjectiveDraft, RequirementDraft
from cadenza.strategy.closing import Ending
from cadenza.strategy.models import CapabilityRequirement, CheckIn, HelpAnswer, KeyResult, Objective
from cadenza.strategy.rules import ResultState

pytestmark = pytest.mark.django_db
Q4 = ["2026-q4"]


def text(response):
    return response.content.decode()


def send(client, name, args, **fields):
    return client.post(reverse(name, args=args), {"op_id": str(uuid4()), **fields})


@pytest.fixture
def next_cycle(quarter, at):
    return actions.ensure_cycle(quarter.cycle.end_date + timedelta(days=1), at=at)


@pytest.fixture
def led(quarter, cast):
    """The team with its lead."""
    cast.team.lead = cast.manager
    cast.team.save()
    return quarter


class TestTheWeeklyRound:
    def fields(self, result, **given):
        prefix = f"kr-{result.pk}-"
        shown = {"shown_value": result.read_field("current"), "shown_confidence": result.read_field("confidence")}
        return {f"{prefix}{name}": value for name, value in {**shown, **given}.items()}

    def test_a_lead_checks_in_the_whole_team_with_one_save(self, led, cast, at, sign_in):
        """STRAT-2, issue 5 item 1."""
        other = actions.add_key_result(
            led.objective.pk, KeyResultDraft("Ledger moved", led.cycle.end_date, key="PAY-9", direction="milestone"), by=cast.manager, at=at
        )
        client = sign_in(cast.manager)
        page = text(client.get(reverse("okr-round", args=Q4)))
        assert "2 of 2 not looked at this week" in page
        sent = {**self.fields(led.result, value="52", confidence="0.7", note="Two banks"), **self.fields(other, done_on="2026-11-20")}
        answer = send(client, "okr-round", Q4, **sent)
        assert (answer.status_code, answer["Location"]) == (303, "/okrs/2026-q4/-/round/?held=2")
        assert {(one.key_result.key, one.shown, one.note) for one in CheckIn.objects.all()} == {
            ("PAY-1", "52", "Two banks"),
            ("PAY-9", "", ""),
        }
        assert "All looked at this week" in text(client.get(answer["Location"]))
        assert "Nothing had moved" in text(client.get("/okrs/2026-q4/-/round/?held=0"))

    def test_a_refused_line_keeps_every_word_of_the_page(self, led, cast, sign_in):
        answer = send(sign_in(cast.manager), "okr-round", Q4, **self.fields(led.result, value="52", confidence="7", note="Nearly there"))
        page = text(answer)
        assert (answer.status_code, CheckIn.objects.count()) == (422, 0)
        assert "Give confidence from 0 to 1" in page
        assert "Nearly there" in page
        assert 'value="52"' in page
        assert "<title>Error: " in page and f'href="#id_kr-{led.result.pk}-confidence"' in page

    def test_figures_that_are_no_figures_are_named_beside_their_line(self, led, cast, sign_in):
        answer = send(sign_in(cast.manager), "okr-round", Q4, **self.fields(led.result, value="many"))
        assert answer.status_code == 422
        assert "Write a figure" in text(answer)

    def test_an_owner_finds_their_own_in_it(self, quarter, cast, sign_in):
        assert "PAY-1" in text(sign_in(cast.engineer).get(reverse("okr-round", args=Q4)))

    def test_whoever_answers_for_nothing_is_told_what_would_appear(self, quarter, cast, sign_in):
        page = text(sign_in(cast.outsider).get(reverse("okr-round", args=Q4)))
        assert "appear here once they run" in page
        assert "PAY-1" not in page

    def test_the_round_of_now_leads_to_the_running_cycle(self, quarter, cast, sign_in):
        answer = sign_in(cast.manager).get(reverse("okr-round-now"))
        assert answer["Location"] == "/okrs/2026-q4/-/round/"


class TestTheEndOfACycle:
    def test_a_key_result_closes_with_its_final_figure(self, quarter, cast, sign_in):
        client = sign_in(cast.manager)
        assert "Final figure" in text(client.get(reverse("key-result-close", args=["2026-q4", "PAY-1"])))
        answer = send(client, "key-result-close", ["2026-q4", "PAY-1"], **{f"kr-{quarter.result.pk}-value": "79"})
        assert (answer.status_code, answer["Location"]) == (303, "/okrs/2026-q4/PAY-1/#helped")
        assert KeyResult.objects.get().final_value == Decimal(79)
        assert "with 79 %" in text(client.get("/okrs/2026-q4/PAY-1/"))

    def test_a_lead_closes_what_is_ticked_and_leaves_the_rest(self, led, cast, at, sign_in):
        other = actions.add_key_result(
            led.objective.pk, KeyResultDraft("Other", led.cycle.end_date, direction="milestone"), by=cast.manager, at=at
        )
        client = sign_in(cast.manager)
        assert "This cycle still runs" in text(client.get(reverse("okr-close", args=Q4)))
        sent = {f"kr-{led.result.pk}-close": "on", f"kr-{led.result.pk}-value": "70", f"kr-{other.pk}-note": "goes on"}
        assert send(client, "okr-close", Q4, **sent).status_code == 303
        assert {one.pk: one.state for one in KeyResult.objects.all()} == {led.result.pk: "closed", other.pk: "active"}

    def test_the_owner_says_what_helped_and_the_page_keeps_it(self, quarter, cast, at, sign_in):
        """IMP-4."""
        actions.require_capability(quarter.result.pk, RequirementDraft(quarter.capability.pk, 3, 2), by=cast.manager, at=at)
        closing.close_key_result(quarter.result.pk, Ending(Decimal(75)), by=cast.manager, at=at)
        client, args = sign_in(cast.engineer), ["2026-q4", "PAY-1"]
        assert "Say what helped" in text(client.get("/okrs/2026-q4/PAY-1/"))
        prefix = f"help-{quarter.capability.pk}-"
        refused = send(client, "key-result-helped", args, **{f"{prefix}helped": "helped", f"{prefix}by_what": ""})
        said = "Say by what having built Forecasting helped: a decision, a piece of work, something avoided."
        assert (refused.status_code, text(refused).count(said)) == (422, 2)
        assert f'<a href="#id_{prefix}by_what">{said}</a>' in text(refused)
        assert "Say whether having built Forecasting helped." in text(send(client, "key-result-helped", args))
        assert not HelpAnswer.objects.exists()
        sent = {f"{prefix}helped": "helped", f"{prefix}by_what": "Scope was cut in week 3."}
        assert send(client, "key-result-helped", args, **sent).status_code == 303
        assert send(client, "key-result-helped", args, **sent).status_code == 303
        assert HelpAnswer.objects.count() == 1
        shown = text(sign_in(cast.outsider).get("/okrs/2026-q4/PAY-1/"))
        assert "Scope was cut in week 3." in shown
        assert "Say what helped" not in shown

    def test_a_check_in_is_taken_back_on_the_page(self, quarter, cast, at, sign_in):
        look = actions.check_in(quarter.result.pk, CheckInDraft(Decimal(500)), by=cast.engineer, at=at)
        client = sign_in(cast.engineer)
        back = reverse("check-in-take-back", args=["2026-q4", "PAY-1", look.pk])
        assert back in text(client.get("/okrs/2026-q4/PAY-1/"))
        assert back not in text(sign_in(cast.manager).get("/okrs/2026-q4/PAY-1/"))
        assert send(client, "check-in-take-back", ["2026-q4", "PAY-1", look.pk]).status_code == 303
        assert "taken back by Sam Okafor" in text(client.get("/okrs/2026-q4/PAY-1/"))
        assert send(client, "check-in-take-back", ["2026-q4", "PAY-1", 999]).status_code == 404


class TestCarryingOnPages:
    def test_a_lead_carries_on_publishes_and_finds_the_way_back(self, quarter, next_cycle, cast, sign_in):
        client = sign_in(cast.manager)
        page = text(client.get(reverse("okr-carry-on", args=Q4)))
        assert "Customers stay" not in page.split("<main")[1].split("Payments work the first time")[0]
        answer = send(client, "okr-carry-on", Q4, carry=f"k{quarter.result.pk}", target=str(next_cycle.pk))
        assert (answer.status_code, answer["Location"]) == (303, "/okrs/2027-q1/-/drafts/")
        copy = Objective.objects.get(continues=quarter.objective)
        assert reverse("okr-copy-back", args=["2027-q1", copy.pk]) in text(client.get(answer["Location"]))
        assert send(client, "objective-move", ["2027-q1", copy.pk], move="start").status_code == 303
        assert "Goes on from" in text(client.get("/okrs/2027-q1/PAY-1/"))
        assert "Goes on as" in text(client.get("/okrs/2026-q4/PAY-1/"))
        assert "goes on as PAY-1 in Q1 2027" in text(client.get(reverse("okr-carry-on", args=Q4)))

    def test_without_a_next_cycle_it_is_made(self, quarter, cast, sign_in):
        answer = send(sign_in(cast.manager), "okr-carry-on", Q4, carry=f"k{quarter.result.pk}", target="next")
        assert answer["Location"] == "/okrs/2027-q1/-/drafts/"

    def test_what_was_ticked_stays_ticked_when_nothing_can_be_done(self, quarter, next_cycle, cast, sign_in):
        answer = send(sign_in(cast.manager), "okr-carry-on", Q4, target=str(next_cycle.pk))
        assert answer.status_code == 422
        assert "Pick at least one" in text(answer)

    def test_drafts_under_a_running_objective_are_started_where_drafts_are_published(self, quarter, cast, at, sign_in):
        """DATA-4: a file's words come in as drafts under objectives that run, and find their way out."""

        def draft(title, **figures):
            given = KeyResultDraft(title, quarter.cycle.end_date, state=ResultState.DRAFT, **figures)
            return actions.add_key_result(quarter.objective.pk, given, by=cast.manager, at=at)

        done, unfinished = draft("Ledger moved", key="PAY-8", direction="milestone"), draft("Refunds fall", key="PAY-9", target=Decimal(4))
        client = sign_in(cast.manager)
        page = text(client.get(reverse("okr-drafts", args=Q4)))
        assert "Payments work the first time" in page
        assert "PAY-1<" not in page and reverse("objective-move", args=["2026-q4", quarter.objective.pk]) not in page
        start = {one: reverse("key-result-move", args=["2026-q4", one.key]) in page for one in (done, unfinished)}
        assert start == {done: True, unfinished: False}
        assert "Give the figure it starts from." in page and reverse("key-result-change", args=["2026-q4", "PAY-9"]) in page
        answer = client.post(
            reverse("key-result-move", args=["2026-q4", "PAY-8"]), {"op_id": str(uuid4()), "move": "start", "from": "drafts"}
        )
        assert (answer.status_code, answer["Location"]) == (303, "/okrs/2026-q4/-/drafts/")
        assert "PAY-8" not in text(client.get(answer["Location"]))
        done.refresh_from_db()
        assert done.state == "active"

    def test_where_all_goes_on_already_there_is_nothing_to_tick(self, quarter, next_cycle, cast, sign_in):
        client, bare = sign_in(cast.manager), Objective.objects.create(cycle=quarter.cycle, level="team", team=cast.team, title="Bare")
        send(client, "okr-carry-on", Q4, carry=[f"k{quarter.result.pk}", f"o{bare.pk}"], target=str(next_cycle.pk))
        page = text(client.get(reverse("okr-carry-on", args=Q4)))
        assert 'type="checkbox"' not in page and "Copy as drafts" not in page
        assert "All that can go on goes on in Q1 2027 already." in page
        assert f'href="{reverse("okr-drafts", args=["2027-q1"])}"' in page

    def test_a_copy_is_taken_back(self, quarter, next_cycle, cast, sign_in):
        client = sign_in(cast.manager)
        send(client, "okr-carry-on", Q4, carry=f"k{quarter.result.pk}", target=str(next_cycle.pk))
        copy = Objective.objects.get(continues=quarter.objective)
        assert send(client, "okr-copy-back", ["2027-q1", copy.pk]).status_code == 303
        assert not Objective.objects.filter(cycle=next_cycle).exists()
        assert "Nothing waits to be published" in text(client.get(reverse("okr-drafts", args=["2027-q1"])))


class TestComparing:
    def test_what_goes_on_what_ended_and_what_is_new_stand_side_by_side(self, quarter, next_cycle, cast, at, sign_in):
        client = sign_in(cast.manager)
        closing.close_key_result(quarter.result.pk, Ending(Decimal(60)), by=cast.manager, at=at)
        send(client, "okr-carry-on", Q4, carry=f"k{quarter.result.pk}", target=str(next_cycle.pk))
        actions.add_objective(next_cycle.pk, ObjectiveDraft("team", "Something new", cast.team.pk), by=cast.manager, at=at)
        page = text(sign_in(cast.outsider).get(reverse("okr-compare", args=["2027-q1"])))
        assert "1 objective goes on" in page
        assert "new in Q1 2027" in page
        assert "ended with Q4 2026" in page
        assert "50% of target" in page

    def test_the_first_cycle_has_nothing_to_compare_with(self, quarter, cast, sign_in):
        assert "There is no cycle before this one yet" in text(sign_in(cast.outsider).get(reverse("okr-compare", args=Q4)))
        assert sign_in(cast.outsider).get("/okrs/2026-q4/-/compare/?with=1999-q1").status_code == 404


def fill(quarter, cast, at, count):
    held = KeyResult.objects.count()
    due = date(2026, 12, 1)
    objectives = Objective.objects.bulk_create(
        Objective(cycle=quarter.cycle, level="team", team=cast.team, owner=cast.manager, title=f"Aim {held + number}", order=held + number)
        for number in range(count)
    )
    made = KeyResult.objects.bulk_create(
        KeyResult(
            objective=one,
            cycle=quarter.cycle,
            key=f"KR-{one.pk}",
            title=f"Result {one.pk} of payments",
            due_date=due,
            owner=cast.peer,
            baseline=0,
            target=9,
        )
        for one in objectives
    )
    CapabilityRequirement.objects.bulk_create(CapabilityRequirement(key_result=one, capability=quarter.capability, level=1) for one in made)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("okr-round", Q4),
        ("okr-close", Q4),
        ("okr-carry-on", Q4),
        ("okr-drafts", Q4),
        ("okr-compare", ["2027-q1"]),
        ("objective", None),
        ("okr-csv", Q4),
        ("okr-markdown", Q4),
        ("key-result-need", ["2027-q1", "NEW-1"]),
    ],
)
def test_a_page_costs_the_same_with_3_and_with_30(led, next_cycle, cast, at, sign_in, name, args):
    fill(led, cast, at, 3)
    new = actions.add_objective(next_cycle.pk, ObjectiveDraft("team", "Next", cast.team.pk), by=cast.manager, at=at)
    actions.add_key_result(
        new.pk, KeyResultDraft("Payments recovered", next_cycle.end_date, key="NEW-1", direction="milestone"), by=cast.manager, at=at
    )
    client = sign_in(cast.executive if name in {"okr-csv", "okr-markdown"} else cast.manager)
    address = reverse(name, args=args or ["2026-q4", led.objective.pk])

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    queries()
    few = queries()
    fill(led, cast, at, 27)
    assert queries() == few
    assert few <= 20
