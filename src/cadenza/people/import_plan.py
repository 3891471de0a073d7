"""Compares the rows of a people file with who is known, and says what would change. Reads, never writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from cadenza.objections import N_, Objection
from cadenza.people.import_known import Known, Standing
from cadenza.people.import_rows import PeopleFile, PersonRow, same_person_again
from cadenza.people.rules import PRESENT, PersonStatus
from cadenza.web.file_lines import SHOWN_LENGTH, Choices
from cadenza.web.file_report import Problem

LARGE_SHARE = 0.05
"""More than this share of all people leaving, or changing manager, asks for a second look (TRUST N21)."""
LARGE_FROM = 5
"""Fewer changes than this are never called large: in a company of ten, one leaver is a tenth."""

PLAIN_FIELDS = ("name", "called", "title", "start_date", "end_date", "country", "timezone")
LOOP_SHOWN = 12
STUB_NODES = -10_000_000
"""New rows are nodes -2, -3, ... (their line); stubs count down from here."""


class UnknownManagers(StrEnum):
    """What becomes of a row whose manager is nobody known."""

    REFUSE = "refuse"
    STUB = "stub"
    TOP = "top"


@dataclass(frozen=True)
class PeopleChoices(Choices):
    """What the person importing people decided."""

    unknown_managers: UnknownManagers = UnknownManagers.REFUSE


class RoleBook(Protocol):
    """What people's files may say of role profiles; the room above answers (CAP-2)."""

    def profile(self, role: str, level: str | None) -> int | None: ...

    def name_of(self, profile: int) -> str: ...

    def held(self, *, day: date) -> Mapping[int, int]: ...

    def assign(self, profiles: Mapping[int, int], *, at: datetime) -> None: ...


@dataclass(slots=True)
class Planned:
    """One row and what it would change. `changes` is empty for a row that says nothing new."""

    row: PersonRow
    standing: Standing | None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Column -> (now, then). A team may be a path to be made, a manager or HR partner a node."""
    manager: int | None = None
    """The manager's node; None leaves the line as it is."""
    role: int | None = None
    bad: bool = False

    @property
    def node(self) -> int:
        return self.standing.pk if self.standing else -self.row.number

    @property
    def new(self) -> bool:
        return self.standing is None


@dataclass
class Plan:
    """What an import of people would do."""

    known: Known
    planned: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stubs: dict[int, str] = field(default_factory=dict)
    """Node -> the address or name of somebody whom only other rows name."""
    new_names: dict[int, str] = field(default_factory=dict)
    rows: int = 0
    fatal: bool = False
    large: dict[str, int] = field(default_factory=dict)

    @property
    def good(self) -> list[Planned]:
        return [planned for planned in self.planned if not planned.bad]

    def shown(self, node: int | None) -> str:
        """How a person is called in a preview."""
        if node is None:
            return ""
        if node in self.stubs:
            return self.stubs[node]
        if node > 0:
            return self.known.by_pk[node].name
        return self.new_names.get(node, "")


def plan_people(
    file: PeopleFile,
    choices: PeopleChoices,
    *,
    at: datetime,
    mine: Callable[[int], bool] | None = None,
    roles: RoleBook | None = None,
) -> Plan:
    """What this file would change. `mine` says whether the importer may change a person; None: everybody.

    Rules DATA-4, TRUST X12 (loops are refused), N20, N21. Nothing private is read, so nothing private can show (X15).
    """
    plan = Plan(Known(at), rows=len(file.rows), fatal=file.unusable_columns, problems=list(file.problems))
    if plan.fatal:
        return plan
    again, repeated = same_person_again(file.rows)
    plan.problems += again
    _Planner(plan, [row for row in file.rows if row.number not in repeated], choices, mine, roles).run()
    plan.planned += [Planned(row, None, bad=True) for row in file.rows if row.number in repeated]
    return plan


