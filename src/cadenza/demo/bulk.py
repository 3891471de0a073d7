"""Builds large organisations: the demo's sixty people through actions, then as many copies of them as are wanted, row by row in bulk.

Every copied row gets its original's key plus the copy's number times the table's stride, so that keys and references follow by
arithmetic. What a copy may not repeat (addresses, names, keys of key results, sealed words, the record's chains) is made anew.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from math import ceil
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from cadenza.asks.models import Ask
from cadenza.capability.models import PersonRole
from cadenza.demo import company
from cadenza.demo.build import Say, build
from cadenza.demo.organisation import MAIL_DOMAIN, House
from cadenza.evidence.models import Evidence, Feedback, FeedbackCorrection, GapAssessment, PerformanceInput
from cadenza.handover.models import Briefing, HandedCommitment, Handover
from cadenza.insight.impact_counting import take_impact_picture
from cadenza.insight.models import ImpactPicture, PersonMonth
from cadenza.people.models import Account, HRScope, Person, ReportingLine, Team
from cadenza.people.paths import rebuild_paths
from cadenza.plans.models import (
    Action,
    Agreement,
    Application,
    Commitment,
    Goal,
    NearCopy,
    Perspective,
    Plan,
    Review,
    ReviewedGoal,
    Sealable,
    SelfView,
    StatusChange,
    Suggestion,
    Version,
    WaitingChange,
)
from cadenza.plans.sealed import close_all, read_words
from cadenza.rhythm.models import AgendaPoint, Wanted
from cadenza.sealing.keys import unseal
from cadenza.stewardship.models import FollowUp
from cadenza.strategy.models import CapabilityRequirement, CheckIn, HeldBack, HelpAnswer, KeyResult, Objective
from cadenza.strategy.rules import ObjectiveLevel
from cadenza.trail.models import Content
from cadenza.trail.record import NewEntry, private_place, private_unit, record_many
from cadenza.trail.rules import PRIVATE_KIND, Audience

PATTERN = 60
"""How many people the pattern has."""

COPIED: tuple[type[models.Model], ...] = (
    Account, Team, Person, ReportingLine, HRScope, PersonRole,
    Objective, KeyResult, CheckIn, CapabilityRequirement, HelpAnswer, HeldBack,
    Evidence, GapAssessment, Ask, Feedback, FeedbackCorrection, PerformanceInput,
    Plan, SelfView, Perspective, Version, Goal, WaitingChange, Review, StatusChange, Action, Application, Commitment, Suggestion, Agreement, ReviewedGoal,
    AgendaPoint, Wanted, Briefing, Handover, HandedCommitment, FollowUp, PersonMonth, NearCopy,
)  # fmt: skip
LINKS: tuple[tuple[type[models.Model], str], ...] = (
    (Objective, "serves"),
    (GapAssessment, "evidence"),
    (Goal, "evidence"),
    (Goal, "feedback"),
)
FACTS: dict[str, type[models.Model]] = {
    "plan": Plan, "goal": Goal, "action": Action, "commitment": Commitment, "review": Review, "suggestion": Suggestion, "version": Version,
    "objective": Objective, "key_result": KeyResult, "check_in": CheckIn, "evidence": Evidence, "gap": GapAssessment, "ask": Ask,
    "feedback": Feedback, "need": PerformanceInput, "objective_before": Objective, "key_result_before": KeyResult,
    "team": Team, "manager": Person, "partner": Person, "helper": Person, "point": AgendaPoint, "handover": Handover, "outgoing": Person,
    "holder": Person, "follow_up": FollowUp, "asked": Person,
}  # fmt: skip
"""Facts of the record that are keys of copied rows. A plan's version is a number, not a key, and stays."""
KEPT_FACTS = frozenset({"version"})
BATCH = 2000
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic
def build_large(*, people: int, seed: int, at: datetime, finished_cycles: int = 2, say: Say = lambda _: None) -> House:
    """An organisation of about `people` people. The same seed and instant give the same rows."""
    house = build(people=PATTERN, seed=seed, at=at, finished_cycles=finished_cycles, say=say)
    copies = max(0, ceil(people / PATTERN) - 1)
    press = Press(house, copies)
    for model in COPIED:
        say(f"Copies of {model._meta.verbose_name}")
        press.copy_rows(model)
    for model, field in LINKS:
        press.copy_links(model, field)
    say("The record of all copies")
    press.copy_record()
    press.reset_sequences()
    rebuild_paths(at)
    ImpactPicture.objects.all().delete()  # it was counted of the pattern alone
    take_impact_picture(at=at)
    return house


