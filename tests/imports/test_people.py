"""People come out of files as they are meant, and what is wrong is named by line, column and reason (DATA-4, TRUST N20, N21, X12)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.imports.conftest import HEADER, NOW, ImportPeople, codes, counts, real_file

from cadenza.objections import Refused
from cadenza.people.import_plan import UnknownManagers, loops_in
from cadenza.people.models import Account, HRScope, Organisation, Person, ReportingLine, Team
from cadenza.people.relations import manager_of
from cadenza.people.rules import PersonStatus
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db

BOSS = ("boss@x.example", "Bea Boss", "", "Director", "Sales", "2020-01-01")
ANNE = ("anne@x.example", "Anne Miller", "boss@x.example", "Engineer", "Sales/Tools", "2021-05-06")
LATER = NOW + timedelta(hours=1)


def person(email: str) -> Person:
    return Person.objects.get(email=email)


def one_bad_cell(people_file: ImportPeople, column: str, cell: str) -> set[tuple[int, str, str]]:
    """The codes for a row of Anne's with one cell put wrong."""
    header = [*HEADER, *([column] if column not in HEADER else [])]
    anne = dict(zip(HEADER, ANNE, strict=True)) | {column: cell}
    report = people_file([[*BOSS, ""][: len(header)], [anne[name] for name in header]], header=header, check=True)
    assert not report.applied
    return {code for code in codes(report) if code[2] != "several-at-the-top"}


# --- what a good file does


def test_a_file_makes_people_teams_and_lines(people_file: ImportPeople) -> None:
    report = people_file([ANNE, BOSS])
    assert counts(report) == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "left_out": 0, "applied": True}
    anne = person("anne@x.example")
    assert (anne.name, anne.title, anne.start_date, anne.handle) == ("Anne Miller", "Engineer", date(2021, 5, 6), "anne-miller")
    assert (anne.team.name, anne.team.parent.name) == ("Tools", "Sales")
    assert manager_of(anne, at=NOW) == person("boss@x.example")
    assert anne.path == f"/{person('boss@x.example').pk}/{anne.pk}/"


def test_checking_changes_nothing(people_file: ImportPeople) -> None:
    report = people_file([BOSS, ANNE], check=True)
    assert (report.new, report.applied, Person.objects.count(), Team.objects.count()) == (2, False, 0, 0)


def test_the_same_file_again_changes_nothing(people_file: ImportPeople) -> None:
    """TRUST N20: reordered, in another case and encoding, with a byte order mark."""
    people_file([BOSS, ANNE])
    entries = Content.objects.count()
    text = "NAME;E-mail;Manager_Email;Team;Title;Start_Date\nAnne Miller; ANNE@X.example ;Boss@x.example;sales/TOOLS;Engineer;06.05.2021\nBea Boss;boss@x.example;;Sales;Director;\n"
    report = people_file(b"\xef\xbb\xbf" + text.encode(), at=LATER)
    assert counts(report) == {"rows": 2, "new": 0, "changed": 0, "unchanged": 2, "left_out": 0, "applied": True}
    assert (Content.objects.count(), ReportingLine.objects.count()) == (entries, 1)


def test_blank_cells_erase_nothing(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE])
    report = people_file([("anne@x.example", "Anne Miller", "", "", "", ""), ("boss@x.example", "Bea Boss", "", "n/a", "-", "")], at=LATER)
    assert (report.unchanged, report.changed) == (2, 0)
    assert person("anne@x.example").title == "Engineer"


def test_a_changed_title_is_shown_before_and_after(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE])
    report = people_file([("anne@x.example", "Anne Miller", "", "Lead engineer", "", "")], check=True, at=LATER)
    difference = report.changed_examples[0].differences[0]
    assert (difference.column, difference.before, difference.after) == ("title", "Engineer", "Lead engineer")


def test_a_new_address_under_a_known_id_is_an_update(people_file: ImportPeople) -> None:
    """TRUST N20; the account signs in with the new address."""
    header = (*HEADER, "id")
    people_file([(*BOSS, "E1"), (*ANNE, "E2")], header=header)
    anne = person("anne@x.example")
    anne.account = Account.objects.create_user("anne@x.example", "a long enough secret")
    anne.save()
    report = people_file([("a.smith@x.example", "Anne Smith", "", "", "", "", "E2")], header=header, at=LATER)
    anne.refresh_from_db()
    assert (report.changed, anne.email, anne.name, Person.objects.count()) == (1, "a.smith@x.example", "Anne Smith", 2)
    assert Account.objects.get(pk=anne.account_id).email == "a.smith@x.example"


