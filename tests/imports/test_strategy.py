"""Objectives and key results come out of files; words instead of figures become drafts, never refusals (DATA-4, STRAT-1 to STRAT-3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.imports.conftest import NOW, ImportPeople, codes, counts, csv_bytes, read

from cadenza.people.models import Organisation, Person, Team
from cadenza.strategy.drafts import findings_in
from cadenza.strategy.import_rows import OBJECTIVES, span_of
from cadenza.strategy.imports import apply_objectives, check_objectives, may_import
from cadenza.strategy.models import CheckIn, Cycle, KeyResult, Objective
from cadenza.trail.models import Content
from cadenza.web.file_lines import Choices
from cadenza.web.file_report import Report

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
HEADER = ("level", "owner", "objective", "key_result", "baseline", "target", "current", "unit", "due", "critical")
WIN = ("company", "boss@x.example", "Win Germany", "Customers in Germany", "10", "40", "12", "customers", "2026-12-31", "yes")
FAST = ("team", "Sales/Tools", "Ship faster", "Days from idea to release", "21", "7", "18", "days", "2026-12-31", "")


@pytest.fixture(autouse=True)
def staff(people_file: ImportPeople) -> None:
    people_file(
        [("boss@x.example", "Bea Boss", "", "", "Sales", ""), ("anne@x.example", "Anne Miller", "boss@x.example", "", "Sales/Tools", "")]
    )


def objectives(
    rows: bytes | Iterable[Sequence[object]],
    *,
    header: Sequence[str] = HEADER,
    check: bool = False,
    leave_out: bool = False,
    by: Person | None = None,
    at: object = NOW,
) -> Report:
    table, mapping = read(rows if isinstance(rows, bytes) else csv_bytes(header, rows), OBJECTIVES)
    act = check_objectives if check else apply_objectives
    return act(table, mapping, by=by, at=at, choices=Choices(leave_out_bad_rows=leave_out))  # type: ignore[arg-type]


def with_cell(column: str, cell: str, row: tuple[str, ...] = WIN) -> Report:
    values = dict(zip(HEADER, row, strict=True)) | {column: cell}
    return objectives([list(values.values())], header=list(values), check=True)


def test_a_file_makes_cycle_objectives_and_key_results() -> None:
    report = objectives([WIN, FAST])
    assert counts(report) == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "left_out": 0, "applied": True}
    cycle = Cycle.objects.get()
    assert (cycle.key, cycle.start_date, cycle.end_date) == ("2026-q4", date(2026, 10, 1), date(2026, 12, 31))
    win = KeyResult.objects.get(title="Customers in Germany")
    assert (win.direction, win.baseline, win.target, win.current, win.unit, win.critical, win.state) == (
        "up",
        10,
        40,
        12,
        "customers",
        True,
        "active",
    )
    fast = KeyResult.objects.get(title="Days from idea to release")
    assert (fast.direction, fast.objective.team, fast.objective.level) == ("down", Team.objects.get(name="Tools"), "team")


def test_marking_a_result_critical_is_logged() -> None:
    """STRAT-3."""
    objectives([WIN])
    assert Content.objects.filter(kind="strategy.key-result-marked-critical").count() == 1


def test_the_same_objectives_again_change_nothing() -> None:
    objectives([WIN, FAST])
    entries = Content.objects.count()
    report = objectives([FAST, tuple(cell.upper() if place in {0, 1} else cell for place, cell in enumerate(WIN))], at=LATER)
    assert (report.unchanged, report.new, report.changed, Content.objects.count()) == (2, 0, 0, entries)


@pytest.mark.parametrize("target", ["NPS above 50", "", "As discussed with the board"])
def test_a_result_without_figures_is_a_draft_milestone(target: str) -> None:
    row = ("company", "boss@x.example", "Be loved", "Customers recommend us", "", target, "", "", "2026-12-31", "")
    report = objectives([row])
    assert (report.new, report.errors) == (1, [])
    result = KeyResult.objects.get()
    assert (result.state, result.direction, target in result.title) == ("draft", "milestone", True)
    assert objectives([row], at=LATER).unchanged == 1


def test_a_draft_comes_to_life_when_a_later_file_has_its_figures() -> None:
    objectives([("company", "boss@x.example", "Be loved", "NPS", "", "", "", "", "2026-12-31", "")])
    report = objectives([("company", "boss@x.example", "Be loved", "NPS", "20", "50", "", "", "", "")], at=LATER)
    result = KeyResult.objects.get()
    assert (report.changed, result.state, result.direction, result.target) == (1, "active", "up", 50)


def test_a_target_without_a_baseline_is_a_draft_with_its_figure() -> None:
    objectives([("company", "", "Be quick", "Reduce waiting time", "", "5", "", "min", "2026-12-31", "")])
    assert list(KeyResult.objects.values_list("state", "direction", "target", "unit")) == [("draft", "down", Decimal(5), "min")]


def test_blank_cells_erase_nothing() -> None:
    objectives([WIN])
    report = objectives([("company", "", "Win Germany", "Customers in Germany", "", "", "", "", "", "")], at=LATER)
    assert report.unchanged == 1
    assert KeyResult.objects.get().target == 40


def test_a_new_target_is_an_edit_of_that_field() -> None:
    """DATA-1: a page that was opened before does not overwrite what the file brought."""
    objectives([WIN])
    objectives([(*WIN[:5], "50", *WIN[6:])], at=LATER)
    result = KeyResult.objects.get()
    assert (result.target, result.revision_of("target"), result.changed_at) == (50, 1, LATER)


def test_what_somebody_checked_in_here_is_not_overwritten() -> None:
    """STRAT-2: check-ins append."""
    objectives([WIN])
    result = KeyResult.objects.get()
    CheckIn.objects.create(key_result=result, by=Person.objects.get(email="boss@x.example"), at=NOW, value=20)
    KeyResult.objects.update(current=20)
    report = objectives([WIN], at=LATER)
    assert (2, "current", "checked-in-since") in codes(report)
    assert KeyResult.objects.get().current == 20


def test_a_result_that_is_over_stays_as_it_is() -> None:
    objectives([WIN])
    KeyResult.objects.update(state="closed")
    report = objectives([(*WIN[:5], "99", *WIN[6:])], at=LATER)
    assert (report.unchanged, KeyResult.objects.get().target) == (1, 40)


@pytest.mark.parametrize(
    ("period", "month", "start"),
    [
        ("2026-q4", 1, date(2026, 10, 1)),
        ("Q1 2027", 1, date(2027, 1, 1)),
        ("FY27 Q1", 4, date(2026, 4, 1)),
        ("q3/26", 1, date(2026, 7, 1)),
        ("2027 Q4", 4, date(2027, 1, 1)),
    ],
)
def test_a_period_names_a_quarter_of_the_organisations_calendar(period: str, month: int, start: date) -> None:
    span = span_of(period, month)
    assert span is not None
    assert span.start_date == start


def test_a_missing_cycle_is_made_on_the_fiscal_calendar() -> None:
    Organisation.objects.create(name="X", fiscal_year_starts_in=2)
    objectives([(*WIN[:8], "2026-11-30", "")])
    assert list(Cycle.objects.values_list("key", "start_date")) == [("2027-q4", date(2026, 11, 1))]


def test_without_period_and_due_date_the_present_quarter_is_taken() -> None:
    report = objectives([(*WIN[:8], "", "")])
    assert (2, "period", "no-period") in codes(report)
    assert KeyResult.objects.get().due_date == date(2026, 12, 31)


def test_alignment_is_found_by_title_and_by_key() -> None:
    """STRAT-1."""
    header = (*HEADER, "key", "parent")
    objectives(
        [
            (*FAST, "T-1", "win germany"),
            (*WIN, "W-1", ""),
            ("team", "Sales", "Sell", "Calls", "0", "9", "", "", "2026-12-31", "", "", "W-1"),
        ],
        header=header,
    )
    win = Objective.objects.get(title="Win Germany")
    assert set(win.served_by.values_list("title", flat=True)) == {"Ship faster", "Sell"}
    assert set(KeyResult.objects.values_list("key", flat=True)) >= {"T-1", "W-1"}


def test_a_key_on_all_lines_of_an_objective_is_the_objectives() -> None:
    header = (*HEADER, "key")
    rows = [(*WIN, "O1"), (*WIN[:3], "Partners in Germany", "1", "5", "", "", "2026-12-31", "", "O1")]
    objectives(rows, header=header)
    assert Objective.objects.get().external_key == "O1"
    assert objectives(rows, header=header, at=LATER).unchanged == 2


def test_a_result_known_by_its_key_may_be_renamed() -> None:
    header = (*HEADER, "key")
    objectives([(*WIN, "W-1")], header=header)
    report = objectives([(*WIN[:2], "Win Austria", "Customers in Austria", *WIN[4:], "W-1")], header=header, at=LATER)
    assert (report.changed, Objective.objects.get().title, KeyResult.objects.get().title) == (1, "Win Austria", "Customers in Austria")


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("level", "galaxy", "unknown-objective-level"),
        ("level", "individual", "personal-objective"),
        ("owner", "nobody@x.example", "unknown-owner"),
        ("owner", "No Such Team", "unknown-owner"),
        ("objective", "", "cell-missing"),
        ("objective", "o" * 3000, "too-long"),
        ("key_result", "k" * 501, "too-long"),
        ("due", "2026-02-30", "impossible-date"),
        ("due", "03/04/2026", "unclear-date"),
        ("critical", "perhaps", "not-yes-or-no"),
        ("direction", "sideways", "unknown-direction"),
        ("confidence", "200", "unclear-confidence"),
        ("confidence", "sure", "unclear-confidence"),
        ("target", "1e400", None),
        ("target", "9" * 20, "figure-too-long"),
        ("direction", "down", "target-above-baseline"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(column: str, cell: str, code: str | None) -> None:
    found = {(row, where, name) for row, where, name in codes(with_cell(column, cell)) if name not in {"draft-result"}}
    if code is None:
        assert found == set()
    elif code == "target-above-baseline":
        assert found == {(2, "target", code)}
    else:
        assert found == {(2, column, code)}


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [("baseline", "a few", "no-figure"), ("period", "soon", "unclear-period"), ("parent", "Nothing", "unknown-parent")],
)
def test_what_is_only_remarked_on_keeps_nothing_out(column: str, cell: str, code: str) -> None:
    report = with_cell(column, cell)
    assert (2, column, code) in codes(report)
    assert report.new == 1


def test_a_team_objective_without_a_team_is_named() -> None:
    Person.objects.update(team=None)
    assert (2, "owner", "no-team") in codes(objectives([("team", "anne@x.example", "O", "K", "", "", "", "", "", "")]))


def test_the_same_result_twice_is_named() -> None:
    assert (3, "key_result", "same-result-again") in codes(objectives([WIN, WIN], check=True))


def test_objectives_that_would_serve_each_other_are_refused() -> None:
    rows = [(*WIN, "Ship"), ("company", "", "Ship", "K", "", "", "", "", "2026-12-31", "", "Win Germany")]
    assert "alignment-loop" in {code for _, _, code in codes(objectives(rows, header=(*HEADER, "parent")))}


def test_one_bad_row_keeps_everything_out_until_it_is_left_out() -> None:
    rows = [WIN, (*FAST[:8], "never", "")]
    assert (objectives(rows).applied, Objective.objects.count()) == (False, 0)
    assert (objectives(rows, leave_out=True).left_out, Objective.objects.count()) == (1, 1)


def test_only_those_who_lead_the_whole_import_objectives() -> None:
    """TRUST B1: executives and the top of the line write company objectives; HR admin reads them."""
    boss, anne = Person.objects.get(email="boss@x.example"), Person.objects.get(email="anne@x.example")
    anne.grants.create(role="hr-admin", since=NOW)
    assert may_import(boss, at=LATER)
    with pytest.raises(PermissionDenied):
        objectives([WIN], by=anne, at=LATER)
    anne.grants.create(role="executive", since=NOW)
    assert objectives([WIN], by=anne, at=LATER).applied


CELLS = st.tuples(
    st.sampled_from(["company", "Team", "", "individual"]),
    st.sampled_from(["", "boss@x.example", "Anne Miller", "Tools", "nobody@x.example"]),
    st.sampled_from(["Win", "win", "Ship", ""]),
    st.sampled_from(["K1", "k1", "K2", "Reduce K3", ""]),
    st.sampled_from(["", "0", "10", "few"]),
    st.sampled_from(["", "10", "5%", "lots", "1,500"]),
    st.sampled_from(["", "3", "done"]),
    st.sampled_from(["", "days"]),
    st.sampled_from(["", "2026-12-31", "2027-01-15", "soon"]),
    st.sampled_from(["", "yes", "no"]),
    st.sampled_from(["", "A-1", "A-2"]),
    st.sampled_from(["", "Q1 2027", "2026-q4"]),
    st.sampled_from(["", "Win", "ship", "A-1", "Win; Ship"]),
    st.sampled_from(["", "up", "down", "keep", "milestone"]),
    st.sampled_from(["", "0.7", "70%", "7"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELLS, max_size=7))
def test_whatever_was_imported_changes_nothing_the_second_time(rows: list[tuple[str, ...]]) -> None:
    header = (*HEADER, "key", "period", "parent", "direction", "confidence")
    with transaction.atomic():
        first = objectives(rows, header=header, leave_out=True)
        assert first.rows == first.new + first.changed + first.unchanged + first.left_out
        again = objectives(rows, header=header, leave_out=True, at=LATER)
        assert (again.new, again.changed) == (0, 0), again.changed_examples + again.new_examples
        transaction.set_rollback(True)


TALK = ("team", "Sales/Tools", "Ship faster", "Attend three trade fairs", "", "", "", "", "2026-12-31", "")


def test_a_free_text_result_comes_in_as_a_draft_with_what_the_coach_sees() -> None:
    """DATA-4: a warning with a code of its own, on the page and in --json, never an error."""
    report = objectives([TALK, WIN])
    said = [problem.as_json() for problem in report.problems if problem.code == "coach-findings"]
    assert [(one["row"], one["column"], one["severity"]) for one in said] == [(2, "key_result", "warning")]
    assert "Attend" in said[0]["message"]
    assert (report.applied, report.errors) == (True, [])
    draft = KeyResult.objects.get(title="Attend three trade fairs")
    assert (draft.state, draft.direction) == ("draft", "milestone")
    assert next(finding.words for _, finding in findings_in(draft)).startswith("Attend")


def test_what_the_coach_saw_stays_on_the_draft_until_it_is_reworded() -> None:
    """DATA-4, last sentence."""
    objectives([TALK])
    draft = KeyResult.objects.get(title="Attend three trade fairs")
    assert findings_in(draft)
    draft.title = "Leads from trade fairs rise from 10 to 40 a month"
    assert findings_in(draft) == []


def test_a_finished_result_is_left_to_its_writer() -> None:
    """The coach speaks of drafts; figures came with the others."""
    report = objectives([("team", "Sales/Tools", "Ship faster", "Attend trade fairs", "0", "3", "", "fairs", "2026-12-31", "")])
    assert "coach-findings" not in {code for _, _, code in codes(report)}


def test_a_draft_that_the_file_calls_one_is_not_started() -> None:
    header, row = [*HEADER, "state"], [*WIN, "draft"]
    objectives([row], header=header)
    assert KeyResult.objects.get().state == "draft"
    again = objectives([row], header=header, at=LATER)
    assert counts(again)["unchanged"] == 1


def test_promise_and_stretch_come_in() -> None:
    """STRAT-2, optional."""
    objectives([[*WIN, "30", "50"]], header=[*HEADER, "commit", "stretch"])
    assert KeyResult.objects.values_list("commit_target", "stretch_target").get() == (Decimal(30), Decimal(50))
    report = objectives([[*WIN[:3], "Other", *WIN[4:], "60", ""]], header=[*HEADER, "commit", "stretch"])
    assert (2, "commit", "promise-beyond-target") in codes(report)


def test_who_owns_the_objective_may_be_said_apart() -> None:
    header = [*HEADER, "objective_owned_by", "objective_team"]
    objectives([["team", "anne@x.example", *WIN[2:], "boss@x.example", "Sales"]], header=header)
    made = Objective.objects.get()
    assert (made.owner.email if made.owner else "", made.team.name if made.team else "") == ("boss@x.example", "Sales")
    unknown = objectives([["team", "", *WIN[2:], "", "Nowhere"]], header=header)
    assert (2, "objective_team", "unknown-objective-team") in codes(unknown)