class _Planner:
    """One comparison of a file with what is known."""

    def __init__(
        self, plan: Plan, rows: Iterable[PersonRow], choices: PeopleChoices, mine: Callable[[int], bool] | None, roles: RoleBook | None
    ) -> None:
        self.plan, self.known, self.choices, self.mine, self.roles = plan, plan.known, choices, mine, roles
        self.planned = [Planned(row, None, bad=row.bad) for row in rows]
        self.held = roles.held(day=plan.known.today) if roles else {}
        self.email_of_id = {p.row.id: p.row.email for p in self.planned if p.row.id and p.row.email}
        self.by_node: dict[int, Planned] = {}
        self.file_email: dict[str, Planned] = {}
        self.file_id: dict[str, Planned] = {}
        self.file_name: defaultdict[str, list[Planned]] = defaultdict(list)
        self.stub_nodes: dict[str, int] = {}

    def run(self) -> None:
        self.plan.planned = self.planned
        for planned in self.planned:
            self._match(planned)
        self._index()
        for planned in self.planned:
            if not planned.bad:
                self._find_manager(planned)
        self._refuse_loops()
        for planned in self.planned:
            if not planned.bad:
                self._compare(planned)
        self._refuse_taken_addresses()
        self._refuse_last_holders()
        self._leave_out()
        named = {p.manager for p in self.planned if not p.bad}
        self.plan.stubs = {node: text for node, text in self.plan.stubs.items() if node in named}
        self._remark()

    # --- who is who

    def _refuse(self, planned: Planned, column: str, code: str, message: str, /, **values: object) -> None:
        planned.bad = True
        self.plan.problems.append(Problem(planned.row.number, column, Objection(code, message, column, values)))

    def _warn(self, planned: Planned, column: str, code: str, message: str, /, **values: object) -> None:
        self.plan.problems.append(Problem(planned.row.number, column, Objection(code, message, column, values, warning=True)))

    def _match(self, planned: Planned) -> None:
        """By id, else by e-mail without regard to case (INTERFACES 4). An e-mail that changes under an id is an update (TRUST N20)."""
        row = planned.row
        by_id = self.known.by_id.get(row.id) if row.id else None
        by_email = self.known.by_email.get(row.email) if row.email else None
        if by_email and self._moves_away(by_email, row):
            by_email = None
        planned.standing = by_id or by_email
        if by_email and row.id and by_email.external_id != row.id and (by_id or by_email.external_id):
            self._refuse(planned, "email", "address-of-another", _OF_ANOTHER, email=row.email, name=by_email.name)
        elif planned.standing is None and not row.name and not planned.bad:
            self._refuse(planned, "name", "name-missing", N_("A person who is new needs a name."))

    def _moves_away(self, holder: Standing, row: PersonRow) -> bool:
        """Whether the file gives the present holder of an address, known by id, another one."""
        return (
            bool(holder.external_id)
            and holder.external_id != row.id
            and self.email_of_id.get(holder.external_id or "", row.email) != row.email
        )

    def _refuse_taken_addresses(self) -> None:
        """An address that its present holder was to give up, on a line that turned out bad, is not free after all."""
        moving = {p.node for p in self.planned if not p.bad and "email" in p.changes}
        for planned in self.planned:
            holder = self.known.by_email.get(planned.row.email or "") if not planned.bad else None
            if holder and holder.pk != planned.node and holder.pk not in moving:
                self._refuse(planned, "email", "address-of-another", _OF_ANOTHER, email=planned.row.email, name=holder.name)

    def _refuse_last_holders(self) -> None:
        """Somebody has to hold the roles that confirm others' grants (TRUST X8); the last one cannot leave by a file either."""
        leaving = {p.node: p for p in self.planned if not p.bad and p.changes.get("status", (None, None))[1] == PersonStatus.LEAVER}
        for holding in self.known.holders.values():
            if holding and holding <= set(leaving):
                for node in holding:
                    self._refuse(leaving[node], "status", "last-holder", _LAST_HOLDER, name=leaving[node].row.shown)

    def _index(self) -> None:
        self.leavers = {pk for pk, person in self.known.by_pk.items() if person.status == PersonStatus.LEAVER}
        for planned in self.planned:
            self.by_node[planned.node] = planned
            if planned.new:
                self.plan.new_names[planned.node] = planned.row.shown
            if self._is_leaver(planned):
                self.leavers.add(planned.node)
            if planned.row.email:
                self.file_email[planned.row.email] = planned
            if planned.row.id:
                self.file_id[planned.row.id] = planned
            if planned.row.name:
                self.file_name[planned.row.name.casefold()].append(planned)

    def _is_leaver(self, planned: Planned) -> bool:
        """By the state in words, or because the last day is over or today (`leaving.leaves_at`)."""
        ends = planned.row.end_date or (planned.standing.end_date if planned.standing else None)
        return planned.row.status is PersonStatus.LEAVER or (
            ends is not None and ends <= self.known.today and planned.row.status is not PersonStatus.VACANT
        )

    def _person(self, text: str) -> tuple[int | None, bool]:
        """The node that an address, id or name means, and whether several could be meant."""
        if "@" in text:
            planned = self.file_email.get(text)
            standing = None if planned else self.known.by_email.get(text)
            return (planned.node if planned else standing.pk if standing else None), False
        if planned := self.file_id.get(text):
            return planned.node, False
        if standing := self.known.by_id.get(text):
            return standing.pk, False
        folded = text.casefold()
        nodes = {p.node for p in self.file_name.get(folded, ())} | {s.pk for s in self.known.by_name.get(folded, ())}
        return (nodes.pop(), False) if len(nodes) == 1 else (None, bool(nodes))

    # --- lines

    def _find_manager(self, planned: Planned) -> None:
        text, column = planned.row.manager, planned.row.manager_column
        if text is None or planned.node in self.leavers:
            return
        node, several = self._person(text)
        if several:
            self._refuse(
                planned,
                column,
                "ambiguous-manager",
                N_("“%(text)s” is the name of several people. Write the e-mail."),
                text=text[:SHOWN_LENGTH],
            )
        elif node == planned.node:
            self._refuse(planned, column, "reports-to-self", N_("%(name)s would report to themselves."), name=planned.row.shown)
        elif node is None:
            self._without_manager(planned, "unknown-manager", N_("The manager “%(text)s” is not in the file, nor known already."))
        elif node in self.leavers:
            self._warn(
                planned,
                column,
                "manager-has-left",
                N_("The manager %(name)s has left. No line to them is drawn."),
                name=self.plan.shown(node),
            )
        else:
            planned.manager = node

    def _without_manager(self, planned: Planned, code: str, message: str) -> None:
        """A manager who cannot be had: refuse the row, name a stub, or stand at the top, as was chosen."""
        text, column = planned.row.manager or "", planned.row.manager_column
        planned.manager = None
        if self.choices.unknown_managers is UnknownManagers.REFUSE:
            self._refuse(planned, column, code, message, text=text[:SHOWN_LENGTH])
            return
        self._warn(planned, column, code, message, text=text[:SHOWN_LENGTH])
        if self.choices.unknown_managers is UnknownManagers.STUB:
            node = self.stub_nodes.setdefault(text.casefold(), STUB_NODES - len(self.stub_nodes))
            self.plan.stubs[node] = text
            planned.manager = node

    def _lines(self, turn: datetime | None = None) -> dict[int, int]:
        """Person -> manager as it would be now, or at a later turn that lines planned already bring. A planned line stays planned."""
        if turn is None:
            lines = dict(self.known.managers)
        else:
            lines = {
                person: manager for person, manager, since, until in self.known.lines if since <= turn and (until is None or until > turn)
            }
        for planned in self.planned:
            if not planned.bad and planned.manager is not None and (turn is None or not self.known.begins_by(planned.node, turn)):
                lines[planned.node] = planned.manager
        return lines

    def _refuse_loops(self) -> None:
        """Refuse every row of the file that helps to close a loop, now or later; again until none is left (TRUST X12)."""
        for turn in (None, *self.known.turns):
            self._refuse_loops_at(turn)

    def _refuse_loops_at(self, turn: datetime | None) -> None:
        while loops := loops_in(self._lines(turn)):
            blamed = [
                (planned, loop)
                for loop in loops
                for node in loop
                if (planned := self.by_node.get(node)) and not planned.bad and planned.manager not in {None, self.known.managers.get(node)}
            ]
            if not blamed:
                return  # the loop was planned before; no line of this file closes it
            for planned, loop in blamed:
                shown = (
                    [self.plan.shown(node) for node in loop[:LOOP_SHOWN]]
                    + (["…"] if len(loop) > LOOP_SHOWN else [])
                    + [self.plan.shown(loop[0])]
                )
                self._refuse(
                    planned, planned.row.manager_column, "reporting-loop", N_("This closes a loop: %(loop)s."), loop=" → ".join(shown)
                )

    def _leave_out(self) -> None:
        """When bad rows are left out, a row whose manager or HR partner is among them has lost them; and so on downwards."""
        if not self.choices.leave_out_bad_rows:
            return
        below: defaultdict[int, list[Planned]] = defaultdict(list)
        looked_after: defaultdict[int, list[Planned]] = defaultdict(list)
        for planned in self.planned:
            if planned.manager is not None and planned.manager < 0:
                below[planned.manager].append(planned)
            if (partner := planned.changes.get("hr_partner_email", (None, None))[1]) is not None and partner < 0:
                looked_after[partner].append(planned)
        gone = [planned for planned in self.planned if planned.bad and planned.new]
        while gone:
            left = gone.pop()
            lost = [p for p in looked_after.pop(left.node, ()) if not p.bad]
            for planned in lost:
                self._refuse(
                    planned, "hr_partner_email", "unknown-hr-partner", _NO_PARTNER, text=(planned.row.hr_partner or "")[:SHOWN_LENGTH]
                )
            for planned in below.pop(left.node, ()):
                if not planned.bad:
                    self._lose_manager(planned)
                    lost.append(planned)
            gone += [planned for planned in lost if planned.bad and planned.new]

    def _lose_manager(self, planned: Planned) -> None:
        self._without_manager(planned, "manager-left-out", N_("The line of the manager “%(text)s” is left out."))
        if planned.manager is None:
            planned.changes.pop("manager", None)
        else:
            planned.changes["manager"] = (planned.changes.get("manager", (None,))[0], planned.manager)

    # --- what is different

    def _compare(self, planned: Planned) -> None:
        row, standing, changes = planned.row, planned.standing, planned.changes
        now = standing or _NOBODY
        for column in PLAIN_FIELDS:
            then = getattr(row, column)
            if then is not None and then != getattr(now, column):
                changes[column] = (getattr(now, column), then)
        if row.email and row.email != (now.email or "").lower():
            changes["email"] = (now.email, row.email)
        if row.id and row.id != now.external_id:
            changes["id"] = (now.external_id, row.id)
        self._compare_status(planned, now)
        self._compare_team(planned, now)
        self._compare_partner(planned, now)
        self._compare_role(planned)
        if planned.manager is not None:
            line = self.known.managers.get(planned.node)
            if line != planned.manager:
                changes["manager"] = (line, planned.manager)
        if changes and standing and self.mine is not None and not self.mine(standing.pk):
            self._refuse(
                planned,
                "",
                "not-yours-to-change",
                N_(
                    "This would change your own record, or that of somebody you report to. Ask another HR admin to import it, or leave the line out."
                ),
            )

    def _compare_status(self, planned: Planned, now: Standing) -> None:
        """A state in words, an end date that is over, or a person found for a stub or a vacancy."""
        row, then = planned.row, planned.row.status
        here = then in PRESENT
        if now.status == PersonStatus.LEAVER and here and row.end_date is None:
            self._refuse(planned, "status", "left-before", _COMES_BACK, name=now.name)
            return
        if planned.node in self.leavers:
            if here:
                self._warn(
                    planned, "status", "ended-but-active", N_("The last day is past, so this person has left, whatever the state says.")
                )
            then = PersonStatus.LEAVER
        elif then is None and now.status in {PersonStatus.STUB, PersonStatus.VACANT} and row.name:
            then = PersonStatus.ACTIVE
        if then is not None and then != now.status:
            planned.changes["status"] = (now.status or None, then)
        elif planned.new:
            planned.changes["status"] = (None, PersonStatus.ACTIVE)

    def _compare_team(self, planned: Planned, now: Standing) -> None:
        if planned.row.team is None:
            return
        team = self.known.teams.find(planned.row.team)
        if team is None:
            self._refuse(
                planned,
                "team",
                "ambiguous-team",
                N_("Several teams are called “%(text)s”. Write the path, such as Sales/%(text)s."),
                text=planned.row.team[0][:SHOWN_LENGTH],
            )
        elif team != now.team_id:
            planned.changes["team"] = (now.team_id, team)

    def _compare_partner(self, planned: Planned, now: Standing) -> None:
        text = planned.row.hr_partner
        if text is None:
            return
        node, _ = self._person(text)
        if node is None:
            self._refuse(planned, "hr_partner_email", "unknown-hr-partner", _NO_PARTNER, text=text[:SHOWN_LENGTH])
        elif node == planned.node:
            self._refuse(planned, "hr_partner_email", "own-hr-partner", N_("Nobody is their own HR partner."))
        elif node != now.hr_partner_id:
            planned.changes["hr_partner_email"] = (now.hr_partner_id, node)

    def _compare_role(self, planned: Planned) -> None:
        row = planned.row
        if row.role is None or self.roles is None:
            return
        profile = self.roles.profile(row.role, row.level)
        if profile is None:
            self._warn(
                planned,
                "role",
                "unknown-role",
                N_("No role profile is called “%(text)s” at this level. The role is passed over."),
                text=row.role[:SHOWN_LENGTH],
            )
        elif self.held.get(planned.node) != profile:
            planned.role = profile
            planned.changes["role"] = (self.held.get(planned.node), profile)

    # --- remarks on the whole

    def _remark(self) -> None:
        self._remark_names()
        self._remark_roots()
        self._measure()

    def _remark_names(self) -> None:
        """The same name with another e-mail: worth a look, never a refusal (INTERFACES 4)."""
        for folded, same in self.file_name.items():
            first = same[0]
            for planned in same:
                if planned.row.status is PersonStatus.VACANT:
                    continue
                others = [s for s in self.known.by_name.get(folded, ()) if s.pk != planned.node]
                if planned is not first:
                    self._warn(
                        planned,
                        "name",
                        "same-name",
                        N_("%(name)s also stands on line %(line)d, with another e-mail."),
                        name=planned.row.name,
                        line=first.row.number,
                    )
                elif planned.new and others:
                    self._warn(
                        planned,
                        "name",
                        "same-name",
                        N_("Somebody called %(name)s is known already, with another e-mail."),
                        name=planned.row.name,
                    )

    def _remark_roots(self) -> None:
        lines = self._lines()
        tops = [p for p in self.planned if not p.bad and p.node not in lines and p.node not in self.leavers]
        if len(tops) > 1:
            for planned in tops:
                self._warn(
                    planned,
                    planned.row.manager_column,
                    "several-at-the-top",
                    N_("%(name)s has no manager, and so have %(others)d others in this file."),
                    name=planned.row.shown,
                    others=len(tops) - 1,
                )

    def _measure(self) -> None:
        """TRUST N21: a file that would make many leave or move is probably the wrong file."""
        staff = self.known.staff
        changed = [p for p in self.planned if not p.bad and not p.new]
        leaving = sum(1 for p in changed if p.changes.get("status", (0, ""))[1] == PersonStatus.LEAVER)
        moving = sum(1 for p in changed if p.changes.get("manager", (None,))[0] is not None)
        if any(count >= LARGE_FROM and count > staff * LARGE_SHARE for count in (leaving, moving)):
            self.plan.large = {"leaving": leaving, "moving": moving, "people": staff}


_COMES_BACK = N_("%(name)s has left. Somebody who comes back is a new person, with an id and an e-mail of their own.")
_NO_PARTNER = N_("The HR partner “%(text)s” is not in the file, or their line is left out, and nobody is known by this address.")
_LAST_HOLDER = N_("%(name)s alone holds a role that somebody has to hold. Grant it to another person first.")
_OF_ANOTHER = N_("%(email)s belongs to %(name)s, who has another id.")
_NOBODY = Standing(0, None, None, "", "", "", None, None, None, "", "", "", None)


def loops_in(lines: Mapping[int, int]) -> list[list[int]]:
    """The loops among person -> manager, each once, in reporting order. Linear in the number of lines."""
    found: list[list[int]] = []
    done: set[int] = set()
    for start in lines:
        if start in done:
            continue
        climbed: dict[int, int] = {}
        step: int | None = start
        while step is not None and step not in done and step not in climbed:
            climbed[step] = len(climbed)
            step = lines.get(step)
        if step is not None and step in climbed:
            found.append(list(climbed)[climbed[step] :])
        done.update(climbed)
    return found
