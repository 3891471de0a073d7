"""The import pages: a file is brought, matched, checked, mended and imported; to others they do not exist (DATA-4, J8, TRUST A1, B1, C1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import NOW, Cast

from cadenza.home import import_store
from cadenza.home.models import KeptFile, KeptPart
from cadenza.people.models import Person
from cadenza.sealing.models import DataKey
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HEAD = "E-mail;Full name;Manager;Job title;Team;Start date\n"
PLANTED = "zq-import-0007"


def rows_of(number: int) -> str:
    return "".join(
        f"p{n}@big.example;Person Number{n};{'p0@big.example' if n else ''};{PLANTED} engineer;Big/Team {n % 9};2024-01-02\n"
        for n in range(number)
    )


def bring(client: Client, text: str | bytes, kind: str = "people") -> str:
    """Upload; answers the address of the columns page."""
    data = text.encode() if isinstance(text, str) else text
    answer = client.post("/settings/import/", {"op_id": str(uuid4()), "kind": kind, "file": SimpleUploadedFile("staff.csv", data)})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def send(client: Client, url: str, **fields: str) -> str:
    answer = client.post(url, {"op_id": str(uuid4()), **fields})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def filled(client: Client, url: str) -> dict[str, str]:
    """The columns page's form as the browser would send it back."""
    html = client.get(url).content.decode()
    chosen = {}
    for name, options in re.findall(r'<select name="(col-[a-z_]+)".*?>(.*?)</select>', html, re.DOTALL):
        value = re.search(r'<option value="([^"]*)" selected', options)
        chosen[name] = value.group(1) if value else ""
    return chosen


def test_a_file_goes_from_upload_to_done_in_five_pages(cast: Cast, sign_in: SignIn) -> None:
    """J8: 500 people, three bad rows, mended in place."""
    client = sign_in(cast.hr_admin)
    assert client.get("/settings/import/").status_code == 200
    bad = "x1@big.example;Xa;p0@big.example;T;Big;2024-02-30\nx2;Xb;p0@big.example;T;Big;\nx3@big.example;Xc;gone@big.example;T;Big;\n"
    columns = bring(client, HEAD + rows_of(497) + bad)
    assert filled(client, columns)["col-manager_email"] == "2"
    check = send(client, columns, **filled(client, columns))
    page = client.get(check).content.decode()
    assert "3 things are wrong" in page
    assert "Import 497 people" in page
    check = send(
        client,
        check,
        do="check",
        **{"mend-499-start_date": "2024-02-28", "mend-500-email": "x2@big.example", "mend-501-manager_email": "p1@big.example"},
    )
    page = client.get(check).content.decode()
    assert "Import 500 people" in page
    done = send(client, check, do="import")
    assert "500" in client.get(done).content.decode()
    assert Person.objects.filter(email__endswith="@big.example").count() == 500
    assert Person.objects.get(email="x3@big.example").lines.get().manager.email == "p1@big.example"


def test_bad_lines_are_left_out_by_one_button(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + rows_of(3) + "x2;Xb;;;;\n")
    check = send(client, columns, **filled(client, columns))
    assert "and leave 1 line out" in client.get(check).content.decode()
    send(client, check, do="import")
    assert Person.objects.filter(email__endswith="@big.example").count() == 3


def test_the_file_is_sealed_while_it_waits_and_gone_when_it_is_imported(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + rows_of(3))
    stored = b"".join(bytes(part.sealed) for part in KeptPart.objects.all()) + bytes(KeptFile.objects.get().choices or b"")
    assert stored
    assert PLANTED.encode() not in stored
    assert b"staff.csv" not in stored
    check = send(client, columns, **filled(client, columns))
    send(client, check, do="import")
    kept = KeptFile.objects.get()
    assert (kept.parts.count(), kept.choices, kept.outcome["new"]) == (0, None, 3)
    assert DataKey.objects.get(unit=f"import:{kept.ref}").wrapped is None