def test_two_people_may_swap_addresses(people_file: ImportPeople) -> None:
    header = (*HEADER, "id")
    people_file([(*BOSS, "E1"), (*ANNE, "E2")], header=header)
    report = people_file(
        [("anne@x.example", "Bea Boss", "", "", "", "", "E1"), ("boss@x.example", "Anne Miller", "", "", "", "", "E2")],
        header=header,
        at=LATER,
    )
    assert (report.changed, report.applied) == (2, True)
    assert person("anne@x.example").name == "Bea Boss"


def test_an_id_joins_somebody_known_by_address(people_file: ImportPeople) -> None:
    people_file([BOSS])
    people_file([(*BOSS, "E1")], header=(*HEADER, "id"), at=LATER)
    assert person("boss@x.example").external_id == "E1"


def test_a_new_manager_is_a_new_line_and_the_old_one_ends(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE, ("c@x.example", "Cy", "boss@x.example", "", "", "")])
    people_file([("anne@x.example", "Anne Miller", "c@x.example", "", "", "")], at=LATER)
    anne = person("anne@x.example")
    assert [(line.manager.email, line.since, line.until) for line in anne.lines.order_by("since")] == [
        ("boss@x.example", NOW, LATER),
        ("c@x.example", LATER, None),
    ]
    assert manager_of(anne, at=NOW) == person("boss@x.example")


def test_a_line_planned_for_later_stays_planned(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE, ("c@x.example", "Cy", "boss@x.example", "", "", ""), ("d@x.example", "Di", "boss@x.example", "", "", "")])
    anne, turn = person("anne@x.example"), NOW + timedelta(days=30)
    ReportingLine.objects.filter(person=anne).update(until=turn)
    ReportingLine.objects.create(person=anne, manager=person("d@x.example"), since=turn)
    people_file([("anne@x.example", "Anne Miller", "c@x.example", "", "", "")], at=LATER)
    assert [(line.manager.email, line.until) for line in anne.lines.order_by("since")] == [
        ("boss@x.example", LATER),
        ("c@x.example", turn),
        ("d@x.example", None),
    ]


def test_one_trail_entry_for_each_person_changed(people_file: ImportPeople) -> None:
    """DATA-2."""
    people_file([BOSS, ANNE])
    people_file([("anne@x.example", "Anne Miller", "", "Lead", "", "")], at=LATER)
    assert sorted(Content.objects.filter(kind__startswith="people.person").values_list("kind", flat=True)) == [
        "people.person-added",
        "people.person-added",
        "people.person-changed",
    ]


def test_the_trail_holds_no_words_of_the_file(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE])
    assert not [facts for facts in Content.objects.values_list("facts", flat=True) if "Miller" in str(facts) or "Engineer" in str(facts)]


def test_a_team_made_by_the_file_is_led_by_whoever_reports_out_of_it(people_file: ImportPeople) -> None:
    people_file([BOSS, ("l@x.example", "Lea", "boss@x.example", "", "Tools", ""), ("m@x.example", "Mo", "l@x.example", "", "Tools", "")])
    assert Team.objects.get(name="Tools").lead == person("l@x.example")


def test_an_hr_partner_gets_the_scope(people_file: ImportPeople) -> None:
    people_file([(*BOSS, ""), (*ANNE, "boss@x.example")], header=(*HEADER, "hr_partner_email"))
    assert HRScope.objects.get(until=None).partner == person("boss@x.example")


def test_managers_may_be_named_by_id_or_by_a_name_that_only_one_has(people_file: ImportPeople) -> None:
    header = ("id", "name", "email", "manager")
    people_file(
        [("E1", "Bea Boss", "b@x.example", ""), ("E2", "Anne", "a@x.example", "E1"), ("E3", "Cy", "c@x.example", "Bea Boss")], header=header
    )
    assert set(ReportingLine.objects.values_list("manager__email", flat=True)) == {"b@x.example"}
    assert ReportingLine.objects.count() == 2


