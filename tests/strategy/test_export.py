"""A cycle's OKRs taken away: nothing in the file is a formula, and what comes back changes nothing (T14, DATA-4, STRAT-1, STRAT-2)."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadenza.strategy import actions, export
from cadenza.strategy.actions import CheckInDraft, KeyResultDraft, ObjectiveDraft
from cadenza.strategy.import_rows import OBJECTIVES
from cadenza.strategy.imports import apply_objectives, check_objectives, may_import
from cadenza.strategy.models import KeyResult, Objective
from cadenza.strategy.rules import Move
from cadenza.web.file_cells import csv_of
from cadenza.web.file_mappings import guessed
from cadenza.web.files import open_table

pytestmark = pytest.mark.django_db


def exported(cycle):
    return csv_of(export.COLUMNS, export.rows_of(cycle))


def report_of(text, at, act=check_objectives):
    table = open_table(text.encode(), known=lambda cell: True)
    return act(table, guessed(OBJECTIVES, table.header), by=None, at=at)


def nothing_changes(report):
    said = [problem.as_json() for problem in report.problems if problem.severity == "error"]
    shown = [(one.name, one.differences) for one in report.changed_examples]
    assert (said, shown, report.new, report.changed) == ([], [], 0, 0)


@pytest.fixture
def varied(quarter, cast, at):
    """Every kind of key result there is: of each direction, of each state, owned by whoever, in odd words."""
    other = cast.other_team
    odd = actions.add_objective(quarter.cycle.pk, ObjectiveDraft("team", "Ship; then  rest | =1+1", other.pk), by=cast.executive, at=at)
    actions.align(odd.pk, [quarter.company.pk, quarter.objective.pk], by=cast.executive, at=at)
    lonely = actions.add_objective(
        quarter.cycle.pk, ObjectiveDraft("company", "Nothing hangs on it", None, cast.upline.pk), by=cast.executive, at=at
    )
    actions.align(quarter.company.pk, [lonely.pk], by=cast.executive, at=at)
    end = quarter.cycle.end_date

    def add(title, objective=odd, **more):
        return actions.add_key_result(objective.pk, KeyResultDraft(title, end, **more), by=cast.executive, at=at)

    add(
        "=HYPERLINK(1)",
        direction="down",
        baseline=Decimal("1234.5"),
        target=Decimal("-0.125"),
        stretch_target=Decimal(-2),
        owner_id=cast.engineer.pk,
    )
    add("'=quoted", baseline=Decimal(0), target=Decimal("0.0001"), commit_target=Decimal("0.0001"))
    add("Stays, “between” bounds", direction="keep", baseline=Decimal(-5), target=Decimal(5), current=Decimal(-1), unit="°C")
    add("Milestone", direction="milestone", owner_id=cast.peer.pk)
    done = add("Milestone", direction="milestone")
    actions.check_in(done.pk, CheckInDraft(None, Decimal(1), "", at.date()), by=cast.executive, at=at)
    actions.move_key_result(done.pk, Move.CLOSE, by=cast.executive, at=at)
    dropped = add("Dropped", baseline=Decimal(0), target=Decimal(1))
    actions.move_key_result(dropped.pk, Move.DROP, by=cast.executive, at=at)
    add("A draft that is complete", baseline=Decimal(0), target=Decimal(1), state="draft")
    add("A draft without figures", state="draft")
    actions.check_in(quarter.result.pk, CheckInDraft(Decimal("52.25"), Decimal("0.7")), by=cast.engineer, at=at)
    actions.mark_critical(quarter.result.pk, True, by=cast.executive, at=at)
    return quarter


def test_what_was_exported_comes_back_without_a_change(varied, at):
    """DATA-4: repeatable without duplicates."""
    report = report_of(exported(varied.cycle), at)
    nothing_changes(report)
    assert report.rows == report.unchanged == 11


def test_applying_it_leaves_every_row_as_it_was(varied, at):
    def rows():
        return [*KeyResult.objects.order_by("pk").values(), *Objective.objects.order_by("pk").values()]

    before = rows()
    report = report_of(exported(varied.cycle), at + timedelta(hours=1), apply_objectives)
    assert report.applied
    assert rows() == before
    assert Objective.serves.through.objects.count() == 4


def test_no_cell_is_a_formula(varied):
    """TRUST T14."""
    cells = [cell for line in csv.reader(io.StringIO(exported(varied.cycle).removeprefix("\ufeff"))) for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_one_figure_changed_in_the_file_is_one_change(varied, at):
    text = exported(varied.cycle).replace('"1234.5"', '"1300"')
    report = report_of(text, at)
    assert (report.changed, report.new) == (1, 0)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)
FIGURES = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=WORDS, unit=WORDS, ends=st.tuples(FIGURES, FIGURES).filter(lambda pair: pair[0] != pair[1]), current=st.none() | FIGURES)
def test_whatever_is_in_a_title_a_unit_or_a_figure_comes_back(quarter, at, title, unit, ends, current):
    """T14: one quote more on the way out, one less on the way in."""
    direction = "up" if ends[1] > ends[0] else "down"
    KeyResult.objects.filter(pk=quarter.result.pk).update(
        title=title, unit=unit[:40], baseline=ends[0], target=ends[1], current=current, direction=direction
    )
    report = report_of(exported(quarter.cycle), at)
    if not any(problem.code in {"too-many-cells", "cell-missing"} for problem in report.problems):
        nothing_changes(report)


def test_only_executives_take_a_cycle_away(quarter, cast, sign_in):
    """TRUST B1 `x`."""
    for name in ("okr-csv", "okr-markdown"):
        answers = {
            who: sign_in(getattr(cast, who)).get(reverse(name, args=["2026-q4"])).status_code
            for who in ("executive", "leader", "manager", "outsider")
        }
        assert answers == {"executive": 200, "leader": 403, "manager": 403, "outsider": 403}


def test_whoever_may_finds_import_and_export_on_the_page_of_the_cycle(quarter, cast, at, sign_in):
    """DATA-4, TRUST B1: executives take a cycle away; they, and whoever stands at the top of the line, bring objectives in."""
    offered = {}
    for who in ("executive", "leader", "manager", "outsider"):
        page = sign_in(getattr(cast, who)).get(reverse("okrs", args=["2026-q4"])).content.decode()
        offered[who] = [f'href="{one}"' in page for one in (reverse("import"), reverse("okr-csv", args=["2026-q4"]))]
    assert {who: brings for who, (brings, _takes) in offered.items()} == {who: may_import(getattr(cast, who), at=at) for who in offered}
    assert offered == {"executive": [True, True], "leader": [True, False], "manager": [False, False], "outsider": [False, False]}


def test_the_markdown_reads_well_and_keeps_words_words(varied, cast, sign_in):
    text = sign_in(cast.executive).get(reverse("okr-markdown", args=["2026-q4"])).content.decode()
    assert text.startswith("# OKRs Q4 2026\n")
    assert (
        "### PAY-1 Failed payments recovered within two hours\n\n- Critical\n- Progress: 52.25 %, from 40 to 80 (31%)\n- Confidence: 0.7\n"
        in text
    )
    assert "- Serves: Customers stay" in text
    assert "Ship; then rest \\| =1+1" in text