def test_a_file_is_forgotten_after_a_day(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + rows_of(3))
    with clock.pinned(NOW + timedelta(hours=25)):
        assert sign_in(cast.hr_admin).get(columns).status_code in {302, 401, 404}
    assert import_store.forget_old(NOW + timedelta(hours=25)) == 1
    assert (KeptFile.objects.count(), KeptPart.objects.count()) == (0, 0)


def test_another_hr_admin_does_not_see_the_file(cast: Cast, sign_in: SignIn) -> None:
    columns = bring(sign_in(cast.hr_admin), HEAD + rows_of(3))
    cast.manager.grants.create(role="hr-admin", since=NOW - timedelta(days=1))
    other = sign_in(cast.manager)
    ref = columns.split("/")[3]
    for page in ("map/", "check/", "problems.csv", "done/"):
        assert other.get(f"/settings/import/{ref}/{page}").status_code == 404
    assert other.post(f"/settings/import/{ref}/check/", {"op_id": str(uuid4()), "do": "import"}).status_code == 404


@pytest.mark.parametrize("role", ["engineer", "manager", "upline", "outsider", "mentor", "hr_partner", "privacy_officer", "operator"])
def test_to_others_the_pages_do_not_exist(cast: Cast, sign_in: SignIn, role: str) -> None:
    """TRUST A1, A5: HR admin keeps people and lines; the operator has accounts, and the command."""
    client = sign_in(getattr(cast, role))
    assert client.get("/settings/import/").status_code == 404
    assert client.post("/settings/import/", {"op_id": str(uuid4()), "kind": "people"}).status_code == 404


def test_each_sees_the_kinds_that_are_theirs(cast: Cast, sign_in: SignIn) -> None:
    """TRUST B1, C1: objectives are written by executives and the top of the line, people and frameworks by HR admin."""
    html = sign_in(cast.hr_admin).get("/settings/import/").content.decode()
    assert 'value="people"' in html
    assert 'value="framework"' in html
    assert 'value="objectives"' not in html
    html = sign_in(cast.executive).get("/settings/import/").content.decode()
    assert 'value="objectives"' in html
    assert 'value="people"' not in html


def test_a_kind_that_is_not_theirs_is_refused_when_posted(cast: Cast, sign_in: SignIn) -> None:
    """TRUST T12."""
    answer = sign_in(cast.executive).post(
        "/settings/import/", {"op_id": str(uuid4()), "kind": "people", "file": SimpleUploadedFile("x.csv", HEAD.encode())}
    )
    assert (answer.status_code, KeptFile.objects.count()) == (422, 0)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 words", bytes(range(256)) * 40, b"PK\x03\x04broken"])
def test_a_file_that_is_no_table_is_refused_beside_its_field(cast: Cast, sign_in: SignIn, data: bytes) -> None:
    answer = sign_in(cast.hr_admin).post(
        "/settings/import/", {"op_id": str(uuid4()), "kind": "people", "file": SimpleUploadedFile("x.csv", data)}
    )
    assert (answer.status_code, KeptFile.objects.count(), KeptPart.objects.count()) == (422, 0, 0)
    assert "There is a problem" in answer.content.decode()


def test_markup_in_a_file_is_shown_as_text(cast: Cast, sign_in: SignIn) -> None:
    """TRUST T15."""
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + 'a@x.example;<script>alert(1)</script>;;"=cmd|x";{{7*7}};\n')
    check = send(client, columns, **filled(client, columns))
    html = client.get(check).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "{{7*7}}" in html


def test_the_problems_come_as_a_csv_without_formulas(cast: Cast, sign_in: SignIn) -> None:
    """TRUST T14."""
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + "=1+1@;Anne;;;;\nb@x.example;Bo;;;;soon\n")
    send(client, columns, **filled(client, columns))
    answer = client.get(columns.replace("map/", "problems.csv"))
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"].startswith("attachment")
    assert '"\'=1+1@"' in text
    assert '"3","start_date","error","impossible-date"' in text