def test_people_without_an_address_are_kept_by_their_id(people_file: ImportPeople) -> None:
    header = ("id", "name", "email")
    people_file([("E1", "Wes Warehouse", ""), ("E2", "Wyn Warehouse", "")], header=header)
    report = people_file([("E1", "Wes Warehouse", ""), ("E2", "Wyn Warehouse", "")], header=header, at=LATER)
    assert (report.unchanged, Person.objects.count()) == (2, 2)


# --- leavers, vacancies, stubs


def test_an_end_date_that_is_over_makes_a_leaver(people_file: ImportPeople) -> None:
    header = (*HEADER, "end_date")
    people_file([(*BOSS, ""), (*ANNE, "")], header=header)
    anne = person("anne@x.example")
    anne.account = Account.objects.create_user("anne@x.example", "a long enough secret")
    anne.save()
    people_file([(*ANNE, "2026-11-01")], header=header, at=LATER)
    anne.refresh_from_db()
    assert (anne.status, anne.account.is_active, manager_of(anne, at=LATER)) == (PersonStatus.LEAVER, False, None)


def test_an_end_date_ahead_ends_the_line_on_its_day(people_file: ImportPeople) -> None:
    header = (*HEADER, "end_date")
    people_file([(*BOSS, ""), (*ANNE, "2026-12-31")], header=header)
    anne = person("anne@x.example")
    assert anne.status == PersonStatus.ACTIVE
    assert manager_of(anne, at=NOW + timedelta(days=37)) is not None
    assert manager_of(anne, at=NOW + timedelta(days=38)) is None


def test_a_file_with_leavers_changes_nothing_the_second_time(people_file: ImportPeople) -> None:
    rows = [(*BOSS, "", ""), (*ANNE, "2026-11-01", "terminated"), ("c@x.example", "Cy", "anne@x.example", "", "", "", "", "on leave")]
    header = (*HEADER, "end_date", "status")
    assert people_file(rows, header=header).applied
    report = people_file(rows, header=header, at=LATER)
    assert (report.unchanged, report.changed) == (3, 0)
    assert (4, "manager_email", "manager-has-left") in codes(report)
    assert person("c@x.example").status == PersonStatus.ABSENT


def test_somebody_who_left_is_not_brought_back_by_a_file(people_file: ImportPeople) -> None:
    """TRUST X16: old records do not attach to whoever comes back."""
    header = (*HEADER, "status")
    people_file([(*BOSS, "active"), (*ANNE, "left")], header=header)
    assert (2, "status", "left-before") in codes(people_file([(*ANNE, "active")], header=header, at=LATER))


def test_the_last_hr_admin_cannot_leave_by_a_file(people_file: ImportPeople) -> None:
    """TRUST X8."""
    header = (*HEADER, "status")
    people_file([(*BOSS, "active"), (*ANNE, "active")], header=header)
    person("boss@x.example").grants.create(role="hr-admin", since=NOW)
    Organisation.objects.create(name="X", set_up_at=NOW)
    assert (2, "status", "last-holder") in codes(people_file([(*BOSS, "left")], header=header, at=LATER))


@pytest.mark.parametrize("name", ["Vacant", "VACANCY - Engineer", "Open Position", "TBH", "To be hired (Q1)", "Engineer (vacant)", "N.N."])
def test_a_vacancy_with_a_key_is_kept_as_a_vacancy(people_file: ImportPeople, name: str) -> None:
    report = people_file([("seat1@x.example", name, "", "", "", "")])
    assert (2, "name", "vacancy") in codes(report)
    assert Person.objects.get().status == PersonStatus.VACANT


def test_a_vacancy_that_nothing_tells_apart_is_named(people_file: ImportPeople) -> None:
    assert (2, "email", "vacancy-without-key") in codes(people_file([("", "Vacant", "", "", "", "")]))


def test_a_vacancy_is_filled_by_a_later_file(people_file: ImportPeople) -> None:
    people_file([("S1", "Vacant", "")], header=("id", "name", "email"))
    people_file([("S1", "Nia New", "nia@x.example")], header=("id", "name", "email"), at=LATER)
    assert person("nia@x.example").status == PersonStatus.ACTIVE


def test_a_manager_nobody_knows_is_refused(people_file: ImportPeople) -> None:
    report = people_file([ANNE])
    assert (2, "manager_email", "unknown-manager") in codes(report)
    assert (report.applied, report.left_out, Person.objects.count()) == (False, 1, 0)


