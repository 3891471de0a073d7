"""Every address of the project and everybody in the cast: who gets what, as one table (TRUST T01, T02, T27).

The expected answers are written down from TRUST 1.2 to 1.6, not from what the code does. A new address without a row fails, a row without an
address fails. To others than those named, a page about a person answers 404 and a page about nobody 403.
"""

from __future__ import annotations

import types
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, include, path, reverse
from pytest_django import DjangoDbBlocker
from tests.cast import NOW
from tests.scene import PLANNED, Browser, Scene, browsers, standing

from cadenza.demo import company
from cadenza.home.models import CalendarLink
from cadenza.improvement.advice import write_advice
from cadenza.improvement.models import Case as FormalCase
from cadenza.people.models import Account, Person

pytestmark = pytest.mark.django_db

# Who may: from the nearest person outwards, as seen from the engineer

SELF, PEER, ON_PIP = {"engineer"}, {"peer"}, {"on_pip"}
MANAGER, DELEGATE, MENTOR = {"manager"}, {"delegate"}, {"mentor"}
ABOVE = {"upline", "leader"}
HR_SCOPE, HR_ADMIN = {"hr_partner"}, {"hr_admin"}
OFFICER, OPERATOR, EXECUTIVE = {"privacy_officer"}, {"operator"}, {"executive"}
REVIEWER, OUTSIDER = {"case_reviewer"}, {"outsider"}
STAFF = {
    *("leader", "upline", "manager", "engineer", "peer", "on_pip", "new_manager", "delegate", "mentor", "outsider_manager", "outsider"),
    *("hr_partner", "hr_admin", "privacy_officer", "operator", "executive", "appeal_manager", "case_reviewer"),
}
OUT = {"leaver", "anonymous"}
"""A leaver's session died with the account (TRUST R13): nobody is signed in there."""
SIGNED_IN = {*STAFF, "account_only"}
OPEN = SIGNED_IN | OUT

PAIR = SELF | MANAGER
"""E3, C2, D1: the person and their manager."""
READ = PAIR | DELEGATE
"""E1, E4: the words of an agreed plan and of its reviews; a delegate reads them while standing in (1.6)."""
STATE = READ | ABOVE | HR_SCOPE | HR_ADMIN
"""E1 `m`: state, dates, cadence."""
LED = {"manager", "upline", "leader", "new_manager", "outsider_manager", "hr_admin"}
"""Whoever ever had a report."""
LEAD = MANAGER | ABOVE | EXECUTIVE
"""B1: those who lead the work of a team's objective, and executives."""
DRIFT = ABOVE | HR_SCOPE | HR_ADMIN
"""HR-2: HR, and the line above the manager."""
FILLS = HR_ADMIN | EXECUTIVE | {"leader"}
"""I2, SYS-1: who fills the scene's system review; the leader was named."""
READS_SNAPSHOT = HR_SCOPE | MANAGER | ABOVE | {"outsider_manager"}
"""H2: the facilitator, the line, and who takes part while the window is open."""
WORK = LEAD | SELF
"""B1: the key result's owner too."""


@dataclass
class Door:
    """One address, asked in one way, in one state of its rows."""

    name: str
    method: str
    args: Callable[[Scene], tuple[object, ...]]
    ok: int
    who: frozenset[str]
    others: int
    body: Callable[[Scene], Mapping[str, object]]
    case: str
    also: Mapping[str, int] = field(default_factory=dict)
    signed_out: int = 0

    @property
    def label(self) -> str:
        return f"{self.method} {self.name}" + (f" ({self.case})" if self.case else "")

    def expected(self, member: str) -> int:
        """The status for a member of the cast."""
        if member in self.also:
            return self.also[member]
        if member in self.who:
            return self.ok
        if member in OUT:
            return self.signed_out or (401 if self.method == "POST" else 302)
        return 404 if member == "account_only" else self.others


def door(
    method: str,
    name: str,
    args: tuple[object, ...] | Callable[[Scene], tuple[object, ...]],
    ok: int,
    who: set[str],
    others: int = 404,
    body: Mapping[str, object] | Callable[[Scene], Mapping[str, object]] | None = None,
    *,
    case: str = "",
    also: Mapping[str, int] | None = None,
    signed_out: int = 0,
) -> Door:
    """A row of the table."""
    places = args if callable(args) else lambda _scene: args
    sent = body if callable(body) else lambda _scene: body or {}
    return Door(name, method, places, ok, frozenset(who), others, sent, case, also or {}, signed_out)


def get(name: str, args: Any, ok: int, who: set[str], others: int = 404, **more: Any) -> Door:
    return door("GET", name, args, ok, who, others, **more)


def post(name: str, args: Any, ok: int, who: set[str], others: int = 404, body: Any = None, **more: Any) -> Door:
    return door("POST", name, args, ok, who, others, body, **more)


SAM, LENA, MAREK = ("sam-okafor", "2026-q4"), ("lena-vogt", "2026-q4"), ("marek-nowak", "2026-q4")
"""The engineer's agreed plan, the peer's sealed draft, and a plan that is shared and not offered yet."""


def sam(*keys: str) -> Callable[[Scene], tuple[object, ...]]:
    return lambda scene: (*SAM, *(scene.ids[key] for key in keys))


def day(which: str, *keys: str) -> Callable[[Scene], tuple[object, ...]]:
    return lambda scene: ("sam-okafor", scene.keys[f"{which}-day"], *(scene.ids[key] for key in keys))


def row(*keys: str, before: tuple[object, ...] = ()) -> Callable[[Scene], tuple[object, ...]]:
    return lambda scene: (*before, *(scene.ids[key] for key in keys))


def key(name: str) -> Callable[[Scene], tuple[object, ...]]:
    return lambda scene: (scene.keys[name],)


def reviewed(scene: Scene) -> tuple[object, ...]:
    return (scene.keys["access-case"], "F-BESIDE")


def kept_beside(scene: Scene) -> Mapping[str, object]:
    """A plan about whoever asked for everything, that ended, with a note of HR's beside it; made once, and taken back with the answer."""
    cast = scene.cast
    _, made = FormalCase.objects.get_or_create(
        ref="F-BESIDE",
        defaults={
            "person": cast.outsider,
            "manager": cast.outsider_manager,
            "hr_partner": cast.hr_partner,
            "state": "ended",
            "opened_at": NOW,
        },
    )
    if made:
        write_advice("F-BESIDE", "Ask counsel first", by=cast.hr_partner, at=NOW)
    return {}


def first_thing(scene: Scene) -> tuple[object, ...]:
    return (scene.keys["access-case"], 1)


def calendar_link(scene: Scene) -> tuple[object, ...]:
    return (CalendarLink.objects.get(person=scene.cast.engineer).pk,)


def own_report(scene: Scene) -> tuple[object, ...]:
    """What the manager reported yesterday, as the due of the engineer who confirms it."""
    return ("commitment-to-confirm", f"{scene.ids['promise-2']}-202611231500")


def report(field: str, value: str) -> Callable[[Scene], Mapping[str, object]]:
    """The answer to the promise, in the form that carries its number."""
    return lambda scene: {f"c{scene.ids['promise-1']}-{field}": value}


def an_option(scene: Scene) -> Mapping[str, object]:
    """An option as HR admin writes it."""
    return {"title": "Pair on one forecast", "kind": "peer-learning", "capability-1": scene.ids["delivery-forecasting"], "level-1": "3"}


Q4, KR = ("2026-q4",), ("2026-q4", "PAY-3")
DRAFT = ("engineering", 2)
LADDER = (*DRAFT, "design-review")
GOAL, ACTION, EXPOSURE = (*SAM, 1), (*SAM, 1, 3), (*SAM, 1, 2)
DRAFT_GOAL = (*LENA, 1)
TALKED = {
    "concern": "Three releases without a plan",
    "expectation": "A plan in each ticket",
    "support": "I review the first two",
    "held_on": "2026-11-24",
    "follow_up_on": "2026-12-22",
    "cause": "unknown",
}
POINTS = {
    "seen": "Three releases without a plan",
    "expected": "A plan in each ticket",
    "support": "A review of the first two",
    "may_follow": "A formal plan",
    "held_on": "2026-11-23",
    "expected_by": "2026-12-21",
}


