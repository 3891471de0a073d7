"""Who may open which page of the settings: a table of people, addresses and answers (TRUST T02)."""

from __future__ import annotations

import pytest
from tests.cast import Cast

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "engineer",
    "manager",
    "peer",
    "upline",
    "leader",
    "outsider",
    "mentor",
    "hr_partner",
    "hr_admin",
    "privacy_officer",
    "operator",
    "executive",
    "new_manager",
    "on_pip",
    "appeal_manager",
    "case_reviewer",
    "delegate",
]
OPEN_TO = {
    "/settings/": set(EVERYBODY),
    "/me/settings/": set(EVERYBODY),
    "/me/settings/stand-in/": set(EVERYBODY),
    "/settings/people/-/suggest/?q=pri": set(EVERYBODY),
    "/settings/people/": {"hr_admin", "operator"},
    "/settings/people/-/add/": {"hr_admin"},
    "/settings/teams/": {"hr_admin"},
    "/settings/teams/payments/": {"hr_admin"},
    "/settings/roles/": {"hr_admin", "privacy_officer", "operator"},
    "/settings/periods/": {"hr_admin"},
}
"""Everybody else gets 403: these pages are about no person."""
ABOUT_THE_ENGINEER = {
    "": {"hr_admin", "operator"},
    "edit/": {"hr_admin"},
    "manager/": {"hr_admin"},
    "role-profile/": {"hr_admin"},
    "team/": {"hr_admin"},
    "stand-in/": {"hr_admin", "engineer"},
    "left/": {"hr_admin"},
}
"""Everybody else gets 404: these pages are about a person."""


@pytest.mark.parametrize("address", OPEN_TO)
def test_settings_open_to_their_roles_alone(cast: Cast, sign_in, address) -> None:
    answers = {name: sign_in(getattr(cast, name)).get(address).status_code for name in EVERYBODY}
    assert answers == {name: 200 if name in OPEN_TO[address] else 403 for name in EVERYBODY}


@pytest.mark.parametrize("part", ABOUT_THE_ENGINEER)
def test_the_record_of_a_person_exists_only_for_those_who_keep_it(cast: Cast, sign_in, part) -> None:
    address = f"/settings/people/{cast.engineer.handle}/{part}"
    answers = {name: sign_in(getattr(cast, name)).get(address).status_code for name in EVERYBODY}
    assert answers == {name: 200 if name in ABOUT_THE_ENGINEER[part] else 404 for name in EVERYBODY}


def test_hr_admins_do_not_find_their_own_record_nor_that_of_their_manager(cast: Cast, sign_in) -> None:
    """TRUST X7."""
    client = sign_in(cast.hr_admin)
    answers = [client.get(f"/settings/people/{person.handle}/edit/").status_code for person in (cast.hr_admin, cast.leader)]
    assert answers == [404, 404]


@pytest.mark.parametrize("step", ["organisation", "periods", "people", "email", "done"])
def test_set_up_does_not_exist_once_it_is_done(cast: Cast, sign_in, step) -> None:
    answers = {name: sign_in(getattr(cast, name)).get(f"/setup/{step}/").status_code for name in ("hr_admin", "operator", "leader")}
    assert set(answers.values()) == {404}


@pytest.mark.parametrize("address", [*OPEN_TO, "/settings/people/sam-okafor/", "/setup/people/"])
def test_nobody_gets_in_without_signing_in(cast: Cast, client, address) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
