"""One click signs a visitor in, in demo mode alone (INTERFACES 3)."""

import pytest

from cadenza.demo import roles
from cadenza.demo.roles import DemoRole

with_demo = pytest.mark.urls("tests.demo.urls")


@pytest.fixture
def known_roles(cast, monkeypatch):
    found = [DemoRole("engineer", cast.engineer, "a plan"), DemoRole("leaver", cast.leaver, "left")]
    monkeypatch.setattr("cadenza.demo.views.demo_roles", lambda: found)
    return found


@pytest.mark.parametrize("path", ["/demo/", "/demo/sign-in/"])
def test_outside_demo_mode_these_addresses_do_not_exist(client, db, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"role": "engineer"}).status_code == 404


@with_demo
def test_the_page_offers_every_role(client, known_roles, pinned):
    page = client.get("/demo/").content.decode()
    assert all(f'value="{role.key}"' in page for role in known_roles)


@with_demo
def test_one_click_signs_in(client, known_roles, cast, pinned):
    answer = client.post("/demo/sign-in/", {"role": "engineer"})
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert client.session["_auth_user_id"] == str(cast.engineer.account_id)


@with_demo
def test_whoever_left_finds_the_account_closed(client, known_roles, pinned):
    answer = client.post("/demo/sign-in/", {"role": "leaver"})
    assert answer.status_code == 403
    assert "closed" in answer.content.decode()


@with_demo
def test_an_unknown_role_does_not_exist(client, known_roles, pinned):
    assert client.post("/demo/sign-in/", {"role": "nobody"}).status_code == 404


def test_each_role_says_what_it_shows():
    assert all(roles.SHOWS.values())
