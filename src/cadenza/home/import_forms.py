"""Forms of the import pages: a file and its kind, which column is which, what to do with what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cadenza.home.import_store import Chosen
from cadenza.home.imports import Kind
from cadenza.objections import Objection
from cadenza.web.file_cells import DateOrder
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Problem, Report
from cadenza.web.files import Table
from cadenza.web.forms import HouseForm, Pills
from cadenza.web.numbers import whole
from cadenza.web.words import say

KIND_WORDS = {
    "people": _l("People, teams and reporting lines"),
    "objectives": _l("Objectives and key results"),
    "framework": _l("A capability framework"),
    "roles": _l("Role profiles"),
    "catalogue": _l("A catalogue of learning options"),
}
COLUMN_WORDS = {
    "email": _l("E-mail"),
    "name": _l("Name"),
    "manager_email": _l("Manager"),
    "title": _l("Title"),
    "team": _l("Team"),
    "start_date": _l("Start date"),
    "id": _l("Id in your HR system"),
    "called": _l("Called"),
    "role": _l("Role profile"),
    "level": _l("Level"),
    "status": _l("State"),
    "state": _l("State"),
    "end_date": _l("Last day"),
    "country": _l("Country"),
    "timezone": _l("Time zone"),
    "hr_partner_email": _l("HR partner"),
    "manager_id": _l("Manager's id"),
    "manager_name": _l("Manager's name"),
    "owner": _l("Owner"),
    "objective": _l("Objective"),
    "key_result": _l("Key result"),
    "baseline": _l("Baseline"),
    "target": _l("Target"),
    "current": _l("Current value"),
    "unit": _l("Unit"),
    "due": _l("Due"),
    "critical": _l("Critical"),
    "key": _l("Key"),
    "period": _l("Quarter"),
    "parent": _l("Serves"),
    "direction": _l("Direction"),
    "confidence": _l("Confidence"),
    "objective_owned_by": _l("Owner of the objective"),
    "objective_team": _l("Team of the objective"),
    "commit": _l("Promised"),
    "stretch": _l("Stretch"),
    "framework": _l("Framework"),
    "family": _l("Family"),
    "capability": _l("Capability"),
    "level_name": _l("Level's name"),
    "description": _l("What is seen"),
    "required_level": _l("Level needed"),
    "kind": _l("Kind"),
    "hours": _l("Hours"),
    "cost": _l("Cost"),
    "currency": _l("Currency"),
    "url": _l("Link"),
    "manager": _l("Manager"),
    "due_date": _l("Due"),
    "commit_target": _l("Promised"),
    "stretch_target": _l("Stretch"),
    "external_key": _l("Key"),
    "objective owner": _l("Owner of the objective"),
    "objective key": _l("Key of the objective"),
}
SOURCES = {
    "bamboohr": "BambooHR",
    "workday": "Workday",
    "lattice": "Lattice",
    "hibob": "HiBob",
    "orangehrm": "OrangeHRM",
    "frappehr": "Frappe HR",
    "horilla": "Horilla",
    "cultureamp": "Culture Amp",
    "betterworks": "Betterworks",
    "fifteenfive": "15Five",
}
MENDABLE = 20
"""Cells that are mended on the page; more are quicker to mend in the file."""
MEND_LENGTH = 500


def column_word(column: str) -> str:
    """What a column is called on a page; a capability's own name stands as it is."""
    return str(COLUMN_WORDS.get(column, column))


