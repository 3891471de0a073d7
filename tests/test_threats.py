"""The threats that have an address to aim at, aimed at every one: extra fields, formulas, forged forms, hostile addresses (TRUST 2.4).

T12, T14, T16, T17, T19, T34, T35, T36, over the doors of `test_doors` and the rows of `scene`; T15 stands in `test_markup`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoDbBlocker
from tests.scene import Browser, Scene, browsers, standing
from tests.test_doors import DOORS, Door, asked

from cadenza.jobs.models import QueuedMessage
from cadenza.people.actions import change_person, invite
from cadenza.people.models import Person
from cadenza.strategy.models import KeyResult
from cadenza.web import clock

pytestmark = pytest.mark.django_db

FORMS = [one for one in DOORS if one.method == "POST" and one.who]
PAGES = [one for one in DOORS if one.method == "GET" and one.who]

NEAREST = (
    *("engineer", "peer", "on_pip", "manager", "hr_admin", "leader", "privacy_officer", "mentor", "operator", "executive"),
    *("outsider", "outsider_manager", "new_manager", "hr_partner", "delegate", "case_reviewer", "anonymous"),
)


def who_may(one: Door) -> str:
    """Somebody for whom a door opens."""
    return next(member for member in NEAREST if member in one.who)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), standing() as made:
        yield made


@pytest.fixture(scope="module")
def everybody(scene: Scene) -> dict[str, Browser]:
    return browsers(scene)


# What stands in the database

ALSO_WRITTEN = ("trail_", "django_session", "sealing_", "web_storedanswer", "web_cache", "jobs_")
"""The record, sessions, keys and what a request leaves for its own repetition."""
BY_CHANCE = re.compile(r"sealed|salt|hash|commitment|^ref$|password|choices")


def rows_of_all_tables(*, but: tuple[str, ...] = ALSO_WRITTEN) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without what is random."""
    found: dict[str, list[tuple[object, ...]]] = {}
    numbered = (
        connection.vendor == "sqlite"
    )  # elsewhere a sequence goes on although its rows were taken back; a path is made of its numbers
    with closing(connection.cursor()) as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(but):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608  a table of our own
            columns = [column[0] for column in cursor.description]
            kept = [
                place
                for place, name in enumerate(columns)
                if not BY_CHANCE.search(name) and (numbered or not name.endswith(("id", "path")))
            ]
            found[table] = [tuple(row[place] for place in kept) for row in cursor.fetchall()]
    return found


def after(act: Callable[[], HttpResponse]) -> tuple[int, dict[str, list[tuple[object, ...]]]]:
    """The status of an act and what it left, taken back again."""
    with transaction.atomic():
        status, rows = act().status_code, rows_of_all_tables()
        transaction.set_rollback(True)
    return status, rows


# T12: mass assignment

VALID: dict[str, Mapping[str, object]] = {
    "account-settings": {"called": "Sam", "timezone": "Europe/Paris", "theme": "dark"},
    "objective-new": {"title": "Fewer calls", "whose": "company"},
    "objective-change": {"title": "Payments forecasts all of it", "base-title": "0."},
    "key-result-new": {
        "title": "Answer in a day",
        "direction": "up",
        "baseline": "0",
        "target": "3",
        "due_date": "2026-12-31",
        "owner": "",
    },
    "key-result-need": {"wanted": "2:3", "people_needed": "1"},
    "settings-person-add": {"name": "Ola New", "email": "ola@example.org", "status": "active"},
    "settings-person-edit": {"name": "Sam Okafor", "email": "sam@example.org", "status": "active", "title": "Senior Engineer"},
    "settings-person-manager": {"manager": "Tomás Ferreira", "since": "2026-12-01"},
    "settings-person-role": {"profile": "", "since": "2026-12-01"},
    "settings-person-left": {"last_day": "2026-12-31"},
    "settings-person-stand-in": {"delegate": "Lena Vogt", "first_day": "2026-12-01", "last_day": "2026-12-11"},
    "settings-teams": {"name": "Ledger"},
    "settings-team": {"name": "Payments and ledger"},
    "settings-periods": {"organisation-name": "Northwind", "organisation-country": "GB", "year-month": "4"},
    "plan-edit": {"direction_picture": "Elsewhere", "goal-1-outcome": "Another outcome"},
}
"""What to send where the table sends nothing, so that the door does something."""

