"""HR words the prompts anew: who may, what is kept, when it takes effect. HR-3, REV-2."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.practice.actions import save_prompts, withdraw_prompts
from cadenza.practice.models import PromptVersion
from cadenza.practice.queries import prompts_at
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
        save_prompts(prompts_at(NOW), based_on=0, by=getattr(cast, role), at=at)


def test_a_preview_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    answer = client.post(ADDRESS, sent(raw(client), coaching="Which call did we hear?", preview="yes"))
    assert "How it will read" in text_of(answer) and "Which call did we hear?" in text_of(answer) and not PromptVersion.objects.exists()


def test_every_version_is_kept_and_can_be_taken_up_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    client.post(ADDRESS, sent(raw(client), coaching="First wording"))
    client.post(ADDRESS, sent(raw(client), coaching="Second wording"))
    client.post(ADDRESS, sent(raw(client, f"{ADDRESS}?version=1")))
    assert prompts_at(NOW).coaching == ("First wording",) and PromptVersion.objects.count() == 3


def test_two_of_hr_at_once_lose_nothing(cast: Cast, sign_in: SignIn) -> None:
    """DATA-1: the second is shown what happened and keeps the words."""
    client = sign_in(cast.hr_admin)
    mine = sent(raw(client), coaching="My wording")
    client.post(ADDRESS, sent(raw(client), coaching="Their wording"))
    answer = client.post(ADDRESS, mine)
    assert answer.status_code == 422 and "My wording" in text_of(answer) and prompts_at(NOW).coaching == ("Their wording",)


def test_a_question_without_words_is_refused_beside_its_field(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    answer = client.post(ADDRESS, sent(raw(client), **{"review-need": " "}))
    assert answer.status_code == 422 and "Word this question" in text_of(answer)


def test_a_refused_wording_leaves_no_trace(cast: Cast, at: datetime) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused):
        save_prompts(replace(prompts_at(NOW), coaching=()), based_on=0, by=cast.hr_admin, at=at)
    assert (Entry.objects.count(), PromptVersion.objects.count()) == (before, 0)


def test_a_version_waits_for_its_day_and_can_be_withdrawn_until_then(cast: Cast, sign_in: SignIn) -> None:
    """HR-3: the day counts, not the saving; nothing of it reaches a page before."""
    client = sign_in(cast.hr_admin)
    client.post(ADDRESS, sent(raw(client), coaching="From December on", effective_on="2026-12-01"))
    assert prompts_at(NOW).coaching != ("From December on",) and prompts_at(NOW + timedelta(days=7)).coaching == ("From December on",)
    assert "Version 1 waits for its day" in text_of(client.get(ADDRESS))
    client.post(f"{ADDRESS}1/withdraw/", {"op_id": str(uuid4())})
    assert prompts_at(NOW + timedelta(days=7)).number == 0
    assert "withdrawn by" in text_of(client.get(ADDRESS))
    with pytest.raises(Refused, match="practice-withdrawn"):
        withdraw_prompts(1, by=cast.hr_admin, at=NOW)
    with pytest.raises(Unseen):
        withdraw_prompts(2, by=cast.hr_admin, at=NOW)
    with pytest.raises(PermissionDenied):
        withdraw_prompts(1, by=cast.executive, at=NOW)


def test_what_two_of_hr_word_apart_is_both_kept(cast: Cast, sign_in: SignIn) -> None:
    """DATA-1: different fields never conflict; the same field shows both, and a second save is a choice."""
    client = sign_in(cast.hr_admin)
    mine = sent(raw(client), coaching="My wording")
    client.post(ADDRESS, sent(raw(client), **{"review-need": "What do you need?"}))
    client.post(ADDRESS, mine)
    assert (prompts_at(NOW).coaching, prompts_at(NOW).review["need"]) == (("My wording",), "What do you need?")
    stale = mine | {"op_id": str(uuid4()), "coaching": "My second thought"}
    answer = client.post(ADDRESS, stale)
    assert answer.status_code == 422 and "My second thought" in text_of(answer) and "My wording" in text_of(answer)
    client.post(ADDRESS, sent(answer.content.decode()))
    assert (prompts_at(NOW).coaching, prompts_at(NOW).review["need"]) == (("My second thought",), "What do you need?")