class UploadForm(HouseForm):
    """The file, and what is in it."""

    kind = forms.ChoiceField(label=_l("What is in the file?"), widget=Pills)
    file = forms.FileField(
        label=_l("File"),
        help_text=_l("CSV or XLSX, up to 60 MB. Columns may stand in any order and have any names; you match them on the next page."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        allow_empty_file=True,
        max_length=255,
    )

    def __init__(self, *args: Any, kinds: Sequence[Kind], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(kind.name, KIND_WORDS[kind.name]) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].initial = choices[0][0]


class MapForm(HouseForm):
    """One choice for each of our columns: which of the file's."""

    say_optional = False

    date_order = forms.ChoiceField(
        label=_l("When a date could be two days, such as 03/04/2026"),
        choices=[("", _l("Ask me")), (DateOrder.DAY_FIRST, _l("3 April: day first")), (DateOrder.MONTH_FIRST, _l("4 March: month first"))],
        widget=Pills,
        required=False,
    )

    def __init__(self, *args: Any, kind: Kind, table: Table, mapping: ColumnMap, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind, self.mapping = kind, mapping
        headers = [(str(place), name or _("Column %(number)d") % {"number": place + 1}) for place, name in enumerate(table.header)]
        sample = next(iter(table), None)
        for column in kind.columns.names:
            places = mapping.places.get(column, ())
            value = "+".join(str(place) for place in places)
            joined = [(value, " + ".join(table.header[place] for place in places))] if len(places) > 1 else []
            text = mapping.cell(column, sample.cells)[:60] if sample and places else ""
            self.fields[f"col-{column}"] = forms.ChoiceField(
                label=COLUMN_WORDS[column],
                choices=[("", _("Not in the file")), *joined, *headers],
                initial=value,
                required=False,
                help_text=_("First line: %(text)s") % {"text": text} if text else "",
            )
        self.fields["date_order"].initial = mapping.date_order or ""

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"col-{column}"] for column in self.kind.columns.names]

    def places(self) -> dict[str, list[int]]:
        """Our column -> the places chosen for it."""
        chosen = {column: self.cleaned_data[f"col-{column}"] for column in self.kind.columns.names}
        return {column: [int(place) for place in value.split("+")] for column, value in chosen.items() if value}


@dataclass(frozen=True)
class Mend:
    """A cell that can be put right on the page."""

    problem: Problem
    field: str
    cell: str
    column: str


class CheckForm(HouseForm):
    """What to do with what is wrong; mended cells travel as `mend-LINE-COLUMN`."""

    say_optional = False

    unknown_managers = forms.ChoiceField(
        label=_l("When a manager is nobody known"),
        choices=[
            ("refuse", _l("Leave the line out")),
            ("stub", _l("Enter the manager by address alone")),
            ("top", _l("Import the line without a manager")),
        ],
        widget=Pills,
        required=False,
    )
    confirmed_large = forms.BooleanField(label=_l("I have looked: this is the right file, and these changes are meant."), required=False)

    def mends(self, columns: Iterable[str]) -> dict[str, dict[str, str]]:
        """The cells that were sent: line -> column -> text. Anything else under such a name is passed over (TRUST T12)."""
        known, found = set(columns), dict[str, dict[str, str]]()
        for name, text in self.data.items():
            word, _dash, rest = name.partition("-")
            line, _dash, column = rest.partition("-")
            if word == "mend" and whole(line, digits=8) is not None and column in known and isinstance(text, str):
                found.setdefault(line, {})[column] = text[:MEND_LENGTH]
        return found


def mends_for(report: Report, cell: Mapping[tuple[int, str], str], columns: Iterable[str]) -> list[Mend]:
    """The first errors that stand in one short cell each, with what stands there."""
    known = set(columns)
    found = []
    seen: set[tuple[int, str]] = set()
    for problem in report.errors:
        place = (problem.row, problem.column)
        if problem.column in known and place in cell and place not in seen and len(cell[place]) <= MEND_LENGTH:
            seen.add(place)
            found.append(Mend(problem, f"mend-{problem.row}-{problem.column}", cell[place], column_word(problem.column)))
    return found[:MENDABLE]


def mapping_of(kind: Kind, table: Table, chosen: Chosen) -> ColumnMap:
    """The mapping as it was chosen, with the words and joins of the mapping file it began from."""
    began = kind.options(table).get(chosen.source) or kind.options(table)[""]
    width = len(table.header)
    places = {column: tuple(p for p in found if 0 <= p < width) for column, found in chosen.places.items() if column in kind.columns.names}
    return ColumnMap(
        {column: found for column, found in places.items() if found},
        began.joined_with,
        DateOrder(chosen.date_order) if chosen.date_order else None,
        began.values,
    )


def said(found: Iterable[Objection]) -> list[str]:
    """Objections as sentences."""
    return [say(one) for one in found]