IN_ANY_FORM = (
    *("id", "pk", "owner", "owner_id", "person", "person_id", "manager", "manager_id", "account", "account_id", "author", "added_by", "by"),
    *("at", "state", "sealed", "shared_at", "agreed_at", "agreed_version", "agreed_in", "closed_at", "created_at", "held_at", "held_by"),
    *("critical", "revisions", "status", "role", "is_active", "is_superuser", "team", "team_id", "hr_partner", "path", "handle", "number"),
    *("plan", "plan_id", "goal", "goal_id", "cycle", "made_by", "holder", "confirmed_at", "reported_at", "withdrawn_at", "proposed_by"),
    *("person_agreed_at", "manager_agreed_at", "asker", "helper", "version", "set_up_at", "granted_by", "until", "since", "paused_until"),
)
PREFIXES = ("goal-1-", "goal-1-action-1-", "strengths-", "difficulties-", "organisation-", "gap-", "c1-", "suggestion-1-")
OWN_FIELDS: dict[str, set[str]] = {
    "note-new": {"person"},
    "note-draft": {"person"},
    "agreed-points-new": {"person"},
    "slip-received": {"version"},
    "slip-edit": {"version"},
    "objective-new": {"owner"},
    "objective-change": {"owner"},
    "key-result-new": {"owner", "critical"},
    "key-result-change": {"owner"},
    "key-result-critical": {"critical"},
    "settings-person-add": {"status", "team", "manager"},
    "settings-person-edit": {"status"},
    "settings-person-manager": {"manager", "since"},
    "settings-person-withdraw": {"since"},
    "settings-person-role": {"since"},
    "settings-person-team": {"team", "hr_partner"},
    "settings-team": {"hr_partner"},
    "settings-teams": {"hr_partner"},
    "settings-roles": {"person", "role"},
    "gap-answer": {"gap-1-disagreement"},
    "one-to-one": {"goal-1-status"},
    "one-to-one-held": {"goal-1-status"},
}
"""Names among those above that a form asks for itself, from whoever may fill it in."""


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("one", [one for one in FORMS if not one.name.startswith(("account_", "import"))], ids=lambda one: one.label)
def test_fields_that_a_form_does_not_ask_for_change_nothing(one: Door, scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T12: with every column's name and a likely value in the form, the rows end as they do without."""
    given = {**VALID.get(one.name, {}), **one.body(scene)}
    likely = {"state": "active", "status": "completed", "critical": "yes", "is_active": "1", "is_superuser": "1", "revisions": "{}"}
    likely |= dict.fromkeys(("at", "since", "until", "shared_at", "agreed_at", "held_at", "withdrawn_at", "confirmed_at"), "2026-01-01")
    names = [*IN_ANY_FORM, *(f"{prefix}{name}" for prefix in PREFIXES for name in IN_ANY_FORM)]
    extra = {name: likely.get(name.rpartition("-")[2], "1") for name in names if name not in OWN_FIELDS.get(one.name, set()) | given.keys()}
    browser, address = everybody[who_may(one)], reverse(one.name, args=one.args(scene))
    plainly, before = after(lambda: browser.ask("POST", address, given))
    stuffed, behind = after(lambda: browser.ask("POST", address, {**extra, **given}))
    assert stuffed == plainly
    assert {table: rows for table, rows in behind.items() if rows != before[table]} == {}


def test_an_owner_makes_no_key_result_critical_by_naming_the_column(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T12, B1: marking is for those who lead."""
    result = KeyResult.objects.get(key="PAY-3")
    sent = {"title": result.title, "base-title": "0.", "critical": "on", "state": "closed", "objective": "1"}
    everybody["engineer"].ask("POST", reverse("key-result-change", args=["2026-q4", "PAY-3"]), sent)
    result.refresh_from_db()
    assert (result.critical, result.state) == (False, "active")


# T14: formulas in what is taken away

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("https://evil.example","x")')


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_that_leaves_the_house_is_a_formula(scene: Scene, everybody: dict[str, Browser], formula: str) -> None:
    """TRUST T14, ASVS 1.2.10."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["email", "name", "title", "start_date"], [f"{formula}", formula, f"x,{formula}", formula]])
    browser = everybody["hr_admin"]
    brought = browser.ask("POST", reverse("import"), {"kind": "people", "file": SimpleUploadedFile("f.csv", out.getvalue().encode())})
    assert brought.status_code == 303
    answer = browser.ask("GET", brought["Location"].replace("map/", "problems.csv"))
    assert answer["Content-Type"].startswith("text/csv")
    cells = [cell for line in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in line]
    assert any(formula.strip() in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


# T15: links; T35: braces and line breaks


def test_a_link_in_evidence_leads_to_the_web_or_nowhere(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T15."""
    sent = {"what": "Late", "happened_on": "2026-11-10", "kind": "metric"}
    address = reverse("evidence", args=["sam-okafor"])
    for link in (
        "javascript:zq()",
        "JaVaScRiPt:zq()",
        " javascript:zq()",
        "data:text/html,zq",
        "//zq.example",
        "vbscript:zq",
        "file:///etc/passwd",
    ):
        assert everybody["engineer"].ask("POST", address, {**sent, "link": link}).status_code == 422, link


NAMES = ("Eve\r\nBcc: everybody@example.org", "Eve\n\nBEGIN:VEVENT", "{{7919*7919}} {% debug %} ${7919*7919}", "Eve\u2028\u202eevE")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_splits_no_header_and_runs_nothing(scene: Scene, everybody: dict[str, Browser], name: str) -> None:
    """TRUST T35: line breaks become blanks, braces stay braces."""
    who = {"by": None, "at": clock.now()}
    person = change_person(Person.objects.get(handle="nora-invited"), {"name": name}, **who)
    assert not set("\r\n\u2028\u202e") & set(person.name)
    invite(person, **who)
    page = everybody["engineer"].ask("GET", reverse("person", args=[person.handle])).content.decode()
    assert escape(person.name) in page
    assert "62710561" not in page, "nothing was reckoned"
    message = EmailMessage(f"Hello {name}", "body", "a@example.org", ["b@example.org"])
    if "\n" in name:
        with pytest.raises(ValueError, match="newlines"):
            get_connection("cadenza.jobs.mail.QueuedMail").send_messages([message])
    assert QueuedMessage.objects.exists()


# T16: forged forms


@pytest.fixture
def checked(scene: Scene) -> Callable[[str], Client]:
    """A browser for which Django checks the token, as it does in an installation."""

    def browser_of(member: str) -> Client:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        person = scene.members().get(member)
        if person is not None and person.account is not None:
            client.force_login(person.account)
        return client

    return browser_of


@pytest.mark.slow
@pytest.mark.once
def test_no_form_is_taken_without_its_token(scene: Scene, checked: Callable[[str], Client]) -> None:
    """TRUST T16: not without a token, not with a made-up one, not as plain text; and nothing has changed."""
    wrong: dict[str, int] = {}
    clients = {member: checked(member) for member in NEAREST}
    bodies = {one.label: one.body(scene) for one in FORMS}  # some write down what they lead to
    before = rows_of_all_tables(but=("django_session", "web_cache"))
    for one in FORMS:
        client, address = clients[who_may(one)], reverse(one.name, args=one.args(scene))
        sent = {"op_id": "6f1c1f0e-6f43-4f0e-9b0e-3f6f0b0f0a01", **bodies[one.label]}
        for answer in (
            client.post(address, sent),
            client.post(address, {**sent, "csrfmiddlewaretoken": "x" * 64}, HTTP_X_CSRFTOKEN="y" * 64),
            client.post(address, "op_id=1", content_type="text/plain"),
        ):
            if answer.status_code != 403:
                wrong[one.label] = answer.status_code
    assert wrong == {}
    assert rows_of_all_tables(but=("django_session", "web_cache")) == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_ORIGIN": "https://zq.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_ORIGIN": "http://testserver.zq.example"}, 403),
        ({"HTTP_ORIGIN": "http://testserver"}, 303),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, 303),
    ],
)
def test_a_good_token_from_a_wrong_place_is_refused(
    scene: Scene, checked: Callable[[str], Client], headers: dict[str, str], status: int
) -> None:
    """TRUST T16."""
    client = checked("engineer")
    page = client.get(reverse("evidence", args=["sam-okafor"])).content.decode()
    token, op_id = (re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("csrfmiddlewaretoken", "op_id"))
    assert token is not None
    assert op_id is not None
    sent = {"csrfmiddlewaretoken": token[1], "op_id": op_id[1], "what": "Late", "happened_on": "2026-11-10", "kind": "metric"}
    assert client.post(reverse("evidence", args=["sam-okafor"]), sent, **headers).status_code == status  # type: ignore[arg-type]  # headers as keywords


@pytest.mark.slow
@pytest.mark.once
def test_reading_writes_only_the_record_and_the_session(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T16: every page as many of those who may open it, and not a row is another; but who reads a note in an access case owes its
    author word of it (TRUST 1.6), and that debt is written down with the reading."""
    left = (*ALSO_WRITTEN, "custody_telling", "custody_helditem")
    before = rows_of_all_tables(but=left)
    for one in PAGES:
        for member in (
            "engineer",
            "peer",
            "manager",
            "delegate",
            "upline",
            "hr_partner",
            "hr_admin",
            "mentor",
            "executive",
            "privacy_officer",
        ):
            if member in one.who:
                everybody[member].ask("GET", reverse(one.name, args=one.args(scene)))
                everybody[member].ask("HEAD", reverse(one.name, args=one.args(scene)))
    after_all = rows_of_all_tables(but=left)
    assert {table for table, rows in after_all.items() if rows != before[table]} == set()


# T17, T36: what every answer says to the browser

SANDBOX = {"sandbox", "default-src 'none'"}
"""What somebody brought along may do nothing at all (T25)."""
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
SELDOM = ("anonymous", "peer", "account_only")


@pytest.mark.slow
@pytest.mark.once
def test_every_answer_protects_itself(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T17, T36, 2.3: opened, refused, redirected, as page and as fragment."""
    wanted = {*POLICY.split("; "), "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"}
    wrong: dict[str, dict[str, str]] = {}
    for one in [one for one in DOORS if one.who]:
        for member in {who_may(one), *SELDOM}:
            answer = asked(everybody[member], one, scene, htmx=member == "peer")
            said = {name: answer.headers.get(name, "") for name in HEADERS}
            policy = {part.strip() for part in answer.headers.get("Content-Security-Policy", "").split(";")}
            bad = {name: value for name, value in said.items() if value != HEADERS[name]}
            if policy != (SANDBOX if one.name == "evidence-file" and answer.status_code == 200 else wanted):
                bad["Content-Security-Policy"] = answer.headers.get("Content-Security-Policy", "")
            if "HX-Request" not in answer.headers.get("Vary", "") or "camera=()" not in answer.headers.get("Permissions-Policy", ""):
                bad["Vary"] = answer.headers.get("Vary", "")
            bad |= {
                name: answer.headers[name] for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in answer.headers
            }
            if bad:
                wrong[f"{member} at {one.label}"] = bad
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.once
def test_a_link_that_leaves_the_house_takes_nothing_along(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T17."""
    found: set[str] = set()
    for one in PAGES:
        for member in ("engineer", "manager"):
            answer = everybody[member].ask("GET", reverse(one.name, args=one.args(scene)))
            if answer["Content-Type"].startswith("text/html"):
                found |= set(re.findall(r"<a [^>]*href=\"https?://[^>]*>", answer.content.decode()))
    assert found
    assert [link for link in found if 'rel="noopener noreferrer"' not in link] == []


@pytest.mark.parametrize(
    "address",
    [
        *("/admin/", "/admin/login/", "/.git/config", "/.env", "/__debug__/", "/static/../settings.py", "/static/%2e%2e/settings.py"),
        *("/server-status", "/metrics", "/api/", "/phpmyadmin/", "/accounts/signup/", "/accounts/email/", "/secret", "/keys/ring.json"),
        *("/people/sam-okafor/x.css", "/me/plan/x.css", "/overview/.css", "/people/sam-okafor/plans/2026-q4/..%2f..%2f/"),
    ],
)
def test_nothing_answers_where_nothing_should(scene: Scene, everybody: dict[str, Browser], address: str) -> None:
    """TRUST T22, T36."""
    assert {everybody[member].ask("GET", address).status_code for member in ("anonymous", "engineer", "hr_admin", "operator")} == {404}


# T19: what a refusal gives away

TOKENS = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=name="op_id" value=")[^"]+|[A-Za-z0-9]{64}')


def bare(answer: HttpResponse) -> tuple[int, str, dict[str, str]]:
    """An answer without what is new each time."""
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    return answer.status_code, TOKENS.sub("", answer.content.decode()), headers


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_may_not_be_seen_looks_like_what_never_was(scene: Scene, everybody: dict[str, Browser], method: str, htmx: bool) -> None:
    """TRUST T19, 0.6: the same bytes and headers for an address that exists and one that does not."""
    wrong: set[str] = set()
    refused = 0
    unknown = {member: bare(everybody[member].ask("GET", "/no/such/page/", htmx=htmx)) for member in everybody}
    for one in [one for one in DOORS if one.method == method and one.who and one.name != "account_logout"]:
        for member in ("peer", "outsider", "upline", "hr_partner", "executive", "mentor", "account_only"):
            if one.expected(member) != 404:
                continue
            refused += 1
            if bare(asked(everybody[member], one, scene, htmx=htmx)) != unknown[member]:
                wrong.add(f"{member} at {one.label}")
    assert wrong == set()
    assert refused > 200


# T34: hostile addresses and fields

QUERIES = (
    "order_by=password&sort=-owner__account__password&ordering=?",
    "filter[__class]=x&owner__account__password__startswith=a&_connector=OR%201%3D1&pk__in=1",
    "q=%00&kind=%00&open=%00&team=%00&from=%00&version=%00&show=%00&next=%00&key=%00",
    "page=1e9&version=1e9&kind=people&q=ab&open=blocked&team=1e9",
    "page=-1&version=-1&q=ab&open=-1&team=-1&direct=yes",
    "page=99999999999999999999999&version=99999999999&q=%25%25&team=99999999999999999999",
    "q=' OR 1=1 --&open=' OR 1=1 --&show=');DROP TABLE people_person;--&from=../../etc/passwd&leavers=1",
    "q=%F0%9F%98%80%C3%28%ED%A0%80&kind[]=people&kind=objectives&kind=teams&page=%D9%A3",
    "q=" + "a" * 4000 + "&page=" + "9" * 400,
    "q=%5B%5B%5B(((a%7C)*)*)*&kind=people&fold=all&show=critical&view=organisation",
    "&".join(f"a{number}=1" for number in range(300)),
)


@pytest.mark.slow
@pytest.mark.once
def test_no_address_breaks_a_page(scene: Scene, everybody: dict[str, Browser]) -> None:
    """TRUST T34: lookups, orders, numbers and signs that nobody asked for are left alone or refused, never a failure."""
    wrong: dict[str, int] = {}
    for one in PAGES:
        for member in {who_may(one), "hr_admin" if "hr_admin" in one.who else who_may(one)}:
            for query in QUERIES:
                status = everybody[member].ask("GET", f"{reverse(one.name, args=one.args(scene))}?{query}").status_code
                if status not in {one.ok, 200, 302, 400, 404}:
                    wrong[f"{member} at {one.label} ?{query[:50]}"] = status
    assert wrong == {}


@pytest.mark.parametrize(
    "path",
    [
        *("/okrs/a%00b/", "/okrs/2026-q4/P%00/", "/invitations/a%00b/", "/accounts/password/reset/key/1-%00/", "/okrs/%F0%9F%98%80/"),
        *("/people/sam-okafor/one-to-ones/9999-12-31/", "/people/sam-okafor/one-to-ones/0001-01-01/"),
        *("/people/sam-okafor/one-to-ones/2026-13-45/", "/framework/engineering-craft/99999999999999999999999/"),
        *("/people/sam-okafor/plans/2026-q4/goals/99999999999999999999999/", "/people/-/"),
    ],
)
def test_no_path_breaks_a_page(scene: Scene, everybody: dict[str, Browser], path: str) -> None:
    """TRUST T34."""
    assert {everybody[member].ask("GET", path).status_code for member in ("engineer", "anonymous")} <= {200, 302, 400, 404}


VALUES = (
    "a\0b",
    "9" * 40,
    "-1",
    "1e999",
    "NaN",
    "Infinity",
    "9999-12-31",
    "0001-01-01",
    "2026-13-45",
    "0001-01-01T00:00:00+14:00",
    "' OR 1=1 --",
)
EVERY_NAME = (
    *(
        "text",
        "what",
        "outcome",
        "why",
        "lane",
        "title",
        "name",
        "called",
        "email",
        "status",
        "country",
        "timezone",
        "theme",
        "site",
        "key",
    ),
    *(
        "value",
        "confidence",
        "note",
        "wanted",
        "people_needed",
        "role_profile",
        "serves",
        "whose",
        "owner",
        "direction",
        "target",
        "baseline",
    ),
    *("due_date", "current", "unit", "critical", "move", "evidence", "start", "kind", "share-strengths", "learned", "capability", "link"),
    *(
        "happened_on",
        "answer",
        "reply",
        "held_on",
        "to",
        "reason",
        "open",
        "done",
        "ticked",
        "focus",
        "focus_by",
        "manager",
        "since",
        "team",
    ),
    *("hr_partner", "delegate", "first_day", "last_day", "person", "role", "parent", "lead", "based_on", "do", "mend-2-name", "date_order"),
    *("col-email", "col-name", "unknown_managers", "next", "password", "oldpassword", "password1", "login", "start_date", "external_id"),
    *(f"goal-1-{name}" for name in ("outcome", "lane", "key_result", "capability", "level_now", "level_aimed", "target_date", "supporter")),
    *(f"goal-1-{name}" for name in ("status", "moved", "in_the_way", "remover", "remove_by", "commitment-what", "commitment-due_date")),
    *(f"goal-1-action-1-{name}" for name in ("kind", "what", "partner", "due_date", "applied_in")),
    *(f"{prefix}-{name}" for prefix in ("c1", "action-3") for name in ("state", "reason", "new_due", "words", "done_on", "doing_evidence")),
    *(f"gap-{name}" for name in ("capability", "need", "level_now", "level_needed", "evidence", "why")),
    *("organisation-name", "organisation-timezone", "organisation-country", "year-month", "strengths-text", "gap-1-disagreement"),
)


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES)
def test_no_value_breaks_a_form(scene: Scene, everybody: dict[str, Browser], value: str) -> None:
    """TRUST T34: a value in every field of every form is taken, refused or unread, never a failure."""
    wrong: dict[str, int] = {}
    for one in [*FORMS, *(one for one in DOORS if one.name == "plan-edit" and one.method == "POST")]:
        kept = {name: sent for name, sent in one.body(scene).items() if name in {"move", "answer", "kind", "confirm", "agree"}}
        for fields in ({**dict.fromkeys(EVERY_NAME, value), **kept}, {**VALID.get(one.name, {}), **one.body(scene), **_days(value)}):
            with transaction.atomic():
                status = everybody[who_may(one)].ask("POST", reverse(one.name, args=one.args(scene)), fields).status_code
                transaction.set_rollback(True)
            if status >= 500:
                wrong[one.label] = status
    assert wrong == {}


def _days(value: str) -> dict[str, object]:
    """The days and numbers of a form that is right otherwise, spoilt."""
    days = ("due_date", "since", "last_day", "first_day", "held_on", "happened_on", "to", "value", "goal-1-commitment-due_date")
    return dict.fromkeys((*days, "action-3-done_on", "people_needed", "target"), value)
