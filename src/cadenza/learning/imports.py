"""Imports the catalogue of learning options from a table: one code path for the command and the pages (LEARN-1, DATA-4).

Several rows of one title are one option that builds several capabilities or is for several roles. The same file again changes
nothing; a blank cell erases nothing, and what an option builds that the file does not mention stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cadenza.capability.import_ladders import Ladders, capability_in, level_in
from cadenza.capability.models import RoleProfile
from cadenza.learning import access, rules
from cadenza.learning.actions import add_option, change_option, draft_of
from cadenza.learning.models import Option
from cadenza.learning.queries import whole
from cadenza.learning.rules import Fit, OptionDraft
from cadenza.objections import N_, Objection
from cadenza.people.models import Person
from cadenza.web.file_cells import as_number
from cadenza.web.file_lines import SHOWN_LENGTH, Choices, LineReader, may_apply, missing_columns, readers
from cadenza.web.file_mappings import ColumnMap, Columns, plain
from cadenza.web.file_report import Difference, Example, Problem, Report
from cadenza.web.files import Table

EXAMPLES = 8
ROLE_LENGTH = 260
SIGNS: Mapping[str, str] = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY"}
"""What a sign beside an amount means where no column names the currency."""

CATALOGUE = Columns(
    names=("title", "kind", "capability", "level", "role", "hours", "cost", "currency", "url"),
    needed=("title", "kind"),
    other_names={
        "title": ("name", "option", "learning option", "course", "course title", "course name", "activity", "offering"),
        "kind": ("type", "category", "format", "learning type", "delivery", "method"),
        "capability": ("competency", "competence", "skill", "capability name", "topic"),
        "level": ("capability level", "target level", "proficiency", "proficiency level", "skill level"),
        "role": ("role profile", "job role", "audience", "for role", "target role"),
        "hours": ("duration", "duration hours", "time", "effort", "length"),
        "cost": ("price", "fee", "amount", "cost per person"),
        "currency": ("cost currency", "price currency"),
        "url": ("link", "address", "web address", "website", "course link"),
    },
)

FACTS = ("kind", "hours", "cost", "currency", "url")


@dataclass(slots=True)
class _Row:
    number: int
    key: str
    title: str
    facts: dict[str, object] = field(default_factory=dict)
    """What the line says; a blank cell is left out."""
    fit: Fit | None = None
    profile_ids: tuple[int, ...] = ()
    bad: bool = False


@dataclass
class _Told:
    """An option as the lines of the file tell it together."""

    title: str
    facts: dict[str, object] = field(default_factory=dict)
    first_line: dict[str, int] = field(default_factory=dict)
    fits: set[Fit] = field(default_factory=set)
    profile_ids: set[int] = field(default_factory=set)


@dataclass
class _Plan:
    rows: list[_Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    told: dict[str, _Told] = field(default_factory=dict)
    standing: dict[str, Option] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def draft(self, key: str) -> OptionDraft:
        """The option as it will be: what stands, with what the file says laid over it."""
        told, option = self.told[key], self.standing.get(key)
        before = draft_of(option) if option else OptionDraft(told.title, None)
        fits = tuple({*before.fits, *told.fits})
        profile_ids = tuple({*before.profile_ids, *told.profile_ids})
        return replace(before, **told.facts, fits=fits, profile_ids=profile_ids)  # type: ignore[arg-type]  # a table of fields


def check_catalogue(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """What this file would change. Changes nothing."""
    access.show_to(by, "change-catalogue", at=at)
    return _report(_read(table, mapping, choices or Choices()))


@transaction.atomic
def apply_catalogue(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """Write the options of this file. All of it or nothing (LEARN-1, DATA-4)."""
    access.require_role(by, "change-catalogue", at=at)
    choices = choices or Choices()
    plan = _read(table, mapping, choices)
    report = _report(plan)
    if not may_apply(report, table, leave_out_bad_rows=choices.leave_out_bad_rows):
        return report
    touched = {row.key for row in plan.rows if not row.bad and _news(plan, row)}
    for key in plan.told:
        option = plan.standing.get(key)
        if option is None:
            add_option(plan.draft(key), by=by, at=at)
        elif key in touched:
            change_option(option.pk, plan.draft(key), by=by, at=at)
    report.applied = True
    return report


def _read(table: Table, mapping: ColumnMap, choices: Choices) -> _Plan:
    plan = _Plan(problems=missing_columns(CATALOGUE, mapping, table.header_number))
    if plan.problems:
        return plan
    ladders = Ladders()
    plan.names = ladders.names
    plan.standing = {option.title.casefold(): option for option in whole(Option.objects.all())}
    profiles = _profiles()
    first: dict[tuple[str, Fit | None, tuple[int, ...]], int] = {}
    for reader in readers(table, mapping, choices.mends, plan.problems):
        row = _row(reader, ladders, profiles)
        plan.rows.append(row)
        if not row.bad:
            same = first.setdefault((row.key, row.fit, row.profile_ids), row.number)
            if same != row.number:
                reader.refuse(
                    "title", "same-option-again", N_("This option stands on line %(first)d with the same capability and role."), first=same
                )
        _agree(reader, row, plan)
        row.bad = reader.bad
        if not row.bad:
            _take(row, plan)
    return plan


def _row(reader: LineReader, ladders: Ladders, profiles: Mapping[str, tuple[int, ...]]) -> _Row:
    title = reader.text("title", rules.TITLE_LENGTH, needed=True) or ""
    row = _Row(reader.number, title.casefold(), title)
    kind = reader.text("kind", SHOWN_LENGTH, needed=True)
    if kind is not None:
        row.facts["kind"] = rules.kind_named(kind)
        if row.facts["kind"] is None:
            known = ", ".join(rules.OptionKind)
            reader.refuse("kind", "unknown-kind", N_("“%(text)s” is no kind of option. Kinds are: %(known)s."), text=kind, known=known)
    role = reader.text("role", ROLE_LENGTH) or ""
    capability = capability_in(reader, ladders, role, needed=False)
    level = level_in(reader, "level", ladders, capability, needed=False)
    row.fit = Fit(capability, level) if capability else None
    if not capability and not reader.bad and reader.plain_text("level"):
        reader.refuse("level", "level-without-capability", N_("A level belongs to a capability. Name one, or leave the level empty."))
    if role:
        row.profile_ids = profiles.get(plain(role), ())
        if not row.profile_ids:
            reader.refuse(
                "role", "unknown-role", N_("There is no role profile “%(text)s”. Import the roles first."), text=role[:SHOWN_LENGTH]
            )
    _effort(reader, row)
    url = reader.text("url", rules.URL_LENGTH)
    if url is not None:
        row.facts["url"] = url
    for found in [*rules.objections_to_url(url or ""), *_limits(row)]:
        reader.bad = True
        reader.problems.append(Problem(reader.number, found.where, found))
    row.bad = reader.bad
    return row


def _effort(reader: LineReader, row: _Row) -> None:
    for column in ("hours", "cost"):
        text = reader.plain_text(column)
        if not text:
            continue
        spoken = text.casefold().removesuffix("hours").removesuffix("hrs").removesuffix("h") if column == "hours" else text
        figure = as_number(spoken)
        if figure is None or figure[1] == "%":
            reader.refuse(column, "no-amount", N_("“%(text)s” is no number."), text=text[:SHOWN_LENGTH])
            continue
        row.facts[column] = round(Decimal(figure[0]), 1 if column == "hours" else 2)
        if column == "cost" and figure[1] in SIGNS:
            row.facts["currency"] = SIGNS[figure[1]]
    currency = reader.plain_text("currency").upper()
    if currency:
        row.facts["currency"] = SIGNS.get(currency, currency)


def _limits(row: _Row) -> Iterable[Objection]:
    hours, cost, currency = row.facts.get("hours"), row.facts.get("cost"), row.facts.get("currency", "")
    return rules.objections_to_effort(
        hours if isinstance(hours, Decimal) else None, cost if isinstance(cost, Decimal) else None, str(currency)
    )


def _agree(reader: LineReader, row: _Row, plan: _Plan) -> None:
    """Two lines of one option must not tell different things of it."""
    told, option = plan.told.get(row.key), plan.standing.get(row.key)
    for column in FACTS:
        if told and column in told.facts and column in row.facts and told.facts[column] != row.facts[column]:
            reader.refuse(
                column,
                "option-told-differently",
                N_("Line %(first)d says something else of the same option. Write the same in both, or leave one empty."),
                first=told.first_line[column],
            )
    nothing = row.fit is None and not row.profile_ids and told is None and option is None
    if nothing and not reader.bad:
        reader.refuse("capability", "option-for-nothing", N_("Say which capability it builds, or for which role it is."))
    if option and option.retired_at and told is None:
        reader.warn("title", "option-is-retired", N_("This option is retired. It is changed and stays retired."))


def _take(row: _Row, plan: _Plan) -> None:
    told = plan.told.setdefault(row.key, _Told(row.title))
    for column, value in row.facts.items():
        told.facts.setdefault(column, value)
        told.first_line.setdefault(column, row.number)
    if row.fit:
        told.fits.add(row.fit)
    told.profile_ids.update(row.profile_ids)


def _profiles() -> dict[str, tuple[int, ...]]:
    """A role at a level by its whole name, and a role alone for all of its levels."""
    found: dict[str, tuple[int, ...]] = {}
    for pk, role, level in RoleProfile.objects.order_by("pk").values_list("pk", "role", "level"):
        for name in {plain(role), plain(f"{role} {level}"), plain(f"{role}/{level}")}:
            found[name] = (*found.get(name, ()), pk)
    return found


def _news(plan: _Plan, row: _Row) -> bool:
    """Whether a line says anything of a standing option that is not so already."""
    option = plan.standing.get(row.key)
    if option is None:
        return True
    before = draft_of(option)
    changed = any(getattr(before, column) != value for column, value in row.facts.items())
    return changed or (row.fit is not None and row.fit not in before.fits) or not set(row.profile_ids) <= set(before.profile_ids)


def _report(plan: _Plan) -> Report:
    report = Report(rows=len(plan.rows))
    for row in plan.rows:
        option = plan.standing.get(row.key)
        if row.bad:
            report.left_out += 1
        elif option is None:
            report.new += 1
            report.new_examples += [_example(plan, row, None)] if len(report.new_examples) < EXAMPLES else []
        elif _news(plan, row):
            report.changed += 1
            report.changed_examples += [_example(plan, row, draft_of(option))] if len(report.changed_examples) < EXAMPLES else []
        else:
            report.unchanged += 1
    report.settle(plan.problems)
    return report


def _example(plan: _Plan, row: _Row, before: OptionDraft | None) -> Example:
    differences = [
        Difference(column, _shown(getattr(before, column) if before else None), _shown(value))
        for column, value in row.facts.items()
        if before is None or getattr(before, column) != value
    ]
    if row.fit is not None and (before is None or row.fit not in before.fits):
        differences.append(Difference(plan.names[row.fit.capability_id], "", _shown(row.fit.level)))
    return Example(row.number, row.title, tuple(differences))


def _shown(value: object) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
