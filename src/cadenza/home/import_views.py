"""Importing on pages: bring a file, match its columns, see what would change, import it. For whoever may; to others it does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cadenza.home import import_store
from cadenza.home.import_forms import KIND_WORDS, SOURCES, CheckForm, MapForm, UploadForm, column_word, mapping_of, mends_for
from cadenza.home.import_store import Chosen
from cadenza.home.imports import KINDS, Kind, best_mapping, choices_of, kinds_for
from cadenza.home.models import KeptFile
from cadenza.objections import Refused, Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.file_cells import csv_of
from cadenza.web.file_mappings import ColumnMap, missing, unread_headers
from cadenza.web.file_report import Report
from cadenza.web.files import Table, Unusable
from cadenza.web.ops import once

PROBLEMS_SHOWN = 200
HERE = "home/import/"


@signed_in
@once
def upload(request: HouseRequest) -> HttpResponse:
    """Bring a file."""
    kinds = kinds_for(request.person, at=request.at)
    if not kinds:
        raise Unseen
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(form, request)
        except Unusable as unusable:
            form.refuse([replace(unusable.objection, where="file")])
        else:
            return onward(request, reverse("import-map", args=[kept.ref]))
    return page(request, f"{HERE}upload.html", {"form": form}, status=422 if form.is_bound else 200)


def _kept(form: UploadForm, request: HouseRequest) -> KeptFile:
    """Keep the file with a first mapping. Raises Unusable when it is no table."""
    file, kind = form.cleaned_data["file"], KINDS[form.cleaned_data["kind"]]
    kept = import_store.keep_file(file.chunks(), name=file.name, kind=kind.name, by=request.person, at=request.at)
    try:
        table = kind.open(import_store.bytes_of(kept))
    except Unseen:  # no byte at all
        table = kind.open(b"")
    chosen = import_store.chosen_for(kept)
    chosen.source, mapping = best_mapping(kind, table)
    chosen.take_mapping(mapping)
    import_store.remember(kept, chosen)
    return kept


@signed_in
@once
def match(request: HouseRequest, ref: str) -> HttpResponse:
    """Say which of the file's columns is which of ours; the guess is filled in already."""
    desk = _desk(request, ref)
    options = desk.kind.options(desk.table)
    source = request.GET.get("from", desk.chosen.source)
    mapping = options.get(source, desk.mapping) if "from" in request.GET else desk.mapping
    form = MapForm(request.POST or None, kind=desk.kind, table=desk.table, mapping=mapping)
    if request.method == "POST" and form.is_valid():
        desk.chosen.places, desk.chosen.date_order = form.places(), form.cleaned_data["date_order"]
        desk.chosen.source = source if source in options else ""
        import_store.remember(desk.kept, desk.chosen)
        return onward(request, reverse("import-check", args=[ref]))
    context = desk.context | {"form": form, **_matched(desk, mapping, options, source)}
    return page(request, f"{HERE}map.html", context, status=422 if form.is_bound else 200)


def _matched(desk: Desk, mapping: ColumnMap, options: Mapping[str, ColumnMap], source: str) -> dict[str, Any]:
    """What the columns page shows beside its form."""
    sources = [(name, SOURCES.get(name, name) if name else _("Headers alone"), name == source) for name in options]
    return {
        "sources": sources if len(sources) > 1 else [],
        "missing": [column_word(column) for column in missing(desk.kind.columns, mapping)],
        "unread": unread_headers(mapping, desk.table.header),
    }


