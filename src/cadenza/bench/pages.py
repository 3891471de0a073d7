"""Which pages and saves are measured, and as whom."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cadenza.bench.forty import manager_of_forty
from cadenza.bench.measure import page
from cadenza.bench.sheet import Sheet
from cadenza.capability.queries import tracks
from cadenza.conversations.models import Note
from cadenza.demo.roles import demo_roles
from cadenza.improvement.models import Case
from cadenza.insight.models import ImpactPicture
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans.models import Plan, Review
from cadenza.plans.rules import PlanState
from cadenza.strategy.models import Cycle, KeyResult

Ask = Callable[[], HttpResponse]


@dataclass(frozen=True)
class Measured:
    """One thing to measure. `expected` is its status; `unlike` names a page whose time it should not differ from."""

    name: str
    role: str
    ask: Ask
    expected: int = 200


class People:
    """The demo's people, each with a signed-in client of their own."""

    def __init__(self) -> None:
        self.people = {role.key: role.person for role in demo_roles()}
        self.clients: dict[str, Client] = {}

    def client(self, role: str) -> Client:
        """A client in which the role's person is signed in."""
        if role not in self.clients:
            client = Client(HTTP_HOST="127.0.0.1")
            client.post(reverse("demo-sign-in"), {"role": role})
            self.clients[role] = client
        return self.clients[role]

    def __getitem__(self, role: str) -> Person:
        return self.people[role]


def measured_pages(at: datetime) -> Iterator[Measured]:
    """Every measured page and action, personal pages first."""
    people = People()
    cycle = Cycle.objects.get(start_date__lte=day_of(at), end_date__gte=day_of(at))
    engineer = people["engineer"].handle
    plan = reverse("plan", args=[engineer, cycle.key])
    review = _open_review(people["engineer"], cycle)
    meeting = reverse("one-to-one", args=[engineer, review.due_on.isoformat()])
    pages: tuple[tuple[str, str, str], ...] = (
        ("home", "engineer", reverse("home")),
        ("home", "manager", reverse("home")),
        ("home", "upline", reverse("home")),
        ("home", "leader", reverse("home")),
        ("home", "hr-partner", reverse("home")),
        ("home", "hr-admin", reverse("home")),
        ("home", "operator", reverse("home")),
        ("plan", "engineer", plan),
        ("plan", "manager", plan),
        ("plan, dates only", "upline", plan),
        ("plan editor", "engineer", reverse("plan-edit", args=[engineer, cycle.key])),
        ("goal", "engineer", reverse("goal", args=[engineer, cycle.key, 1])),
        ("goal's history", "engineer", reverse("goal-history", args=[engineer, cycle.key, 1])),
        ("reset, first step", "engineer", reverse("reset-step", args=[engineer, cycle.key, "achieved"])),
        ("reset, check", "manager", reverse("reset-step", args=[engineer, cycle.key, "check"])),
        ("1:1", "engineer", meeting),
        ("1:1", "manager", meeting),
        ("team board", "manager", reverse("team", args=[_team(people["manager"])])),
        ("person", "manager", reverse("person", args=[engineer])),
        ("evidence", "engineer", reverse("evidence", args=[engineer])),
        ("OKR tree", "engineer", reverse("okrs", args=[cycle.key])),
        ("OKR tree, second page", "leader", reverse("okrs", args=[cycle.key]) + "?page=2"),
        ("objective", "engineer", reverse("objective", args=[cycle.key, _objective(cycle)])),
        ("weekly round", "manager", reverse("okr-round", args=[cycle.key])),
        ("OKR review", "manager", reverse("okr-review", args=[cycle.key])),
        ("two cycles side by side", "engineer", reverse("okr-compare", args=[cycle.key])),
        ("carrying on", "manager", reverse("okr-carry-on", args=[cycle.key])),
        ("key result", "engineer", reverse("key-result", args=[cycle.key, "PAY-3"])),
        ("capability risk", "leader", reverse("risk", args=[cycle.key])),
        ("capability risk, all", "engineer", reverse("risk", args=[cycle.key]) + "?show=all"),
        ("capability risk, all", "manager", reverse("risk", args=[cycle.key]) + "?show=all"),
        ("capability risk, grid", "leader", reverse("risk", args=[cycle.key]) + "?view=grid"),
        ("who could build it", "manager", reverse("who-could-build", args=[cycle.key, "PAY-3"])),
        ("who could build it", "hr-admin", reverse("who-could-build", args=[cycle.key, "PAY-3"])),
        ("framework", "engineer", reverse("framework")),
        ("framework, two levels", "engineer", reverse("framework-level", args=[next(iter(tracks())), 1]) + "?beside=2"),
        ("framework, two versions", "engineer", reverse("framework-version", args=["fenwick-craft", 2])),
        ("feedback", "engineer", reverse("feedback")),
        ("learning", "engineer", reverse("learning")),
        ("near-copies", "manager", reverse("near-copies")),
        ("near-copies", "hr-admin", reverse("near-copies")),
        ("search", "engineer", reverse("search") + "?q=priya"),
        ("overview", "leader", reverse("overview")),
        ("overview", "hr-partner", reverse("overview")),
        ("overview", "hr-admin", reverse("overview")),
        ("impact", "leader", reverse("impact", args=[_counted()])),
        ("impact", "hr-admin", reverse("impact", args=[_counted()])),
        ("drift", "hr-admin", reverse("drift")),
        ("drift", "hr-partner", reverse("drift")),
        ("drift", "leader", reverse("drift")),
        ("drift, opened", "hr-admin", reverse("drift-sign", args=["never-reviewed"])),
        ("drift, near-copies opened", "hr-admin", reverse("drift-sign", args=["near-copies"])),
        ("figures", "hr-admin", reverse("figures")),
        ("figures", "leader", reverse("figures")),
        ("figures as a file", "hr-admin", reverse("figures-csv")),
        ("system reviews", "hr-admin", reverse("system-reviews")),
        ("talent reviews", "hr-admin", reverse("talent-sessions")),
        ("retention", "privacy-officer", reverse("retention")),
        ("audit", "privacy-officer", reverse("audit")),
        ("settings, people", "hr-admin", reverse("settings-people")),
        ("handover, taking over", "new-manager", reverse("handovers-accept")),
        ("handover, handing over", "manager", reverse("handovers-send")),
        ("handovers", "hr-admin", reverse("handovers")),
    )
    for name, role, path in pages:
        yield Measured(name, role, page(people.client(role), path))
    forty = Client(HTTP_HOST="127.0.0.1")
    account = manager_of_forty(cycle, people["engineer"]).account
    assert account is not None
    forty.force_login(account)
    yield Measured("home", "manager of 40", page(forty, reverse("home")))
    yield Measured("team board", "manager of 40", page(forty, reverse("my-team")))
    outsider = people.client("outsider")
    yield Measured("plan, unseen", "outsider", page(outsider, plan), 404)
    yield Measured("plan, unknown", "outsider", page(outsider, reverse("plan", args=["nobody-at-all", cycle.key])), 404)
    note, peer = reverse("note", args=[_note(people)]), people.client("peer")
    yield Measured("notebook", "manager", page(people.client("manager"), reverse("notes")))
    yield Measured("note", "manager", page(people.client("manager"), note))
    yield Measured("note, unseen", "peer", page(peer, note), 404)
    yield Measured("note, unknown", "peer", page(peer, reverse("note", args=["N-ZZZZZZZZ"])), 404)
    case = Case.objects.filter(person=people["on-pip"]).latest("pk").ref
    yield Measured("formal plan", "on-pip", page(people.client("on-pip"), reverse("formal-plan", args=[case])))
    yield Measured(
        "formal plan's record", "hr-partner", page(people.client("hr-partner"), reverse("formal-section", args=[case, "record"]))
    )
    yield Measured("formal plan, unseen", "peer", page(peer, reverse("formal-plan", args=[case])), 404)
    yield Measured("formal plan, unknown", "peer", page(peer, reverse("formal-plan", args=["F-ZZZZZZZZ"])), 404)
    yield Measured("sign-in, known address", "-", _sign_in(people["engineer"].email or ""))
    yield Measured("sign-in, unknown address", "-", _sign_in("nobody@fenwick-harbour.example"))
    yield Measured("autosave in the 1:1", "engineer", _autosave(people.client("engineer"), meeting))
    yield Measured("autosave in the 1:1", "manager", _autosave(people.client("manager"), meeting))


