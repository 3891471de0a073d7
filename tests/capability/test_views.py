"""The framework pages and the one button on them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cadenza.capability import actions
from cadenza.capability.models import Capability, FrameworkVersion
from cadenza.capability.rules import CapabilityEntry, LevelEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast, at):
    levels = tuple(LevelEntry(number, f"Rung {number}", (f"Seen at {number}", "Done twice in live work")) for number in (1, 2))
    entries = [CapabilityEntry("Delivery", "Forecasting", levels), CapabilityEntry("Delivery", "Review", levels[:1])]
    return actions.write_framework("Engineering", entries, by=None, at=at)


def publish(client, version):
    return client.post(reverse("framework-publish", args=["engineering", version.number]), {"op_id": str(uuid4())})


def test_before_there_is_a_framework_the_page_says_so(cast, sign_in):
    assert "Capabilities appear here" in sign_in(cast.engineer).get("/framework/").content.decode()


def test_hr_admin_publishes_a_draft_and_everybody_reads_it(draft, cast, at, sign_in):
    """CAP-1, TRUST C1."""
    assert "Go on writing version 1" in sign_in(cast.hr_admin).get("/framework/").content.decode()
    assert "version 1" not in sign_in(cast.engineer).get("/framework/").content.decode()
    assert publish(sign_in(cast.engineer), draft).status_code == 403
    assert publish(sign_in(cast.hr_admin), draft).status_code == 303
    assert FrameworkVersion.objects.get().state == "published"
    actions.add_role_profile("Engineer", "I", {Capability.objects.get(name="Review").pk: 1}, by=None, at=at)
    shown = sign_in(cast.outsider).get("/framework/").content.decode()
    assert "Forecasting" in shown
    assert "Engineer I" in shown
    assert "/framework/engineering-delivery/2/" in shown


def test_a_level_of_a_track_shows_every_capability_that_has_it(draft, cast, at, sign_in):
    """CAP-1: uneven ladders, several statements."""
    actions.publish_version(draft.pk, by=None, at=at)
    first = sign_in(cast.outsider).get("/framework/engineering-delivery/1/").content.decode()
    second = sign_in(cast.outsider).get("/framework/engineering-delivery/2/").content.decode()
    assert "Forecasting" in first
    assert "Review" in first
    assert first.count("Done twice in live work") == 2
    assert "Review" not in second


@pytest.mark.parametrize("address", ["/framework/engineering-delivery/3/", "/framework/nothing/1/"])
def test_what_does_not_exist_answers_404(draft, cast, at, sign_in, address):
    actions.publish_version(draft.pk, by=None, at=at)
    assert sign_in(cast.outsider).get(address).status_code == 404


def test_two_levels_stand_side_by_side_and_an_uneven_ladder_says_so(draft, cast, at, sign_in):
    """CAP-1: compared capability by capability."""
    actions.publish_version(draft.pk, by=None, at=at)
    shown = sign_in(cast.outsider).get("/framework/engineering-delivery/1/?beside=2").content.decode()
    assert "Seen at 1" in shown
    assert "Seen at 2" in shown
    assert shown.count("No such level") == 1


@pytest.mark.parametrize("beside", ["7", "1e9", "-1", "٣", "9" * 400])
def test_a_level_that_is_none_cannot_be_compared_with(draft, cast, at, sign_in, beside):
    actions.publish_version(draft.pk, by=None, at=at)
    assert sign_in(cast.outsider).get("/framework/engineering-delivery/1/", {"beside": beside}).status_code == 404


def test_a_role_stands_beside_the_next_one_in_words(draft, cast, at, sign_in):
    """CAP-2: what the next role asks for can be read without knowing the levels by heart."""
    actions.publish_version(draft.pk, by=None, at=at)
    forecasting, review = (Capability.objects.get(name=name) for name in ("Forecasting", "Review"))
    first = actions.add_role_profile("Engineer", "I", {forecasting.pk: 1}, by=None, at=at)
    actions.add_role_profile("Engineer", "II", {forecasting.pk: 2, review.pk: 1}, after=first.pk, by=None, at=at)
    client = sign_in(cast.outsider)
    alone = client.get("/framework/roles/engineer-i/").content.decode()
    assert "Seen at 1" in alone
    assert "/framework/roles/engineer-i/?beside=engineer-ii" in alone
    both = client.get("/framework/roles/engineer-i/?beside=engineer-ii").content.decode()
    assert "Seen at 2" in both
    assert both.count("Not needed") == 1
    assert client.get("/framework/roles/engineer-i/?beside=nobody").status_code == 404
    assert client.get("/framework/roles/nobody/").status_code == 404