def test_a_manager_nobody_knows_can_become_a_stub(people_file: ImportPeople) -> None:
    people_file([ANNE], unknown_managers=UnknownManagers.STUB)
    assert (person("boss@x.example").status, person("boss@x.example").name) == (PersonStatus.STUB, "Boss")
    report = people_file([BOSS, ANNE], at=LATER)
    assert (report.changed, report.unchanged, person("boss@x.example").status) == (1, 1, PersonStatus.ACTIVE)


def test_a_stub_file_changes_nothing_the_second_time(people_file: ImportPeople) -> None:
    rows = [ANNE, ("c@x.example", "Cy", "Old Chief", "", "", "")]
    people_file(rows, unknown_managers=UnknownManagers.STUB)
    report = people_file(rows, unknown_managers=UnknownManagers.STUB, at=LATER)
    assert (report.unchanged, Person.objects.filter(status=PersonStatus.STUB).count()) == (2, 2)


def test_a_row_with_an_unknown_manager_can_stand_at_the_top(people_file: ImportPeople) -> None:
    report = people_file([ANNE], unknown_managers=UnknownManagers.TOP)
    assert (report.applied, ReportingLine.objects.count()) == (True, 0)


# --- what a bad file is told


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("email", "anne at x", "not-an-address"),
        ("email", "", "no-key"),
        ("email", "=1+1", "not-an-address"),
        ("name", "", "name-missing"),
        ("name", "N" * 101, "too-long"),
        ("name", "x" * 3000, "too-long"),
        ("title", "t" * 3000, "too-long"),
        ("team", "t" * 3000, "too-long"),
        ("team", "t" * 300, "team-too-long"),
        ("team", "/".join("abcdefghij"), "team-too-long"),
        ("manager_email", "m" * 3000, "too-long"),
        ("manager_email", "nobody@x.example", "unknown-manager"),
        ("manager_email", "anne@x.example", "reports-to-self"),
        ("start_date", "2026-02-30", "impossible-date"),
        ("start_date", "0000-00-00", "impossible-date"),
        ("start_date", "03/04/2021", "unclear-date"),
        ("end_date", "1999-01-01", "ends-before-start"),
        ("status", "frobnicated", "unknown-status"),
        ("country", "Ruritania", "unknown-country"),
        ("timezone", "Mars/Olympus", "unknown-timezone"),
        ("hr_partner_email", "nobody@x.example", "unknown-hr-partner"),
        ("hr_partner_email", "anne@x.example", "own-hr-partner"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(people_file: ImportPeople, column: str, cell: str, code: str) -> None:
    assert one_bad_cell(people_file, column, cell) == {(3, column, code)}


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("name", "An\u200bne Mil\u202eler", "hidden-characters"),
        ("name", "Anne\nMiller", "line-break"),
        ("name", "<script>alert(1)</script>", "looks-like-markup"),
        ("title", "=HYPERLINK(1)", "looks-like-formula"),
        ("title", "@SUM(1)", "looks-like-formula"),
    ],
)
def test_an_odd_cell_is_remarked_on_and_kept_as_text(people_file: ImportPeople, column: str, cell: str, code: str) -> None:
    assert one_bad_cell(people_file, column, cell) == {(3, column, code)}
    people_file([BOSS, [cell if name == column else value for name, value in zip(HEADER, ANNE, strict=True)]])
    kept = getattr(person("anne@x.example"), column)
    assert kept == cell.replace("\u200b", "").replace("\u202e", "").replace("\n", " ")


def test_padding_case_and_composition_are_put_right_without_a_word(people_file: ImportPeople) -> None:
    report = people_file([("  ANNE@X.Example ", " Zoe\u0308  Miller ", "", "", "", "")])
    assert (report.problems, person("anne@x.example").name) == ([], "Zoë Miller")


def test_countries_zones_and_states_are_known_by_many_names(people_file: ImportPeople) -> None:
    header = ("email", "name", "country", "timezone", "status")
    people_file(
        [
            ("a@x.example", "A", "United Kingdom", "europe/london", "Employed"),
            ("b@x.example", "B", "DEU", "Asia/Kolkata (IST)", "Sabbatical"),
        ],
        header=header,
    )
    assert list(Person.objects.order_by("email").values_list("country", "timezone", "status")) == [
        ("GB", "Europe/London", "active"),
        ("DE", "Asia/Kolkata", "absent"),
    ]