def _note(people: People) -> str:
    """The manager's note about the peer: unseen by the very person it is about (TRUST T32)."""
    return Note.objects.filter(author=people["manager"], subject=people["peer"]).earliest("pk").ref


def _counted() -> str:
    """The cycle whose picture of impact there is."""
    return ImpactPicture.objects.select_related("cycle").get().cycle.key


def _objective(cycle: Cycle) -> int:
    """The objective of the key result that is measured."""
    return KeyResult.objects.get(cycle=cycle, key="PAY-3").objective_id


def _team(person: Person) -> str:
    assert person.team is not None
    return person.team.slug


def _open_review(person: Person, cycle: Cycle) -> Review:
    plan = Plan.objects.get(owner=person, cycle=cycle)
    assert plan.state == PlanState.ACTIVE
    return Review.objects.filter(plan=plan, held_at=None).order_by("due_on")[0]


def _sign_in(address: str) -> Ask:
    client = Client(HTTP_HOST="127.0.0.1")
    path = reverse("account_login")

    def ask() -> HttpResponse:
        answer: Any = client.post(path, {"login": address, "password": "not the password"}, REMOTE_ADDR=f"10.{uuid.uuid4().int % 250}.0.1")
        return answer  # type: ignore[no-any-return]

    return ask


def _autosave(client: Client, path: str) -> Ask:
    """One field saved as the page does it while somebody types: the whole form goes along, each time with a new text in one field."""
    sheet = Sheet(client, path).load()

    def ask() -> HttpResponse:
        answer: Any = sheet.save(learned=f"Measured {uuid.uuid4()}")
        return answer  # type: ignore[no-any-return]

    return ask