def passed_on(scene: Scene) -> Mapping[str, object]:
    """The engineer's manager passes the first note to HR."""
    return {"notes": scene.keys["note"], "partner": scene.cast.hr_partner.pk, "why": "Your view"}


PROMISE = {"goal-1-commitment-what": "An hour on Fridays", "goal-1-commitment-due_date": "2026-12-11"}
TRADED = {"goal": "1", "gave_way": "Two hours", "to_what": "An outage", "why": "It burned", "made_good_by": "2026-12-11"}
DONE = {"action-3-done_on": "2026-11-20", "action-3-doing_evidence": "Notes are on the board"}
FACT = {"what": "Two days late", "happened_on": "2026-11-10", "kind": "metric"}
SITUATION = {"seen": "Asked for the risks first", "effect": "We found two", "happened_on": "2026-11-12", "audience": "only"}

SECTIONS = ("opening", "criteria", "support", "meetings", "integrity", "outcome", "record", "appeal")
ON_PLAN = ON_PIP | MANAGER | HR_SCOPE
"""G1: the person, the manager on the case, the HR partner on it."""
LEADING = {"manager", "upline", "leader", "new_manager", "outsider_manager", "hr_admin"}
"""Whoever has a report now about whom no formal plan is open."""


def section(name: str) -> Callable[[Scene], tuple[object, ...]]:
    return lambda scene: (scene.keys["formal"], name)


def step(name: str) -> Callable[[Scene], tuple[object, ...]]:
    return lambda scene: (scene.keys["formal"], name)


def checkpoint(number: int) -> Callable[[Scene], tuple[object, ...]]:
    """A checkpoint by its number; 0 is the next."""
    return lambda scene: (scene.keys["formal"], number or scene.ids["formal-next"])


def advised(scene: Scene) -> tuple[object, ...]:
    """The first note of HR's workspace beside the plan."""
    return scene.keys["formal"], 1


def asked_for(scene: Scene) -> Mapping[str, object]:
    """The manager asks for a formal plan about the engineer."""
    return {"person": scene.cast.engineer.pk, "hr_partner": scene.cast.hr_partner.pk}