def test_the_first_row_of_a_person_counts(people_file: ImportPeople) -> None:
    report = people_file([BOSS, ("BOSS@x.example ", "Bea Boss", "", "Other", "", "")])
    assert codes(report) == {(3, "email", "same-person-again")}
    assert not report.applied
    people_file([BOSS, ("BOSS@x.example ", "Bea Boss", "", "Other", "", "")], leave_out_bad_rows=True)
    assert person("boss@x.example").title == "Director"


def test_one_id_for_two_people_is_named(people_file: ImportPeople) -> None:
    report = people_file([("E1", "A", "a@x.example"), ("E1", "B", "b@x.example")], header=("id", "name", "email"))
    assert codes(report) == {(1, "manager_email", "no-manager-column"), (3, "id", "id-used-twice")}


def test_an_address_that_belongs_to_another_id_is_refused(people_file: ImportPeople) -> None:
    header = (*HEADER, "id")
    people_file([(*BOSS, "E1"), (*ANNE, "E2")], header=header)
    report = people_file([("anne@x.example", "Somebody", "", "", "", "", "E9")], header=header, at=LATER)
    assert (2, "email", "address-of-another") in codes(report)


def test_the_same_name_with_another_address_never_blocks(people_file: ImportPeople) -> None:
    report = people_file([BOSS, ANNE, ("anne2@x.example", "anne miller", "boss@x.example", "", "", "")])
    assert codes(report) == {(4, "name", "same-name")}
    assert report.applied


def test_several_at_the_top_are_remarked_on(people_file: ImportPeople) -> None:
    report = people_file([BOSS, ("c@x.example", "Cy", "", "", "", "")])
    assert codes(report) == {(2, "manager_email", "several-at-the-top"), (3, "manager_email", "several-at-the-top")}
    assert report.applied


def test_a_loop_is_refused_and_named(people_file: ImportPeople) -> None:
    """TRUST X12."""
    report = people_file(
        [
            BOSS,
            ("a@x.example", "Al", "c@x.example", "", "", ""),
            ("b@x.example", "Bo", "a@x.example", "", "", ""),
            ("c@x.example", "Cy", "b@x.example", "", "", ""),
        ]
    )
    found = [problem for problem in report.problems if problem.code == "reporting-loop"]
    assert [problem.row for problem in found] == [3, 4, 5]
    assert "Al → Cy → Bo → Al" in found[0].message


def test_a_loop_closed_by_lines_that_stand_already_is_refused(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE])
    report = people_file([("boss@x.example", "Bea Boss", "anne@x.example", "", "", "")], at=LATER)
    assert codes(report) == {(2, "manager_email", "reporting-loop")}


def test_a_loop_that_a_planned_line_would_close_later_is_refused(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE, ("c@x.example", "Cy", "boss@x.example", "", "", "")])
    turn = NOW + timedelta(days=30)
    ReportingLine.objects.filter(person=person("c@x.example")).update(until=turn)
    ReportingLine.objects.create(person=person("c@x.example"), manager=person("anne@x.example"), since=turn)
    report = people_file([("anne@x.example", "Anne Miller", "c@x.example", "", "", "")], at=LATER)
    assert (2, "manager_email", "reporting-loop") in codes(report)


def test_swapping_manager_and_report_is_no_loop(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE])
    people_file(
        [
            ("top@x.example", "Top", "", "", "", ""),
            ("boss@x.example", "Bea Boss", "anne@x.example", "", "", ""),
            ("anne@x.example", "Anne Miller", "top@x.example", "", "", ""),
        ],
        at=LATER,
    )
    assert manager_of(person("boss@x.example"), at=LATER) == person("anne@x.example")


def test_a_bare_team_name_finds_the_one_team_called_so(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE])
    people_file([("c@x.example", "Cy", "boss@x.example", "", "tools", "")], at=LATER)
    assert person("c@x.example").team.parent.name == "Sales"


def test_a_bare_team_name_of_several_teams_is_refused(people_file: ImportPeople) -> None:
    people_file([BOSS, ANNE, ("c@x.example", "Cy", "boss@x.example", "", "Ops/Tools", "")])
    assert (2, "team", "ambiguous-team") in codes(people_file([("d@x.example", "Di", "boss@x.example", "", "Tools", "")], at=LATER))