class Press:
    """Makes copies of the pattern's rows."""

    def __init__(self, house: House, copies: int) -> None:
        self.house, self.copies = house, copies
        self.stride = {model: (model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0) + 1 for model in COPIED}
        self.rows: dict[type[models.Model], list[Any]] = {model: list(model._default_manager.order_by("pk")) for model in COPIED}
        self.top_team = house.teams[company.NAME].pk
        self.top_person = house.role("leader").pk
        self.owner_of: dict[int, int] = {plan.pk: plan.owner_id for plan in self.rows[Plan]}
        self.plan_of: dict[int, int] = {goal.pk: goal.plan_id for goal in self.rows[Goal]}
        self.groups = (NearCopy.objects.aggregate(top=models.Max("group"))["top"] or 0) + 1
        self.last_names = [self._last_names(number) for number in range(copies + 1)]
        self.changes: dict[type[models.Model], Callable[[Any, int], None]] = {
            Account: self._account,
            Team: self._team,
            Person: self._person,
            Objective: self._objective,
            KeyResult: self._key_result,
            Ask: self._ask,
            Version: self._version,
            Handover: self._handover,
            Feedback: self._feedback,
            NearCopy: self._near_copy,
        }

    def copy_rows(self, model: type[models.Model]) -> None:
        """All copies of one table's rows."""
        change = self.changes.get(model, lambda row, number: None)
        if issubclass(model, Sealable):
            self._open_sealed(model)
        for some in _batches(self._copies_of(model, change)):
            if issubclass(model, Sealable):
                close_all((row, self._owner(row)) for row in some if row.sealed is not None)
            model._default_manager.bulk_create(some, batch_size=BATCH)
        if model is ReportingLine:
            self._join_tops()

    def copy_links(self, model: type[models.Model], field: str) -> None:
        """All copies of a many-to-many table's rows."""
        through: Any = getattr(model, field).through
        names = [column.attname for column in through._meta.fields if column.is_relation]
        targets = [column.related_model for column in through._meta.fields if column.is_relation]
        pattern = list(through.objects.order_by("pk").values_list(*names))
        rows = (
            through(**{name: value + number * self.stride[target] for name, value, target in zip(names, values, targets, strict=True)})
            for number in range(1, self.copies + 1)
            for values in pattern
        )
        for some in _batches(rows):
            through.objects.bulk_create(some, batch_size=BATCH)

    def copy_record(self) -> None:
        """The record of every copy, in chains of its own; private entries sealed again for their new author."""
        contents = Content.objects.select_related("entry__chain").order_by("entry_id")
        pattern = [told for content in contents if (told := self._told(content)) is not None]
        for number in range(1, self.copies + 1):
            record_many(self._entry(told, number) for told in pattern)

    def reset_sequences(self) -> None:
        """Tell the database which key comes next, for keys were given by hand."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(COPIED)):
                cursor.execute(statement)

    def moved(self, model: type[models.Model], key: int | None, number: int) -> int | None:
        """The key of a copy's row."""
        return None if key is None else self.moved_key(model, key, number)

    def moved_key(self, model: type[models.Model], key: int, number: int) -> int:
        """The key of a copy's row, for one that has one."""
        return key + number * self.stride[model]

    def _copies_of(self, model: type[models.Model], change: Callable[[Any, int], None]) -> Iterator[Any]:
        moving = [(column.attname, column.related_model) for column in model._meta.concrete_fields if column.related_model in self.stride]
        for number in range(1, self.copies + 1):
            for row in self.rows[model]:
                made = copy.copy(row)
                made._state = copy.copy(row._state)
                made.pk = row.pk + number * self.stride[model]
                for attname, target in moving:
                    setattr(made, attname, self.moved(target, getattr(row, attname), number))
                if getattr(made, "revisions", None):
                    made.revisions = self._revisions(row.revisions, number)
                change(made, number)
                yield made

    def _revisions(self, revisions: dict[str, Any], number: int) -> dict[str, Any]:
        return {
            field: [self.moved(Person, value[0], number), value[1]] if field.endswith("@") else value for field, value in revisions.items()
        }

    def _last_names(self, number: int) -> dict[int, str]:
        rng = Random(f"{number}")
        return {row.pk: rng.choice(company.LAST_NAMES) for row in self.rows[Person]}

    def _named(self, key: int, number: int, name: str) -> str:
        return f"{name.split()[0]} {self.last_names[number][key]}"

    def _account(self, row: Account, number: int) -> None:
        row.email = row.email.replace("@", f".{number}@")

    def _team(self, row: Team, number: int) -> None:
        row.slug = f"{row.slug}-{number}"
        if row.parent_id is None:
            row.name, row.parent_id = f"{row.name} {number}", self.top_team

    def _person(self, row: Person, number: int) -> None:
        original = row.pk - number * self.stride[Person]
        row.name = self._named(original, number, row.name)
        row.handle = f"{row.handle}-{number}"
        row.email = (row.email or f"nobody@{MAIL_DOMAIN}").replace("@", f".{number}@")
        row.external_id = f"{row.external_id}-{number}" if row.external_id else None
        row.path = ""

    def _objective(self, row: Objective, number: int) -> None:
        """What the whole company wants stays one; a copy has it as the objective of its own top team."""
        if row.level == ObjectiveLevel.COMPANY:
            row.level, row.team_id = ObjectiveLevel.TEAM, self.moved(Team, self.top_team, number)

    def _key_result(self, row: KeyResult, number: int) -> None:
        letters, _, rest = row.key.partition("-")
        row.key = f"{letters}{number}-{rest}"

    def _ask(self, row: Ask, number: int) -> None:
        row.ref = f"K-{_counted(row.pk)}"

    def _handover(self, row: Handover, number: int) -> None:
        row.ref = f"H-{_counted(row.pk)}"

    def _feedback(self, row: Feedback, number: int) -> None:
        row.ref = f"B-{_counted(row.pk)}"

    def _near_copy(self, row: NearCopy, number: int) -> None:
        """What is alike among the sixty is alike among each copy's sixty. That every copy says the same as the others is the press's doing."""
        row.group += number * self.groups

    def _version(self, row: Version, number: int) -> None:
        words = copy.deepcopy(row.words)
        for one in words.get("commitments", []):
            one["id"] = self.moved(Commitment, one["id"], number)
            one["holder"] = self._renamed(one["holder"], number)
        for goal in words.get("goals", []):
            goal["supporter"] = self._renamed(goal.get("supporter", ""), number)
            for action in goal.get("actions", []):
                action["partner_id"] = self.moved(Person, action.get("partner_id"), number)
                action["partner"] = self._renamed(action.get("partner", ""), number)
        row.words = words

    def _renamed(self, name: str, number: int) -> str:
        person = self.house.people.get(name)
        return self._named(person.pk, number, name) if person is not None and not person.called else name

    def _owner(self, row: Any) -> int:
        """Whose a copied plan is, or a row of one."""
        if isinstance(row, Plan):
            return row.owner_id
        if hasattr(row, "plan_id"):
            number, plan = divmod(row.plan_id, self.stride[Plan])
        else:
            number, goal = divmod(row.goal_id, self.stride[Goal])
            plan = self.plan_of[goal]
        return self.moved_key(Person, self.owner_of[plan], number)

    def _open_sealed(self, model: type[models.Model]) -> None:
        """The pattern's own sealed words, in memory; each copy is sealed anew for its owner."""
        for row in self.rows[model]:
            if row.sealed is not None:
                read_words(row, owner_id=self._owner(row))

    def _join_tops(self) -> None:
        """Each copy's top reports to the first one's, so that the organisation has one line."""
        since = self.house.began
        lines = [
            ReportingLine(person_id=self.moved_key(Person, self.top_person, number), manager_id=self.top_person, since=since)
            for number in range(1, self.copies + 1)
        ]
        top = self.stride[ReportingLine] * (self.copies + 1)
        for number, line in enumerate(lines, 1):
            line.pk = top + number
        ReportingLine.objects.bulk_create(lines, batch_size=BATCH)

    def _told(self, content: Content) -> NewEntry | None:
        """An entry of the pattern as it was once written."""
        kind, about, facts, private = content.kind, content.about_id, content.facts, content.kind == PRIVATE_KIND
        if content.by_id is None and about is None:
            return None  # the house's own beginnings happened once
        entry = content.entry
        if private:
            assert content.by_id is not None
            place = private_place(entry.chain.key, entry.sequence)
            words = json.loads(unseal(bytes(content.sealed or b""), unit=private_unit(content.by_id), place=place))
            kind, about, facts = words["kind"], words["about_id"], words["facts"]
        if kind.startswith("conversations."):
            return None  # notes and agreed points stay with the two whom they concern
        return NewEntry(
            kind, content.by_id, about, entry.at, facts, Audience(content.audience), content.is_read, private, entry.recorded_at
        )

    def _entry(self, told: NewEntry, number: int) -> NewEntry:
        return replace(
            told,
            by_id=self.moved(Person, told.by_id, number),
            about_id=self.moved(Person, told.about_id, number),
            facts={name: self._fact(name, value, number) for name, value in told.facts.items()},
        )

    def _fact(self, name: str, value: Any, number: int) -> Any:
        model = None if name in KEPT_FACTS else FACTS.get(name)
        return self.moved(model, value, number) if model is not None and isinstance(value, int) and not isinstance(value, bool) else value


def _counted(left: int) -> str:
    """References of copies are counted on, in the reference's own letters, so that no two are alike."""
    letters = ""
    while left:
        left, place = divmod(left, len(LETTERS))
        letters = LETTERS[place] + letters
    return letters.rjust(9, LETTERS[0])


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some