def test_a_column_can_be_matched_by_hand(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    columns = bring(client, "Anschrift;Wer da\na@x.example;Anne\n")
    page = client.get(columns).content.decode()
    assert "Nothing is matched yet for: Name" in page
    assert "Match the columns first" in client.get(send(client, columns, **filled(client, columns))).content.decode()
    check = send(client, columns, **{"col-email": "0", "col-name": "1"})
    send(client, check, do="import")
    assert Person.objects.get(email="a@x.example").name == "Anne"


def test_a_column_that_is_not_there_cannot_be_matched(cast: Cast, sign_in: SignIn) -> None:
    """TRUST T12."""
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + rows_of(2))
    answer = client.post(columns, {"op_id": str(uuid4()), "col-email": "99"})
    assert answer.status_code == 422


def test_mends_of_other_columns_are_passed_over(cast: Cast, sign_in: SignIn) -> None:
    """TRUST T12."""
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + rows_of(2))
    check = send(client, columns, **filled(client, columns))
    send(client, check, do="check", **{"mend-2-handle": "x", "mend-9999999999-name": "x", "mend--name": "x", "mend-2-name": "Renamed"})
    assert import_store.chosen_for(KeptFile.objects.get()).mends == {"2": {"name": "Renamed"}}


def test_a_large_change_waits_for_the_tick(cast: Cast, sign_in: SignIn) -> None:
    """TRUST N21."""
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + rows_of(30))
    send(client, send(client, columns, **filled(client, columns)), do="import")
    gone = "E-mail;Name;Status\n" + "".join(f"p{n}@big.example;Person Number{n};left\n" for n in range(1, 20))
    columns = bring(client, gone)
    check = send(client, columns, **filled(client, columns))
    assert "A large change" in client.get(check).content.decode()
    answer = client.post(check, {"op_id": str(uuid4()), "do": "import"})
    assert (answer.status_code, Person.objects.filter(status="leaver", email__endswith="@big.example").count()) == (422, 0)
    send(client, check, do="import", confirmed_large="on")
    assert Person.objects.filter(status="leaver", email__endswith="@big.example").count() == 19


def test_the_preview_says_nothing_private(cast: Cast, sign_in: SignIn) -> None:
    """TRUST X15: the page for somebody on a plan of any kind reads as for anybody else."""
    client = sign_in(cast.hr_admin)

    def page_for(one: Person) -> str:
        columns = bring(client, f"E-mail;Name;Job title\n{one.email};{one.name};Something new\n")
        html = client.get(send(client, columns, **filled(client, columns))).content.decode()
        body = (
            html[html.index("<dl") : html.index("</form>", html.index("<dl"))].replace(one.name, "NAME").replace(one.title or "\0", "TITLE")
        )
        return re.sub(r'value="[^"]{20,}"|I-[A-Z0-9]{10}', "", body)

    assert page_for(cast.on_pip) == page_for(cast.engineer)


def test_sending_twice_imports_once(cast: Cast, sign_in: SignIn) -> None:
    """TRUST N09."""
    client = sign_in(cast.hr_admin)
    columns = bring(client, HEAD + rows_of(3))
    check = send(client, columns, **filled(client, columns))
    op_id = str(uuid4())
    first, second = (client.post(check, {"op_id": op_id, "do": "import"}) for _ in range(2))
    assert (first.status_code, second.status_code, first["Location"]) == (303, 303, second["Location"])
    assert Person.objects.filter(email__endswith="@big.example").count() == 3


def test_a_framework_is_imported_on_the_same_pages(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.hr_admin)
    columns = bring(client, "framework,family,capability,level,level_name,description\nOurs,,Code,1,,Works\n", kind="framework")
    check = send(client, columns, **filled(client, columns))
    assert "Import 1 line" in client.get(check).content.decode()
    send(client, check, do="import")
