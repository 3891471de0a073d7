"""The real application in a real browser: Debian's headless Chromium against a server on the test's database.

`browse(person)` opens a signed-in browser window. Every window fails its test when the content security policy had to block something, when a
script failed, when a request left this machine, or when the server answered 500.
"""

from __future__ import annotations

import gzip
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
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright
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
PATIENCE_MS = 5_000
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
        """A journey's budget (DESIGN 5): pointer activations, full page loads and, where given, required fields on its pages."""
        clicks_before, loads_before = self.clicks, self.loads
        yield
        self.page.wait_for_load_state()
        spent, loaded = self.clicks - clicks_before, self.loads - loads_before
        assert spent <= clicks, f"{spent} clicks, {clicks} allowed"
        assert loaded <= loads, f"{loaded} page loads, {loads} allowed"
        if required is not None:
            found = self.page.locator("main [required]").count()
            assert found <= required, f"{found} required fields, {required} allowed"

    def check_accessibility(self) -> None:
        """No violation of any of axe's rules on the page as it stands."""
        results = Axe().run(self.page)
        assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"

    def check_weight(self) -> None:
        """What the open page brought over the wire, each answer compressed."""
        kilobytes = sum(len(gzip.compress(answer.body(), 6)) for answer in self.answers if answer.ok) / 1000
        assert kilobytes <= PAGE_LIMIT_KB, f"{self.page.url} weighs {kilobytes:.0f} kB compressed"

    def check_fits(self) -> None:
        """Nothing makes the page scroll sideways."""
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow} px too wide"

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
    """Opens windows: `browse(person, width=360, theme="dark", javascript=False)`; without a person nobody is signed in."""
    windows: list[tuple[BrowserContext, Visit]] = []

    def window(
        person: Person | None = None, *, width: int = 1280, height: int = 900, theme: str = "light", javascript: bool = True
    ) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="UTC",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        if person is not None:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": live_server.url}])
        visit = Visit(context.new_page(), live_server.url)
        if javascript:
            context.expose_binding("countPointer", visit._on_pointer)
            context.add_init_script(COUNT_POINTERS)
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