DOORS: list[Door] = [
    # For everybody, signed in or not: nothing about anybody
    get("healthz", (), 200, OPEN),
    get("readyz", (), 503, OPEN),  # no worker runs while these tests do
    get("security-txt", (), 200, OPEN),
    get("openapi", (), 200, OPEN),
    get("help", (), 200, OPEN),
    # Signing in and out. What allauth would offer beyond passwords does not exist here.
    get("account_login", (), 302, SIGNED_IN, signed_out=200),
    post("account_login", (), 302, SIGNED_IN, signed_out=200),
    get("account_logout", (), 200, SIGNED_IN, signed_out=302),
    post("account_logout", (), 302, OPEN),
    get("account_change_password", (), 200, SIGNED_IN),
    post("account_change_password", (), 200, SIGNED_IN, signed_out=302),
    get("account_reset_password", (), 200, OPEN),
    post("account_reset_password", (), 200, OPEN),
    get("account_reset_password_done", (), 200, OPEN),
    get("account_reset_password_from_key", ("1", "no-such-key"), 200, OPEN),
    post("account_reset_password_from_key", ("1", "no-such-key"), 200, OPEN),
    get("account_reset_password_from_key_done", (), 200, OPEN),
    *(
        get(name, args, 404, OPEN)
        for name, args in {
            "account_signup": (),
            "account_email": (),
            "account_inactive": (),
            "account_reauthenticate": (),
            "account_set_password": (),
            "account_email_verification_sent": (),
            "account_confirm_email": ("a-key",),
        }.items()
    ),
    post("session-stay", (), 302, SIGNED_IN),
    get("invitation", key("token"), 200, OPEN),
    post("invitation", key("token"), 422, OPEN),
    get("invitation", ("no-such-token",), 404, OPEN, case="unknown token"),
    # Set-up is over: its pages exist for nobody (X8)
    get("setup-owner", (), 404, OPEN),
    post("setup-owner", (), 404, OPEN),
    *(
        make(f"setup-{step}", (), 404, set(), 404)
        for step in ("organisation", "periods", "people", "email", "done")
        for make in (get, post)
    ),
    # One's own desk; an account that is no person has its settings (A1, R1)
    get("home", (), 200, SIGNED_IN),
    # DUE-1: what stands on one's own list can be snoozed, by nobody else; a row of a list that is not one's own does not exist
    get("snooze", own_report, 200, SELF),
    post("snooze", own_report, 422, SELF, body={"until": "2030-01-01"}),
    post("snooze", own_report, 303, SELF, body={"until": "2026-12-01"}, case="in time"),
    post("snooze-end", own_report, 404, set(), case="not snoozed"),
    get("snooze", row("promise-1", before=("commitment",)), 404, set(), case="a promise"),
    get("settings", (), 200, SIGNED_IN),
    get("account-settings", (), 200, SIGNED_IN),
    post("account-settings", (), 422, SIGNED_IN),
    # K2, M1: one's own calendar address and mail; the address opens without a sign-in, one that is none is none for everybody
    get("calendar-link", (), 302, STAFF),
    post("calendar-link", (), 200, STAFF),
    post("calendar-link-end", (), 303, STAFF),
    post("mail-choice", (), 303, STAFF),
    # DATA-3, TRUST J2: oneself, and nobody else; without the password no copy goes out
    get("my-data", (), 200, STAFF),
    get("my-readings", (), 200, STAFF),
    post("my-copy", (), 422, STAFF),
    get("confirm-me", (), 200, STAFF),
    post("confirm-me", (), 422, STAFF),
    # M2, 1.6: an access case is for its person (that it is there), the officer and the second person; HR admin and operator find nothing
    get("my-request-new", (), 200, STAFF),
    post("my-request-new", (), 422, STAFF, body={"words": "–"}),
    get("my-request", key("access-case"), 200, OUTSIDER),
    post("my-request-words", key("access-case"), 422, OUTSIDER),
    post("my-request-take-back", key("access-case"), 303, OUTSIDER),
    post("my-request", key("access-case"), 404, set(), case="not answered yet"),
    get("access-cases", (), 200, OFFICER | REVIEWER, 403),
    get("access-case-new", (), 200, OFFICER, 403),
    post("access-case-new", (), 422, OFFICER, 403),
    get("access-case", key("access-case"), 200, OFFICER | REVIEWER),
    get("access-answer", key("access-case"), 404, set(), case="not answered yet"),
    post("access-answer", key("access-case"), 404, set(), case="not answered yet"),
    post("access-step", lambda scene: (scene.keys["access-case"], "stop"), 303, OFFICER),
    post("access-step", lambda scene: (scene.keys["access-case"], "close"), 409, OFFICER, case="too early"),
    post("access-step", lambda scene: (scene.keys["access-case"], "decline"), 409, REVIEWER, case="taken on already"),
    post(
        "access-step", lambda scene: (scene.keys["access-case"], "untell"), 422, OFFICER, body={"why_not": "A court."}, case="asked already"
    ),
    post("access-step", lambda scene: (scene.keys["access-case"], "agree-untold"), 422, REVIEWER, case="nobody asks"),
    post("access-step", lambda scene: (scene.keys["access-case"], "release"), 409, REVIEWER, case="too early to release"),
    get("access-item", first_thing, 200, OFFICER | REVIEWER),
    post("access-item", first_thing, 422, OFFICER | REVIEWER),
    post("access-item", first_thing, 303, OFFICER, body={"decision": "release"}, case="decided"),
    post("access-item-answer", lambda scene: (*first_thing(scene), "confirm"), 422, REVIEWER, case="undecided"),
    # G5: the case reviewer alone, and only beside a plan of the very person
    get("access-workspace", lambda scene: (scene.keys["access-case"], scene.keys["formal"]), 404, set(), case="of another person"),
    post("access-workspace", reviewed, 303, REVIEWER, body=lambda scene: {"words": "Looked through", **kept_beside(scene)}),
    post("access-workspace", reviewed, 422, REVIEWER, body=kept_beside, case="without a word"),
    post("access-workspace-back", reviewed, 303, REVIEWER, body=kept_beside),
    post("access-workspace-back", reviewed, 404, set(), case="nothing kept"),
    # J1, T21: reads and rights, for the privacy officer alone
    get("audit", (), 200, OFFICER, 403),
    # M2, 1.8: the schedule is the privacy officer's; holds are set by them and the case reviewer, erasures decided by HR admin
    get("retention", (), 200, OFFICER, 403),
    get("retention-run", (), 200, OFFICER, 403),
    post("retention-run", (), 303, OFFICER, 403),
    get("retention-certificate", row("certificate"), 200, OFFICER, 403),
    get("retention-holds", (), 200, OFFICER | REVIEWER, 403),
    post("retention-holds", (), 422, OFFICER | REVIEWER, 403),
    get("retention-hold", row("hold"), 200, OFFICER | REVIEWER),
    post("retention-hold", row("hold"), 422, OFFICER | REVIEWER),
    post("retention-hold-lift", row("hold"), 422, OFFICER | REVIEWER, case="nobody proposed it"),
    get("retention-erasures", (), 200, OFFICER | HR_ADMIN, 403),
    post("retention-erasures", (), 422, OFFICER | HR_ADMIN, 403),
    get("retention-erasure", row("erasure"), 200, OFFICER | HR_ADMIN),
    post("retention-erasure-decide", lambda scene: (scene.ids["erasure"], "keep"), 303, HR_ADMIN),
    post("retention-erasure-decide", lambda scene: (scene.ids["erasure"], "burn"), 404, set(), case="no such answer"),
    get("calendar-feed", key("calendar"), 200, OPEN),
    get("calendar-feed", ("no-such-token",), 404, OPEN, case="unknown token"),
    # A5: a manager names who stands in; somebody whom nobody reports to has nothing to hand over
    get("account-stand-in", (), 200, STAFF),
    post("account-stand-in", (), 422, STAFF),
    # A1, B1, C1: open to all who work here
    get("person", ("sam-okafor",), 200, STAFF),
    get("search", (), 200, STAFF),
    get("people-suggest", (), 200, STAFF),
    get("framework", (), 200, STAFF),
    get("framework-level", ("engineering-craft", 3), 200, STAFF),
    get("framework-role", ("engineer-3",), 200, STAFF),
    get("framework-versions", ("engineering",), 200, STAFF),
    get("framework-version", ("engineering", 1), 200, STAFF),
    get("capability", ("delivery-forecasting",), 200, STAFF),
    get("okrs-now", (), 302, STAFF),
    get("okrs", Q4, 200, STAFF),
    # R3: needs and agreed goals are everybody's to see; what else stands on these pages is in tests/insight/test_risk.py
    get("risk", Q4, 200, STAFF),
    get("who-could-build", KR, 200, STAFF),
    get("okr-review", Q4, 200, STAFF),
    get("objective", row("team-objective", before=Q4), 200, STAFF),
    get("objective", row("company-objective", before=Q4), 200, STAFF, case="the company's"),
    get("okr-compare", Q4, 200, STAFF),
    get("okr-round", Q4, 200, STAFF),
    post("okr-round", Q4, 303, STAFF),
    get("okr-round-now", (), 302, STAFF),
    get("okr-close", Q4, 200, STAFF),
    post("okr-close", Q4, 303, STAFF),
    get("okr-drafts", Q4, 200, STAFF),
    get("okr-review-markdown", Q4, 200, STAFF),
    get("key-result", KR, 200, STAFF),
    # COACH-3: a text by value, about nobody; whoever writes may ask
    post("coach-hints", (), 200, STAFF, body={"kind": "development_goal", "text": "Attend a course."}),
    post("coach-hints", (), 400, STAFF, body={"kind": "a poem"}, case="unreadable"),
    post("coach-check", (), 415, STAFF),  # a form is no JSON lines; tests/practice/test_api.py sends some
    # C1: HR admin keeps frameworks; a draft is nobody else's. About no person: 403.
    get("framework-version", DRAFT, 200, HR_ADMIN, case="draft"),
    post("framework-version", DRAFT, 422, HR_ADMIN, case="draft"),
    post("framework-version", ("engineering", 1), 422, HR_ADMIN, 403),
    post("framework-begin", ("engineering",), 422, HR_ADMIN, 403),
    get("framework-ladder", LADDER, 200, HR_ADMIN, 403),
    post("framework-ladder", LADDER, 303, HR_ADMIN, 403),
    post("framework-add-level", LADDER, 422, HR_ADMIN, 403),
    post("framework-add-statement", row("draft-level-1", before=LADDER), 422, HR_ADMIN, 403),
    post("framework-remove-level", row("draft-level-1", before=LADDER), 303, HR_ADMIN, 403),
    get("framework-discard", DRAFT, 200, HR_ADMIN, 403),
    post("framework-discard", DRAFT, 303, HR_ADMIN, 403),
    get("framework-publish", DRAFT, 200, HR_ADMIN, 403),
    post("framework-publish", DRAFT, 303, HR_ADMIN, 403),
    # E1 `m`, H1 `m`, R15: signs of drift for HR and the line above; whoever is asked answers
    get("drift", (), 200, DRIFT),
    # HR-1, TRUST I2 and E1 `m`: figures of people whose states one sees, frozen ones for readers of aggregates
    get("figures", (), 200, DRIFT | EXECUTIVE | OFFICER),
    get("figures-csv", (), 200, DRIFT | EXECUTIVE | OFFICER),
    get("drift-sign", ("never-reviewed",), 200, DRIFT),
    get("drift-sign", ("no-such-sign",), 404, set(), case="unknown"),
    get("drift-ask", ("never-reviewed", "sam-okafor"), 200, DRIFT),
    post("drift-ask", ("never-reviewed", "sam-okafor"), 422, DRIFT),
    get("drift-ask", ("education-only", "sam-okafor"), 200, {"hr_partner", "hr_admin"}, case="computed"),
    get("drift-ask", ("commitments-not-kept", "priya-raman"), 200, {"upline", "leader", "hr_admin"}, case="about a manager"),
    get("follow-up", row("follow-up"), 200, DRIFT | {"manager"}),
    post("follow-up", row("follow-up"), 422, {"manager"}),
    post("follow-up-close", row("follow-up"), 303, DRIFT),
    post("follow-up-reopen", row("follow-up"), 422, DRIFT),
    # I2: HR admin, executives and who was named; a decision's owner finds that decision
    get("system-reviews", (), 200, FILLS),
    get("system-review-new", (), 200, HR_ADMIN),
    post("system-review-new", (), 422, HR_ADMIN),
    get("system-review", key("system"), 200, FILLS),
    get("system-review", ("2026-h1",), 404, set(), case="never prepared"),
    post("system-review-parts", key("system"), 303, FILLS),
    post("system-review-decide", key("system"), 422, FILLS),
    post("system-review-name", key("system"), 422, HR_ADMIN),
    post("system-review-let-go", row("system-seat", before=("2026-h2",)), 303, HR_ADMIN),
    post("system-review-count", key("system"), 422, HR_ADMIN),
    post("system-review-add", key("system"), 422, FILLS),
    get("system-review-markdown", key("system"), 200, HR_ADMIN),
    get("system-review-move", ("2026-h2", "hold"), 200, HR_ADMIN),
    post("system-review-move", ("2026-h2", "hold"), 303, HR_ADMIN),
    get("system-review-move", ("2026-h2", "no-such-step"), 404, set(), case="unknown"),
    get("system-decision", row("system-decision"), 200, FILLS | MANAGER),
    post("system-decision", row("system-decision"), 422, HR_ADMIN | MANAGER),
    # H2: HR admin sets up and reads nothing; facilitator, participants in the window, the line; the person once it is over
    get("talent-sessions", (), 200, STAFF),
    get("talent-new", (), 200, HR_ADMIN),
    post("talent-new", (), 422, HR_ADMIN),
    get("talent-session", key("talent"), 200, HR_ADMIN | READS_SNAPSHOT),
    get("talent-session", key("talent-over"), 200, HR_ADMIN | HR_SCOPE | MANAGER | ABOVE, case="over"),
    get("talent-session", key("talent-ahead"), 200, HR_ADMIN | HR_SCOPE, case="being prepared"),
    post("talent-name", key("talent"), 422, HR_ADMIN),
    post("talent-let-go", lambda scene: (scene.keys["talent"], scene.ids["talent-seat"]), 303, HR_ADMIN),
    post("talent-take-out", lambda scene: (scene.keys["talent-ahead"], "sam-okafor"), 303, HR_ADMIN),
    get("talent-move", lambda scene: (scene.keys["talent"], "close"), 200, HR_ADMIN),
    post("talent-move", lambda scene: (scene.keys["talent"], "close"), 303, HR_ADMIN),
    get("talent-person", lambda scene: (scene.keys["talent"], "sam-okafor"), 200, READS_SNAPSHOT),
    get("talent-person", lambda scene: (scene.keys["talent-over"], "sam-okafor"), 200, SELF | MANAGER | ABOVE | HR_SCOPE, case="over"),
    get("talent-ahead", lambda scene: (scene.keys["talent-ahead"], "sam-okafor"), 200, MANAGER),
    post("talent-step", lambda scene: (scene.keys["talent"], "sam-okafor"), 422, HR_SCOPE | {"outsider_manager"}),
    post("talent-answer", key("talent-over"), 303, SELF | PEER | ON_PIP | MANAGER),
    get("talent-markdown", lambda scene: (scene.keys["talent-over"], "sam-okafor"), 200, SELF | HR_SCOPE),
    # B1: who leads adds and moves, who owns checks in. About no person: 403.
    get("objective-new", Q4, 200, LEAD | {"outsider_manager"}, 403),
    post("objective-new", Q4, 422, LEAD | {"outsider_manager"}, 403),
    get("objective-change", row("team-objective", before=Q4), 200, LEAD, 403),
    post("objective-change", row("team-objective", before=Q4), 422, LEAD, 403),
    get("key-result-new", row("team-objective", before=Q4), 200, LEAD, 403),
    post("key-result-new", row("team-objective", before=Q4), 422, LEAD, 403),
    get("objective-change", row("company-objective", before=Q4), 200, {"leader"} | EXECUTIVE, 403, case="the company's"),
    post("objective-move", row("team-objective", before=Q4), 422, LEAD, 403, {"move": "close"}),
    post("objective-remove", row("team-objective", before=Q4), 422, LEAD, 403),
    post("okr-copy-back", row("team-objective", before=Q4), 422, LEAD, 403),
    get("okr-carry-on", Q4, 200, LEAD | {"outsider_manager"}, 403),
    post("okr-carry-on", Q4, 422, LEAD | {"outsider_manager"}, 403),
    # B1 `x`: executives alone take a whole cycle away
    get("okr-csv", Q4, 200, EXECUTIVE, 403),
    get("okr-markdown", Q4, 200, EXECUTIVE, 403),
    get("key-result-close", KR, 200, LEAD, 403),
    post("key-result-close", KR, 303, LEAD, 403),
    post("check-in-take-back", row("PAY-3-look", before=KR), 303, SELF, 403, also=dict.fromkeys(LEAD, 422)),
    post("key-result-remove", KR, 422, WORK, 403),
    get("key-result-review-answer", KR, 200, WORK, 403),
    post("key-result-review-answer", KR, 422, WORK, 403),
    # IMP-4: the owner alone, once the end is reached
    get("key-result-helped", KR, 200, SELF, 403),
    post("key-result-helped", KR, 422, SELF, 403),
    get("key-result-change", KR, 200, WORK, 403),
    post("key-result-change", KR, 422, WORK, 403),
    get("key-result-check-in", KR, 200, WORK, 403),
    post("key-result-check-in", KR, 303, WORK, 403, {"value": "4", "confidence": "0.5"}),
    get("key-result-need", KR, 200, WORK, 403),
    post("key-result-need", KR, 422, WORK, 403),
    post("key-result-drop-need", row("PAY-3-need", before=KR), 303, WORK, 403),
    post("key-result-critical", KR, 303, LEAD, 403, {"critical": "yes"}),
    post("key-result-move", KR, 303, LEAD, 403, {"move": "drop"}),
    # E1: one's own plan
    get("my-plan", (), 200, STAFF, also=dict.fromkeys(SELF | PEER | ON_PIP, 302)),
    post("plan-begin", (), 303, STAFF, also=dict.fromkeys(SELF | PEER | ON_PIP, 422)),
    post("goal-begin", (), 303, STAFF),
    # E1, E2: an agreed plan; words for three, state and dates for those with `m`
    get("plan", SAM, 200, STATE),
    get("plan", LENA, 200, PEER, case="draft"),
    get("plan", MAREK, 200, ON_PIP | MANAGER | DELEGATE | ABOVE | HR_SCOPE | HR_ADMIN, case="shared"),
    get("goal", GOAL, 200, READ),
    get("goal", DRAFT_GOAL, 200, PEER, case="draft"),
    # STAT-1, STAT-2: how a goal stands is for the two to say
    post("goal-state", GOAL, 303, PAIR, body={"status": "needs-reset", "reason": "The work went elsewhere"}),
    get("goal-history", GOAL, 200, READ),
    get("goal-history", DRAFT_GOAL, 200, PEER, case="draft"),
    get("goal-history", (*SAM, 99), 404, set(), case="no such goal"),
    get("plan-edit", SAM, 200, SELF),
    post("plan-edit", SAM, 303, SELF),
    get("plan-edit", LENA, 200, PEER, case="draft"),
    post("plan-edit", LENA, 303, PEER, case="draft"),
    # PLAN-3: the person writes, both agree
    post("plan-offer", MAREK, 303, ON_PIP | MANAGER),
    post("plan-offer", LENA, 422, PEER, case="draft"),
    post("plan-edit-offer", MAREK, 303, ON_PIP),
    # PIP-19: person and manager together; a draft's manager has no part in it yet
    post("plan-pause", SAM, 303, SELF, body={"until": "2026-12-18"}, also=dict.fromkeys(MANAGER, 422)),
    post("plan-pause", LENA, 422, PEER, body={"until": "2026-12-18"}, case="draft"),
    post("plan-pause-agree", sam("pause"), 303, MANAGER, also=dict.fromkeys(SELF, 422)),
    post("plan-pause-let-go", sam("pause"), 303, PAIR),
    post("plan-agree", (*SAM, 2), 303, PAIR),
    post("plan-add-goal", LENA, 303, PEER),
    post("plan-drop-goal", DRAFT_GOAL, 303, PEER),
    post("plan-add-block", LENA, 303, PEER),
    post("plan-remove-block", (*LENA, 1), 303, PEER),
    post("plan-take-back", GOAL, 303, SELF),
    post("plan-add-action", DRAFT_GOAL, 303, PEER),
    post("plan-remove-action", (*DRAFT_GOAL, 1), 303, PEER),
    post("plan-share", LENA, 303, PEER),
    get("goal-drop", GOAL, 200, SELF),
    post("goal-drop", GOAL, 303, SELF, body={"learned": "Less is more"}),
    post("goal-cite", GOAL, 303, SELF, body=lambda scene: {"evidence": scene.ids["evidence-manager"]}),
    post("action-done", ACTION, 303, SELF, body=DONE),
    post("action-ask", EXPOSURE, 303, SELF),
    # REV-6, IMP-2, C2: the reset is for the two; what becomes of the goals is the person's. Before its time the words are refused.
    get("reset", SAM, 302, PAIR),
    get("reset-step", (*SAM, "achieved"), 200, PAIR),
    get("reset-step", (*SAM, "check"), 200, PAIR, case="the last step"),
    get("reset-step", (*SAM, "nowhere"), 404, set(), case="no such step"),
    post("reset-step", (*SAM, "achieved"), 422, PAIR),
    post("reset-share", SAM, 422, PAIR),
    post("reset-finish", SAM, 422, SELF),
    post("reset-next", SAM, 422, SELF),
    # TIME-1: one of the two records what gave way, the other acknowledges it
    get("trade-off-new", SAM, 200, PAIR),
    post("trade-off-new", SAM, 303, PAIR, body=TRADED),
    get("trade-off", (*SAM, 1), 200, READ),
    get("trade-off", (*SAM, 99), 404, set(), case="no such one"),
    post("trade-off-acknowledge", (*SAM, 1), 303, SELF, body={"words": "Seen"}, also={"manager": 422}),
    post("trade-off-made-good", (*SAM, 1), 303, PAIR, body={"made_good_on": "2026-11-24", "made_good_words": "A day of pairing"}),
    # E2: each half of the current state is the person's until shared, field by field
    post("plan-share-half", (*SAM, "difficulties"), 303, SELF),
    post("plan-share-half", (*LENA, "strengths"), 422, PEER, case="draft"),
    # E1 `c/e as proposal`, HG `c suggestion`: also to a draft, which the writer cannot read
    get("plan-suggest", SAM, 200, MANAGER | HR_SCOPE),
    post("plan-suggest", SAM, 200, MANAGER | HR_SCOPE, body={"outcome": "Own a forecast", "why": "It is yours", "lane": "execution"}),
    get("plan-suggest", LENA, 200, MANAGER | HR_SCOPE, case="draft"),
    post("plan-suggestion-accept", sam("suggested-manager"), 303, SELF),
    post("plan-suggestion-decline", sam("suggested-hr"), 303, SELF),
    post("plan-suggestion-accept", row("suggested-draft", before=LENA), 303, PEER, case="draft"),
    # PLAN-1, E3: the manager's part
    post("plan-perspective", (*SAM, "strengths"), 303, MANAGER),
    post("plan-perspective", (*LENA, "strengths"), 404, set(), case="draft"),
    post("plan-commit", GOAL, 303, MANAGER, body=PROMISE),
    post("plan-commit", DRAFT_GOAL, 404, set(), body=PROMISE, case="draft"),
    post("plan-commitment-back", row("open-promise", before=MAREK), 303, MANAGER),
    # E4: reviews for the two and whoever stands in; for HR that one was held
    get("one-to-one-next", ("sam-okafor",), 302, READ | HR_SCOPE | HR_ADMIN),
    get("one-to-one", day("held"), 200, READ | HR_SCOPE | HR_ADMIN, case="held"),
    get("one-to-one", day("next"), 200, READ | HR_SCOPE | HR_ADMIN),
    get("one-to-one", ("sam-okafor", "2026-11-11"), 200, READ, case="no review"),
    post("one-to-one", day("next"), 303, READ),
    post("one-to-one-held", day("next"), 303, READ),
    post("one-to-one-held", day("held"), 422, READ, case="held"),
    post("one-to-one-move", day("next"), 303, READ),
    post("one-to-one-move", day("held"), 422, READ, body={"to": "no day"}, case="unreadable"),
    # A pair's own list; E3: the manager reports, the person answers. No delegate, no HR, whatever they send.
    post("agenda-add", day("next"), 303, PAIR, body={"text": "Holidays"}),
    post("agenda-add", day("held"), 422, PAIR, body={"text": "x" * 6000}, case="unreadable"),
    post("one-to-one-time", day("next"), 303, PAIR, body={"begins": "14:00"}),
    post("one-to-one-time", day("next"), 422, PAIR, body={"begins": "no time"}, case="unreadable"),
    get("one-to-one-markdown", day("next"), 200, READ),
    get("one-to-one-markdown", ("sam-okafor", "2026-11-11"), 200, READ, case="no review"),
    post("agenda-tick", day("next"), 303, PAIR, body=lambda scene: {"open": scene.ids["agenda-own"], "ticked": scene.ids["agenda-own"]}),
    post("commitment-report", day("next", "promise-1"), 303, MANAGER, body=report("state", "delivered")),
    post("commitment-report", day("held", "promise-1"), 422, MANAGER, body=report("new_due", "no day"), case="unreadable"),
    post("commitment-answer", day("next", "promise-2"), 303, SELF, body={"confirm": "yes"}),
    post("commitment-answer", day("held", "promise-2"), 422, SELF, body={"c2-words": "y" * 9000}, case="unreadable"),
    # D1, C2: evidence and gaps
    get("evidence", ("sam-okafor",), 200, PAIR),
    post("evidence", ("sam-okafor",), 303, PAIR, body=FACT),
    post("evidence-withdraw", row("evidence-own", before=("sam-okafor",)), 303, SELF),
    post("gap-assess", ("sam-okafor",), 422, PAIR),
    post("gap-answer", row("gap", before=("sam-okafor",)), 303, PAIR, body={"agree": "yes"}),
    # R12: a request is for the two in it, and says nothing of what it serves
    post("evidence", ("sam-okafor",), 422, PAIR, body=FACT | {"link": "javascript:alert(1)"}, case="no address"),
    get("evidence-file", key("file"), 200, PAIR | PEER),
    get("evidence-file", ("E-2222222222222222",), 404, set(), case="unknown"),
    get("evidence-ask", ("sam-okafor",), 200, PAIR),
    post("evidence-ask", ("sam-okafor",), 422, PAIR),
    # GAP-2: C2 for the two; HR only suggests (E1)
    get("need-new", ("sam-okafor",), 200, PAIR | HR_SCOPE),
    post("need-new", ("sam-okafor",), 422, PAIR | HR_SCOPE),
    # D2: one's own page; a report's shared feedback for the manager; each piece for the two of it, and for the manager once shared
    get("feedback", (), 200, STAFF),
    get("feedback-ask", (), 200, STAFF),
    post("feedback-ask", (), 422, STAFF),
    get("feedback-give", (), 200, STAFF),
    post("feedback-give", (), 422, STAFF),
    get("person-feedback", ("sam-okafor",), 200, MANAGER, also={"engineer": 303}),
    get("feedback-one", key("feedback-own"), 200, SELF | PEER),
    get("feedback-one", key("feedback-told"), 200, PAIR | MENTOR, case="shared"),
    get("feedback-one", key("feedback-unread"), 200, SELF | PEER, case="unread"),
    post("feedback-read", key("feedback-unread"), 303, SELF),
    post("feedback-change", key("feedback-unread"), 303, PEER, body=SITUATION),
    post("feedback-change", key("feedback-own"), 422, PEER, body=SITUATION, case="read"),
    post("feedback-correct", key("feedback-own"), 303, PEER, body={"text": "It was Tuesday"}),
    post("feedback-share", key("feedback-own"), 303, SELF),
    post("feedback-beside", key("feedback-own"), 303, SELF, body=lambda scene: {"goal": scene.ids["goal"]}),
    # R12: a request, whatever it is for
    get("ask", key("ask-feedback"), 200, SELF | MENTOR, case="for feedback"),
    post("ask", key("ask-feedback"), 303, MENTOR, body=SITUATION | {"answer": "give"}, case="feedback"),
    get("ask", key("ask-evidence"), 200, MANAGER | PEER, case="for evidence"),
    get("ask", key("ask"), 200, SELF | MENTOR),
    post("ask", key("ask"), 303, SELF | MENTOR, body={"answer": "held", "held_on": "2026-11-20"}),
    post("ask", key("ask"), 303, MENTOR, body={"answer": "day", "on": "2026-11-23", "became": "took-place"}, case="day"),
    post("ask", key("ask"), 303, MENTOR, body={"answer": "decline"}, case="decline"),
    post("ask", key("ask"), 303, SELF, body={"answer": "withdraw"}, case="withdraw"),
    # H1: pages of one's own that may be empty; a pack for person and outgoing manager, from the instant for the incoming one; `m` above and in HR
    # F1, X13: a note is its author's; the notebook exists for whoever ever led somebody
    get("notes", (), 200, LED),
    get("note-new", (), 200, LED),
    post("note-new", (), 303, MANAGER, body=lambda scene: {**TALKED, "person": scene.cast.peer.pk}, also=dict.fromkeys(LED - MANAGER, 422)),
    post("note-draft", (), 303, LED, body={"agreed": "An hour on Fridays"}),
    post("note-draft-discard", (), 303, LED),
    get("note", key("note"), 200, MANAGER),
    get("note", key("note-fresh"), 200, MANAGER, case="about the engineer"),
    get("note", ("N-ZZZZZZZZ",), 404, set(), case="that never was"),
    get("note-edit", key("note"), 200, MANAGER),
    post("note-edit", key("note"), 422, MANAGER),
    post("note-add", key("note"), 303, MANAGER, body={"addition": "One more thing"}),
    post("note-follow-up", key("note"), 303, MANAGER, body={"outcome": "lapsed"}),
    get("note-repeat", key("note"), 200, MANAGER),
    post("note-repeat", key("note"), 303, MANAGER, body=lambda _scene: {**TALKED, "seen_since": "Half of it"}),
    get("note-delete", key("note"), 200, MANAGER),
    post("note-delete", key("note"), 303, MANAGER),
    post("note-delete", key("note-passed"), 422, MANAGER, case="passed to HR"),
    get("note-share", key("note-fresh"), 200, MANAGER),
    post("note-share", key("note-fresh"), 303, MANAGER, body=lambda _scene: POINTS),
    get("note-escalate", key("note"), 200, MANAGER),
    post("note-escalate", key("note"), 422, MANAGER),
    post("note-escalate-send", key("note"), 303, MANAGER, body=lambda scene: passed_on(scene)),
    # F2: for the two; the list exists for everybody
    get("agreed-points", (), 200, STAFF),
    get("agreed-points-new", (), 200, LED),
    post(
        "agreed-points-new",
        (),
        303,
        MANAGER,
        body=lambda scene: {**POINTS, "person": scene.cast.peer.pk},
        also=dict.fromkeys(LED - MANAGER, 422),
    ),
    get("slip", key("slip"), 200, MANAGER | PEER),
    get("slip", key("slip-passed"), 200, MANAGER | PEER, case="passed to HR"),
    get("slip-edit", key("slip"), 200, MANAGER),
    post("slip-edit", key("slip"), 303, MANAGER, body=lambda _scene: {**POINTS, "version": "1"}),
    post("slip-received", key("slip"), 303, PEER, body={"version": "1"}),
    post("slip-answer", key("slip"), 303, PEER, body={"reply": "I see it differently"}),
    post("slip-confirm", key("slip-late"), 303, PEER, body={"took_place": "yes", "version": "1"}),
    # F3, X9: the author and the HR partner whom it names
    get("escalation", key("bundle"), 200, MANAGER | HR_SCOPE),
    post("escalation-accept", key("bundle"), 303, HR_SCOPE),
    post("escalation-return", key("bundle"), 303, HR_SCOPE, body={"words": "Support first"}),
    get("escalation-partner", key("bundle"), 404, set(), case="whose HR partner is free"),
    post("escalation-partner", key("bundle"), 404, set(), case="whose HR partner is free"),
    # L1: everybody reads and suggests, HR admin keeps it; an option goes into one's own goal alone
    get("learning", (), 200, STAFF),
    get("learning-option", key("option"), 200, STAFF),
    # HR-4: flags for HR about its people, for managers about their reports
    get("near-copies", (), 200, {"manager", "upline", "leader", "outsider_manager", "new_manager"} | HR_SCOPE | HR_ADMIN),
    get("learning-option", ("no-such-one",), 404, set(), case="no such one"),
    get("learning-new", (), 200, HR_ADMIN, 403),
    post("learning-new", (), 303, HR_ADMIN, 403, body=an_option),
    get("learning-edit", key("option"), 200, HR_ADMIN, 403),
    post("learning-edit", key("option"), 303, HR_ADMIN, 403, body=an_option),
    post("learning-offer", key("option"), 303, HR_ADMIN, 403),
    get("learning-suggest", (), 200, STAFF),
    post("learning-suggest", (), 303, STAFF, body={"title": "Pairing", "kind": "peer-learning", "why": "The next release"}),
    get("learning-suggestions", (), 200, STAFF),
    post("learning-decline", row("wish"), 303, HR_ADMIN, 403, body=lambda scene: {f"s{scene.ids['wish']}-answer": "Not before spring"}),
    get("goal-options", GOAL, 200, SELF),
    post("goal-option-take", GOAL, 303, SELF, body=lambda scene: {"option": scene.keys["option"]}),
    post("goal-option-take", DRAFT_GOAL, 303, PEER, body=lambda scene: {"option": scene.keys["option"]}, case="draft"),
    # E1, LEARN-3: both have answered in this week
    get("action-application", (*SAM, 2, 3), 200, PAIR),
    post("action-application", (*SAM, 2, 3), 422, PAIR, body={"use": "not-used", "in_the_way": "No time"}),
    get("action-application", ACTION, 404, set(), case="not done"),
    get("handovers", (), 200, STAFF),
    get("handovers-send", (), 200, STAFF),
    post("handovers-send", (), 303, {"outsider_manager"}),
    get("handovers-check", (), 200, STAFF),
    post("handovers-check", (), 303, {"outsider_manager"}, body=lambda scene: {"send": scene.keys["handover"]}),
    post("handovers-check", (), 422, STAFF, case="nothing ticked"),
    get("handovers-accept", (), 200, STAFF),
    post("handovers-accept", (), 303, {"new_manager"}, body=lambda scene: {"take": scene.keys["handover-passed"]}),
    get("handover", key("handover"), 200, {"outsider", "outsider_manager", "leader"} | HR_ADMIN),
    get("handover", key("handover-passed"), 200, {"new_manager"} | ABOVE | HR_ADMIN, case="in force"),
    post("handover-comment", key("handover"), 303, {"outsider"}),
    # G1 to G3, J3, 1.6: those on the plan; the register for HR admin; a list for everybody, a gate for whoever has a report to ask about
    get("formal", (), 200, STAFF),
    get("formal-new", (), 200, LEADING),
    post("formal-new", (), 303, MANAGER, body=asked_for, also=dict.fromkeys(LEADING - MANAGER, 422)),
    get("formal-plan", key("formal"), 200, ON_PLAN | HR_ADMIN),
    get("formal-plan", ("F-ZZZZZZZZ",), 404, set(), case="that never was"),
    *(get("formal-section", section(name), 200, ON_PLAN, case=name) for name in SECTIONS),
    get("formal-section", section("diary"), 404, set(), case="that never was"),
    get("formal-paper", key("formal"), 200, ON_PLAN),
    get("formal-checkpoint", checkpoint(1), 200, ON_PLAN, case="shared"),
    get("formal-checkpoint", checkpoint(0), 200, MANAGER | HR_SCOPE, case="the next"),
    post("formal-checkpoint", checkpoint(0), 422, MANAGER | HR_SCOPE, case="without words"),
    # G5: HR's own workspace, for the HR partner of the case alone
    get("formal-advice", key("formal"), 200, HR_SCOPE),
    post("formal-advice", key("formal"), 303, HR_SCOPE, body={"words": "Ask counsel first"}),
    get("formal-advice-note", advised, 200, HR_SCOPE),
    post("formal-advice-note", advised, 303, HR_SCOPE, body={"words": "Asked counsel", "seen": "1"}),
    # X10: the manager's stand-in, whom HR named for the next checkpoint; not the one before, nor the one after
    get("formal-stand-in", checkpoint(0), 200, {"delegate"}, case="the one they were named for"),
    post("formal-stand-in", checkpoint(0), 422, {"delegate"}, case="without words"),
    get("formal-stand-in", checkpoint(1), 404, set(), case="one that was shared"),
    get("formal-step", step("stand-in"), 200, HR_SCOPE, case="name a stand-in"),
    post("formal-step", step("stand-in"), 409, HR_SCOPE, case="somebody is named already"),
    post("formal-step", step("end-stand-in"), 303, HR_SCOPE, case="end the standing in"),
    get("formal-step", step("minutes"), 200, MANAGER | HR_SCOPE, case="write minutes"),
    post("formal-step", step("minutes"), 422, MANAGER | HR_SCOPE, case="minutes of nothing"),
    get("formal-step", step("statement"), 200, ON_PIP, case="statement"),
    post("formal-step", step("statement"), 303, ON_PIP, body={"words": "I see it so"}, case="statement"),
    get("formal-step", step("surprise"), 200, ON_PIP, case="surprise"),
    post("formal-step", step("surprise"), 303, ON_PIP, body={"surprised": "no"}, case="surprise"),
    get("formal-step", step("log-support"), 200, MANAGER | HR_SCOPE, case="log support"),
    post("formal-step", step("log-support"), 404, set(), body={"given": "delivered"}, case="of no day"),
    get("formal-step", step("pause"), 200, HR_SCOPE, case="pause"),
    post("formal-step", step("pause"), 303, HR_SCOPE, body={"reason": "Leave"}, case="pause"),
    get("formal-step", step("hr-partner"), 200, HR_ADMIN, case="name another HR partner"),
    post("formal-step", step("hr-partner"), 422, HR_ADMIN, case="nobody named"),
    post("formal-step", step("serve"), 409, MANAGER | HR_SCOPE, case="out of order"),
    get("formal-step", step("appeal"), 409, ON_PIP, case="out of order"),
    post("formal-step", step("decide"), 404, set(), case="nobody was named"),
    get("formal-step", step("dance"), 404, set(), case="that never was"),
    get("formal-step", step("invite"), 200, MANAGER | HR_SCOPE, case="write down an invitation"),
    post("formal-step", step("invite"), 422, MANAGER | HR_SCOPE, case="an invitation without anything"),
    # X5: the link of somebody who has left; nobody of the house comes in by it
    get("formal-appeal-link", key("formal"), 409, HR_SCOPE, case="out of order"),
    post("formal-appeal-link", key("formal"), 409, HR_SCOPE, case="out of order"),
    get("appeal-by-link", ("no-such-link",), 404, OPEN, case="unknown link"),
    post("appeal-by-link", ("no-such-link",), 404, OPEN, body={"code": "GUESSED"}, case="unknown link"),
    # I1: rows that the reader sees, or no board at all
    get("team", ("payments",), 200, STATE | PEER | ON_PIP),
    get("my-team", (), 200, MANAGER | DELEGATE | ABOVE | HR_ADMIN | {"outsider_manager", "new_manager"}),
    # I2: states for those with `m` on whole lines or a scope, weekly figures for those with `a`
    get("overview", (), 200, ABOVE | HR_SCOPE | HR_ADMIN | EXECUTIVE | OFFICER),
    get("impact-now", (), 302, ABOVE | HR_SCOPE | HR_ADMIN | EXECUTIVE | OFFICER),
    get("impact", ("2026-q4",), 200, ABOVE | HR_SCOPE | HR_ADMIN | EXECUTIVE | OFFICER),
    get("impact", ("2026-q1",), 404, set(), case="not counted"),
    # A3: everybody their own, nobody anybody else's; what is asked is about nobody
    get("characteristics", (), 200, STAFF),
    post("characteristics", (), 303, STAFF),
    post("characteristics", (), 422, STAFF, body=lambda scene: {f"question_{scene.ids['characteristic']}": "0"}, case="not on offer"),
    post("characteristics-withdraw", (), 303, STAFF, also={"outsider": 422}),  # L13: under a hold
    get("characteristics-asked", (), 200, HR_ADMIN | OFFICER, 403),
    post("characteristics-asked", (), 422, HR_ADMIN | OFFICER, 403),
    post("characteristics-retire", row("characteristic"), 303, HR_ADMIN | OFFICER, 403),
    # I3: HR admin and the privacy officer first
    get("fairness", (), 200, HR_ADMIN | OFFICER),
    post("fairness", (), 422, HR_ADMIN | OFFICER),
    get("fairness-release", (), 200, HR_ADMIN | OFFICER),
    post("fairness-release", (), 303, HR_ADMIN | OFFICER),
    # A1, A2, A5: the directory's keepers. Lists are about nobody (403), records about somebody (404).
    get("settings-people", (), 200, HR_ADMIN | OPERATOR, 403),
    get("settings-person-add", (), 200, HR_ADMIN, 403),
    post("settings-person-add", (), 422, HR_ADMIN, 403),
    get("settings-person", ("sam-okafor",), 200, HR_ADMIN | OPERATOR),
    get("settings-person", ("beatriz-costa",), 200, OPERATOR, case="HR admin's own, X7"),
    get("settings-person", ("ingrid-solberg",), 200, OPERATOR, case="HR admin's manager, X7"),
    get("settings-person-edit", ("sam-okafor",), 200, HR_ADMIN),
    post("settings-person-edit", ("sam-okafor",), 422, HR_ADMIN),
    get("settings-person-edit", ("ingrid-solberg",), 404, set(), case="HR admin's manager, X7"),
    get("settings-person-manager", ("sam-okafor",), 200, HR_ADMIN),
    post("settings-person-manager", ("sam-okafor",), 422, HR_ADMIN),
    post("settings-person-withdraw", ("owen-hughes",), 303, HR_ADMIN, body={"since": PLANNED.isoformat()}),
    get("settings-person-team", ("sam-okafor",), 200, HR_ADMIN),
    post("settings-person-team", ("sam-okafor",), 303, HR_ADMIN),
    get("settings-person-role", ("sam-okafor",), 200, HR_ADMIN),
    post("settings-person-role", ("sam-okafor",), 422, HR_ADMIN),
    get("settings-person-role", ("ingrid-solberg",), 404, set(), case="HR admin's manager, X7"),
    post("settings-person-role-back", row("role-planned", before=("lena-vogt",)), 303, HR_ADMIN),
    get("settings-person-stand-in", ("priya-raman",), 200, HR_ADMIN | MANAGER),
    post("settings-person-stand-in", ("priya-raman",), 422, HR_ADMIN | MANAGER),
    post("settings-person-stand-in-end", row("delegation", before=("priya-raman",)), 303, HR_ADMIN | MANAGER),
    get("settings-person-left", ("sam-okafor",), 200, HR_ADMIN),
    post("settings-person-left", ("sam-okafor",), 422, HR_ADMIN),
    post("settings-person-invite", ("nora-invited",), 303, HR_ADMIN | OPERATOR),
    get("settings-teams", (), 200, HR_ADMIN, 403),
    post("settings-teams", (), 422, HR_ADMIN, 403),
    get("settings-team", ("payments",), 200, HR_ADMIN, 403),
    post("settings-team", ("payments",), 422, HR_ADMIN, 403),
    get("settings-periods", (), 200, HR_ADMIN, 403),
    post("settings-periods", (), 422, HR_ADMIN, 403),
    get("settings-prompts", (), 200, HR_ADMIN, 403),
    post("settings-prompts", (), 422, HR_ADMIN, 403),
    post("settings-prompts-withdraw", (1,), 404, HR_ADMIN, 403),
    get("settings-practice", (), 200, HR_ADMIN, 403),
    post("settings-practice", (), 422, HR_ADMIN, 403),
    post("settings-practice-withdraw", (1,), 404, HR_ADMIN, 403),
    # K2: the operator sees whose calendar has an address and revokes it; nobody is shown one
    get("settings-calendars", (), 200, OPERATOR, 403),
    post("settings-calendar-revoke", calendar_link, 303, OPERATOR, 403),
    # X8: granted by one, confirmed by another
    get("settings-roles", (), 200, HR_ADMIN | OFFICER | OPERATOR, 403),
    post(
        "settings-roles",
        (),
        303,
        HR_ADMIN,
        403,
        {"person": "owen@example.org", "role": "operator"},
        also=dict.fromkeys(OFFICER | OPERATOR, 404),
    ),
    post("settings-role-confirm", row("proposal"), 303, HR_ADMIN | OFFICER, 403),
    post("settings-role-decline", row("proposal"), 303, HR_ADMIN | OFFICER, 403),
    post("settings-role-end", ("victor-almeida", "executive"), 303, HR_ADMIN, 403, also=dict.fromkeys(OFFICER | OPERATOR, 404)),
    # Importing: HR admin people and frameworks, executives and the top of the line objectives. A file is its bringer's alone.
    get("import", (), 200, HR_ADMIN | EXECUTIVE | {"leader"}),
    post("import", (), 422, HR_ADMIN | EXECUTIVE | {"leader"}),
    get("import-map", key("upload"), 200, HR_ADMIN),
    post("import-map", key("upload"), 303, HR_ADMIN),
    get("import-check", key("upload"), 200, HR_ADMIN),
    post("import-check", key("upload"), 303, HR_ADMIN),
    get("import-problems", key("upload"), 200, HR_ADMIN),
    get("import-done", key("upload"), 404, set(), case="not imported yet"),
    get("import-done", key("imported"), 200, HR_ADMIN),
]