@signed_in
@once
def check(request: HouseRequest, ref: str) -> HttpResponse:
    """What the file would change, and what is wrong with it; import it, mended or without its bad lines."""
    desk = _desk(request, ref)
    form = CheckForm(request.POST or None, initial={"unknown_managers": desk.chosen.unknown_managers})
    if request.method == "POST" and form.is_valid():
        _decide(desk, form)
        if request.POST.get("do") != "import":
            return onward(request, request.path)
        with form.refusing():
            report = desk.run(request, apply=True, confirmed_large=form.cleaned_data["confirmed_large"])
            return _finished(request, desk, report)
    context = desk.context | _checked(desk, desk.run(request), form)
    return page(request, f"{HERE}check.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def problems(request: HouseRequest, ref: str) -> HttpResponse:
    """Everything that is wrong, as a CSV to mend the file by. Nothing in it is a formula (TRUST T14)."""
    desk = _desk(request, ref)
    report = desk.run(request)
    header = [_("line"), _("column"), _("severity"), _("code"), _("reason"), _("cell")]
    cells = desk.cells(report)
    rows = [[p.row, p.column, p.severity, p.code, p.message, cells.get((p.row, p.column), "")] for p in report.problems]
    answer = HttpResponse(csv_of(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="problems-{ref}.csv"'
    return answer


@require_safe
@signed_in
def done(request: HouseRequest, ref: str) -> HttpResponse:
    """What was imported."""
    kept = import_store.kept_for(request.person, ref, at=request.at)
    if not kept.outcome or not KINDS[kept.kind].may(request.person, request.at):
        raise Unseen
    return page(request, f"{HERE}done.html", {"kept": kept, "outcome": kept.outcome, "kind_word": KIND_WORDS[kept.kind]})


@dataclass
class Desk:
    """A kept file, opened: everything that the pages after the upload work on."""

    kept: KeptFile
    kind: Kind
    table: Table
    chosen: Chosen
    mapping: ColumnMap

    @property
    def context(self) -> dict[str, Any]:
        return {"kept": self.kept, "file_name": self.chosen.name, "kind": self.kind.name, "kind_word": KIND_WORDS[self.kind.name]}

    def run(self, request: HouseRequest, *, apply: bool = False, confirmed_large: bool = False) -> Report:
        """Check, or apply, with the bad lines left out: the page says which those are beforehand."""
        choices = choices_of(
            self.kind,
            unknown_managers=self.chosen.unknown_managers,
            leave_out_bad_rows=True,
            mends=self.chosen.cells,
            confirmed_large=confirmed_large,
        )
        act = self.kind.apply if apply else self.kind.check
        return self.kind.run(act, self.table, self.mapping, by=request.person, at=request.at, choices=choices)

    def cells(self, report: Report) -> dict[tuple[int, str], str]:
        """What stands, or was mended, in every cell that the report speaks of."""
        wanted: dict[int, set[str]] = {}
        for problem in report.problems:
            if problem.column in self.kind.columns.names:
                wanted.setdefault(problem.row, set()).add(problem.column)
        found = {
            (line.number, column): self.mapping.cell(column, line.cells) for line in self.table for column in wanted.get(line.number, ())
        }
        return found | {place: text for place, text in self.chosen.cells.items() if place in found}


def _desk(request: HouseRequest, ref: str) -> Desk:
    """The file with this reference, if the reader brought it and may still import such a thing."""
    kept = import_store.kept_for(request.person, ref, at=request.at, lock=request.method == "POST")
    kind = KINDS[kept.kind]
    if not kind.may(request.person, request.at):
        raise Unseen
    chosen = import_store.chosen_for(kept)
    try:
        table = kind.open(import_store.bytes_of(kept))
    except Unusable as unusable:
        raise Refused([unusable.objection]) from unusable
    return Desk(kept, kind, table, chosen, mapping_of(kind, table, chosen))


def _finished(request: HouseRequest, desk: Desk, report: Report) -> HttpResponse:
    """On to the last page; back to this one when the columns do not fit and nothing was imported."""
    if not report.applied:
        return onward(request, request.path)
    import_store.finish(desk.kept, report, at=request.at)
    return onward(request, reverse("import-done", args=[desk.kept.ref]))


def _decide(desk: Desk, form: CheckForm) -> None:
    """Keep what was decided on the check page."""
    for line, columns in form.mends(desk.kind.columns.names).items():
        desk.chosen.mends.setdefault(line, {}).update(columns)
    desk.chosen.unknown_managers = form.cleaned_data["unknown_managers"] or desk.chosen.unknown_managers
    import_store.remember(desk.kept, desk.chosen)


def _checked(desk: Desk, report: Report, form: CheckForm) -> dict[str, Any]:
    """What the check page shows."""
    unmatched = any(row <= desk.table.header_number for row in report.bad_rows)
    managers = {"unknown-manager", "manager-left-out"} & {problem.code for problem in report.problems}
    return {
        "form": form,
        "report": report,
        "mends": mends_for(report, desk.cells(report), desk.kind.columns.names),
        "errors": [(p, column_word(p.column)) for p in report.errors[:PROBLEMS_SHOWN]],
        "warnings": [(p, column_word(p.column)) for p in report.warnings[:PROBLEMS_SHOWN]],
        "more_errors": max(0, len(report.errors) - PROBLEMS_SHOWN),
        "more_warnings": max(0, len(report.warnings) - PROBLEMS_SHOWN),
        "new_examples": _examples(report.new_examples),
        "changed_examples": _examples(report.changed_examples),
        "ask_about_managers": bool(managers) or desk.chosen.unknown_managers != "refuse",
        "unmatched": unmatched,
        "can_import": bool(report.touches) and not unmatched,
    }


def _examples(examples: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            "name": one.name,
            "differences": [(column_word(d.column), d.before, d.after) for d in one.differences if d.after != one.name],
        }
        for one in examples
    ]