def test_a_line_with_more_cells_than_the_header_is_refused(people_file: ImportPeople) -> None:
    report = people_file(b"email,name,title\na@x.example,Miller, Anne,Engineer\n")
    assert (2, "", "too-many-cells") in codes(report)


@pytest.mark.parametrize("header", ["email,title", "name,title", "colour,shape", "E-Mail"])
def test_a_file_without_the_needed_columns_is_refused_whatever_is_left_out(people_file: ImportPeople, header: str) -> None:
    report = people_file(f"{header}\na@x.example,b\n".encode(), leave_out_bad_rows=True)
    assert "missing-column" in {code for _, _, code in codes(report)}
    assert (report.applied, Person.objects.count()) == (False, 0)


def test_a_header_alone_imports_nobody_and_says_so(people_file: ImportPeople) -> None:
    report = people_file([])
    assert (codes(report), report.rows, report.errors) == ({(1, "", "no-rows")}, 0, [])


# --- leaving out and mending


def test_bad_rows_are_left_out_only_by_choice(people_file: ImportPeople) -> None:
    rows = [BOSS, ANNE, ("c@x.example", "Cy", "boss@x.example", "", "", "soon")]
    assert (people_file(rows).applied, Person.objects.count()) == (False, 0)
    report = people_file(rows, leave_out_bad_rows=True)
    assert counts(report) == {"rows": 3, "new": 2, "changed": 0, "unchanged": 0, "left_out": 1, "applied": True}


def test_whoever_reports_to_a_row_left_out_is_named(people_file: ImportPeople) -> None:
    rows = [
        ("b@x.example", "Bo", "", "", "", "soon"),
        ("c@x.example", "Cy", "b@x.example", "", "", ""),
        ("d@x.example", "Di", "c@x.example", "", "", ""),
        BOSS,
    ]
    report = people_file(rows, leave_out_bad_rows=True)
    assert {(3, "manager_email", "manager-left-out"), (4, "manager_email", "manager-left-out")} <= codes(report)
    assert (report.new, report.left_out) == (1, 3)
    report = people_file(rows, leave_out_bad_rows=True, unknown_managers=UnknownManagers.TOP, at=LATER)
    assert (report.new, person("d@x.example").lines.get().manager) == (2, person("c@x.example"))


def test_a_cell_mended_on_the_page_counts_instead_of_the_files(people_file: ImportPeople) -> None:
    report = people_file([BOSS, ("c@x.example", "Cy", "boss@x.example", "", "", "soon")], mends={(3, "start_date"): "2026-01-02"})
    assert (report.applied, person("c@x.example").start_date) == (True, date(2026, 1, 2))


# --- large changes and failures


def test_many_leavers_need_to_be_confirmed_on_the_page(people_file: ImportPeople) -> None:
    """TRUST N21."""
    rows = [BOSS, *((f"p{n}@x.example", f"Person {n}", "boss@x.example", "", "", "") for n in range(20))]
    people_file(rows)
    boss = person("boss@x.example")
    boss.grants.create(role="hr-admin", since=NOW)
    gone = [(*row, "left") for row in rows[1:8]]
    header = (*HEADER, "status")
    with pytest.raises(Refused) as refused, transaction.atomic():
        people_file(gone, header=header, by=boss, at=LATER)
    assert refused.value.objections[0].code == "large-change-unconfirmed"
    assert people_file(gone, header=header, by=boss, at=LATER, confirmed_large=True).applied


def test_the_command_is_warned_of_many_leavers(people_file: ImportPeople) -> None:
    """TRUST N21: INTERFACES gives the command no switch to confirm with."""
    rows = [BOSS, *((f"p{n}@x.example", f"Person {n}", "boss@x.example", "", "", "") for n in range(20))]
    people_file(rows)
    report = people_file([(*row, "left") for row in rows[1:8]], header=(*HEADER, "status"), at=LATER)
    assert (1, "", "large-change") in codes(report)
    assert report.applied