ONLY_IN_THE_DEMO = {"demo": "/demo/", "demo-sign-in": "/demo/sign-in/"}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """One set of rows for the whole module; each question is taken back when it is answered."""
    with django_db_blocker.unblock(), standing() as made:
        yield made


@pytest.fixture(scope="module")
def everybody(scene: Scene) -> dict[str, Browser]:
    return browsers(scene)


def asked(browser: Browser, one: Door, scene: Scene, *, htmx: bool = False) -> HttpResponse:
    """Ask at a door, and take back whatever it did."""
    address = reverse(one.name, args=one.args(scene))
    with transaction.atomic():
        answer = browser.ask(one.method, address, one.body(scene), htmx=htmx)
        transaction.set_rollback(True)
    return answer


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Every URL name that the resolver knows."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name or f"(no name: {pattern.pattern})"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    """TRUST T02: a new route without a row fails the build."""
    there = set(names(get_resolver().url_patterns))
    in_table = {one.name for one in DOORS}
    assert (there - in_table, in_table - there) == (set(), set())


def test_no_row_stands_twice() -> None:
    assert [label for label, times in Counter(one.label for one in DOORS).items() if times > 1] == []


def test_the_table_speaks_of_everybody(everybody: dict[str, Browser]) -> None:
    assert set(everybody) == OPEN


@pytest.mark.parametrize("one", DOORS, ids=[one.label for one in DOORS])
def test_each_door_opens_for_those_who_may_and_for_nobody_else(one: Door, scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T01, T02. Who may not asks for a fragment, whose refusal is short; that the page looks the same is T19's to say (test_threats)."""
    got = {}
    for member, browser in everybody.items():
        got[member] = asked(browser, one, scene, htmx=one.expected(member) in {403, 404}).status_code
    wrong = {member: (status, one.expected(member)) for member, status in got.items() if status != one.expected(member)}
    assert wrong == {}, f"{one.label}: (answered, expected)"


