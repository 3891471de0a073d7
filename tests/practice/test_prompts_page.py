"""HR words the prompts anew: who may, what is kept, when it takes effect. HR-3, REV-2."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import Cast

from cadenza.objections import Refused
from cadenza.people.models import Person
from cadenza.practice.actions import save_prompts
from cadenza.practice.models import PromptVersion
from cadenza.practice.queries import prompts_in_force
from cadenza.trail.models import Entry

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ADDRESS = "/settings/prompts/"


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def sent(page: str, **changes: str) -> dict[str, str]:
    """The form as it stands on a page, with some fields worded anew."""
    found = {name: unescape(value) for name, value in re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', page)}
    found |= {name: unescape(text).strip() for name, text in re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>(.*?)</textarea>', page, re.S)}
    return found | {"op_id": str(uuid4())} | changes


def raw(client: Client, address: str = ADDRESS) -> str:
    return client.get(address).content.decode()


def test_hr_admin_words_a_question_anew_and_the_next_1_1_asks_it(cast: Cast, sign_in: SignIn) -> None:
    agreed_plan(cast.engineer, cast.manager)
    client = sign_in(cast.hr_admin)
    client.post(ADDRESS, sent(raw(client), **{"review-done": "What lies behind you since we met?"}))
    assert "What lies behind you since we met?" in text_of(sign_in(cast.engineer).get("/people/sam-okafor/one-to-ones/2026-11-24/"))


@pytest.mark.parametrize("role", ["engineer", "manager", "leader", "hr_partner", "executive", "operator", "privacy_officer"])
def test_nobody_else_reaches_the_page(cast: Cast, sign_in: SignIn, role: str) -> None:
    assert sign_in(getattr(cast, role)).get(ADDRESS).status_code == 403


@pytest.mark.parametrize("role", ["engineer", "hr_partner", "executive"])
def test_nobody_else_saves_prompts(cast: Cast, at: datetime, role: str) -> None:
    with pytest.raises(PermissionDenied):
        save_prompts(prompts_in_force(), based_on=0, by=getattr(cast, role), at=at)


def test_a_preview_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    answer = client.post(ADDRESS, sent(raw(client), coaching="Which call did we hear?", preview="yes"))
    assert "How it will read" in text_of(answer) and "Which call did we hear?" in text_of(answer) and not PromptVersion.objects.exists()


def test_every_version_is_kept_and_can_be_taken_up_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    client.post(ADDRESS, sent(raw(client), coaching="First wording"))
    client.post(ADDRESS, sent(raw(client), coaching="Second wording"))
    client.post(ADDRESS, sent(raw(client, f"{ADDRESS}?version=1")))
    assert prompts_in_force().coaching == ("First wording",) and PromptVersion.objects.count() == 3


def test_two_of_hr_at_once_lose_nothing(cast: Cast, sign_in: SignIn) -> None:
    """DATA-1: the second is shown what happened and keeps the words."""
    client = sign_in(cast.hr_admin)
    mine = sent(raw(client), coaching="My wording")
    client.post(ADDRESS, sent(raw(client), coaching="Their wording"))
    answer = client.post(ADDRESS, mine)
    assert answer.status_code == 422 and "My wording" in text_of(answer) and prompts_in_force().coaching == ("Their wording",)


def test_a_question_without_words_is_refused_beside_its_field(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    answer = client.post(ADDRESS, sent(raw(client), **{"review-need": " "}))
    assert answer.status_code == 422 and "Word this question" in text_of(answer)


def test_a_refused_wording_leaves_no_trace(cast: Cast, at: datetime) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused):
        save_prompts(replace(prompts_in_force(), coaching=()), based_on=0, by=cast.hr_admin, at=at)
    assert (Entry.objects.count(), PromptVersion.objects.count()) == (before, 0)
