"""Markup in every text and every name of the database: each page and each refused form shows it as text (TRUST T15, T35).

A static look at the HTML, with the parser's eyes; what a browser makes of it is watched in the journeys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape
from tests.scene import Browser, Scene, browsers, standing
from tests.test_threats import FORMS, PAGES, PREFIXES, who_may

from cadenza.capability.models import Capability, Statement
from cadenza.people.models import Organisation, Person, Team
from cadenza.strategy.models import CheckIn, KeyResult, Objective
from cadenza.web import clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]  # a walk over every page

PAYLOADS = (  # what an attacker would type; none of it is markup of ours
    "<script>zq()</script>",
    "<img src=x onerror=zq()>",
    '"><svg onload=zq()>',
    "'><svg/onload=zq()>",
    "</textarea><script>zq()</script>",
    "</title><script>zq()</script>",
    "</option></select><img src=x onerror=zq()>",
    '<a href="javascript:zq()">x</a>',
    '<div hx-get="/zq/" hx-trigger="load">x</div>',
    '<div hx-on:click="zq()" data-hx-on:load="zq()">x</div>',
    '" autofocus onfocus="zq()" x="',
    "' autofocus onfocus='zq()' x='",
    '<iframe srcdoc="<script>zq()</script>"></iframe>',
    "<style>@import 'https://zq.example'</style>",
    '<math><mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=zq()&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=zq()>">',
    '<form action="https://zq.example"><button>x</button></form>',
    "&lt;script&gt;zq()&lt;/script&gt;",
    "<base href=https://zq.example>",
    "{{7*7}}{% debug %}<b>zq</b>",
)
WRITERS = ("engineer", "manager", "delegate", "peer", "on_pip", "mentor", "hr_partner", "hr_admin", "leader", "outsider")


def payload(place: str) -> str:
    """Markup in every place, each another one."""
    return f"{PAYLOADS[sum(place.encode()) % len(PAYLOADS)]} zq{place.replace('-', '')}"


def spoilt(scene: Scene) -> None:
    """Markup in every public name too, behind the actions' back: what is already in a database must be harmless."""
    everywhere: list[tuple[type, str]] = [
        *((Person, name) for name in ("name", "called", "title", "site")),
        *((Team, "name"), (Objective, "title"), (KeyResult, "title"), (KeyResult, "unit"), (Capability, "name"), (Capability, "family")),
        (Statement, "text"),
    ]
    for model, name in everywhere:
        limit = model._meta.get_field(name).max_length or 200  # type: ignore[attr-defined]  # a model
        for row in model.objects.all():  # type: ignore[attr-defined]  # a model
            text = f"{PAYLOADS[(row.pk + len(name)) % len(PAYLOADS)]} zq{name}{row.pk}"
            if len(text) > limit:
                text = f"<b>{row.pk}"[:limit]
            type(row).objects.filter(pk=row.pk).update(**{name: text})
    Organisation.objects.update(name="<script>zq()</script>")
    CheckIn.objects.create(key_result_id=scene.ids["PAY-3"], by=scene.cast.engineer, at=clock.now(), note=payload("check-in"))


class Suspicious(HTMLParser):
    """Collects what a page must not hold, as a browser would read it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in {"script", "style"} else ""
        if tag in {"iframe", "style", "math", "object", "embed", "base", "mglyph"}:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            said = value or ""
            if name.startswith("on") or re.match(r"(?:data-)?hx-on", name) or name in {"style", "srcdoc"}:
                self.found.append(f"<{tag} {name}={said}>")
            if re.match(r"(?:data-)?hx-", name) and "/zq/" in said:
                self.found.append(f"<{tag} {name}={said}>")
            led = name in {"href", "src", "action", "formaction", "poster", "data"} or re.match(
                r"(?:data-)?hx-(?:get|post|put|delete|vals|headers)$", name
            )
            if led and (re.match(r"\s*(?:javascript|data|vbscript):", said, re.IGNORECASE) or "zq.example" in said or "<" in said):
                self.found.append(f"<{tag} {name}={said}>")

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.found.append(f"{self.inside}: {data[:60]}")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


def suspicious(page: str) -> list[str]:
    reader = Suspicious()
    reader.feed(page)
    return reader.found


@pytest.fixture
def hostile(db: None) -> Iterator[tuple[Scene, dict[str, Browser]]]:
    """The scene with markup in every place and name, and everybody at a screen."""
    with standing(payload) as scene:
        spoilt(scene)
        yield scene, browsers(scene)


def test_markup_in_any_text_is_text(hostile: tuple[Scene, dict[str, Browser]]) -> None:
    scene, everybody = hostile
    wrong: dict[str, list[str]] = {}
    shown: set[str] = set()
    for one in PAGES:
        address = reverse(one.name, args=one.args(scene))
        for member in WRITERS:
            for htmx in (False, True):
                answer = everybody[member].ask("GET", address, htmx=htmx)
                if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                    continue
                page = answer.content.decode()
                shown |= {place for place, text in scene.said.items() if escape(text) in page}
                bare = {text for text in PAYLOADS if ("<" in text or '"' in text) and text in page}
                if found := suspicious(page) + sorted(bare):
                    wrong[f"{member} at {address}"] = found[:4]
    assert wrong == {}
    assert len(shown) > 50


def test_what_a_form_shows_again_is_text(hostile: tuple[Scene, dict[str, Browser]]) -> None:
    """Refused, in conflict, signed out: the words come back in the page."""
    scene, everybody = hostile
    names = [f"{prefix}{name}" for prefix in ("", *PREFIXES) for name in ("text", "what", "outcome", "title", "name", "reason", "due_date")]
    sent = {name: f"{PAYLOADS[place % len(PAYLOADS)]} {name}" for place, name in enumerate(names)}
    wrong: dict[str, list[str]] = {}
    for one in FORMS:
        for member in {who_may(one), "anonymous"}:
            for htmx in (False, True):
                with transaction.atomic():
                    answer = everybody[member].ask("POST", reverse(one.name, args=one.args(scene)), sent, htmx=htmx)
                    transaction.set_rollback(True)
                if found := suspicious(answer.content.decode()):
                    wrong[f"{member} at {one.label}"] = found[:4]
    assert wrong == {}


def test_the_reader_of_pages_knows_markup_when_it_sees_it() -> None:
    """Each payload, unescaped in a text or in an attribute, is noticed; the others are looked for letter by letter."""
    quiet = {"&lt;script&gt;zq()&lt;/script&gt;", "{{7*7}}{% debug %}<b>zq</b>"}
    for text in PAYLOADS:
        seen = suspicious(f"<p>{text}</p>") + suspicious(f'<input value="{text}">') + suspicious(f"<input value='{text}'>")
        assert bool(seen) is (text not in quiet), text
