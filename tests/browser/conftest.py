"""The real application in a real browser: Debian's headless Chromium against a server on the test's database.

`browse(person)` opens a signed-in browser window. Every window fails its test when the content security policy had to block something, when a
script failed, when a request left this machine, or when the server answered 500.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cadenza.people.models import Person

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
]
"""Without these Chromium looks up hosts of its maker at the start."""
COUNT_POINTERS = "addEventListener('pointerdown', event => { if (event.isTrusted) countPointer() }, {capture: true})"
COUNT_FIELDS = """
const typed = new Set();
const wanted = () => new Set([...document.querySelectorAll("main [required]")].map(one => one.name));
addEventListener("DOMContentLoaded", () => tellRequired([...wanted()]));
addEventListener("input", ({target}) => {
  if (!/^(radio|checkbox)$/.test(target.type) && target.name) tellTyped(location.pathname + " " + target.name);
}, {capture: true});
"""
"""What must be filled in on each page, and what was typed into, by name."""
PATIENCE_MS = 10_000
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""The size of what can be clicked is WCAG 2.2 AA, and the one rule of that level that axe leaves off by itself."""
PAGE_LIMIT_KB = 150
"""DESIGN 5: no page over 150 kB compressed, styles and scripts included."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@dataclass
class Visit:
    """One window of one person, and what was counted in it."""

    page: Page
    site: str
    clicks: int = 0
    loads: int = 0
    required: set[str] = field(default_factory=set)
    """Names of the fields that the pages seen so far wanted filled."""
    typed: set[str] = field(default_factory=set)
    """Page and name of every field that was typed into."""
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Parts of complaints that the test provokes on purpose, such as an answer 500."""
    answers: list[Response] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.site + path)
        return self.page

    @contextmanager
    def within(self, *, clicks: int, loads: int, required: int | None = None) -> Iterator[None]:
        """A journey's budget (DESIGN 5): pointer activations, full page loads and, where given, required fields of all its pages."""
        clicks_before, loads_before, asked_before = self.clicks, self.loads, len(self.required)
        yield
        self.page.wait_for_load_state()
        spent, loaded = self.clicks - clicks_before, self.loads - loads_before
        assert spent <= clicks, f"{spent} clicks, {clicks} allowed"
        assert loaded <= loads, f"{loaded} page loads, {loads} allowed"
        if required is not None:
            swapped_in = self.page.locator("main [required]").evaluate_all("all => all.map(one => one.name)")
            asked = len(self.required | set(swapped_in)) - asked_before
            assert asked <= required, f"{asked} required fields, {required} allowed"

    def tab_to(self, goal: Locator, *, most: int = 150) -> None:
        """Go there by keyboard alone, as somebody without a pointer does; fails when Tab does not lead there."""
        handle = goal.element_handle()
        for _ in range(most):
            if self.page.evaluate("one => one === document.activeElement", handle):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{most} times Tab did not lead to {goal}")

    def violations(self) -> list[str]:
        """What axe finds on the page as it stands: WCAG 2.0 to 2.2 A and AA and best practice."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        found = self.page.evaluate(f"axe.run({json.dumps(AXE_OPTIONS)}).then(results => results.violations)")
        return [
            f"{one['id']}: {one['help']}: " + ", ".join(str(node["target"][-1]) for node in one["nodes"][:4]) + f" ({len(one['nodes'])})"
            for one in found
        ]

    def overflow(self) -> int:
        """By how many pixels the page scrolls sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def kilobytes(self) -> float:
        """What the open page brought over the wire, each answer compressed."""
        return sum(len(gzip.compress(answer.body(), 6)) for answer in self.answers if answer.ok) / 1000

    def check_accessibility(self) -> None:
        """No violation of any of axe's rules on the page as it stands."""
        found = self.violations()
        assert not found, "\n".join([self.page.url, *found])

    def check_weight(self) -> None:
        """DESIGN 5: the page with its styles and scripts."""
        assert self.kilobytes() <= PAGE_LIMIT_KB, f"{self.page.url} weighs {self.kilobytes():.0f} kB compressed"

    def check_fits(self) -> None:
        """Nothing makes the page scroll sideways."""
        assert self.overflow() <= 0, f"{self.page.url} is {self.overflow()} px too wide"

    def watch(self) -> None:
        """Begin counting, and collecting complaints."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script failed: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("domcontentloaded", self._on_load)

    def _on_console(self, message: ConsoleMessage) -> None:
        text = message.text
        blocked = "Content Security Policy" in text or "Content-Security-Policy" in text
        if blocked or (message.type == "error" and not text.startswith("Failed to load resource")):  # an answer is judged by its status
            self.complaints.append(f"console: {text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.answers = []
        self.answers.append(response)
        if response.status >= 500:
            self.complaints.append(f"answered {response.status}: {response.url}")

    def _on_load(self, _: Page) -> None:
        self.loads += 1

    def _on_pointer(self, *_: object) -> None:
        self.clicks += 1

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.complaints if not any(part in text for part in self.expected)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser process for the tests of a module."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    # Playwright runs an event loop in this thread; Django would take each query of the test for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            root = ["--no-sandbox"] if os.getuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *root])
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


Browse = Callable[..., Visit]


@pytest.fixture
def browse(chromium: Browser, live_server: LiveServer) -> Iterator[Browse]:
    """Opens windows: `browse(person, width=360, theme="dark", javascript=False, language="ar")`; without a person nobody is signed in."""
    windows: list[tuple[BrowserContext, Visit]] = []

    def window(
        person: Person | None = None,
        *,
        width: int = 1280,
        height: int = 900,
        theme: str = "light",
        javascript: bool = True,
        language: str = "en-GB",
    ) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=javascript,
            locale=language,
            timezone_id="UTC",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        if person is not None:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": live_server.url}])
        visit = Visit(context.new_page(), live_server.url)
        if javascript:
            context.expose_binding("countPointer", visit._on_pointer)
            context.expose_binding("tellRequired", lambda _source, names: visit.required.update(names))
            context.expose_binding("tellTyped", lambda _source, name: visit.typed.add(name))
            context.add_init_script(COUNT_POINTERS + COUNT_FIELDS)
        visit.watch()
        windows.append((context, visit))
        return visit

    yield window
    for context, _ in windows:
        context.close()
    complaints = [text for _, visit in windows for text in visit.unexpected]
    assert not complaints, "\n".join(complaints)


def session_of(person: Person) -> str:
    """A session in which the person is signed in."""
    assert person.account is not None, f"{person.name} has no account"
    client = Client()
    client.force_login(person.account)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