@pytest.mark.parametrize("step", ["_make_teams", "_add", "_draw_lines", "_see_off", "_name_leads", "_entries"])
def test_an_import_that_fails_half_way_leaves_no_trace(people_file: ImportPeople, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """TRUST N21, N14."""
    people_file([BOSS])
    before = (Person.objects.count(), Team.objects.count(), ReportingLine.objects.count(), Content.objects.count())

    def fail(*_: object) -> None:
        raise IntegrityError("the disk said no")

    monkeypatch.setattr(f"cadenza.people.imports._Writer.{step}", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        people_file([ANNE, ("z@x.example", "Zed", "anne@x.example", "", "New", "")], at=LATER)
    assert (Person.objects.count(), Team.objects.count(), ReportingLine.objects.count(), Content.objects.count()) == before


# --- whoever imports


def test_hr_admin_does_not_change_the_own_line_by_a_file(people_file: ImportPeople) -> None:
    """TRUST X7: the role is void towards oneself and upwards."""
    people_file([BOSS, ANNE, ("c@x.example", "Cy", "boss@x.example", "", "", "")])
    anne = person("anne@x.example")
    anne.grants.create(role="hr-admin", since=NOW)
    rows = [(*BOSS[:3], "Chief", "", ""), (*ANNE[:3], "Chief", "", ""), ("c@x.example", "Cy", "boss@x.example", "Chief", "", "")]
    report = people_file(rows, by=anne, at=LATER)
    assert codes(report) == {(2, "", "not-yours-to-change"), (3, "", "not-yours-to-change")}
    report = people_file(rows, by=anne, at=LATER, leave_out_bad_rows=True)
    assert (report.changed, person("c@x.example").title, person("boss@x.example").title) == (1, "Chief", "Director")


# --- properties

NAMES = st.sampled_from(["", "Anne", "Bo", "Vacant", "=x", "Zoe\u0308", "a\u200bb", "N" * 101, "X\nY", "n/a"])
ADDRESSES = st.sampled_from(["", "a@x.example", "A@X.example ", "b@x.example", "c@x.example", "d@x.example", "not one", "=1"])
CELLS = st.tuples(
    ADDRESSES,
    NAMES,
    ADDRESSES,
    st.sampled_from(["", "Lead"]),
    st.sampled_from(["", "T", "S/T", "s / t", "/"]),
    st.sampled_from(["", "2020-01-01", "31/12/2020", "soon"]),
    st.sampled_from(["", "E1", "E2", "E3"]),
    st.sampled_from(["", "active", "left", "on leave", "vacant", "??"]),
    st.sampled_from(["", "2026-01-01", "2027-01-01"]),
    ADDRESSES,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(CELLS, max_size=9), unknown=st.sampled_from(list(UnknownManagers)))
def test_whatever_was_imported_changes_nothing_the_second_time(
    people_file: ImportPeople, rows: list[tuple[str, ...]], unknown: UnknownManagers
) -> None:
    """TRUST N20, DATA-4."""
    header = (*HEADER, "id", "status", "end_date", "hr_partner_email")
    with transaction.atomic():
        first = people_file(rows, header=header, leave_out_bad_rows=True, unknown_managers=unknown)
        assert first.rows == first.new + first.changed + first.unchanged + first.left_out == len([row for row in rows if any(row)])
        assert first.applied
        lines = dict(ReportingLine.objects.filter(until=None).values_list("person_id", "manager_id"))
        assert loops_in(lines) == []
        again = people_file(rows, header=header, leave_out_bad_rows=True, unknown_managers=unknown, at=LATER)
        assert (again.new, again.changed) == (0, 0)
        transaction.set_rollback(True)


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12), max_size=13))
def test_every_loop_is_found_once(lines: dict[int, int]) -> None:
    on_a_loop = set()
    for start in lines:
        step, steps = lines.get(start), 0
        while step is not None and step != start and steps < 20:
            step, steps = lines.get(step), steps + 1
        if step == start:
            on_a_loop.add(start)
    found = loops_in(lines)
    assert sorted(node for loop in found for node in loop) == sorted(on_a_loop)


# --- the real file


def test_the_real_file_is_reported_truly_and_then_imported(people_file: ImportPeople) -> None:
    """286 roles held by 285 people in 35 groups: one holds two."""
    report = people_file(real_file("people-real.csv"), check=True)
    assert (report.rows, report.new, report.left_out) == (286, 285, 1)
    assert [problem.code for problem in report.errors] == ["same-person-again"]
    report = people_file(real_file("people-real.csv"), leave_out_bad_rows=True)
    assert (report.applied, Person.objects.count(), ReportingLine.objects.count()) == (True, 285, 284)
    assert Team.objects.exclude(parent=None).count() == 35
    assert people_file(real_file("people-real.csv"), leave_out_bad_rows=True, at=LATER).unchanged == 285