def test_a_fragment_asked_for_without_a_session_answers_401(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST 2.3: never a redirect, which HTMX would swap the sign-in page for."""
    closed = [one for one in DOORS if "anonymous" not in one.who and not one.signed_out and not one.name.startswith("account_")]
    answers = {one.label: asked(everybody["anonymous"], one, scene, htmx=True) for one in closed}
    wrong = {label: got.status_code for label, got in answers.items() if got.status_code != 401 or got.headers["HX-Retarget"] != "#notice"}
    assert (wrong, len(closed) > 100) == ({}, True)


def test_a_door_knows_no_other_method(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T02, ASVS 4.1.4: what is not in the table answers 405, whoever asks."""
    known: dict[str, set[str]] = {}
    for one in DOORS:
        known.setdefault(one.name, set()).add(one.method)
    wrong = {}
    for one in {one.name: one for one in DOORS if not one.name.startswith("account_")}.values():
        for method in {"GET", "POST", "DELETE"} - known[one.name]:
            with transaction.atomic():
                status = everybody["hr_admin"].ask(method, reverse(one.name, args=one.args(scene))).status_code
                transaction.set_rollback(True)
            if status != 405:
                wrong[f"{method} {one.name}"] = status
    assert wrong == {}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nobody_answers_to_a_method_that_no_door_has(everybody: dict[str, Browser], method: str) -> None:
    """TRUST T36."""
    assert {browser.ask(method, "/settings/").status_code for browser in everybody.values()} == {405}


def test_the_demos_doors_exist_in_the_demo_alone(everybody: dict[str, Browser]) -> None:
    """INTERFACES 3."""
    for address in ONLY_IN_THE_DEMO.values():
        for method in ("GET", "POST"):
            assert {browser.ask(method, address).status_code for browser in everybody.values()} == {404}


@pytest.fixture
def in_the_demo(settings: Any, monkeypatch: pytest.MonkeyPatch, scene: Scene) -> Iterator[None]:
    """The addresses as demo mode has them, and the demo's people beside the cast."""
    module = types.ModuleType("addresses_of_the_demo")
    module.urlpatterns = [path("", include("cadenza.urls")), path("", include("cadenza.demo.urls"))]  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
    settings.ROOT_URLCONF = module.__name__
    clear_url_caches()
    for member in company.MEMBERS:
        if member.role:
            account = Account.objects.create(email=f"{member.role}@demo.example", password="!")
            Person.objects.create(name=member.name, handle=f"demo-{member.role}", email=account.email, account=account)
    yield
    clear_url_caches()


ROLES = (
    *("engineer", "manager", "peer", "upline", "leader", "outsider", "mentor", "hr-partner", "hr-admin", "privacy-officer", "operator"),
    *("new-manager", "on-pip", "appeal-manager", "case-reviewer"),
)


def test_a_visitor_of_the_demo_takes_any_role_but_the_leavers(in_the_demo: None, everybody: dict[str, Browser]) -> None:
    """INTERFACES 3: 303 to the home page; the leaver's account is closed; a role that is none is no address."""
    visitor = everybody["anonymous"]
    assert visitor.ask("GET", "/demo/").status_code == 200
    wanted = {**dict.fromkeys(ROLES, 303), "leaver": 403, "root": 404, "": 404}
    assert {role: visitor.ask("POST", "/demo/sign-in/", {"role": role}).status_code for role in wanted} == wanted


def test_op_ids_are_asked_for_before_anything_is_done(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST N09: the same 400 for everybody, so that it tells nobody whether something exists."""
    browser = everybody["engineer"]
    for address in (reverse("plan-offer", args=SAM), reverse("plan-offer", args=("nobody", "2026-q4"))):
        assert browser.ask("POST", address, {"op_id": ""}).status_code == 400
