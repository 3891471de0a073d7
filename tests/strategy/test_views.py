"""The forms of strategy through their doors: what is kept, refused with its words, and refused to whom."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests import coached
from tests.strategy.conftest import ladder

from cadenza.capability.actions import publish_version, write_framework
from cadenza.practice import hint_rules
from cadenza.practice.dismissals import packed
from cadenza.strategy import actions
from cadenza.strategy.forms import NeedForm, held_back_form
from cadenza.strategy.models import CapabilityRequirement, CheckIn, KeyResult, Objective
from cadenza.strategy.rules import Move
from cadenza.trail.models import Entry
from cadenza.web.answers import base_name
from cadenza.web.revisions import base_of
from cadenza.wording import Flaw

pytestmark = pytest.mark.django_db


def send(client, name, args, **fields):
    return client.post(reverse(name, args=args), {"op_id": str(uuid4()), **fields})


PAY_1 = ["2026-q4", "PAY-1"]


def test_an_owner_checks_in(quarter, cast, sign_in):
    """STRAT-2."""
    answer = send(sign_in(cast.engineer), "key-result-check-in", PAY_1, value="52.5", confidence="0.7", note="Two banks joined.")
    assert (answer.status_code, answer["Location"]) == (303, "/okrs/2026-q4/PAY-1/#check-ins")
    look = CheckIn.objects.get()
    assert (look.shown, str(look.confidence), look.note, look.by) == ("52.5", "0.70", "Two banks joined.", cast.engineer)


def test_a_check_in_sent_twice_is_kept_once(quarter, cast, sign_in):
    """DATA-1, TRUST N01."""
    client, fields = sign_in(cast.engineer), {"op_id": str(uuid4()), "value": "52"}
    answers = [client.post(reverse("key-result-check-in", args=PAY_1), fields) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert CheckIn.objects.count() == 1


def test_a_refused_check_in_keeps_what_was_typed(quarter, cast, sign_in):
    answer = send(sign_in(cast.engineer), "key-result-check-in", PAY_1, confidence="7", note="Nearly there")
    assert answer.status_code == 422
    assert "Give confidence from 0 to 1" in answer.content.decode()
    assert "Nearly there" in answer.content.decode()


def test_a_manager_names_a_capability_and_takes_it_back(quarter, cast, sign_in):
    """STRAT-1."""
    client = sign_in(cast.manager)
    wanted = f"{quarter.capability.pk}:3"
    assert send(client, "key-result-need", PAY_1, wanted=wanted, people_needed="2", role_profile="").status_code == 303
    need = CapabilityRequirement.objects.get()
    assert (need.level, need.people_needed) == (3, 2)
    assert send(client, "key-result-drop-need", [*PAY_1, need.pk]).status_code == 303
    assert not CapabilityRequirement.objects.exists()
    assert send(client, "key-result-drop-need", [*PAY_1, need.pk]).status_code == 404


def test_a_manager_adds_an_objective_with_a_key_result(quarter, cast, sign_in):
    """STRAT-1, STRAT-2."""
    client = sign_in(cast.manager)
    fields = {
        "title": "The ledger closes in a day",
        "whose": str(cast.team.pk),
        "owner": cast.manager.email,
        "serves": [str(quarter.company.pk)],
    }
    assert send(client, "objective-new", ["2026-q4"], **fields).status_code == 303
    made = Objective.objects.get(title="The ledger closes in a day")
    assert list(made.serves.all()) == [quarter.company]
    fields = {
        "title": "Close takes 20 hours",
        "direction": "down",
        "baseline": "60",
        "target": "20",
        "unit": "h",
        "due_date": "2026-12-18",
        "owner": "Lena Vogt",
        "critical": "on",
    }
    answer = send(client, "key-result-new", ["2026-q4", made.pk], **fields)
    assert answer.status_code == 303
    result = KeyResult.objects.get(objective=made)
    assert (result.owner, result.critical, result.direction) == (cast.peer, True, "down")


def test_a_target_that_lies_the_wrong_way_is_refused_beside_its_field(quarter, cast, sign_in):
    """STRAT-2."""
    fields = {"title": "Close takes 20 hours", "direction": "up", "baseline": "60", "target": "20", "due_date": "2026-12-18"}
    answer = send(sign_in(cast.manager), "key-result-new", ["2026-q4", quarter.objective.pk], **fields)
    assert answer.status_code == 422
    assert "The target lies under the baseline" in answer.content.decode()


def test_a_due_date_outside_the_cycle_is_warned_of_where_it_stands_and_where_it_is_changed(quarter, cast, sign_in):
    """STRAT-2: it is kept as it was given, and those who may change it are told; others read the day alone."""
    client, said = sign_in(cast.manager), "That day lies outside the cycle, which runs from 1 October 2026 to 31 December 2026."
    fields = {"title": "Close takes 20 hours", "direction": "down", "baseline": "60", "target": "20", "due_date": "2026-01-18"}
    answer = send(client, "key-result-new", ["2026-q4", quarter.objective.pk], **fields, key="PAY-2")
    assert answer.status_code == 303
    change = reverse("key-result-change", args=["2026-q4", "PAY-2"])
    assert [said in client.get(one).content.decode() for one in (answer["Location"], change)] == [True, True]
    assert said not in sign_in(cast.outsider).get(answer["Location"]).content.decode()
    KeyResult.objects.filter(key="PAY-2").update(state="closed")
    assert said not in client.get(answer["Location"]).content.decode()


def test_what_is_closed_offers_nothing_but_to_be_taken_up_again(quarter, cast, at, sign_in):
    """STRAT-2: what it was is what the review and the next cycle read."""
    client = sign_in(cast.manager)
    actions.require_capability(quarter.result.pk, actions.RequirementDraft(quarter.capability.pk, 2, 1), by=cast.manager, at=at)
    need = CapabilityRequirement.objects.get()
    actions.move_key_result(quarter.result.pk, Move.CLOSE, by=cast.manager, at=at)
    page = client.get(reverse("key-result", args=PAY_1)).content.decode()
    doors = ("key-result-change", "key-result-need", "key-result-critical", "key-result-remove")
    offered = [name for name in doors if reverse(name, args=PAY_1) in page]
    assert (offered, reverse("key-result-drop-need", args=[*PAY_1, need.pk]) in page) == ([], False)
    assert 'value="reopen"' in page
    answer = send(client, "key-result-critical", PAY_1, critical="yes")
    assert answer.status_code == 422
    assert "Take it up again first" in answer.content.decode()
    assert send(client, "key-result-drop-need", [*PAY_1, need.pk]).status_code == 422
    assert send(client, "key-result-need", PAY_1, wanted=f"{quarter.capability.pk}:3", people_needed="1").status_code == 422


def test_two_who_change_the_same_title_meet(quarter, cast, sign_in):
    """DATA-1."""
    seen = {base_name("title"): base_of(quarter.result, "title")}
    fields = {"direction": "up", "baseline": "40", "target": "80", "unit": "%", "due_date": "2026-12-18", "owner": cast.engineer.email}
    fields |= {base_name(name): base_of(quarter.result, name) for name in actions.RESULT_FIELDS}
    first = send(sign_in(cast.manager), "key-result-change", PAY_1, **fields, title="Recovered within a day")
    second = send(sign_in(cast.upline), "key-result-change", PAY_1, **{**fields, **seen}, title="Recovered within an hour")
    assert (first.status_code, second.status_code) == (303, 409)
    assert KeyResult.objects.get().title == "Recovered within a day"


def test_critical_and_state_are_decided_by_those_who_lead(quarter, cast, sign_in):
    """TRUST B1, STRAT-3."""
    client = sign_in(cast.manager)
    assert send(client, "key-result-critical", PAY_1, critical="yes").status_code == 303
    assert send(client, "key-result-move", PAY_1, move="close").status_code == 303
    assert send(client, "key-result-move", PAY_1, move="explode").status_code == 404
    assert send(client, "key-result-move", PAY_1, move="close").status_code == 422
    result = KeyResult.objects.get()
    assert (result.critical, result.state) == (True, "closed")


FORMS = [
    ("key-result-check-in", PAY_1, {"engineer", "manager", "upline", "leader", "executive"}),
    ("key-result-change", PAY_1, {"engineer", "manager", "upline", "leader", "executive"}),
    ("key-result-need", PAY_1, {"engineer", "manager", "upline", "leader", "executive"}),
    ("objective-new", ["2026-q4"], {"manager", "outsider_manager", "upline", "leader", "executive"}),
]


@pytest.mark.parametrize(("name", "args", "allowed"), FORMS)
def test_a_form_opens_to_those_who_may_use_it(quarter, cast, sign_in, name, args, allowed):
    """TRUST B1: everybody else knows the key result and is told 403."""
    answers = {
        who: sign_in(person).get(reverse(name, args=args)).status_code for who, person in cast.everybody().items() if who != "leaver"
    }
    assert {who for who, status in answers.items() if status == 200} == allowed
    assert set(answers.values()) == {200, 403}


def test_objective_forms_belong_to_their_cycle(quarter, cast, at, sign_in):
    client = sign_in(cast.manager)
    assert client.get(reverse("objective-change", args=["2026-q4", quarter.objective.pk])).status_code == 200
    assert client.get(reverse("key-result-new", args=["2026-q4", quarter.objective.pk])).status_code == 200
    actions.ensure_cycle(quarter.cycle.end_date.replace(year=2027), at=at)
    assert client.get(reverse("objective-change", args=["2027-q4", quarter.objective.pk])).status_code == 404
    assert client.get(reverse("key-result-new", args=["2027-q4", quarter.objective.pk])).status_code == 404


def test_an_objective_is_reworded_and_aligned(quarter, cast, sign_in):
    """STRAT-1."""
    fields = {"title": "Payments work", "owner": "", **{base_name(name): base_of(quarter.objective, name) for name in ("title", "owner")}}
    answer = send(sign_in(cast.upline), "objective-change", ["2026-q4", quarter.objective.pk], **fields)
    assert answer.status_code == 303
    objective = Objective.objects.get(pk=quarter.objective.pk)
    assert (objective.title, objective.owner, list(objective.serves.all())) == ("Payments work", None, [])


class TestTheCoachOnAKeyResult:
    """COACH-3: a hint under the title; what its writer set aside is kept with it, recorded nowhere, and forgotten with the words."""

    TITLE = "Attend three fairs."

    def fields(self, result, **more):
        based = {base_name(name): base_of(result, name) for name in sorted(actions.RESULT_FIELDS)}
        values = {name: result.read_field(name) for name in actions.RESULT_FIELDS - {"owner"}}
        return {**based, **values, "owner": result.owner.email if result.owner else "", **more}

    def titled(self, quarter, cast, sign_in):
        client, result = sign_in(cast.manager), KeyResult.objects.get(key="PAY-1")
        assert send(client, "key-result-change", PAY_1, **self.fields(result, title=self.TITLE)).status_code == 303
        return client, KeyResult.objects.get(key="PAY-1")

    @pytest.fixture(autouse=True)
    def _coach(self, monkeypatch):
        monkeypatch.setattr(hint_rules, "read", coached.read)

    def test_the_page_opens_with_its_hint(self, quarter, cast, sign_in):
        client, _result = self.titled(quarter, cast, sign_in)
        assert "hint-title-activity_not_outcome" in client.get(reverse("key-result-change", args=PAY_1)).content.decode()

    def test_a_dismissal_is_kept_without_an_entry_and_forgotten_with_the_title(self, quarter, cast, sign_in):
        client, result = self.titled(quarter, cast, sign_in)
        before = Entry.objects.count()
        dismissed = {"dismissed-title": packed(self.TITLE, [Flaw.ACTIVITY])}
        send(client, "key-result-change", PAY_1, **self.fields(result, **dismissed))
        kept = KeyResult.objects.get(key="PAY-1")
        assert (kept.dismissed_in("title"), Entry.objects.count()) == ({Flaw.ACTIVITY}, before)
        assert "hint-title" not in client.get(reverse("key-result-change", args=PAY_1)).content.decode()
        send(client, "key-result-change", PAY_1, **self.fields(kept, title="Attend four fairs.", **dismissed))
        assert KeyResult.objects.get(key="PAY-1").dismissed == ""

    def test_a_new_key_result_takes_it_along(self, quarter, cast, sign_in):
        objective = KeyResult.objects.get(key="PAY-1").objective
        fields = {"title": self.TITLE, "direction": "up", "baseline": "0", "target": "3", "due_date": "2026-12-18", "owner": ""}
        dismissed = {"dismissed-title": packed(self.TITLE, [Flaw.ACTIVITY])}
        send(sign_in(cast.manager), "key-result-new", ["2026-q4", objective.pk], **fields, **dismissed)
        assert KeyResult.objects.get(title=self.TITLE).dismissed_in("title") == {Flaw.ACTIVITY}


def test_capabilities_of_one_name_are_told_apart_where_one_is_chosen(quarter, cast, at):
    """STRAT-1, STRAT-5: a framework may hold a name once in each of its families."""
    entries = [ladder("Technology", 1, family=family) for family in ("Developer", "Tech lead")]
    publish_version(write_framework("Tracks", entries, by=None, at=at).pk, by=None, at=at)
    headings = ["Engineering", "Tracks, Developer", "Tracks, Tech lead"]
    wanted = [label for label, group in NeedForm().fields["wanted"].choices if isinstance(group, list)]
    held_back = [label for label, group in held_back_form(None, quarter.result).fields["capability"].choices if isinstance(group, list)]
    assert wanted == held_back == headings
