"""Fairness as its page shows it: each measure, each characteristic, and what each line says in words (FAIR-1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cadenza.characteristics.models import Choice, Question
from cadenza.objections import N_
from cadenza.people.models import Person
from cadenza.stewardship import fairness_access, fairness_counting
from cadenza.stewardship.fairness_models import FairnessNote, FairnessPicture
from cadenza.stewardship.fairness_rules import FEW_QUARTERS, MOST_TIMES, Finding, Measure
from cadenza.strategy.models import Cycle

TITLES: dict[Measure, tuple[str, str]] = {
    Measure.FORMAL_PLAN: (N_("Formal plans opened"), N_("People here with whom one was opened, of all who are here. A quarter late.")),
    Measure.EXTENDED: (N_("Formal plans extended"), N_("Of the people still here with whom one was opened.")),
    Measure.NOT_MET: (
        N_("Formal plans ended as not met"),
        N_(
            "Of the people still here whose formal plan ended. Whoever has left is not in it, so it cannot say whether dismissals fall evenly."
        ),
    ),
    Measure.CHANGE_SEEN: (
        N_("Change seen by the manager"),
        N_("People in whose work the manager saw some or clear change, of all here who were judged."),
    ),
    Measure.EXPERIENCE: (
        N_("Live work to learn from"),
        N_("People who got to an experience action of their plan, of all here with an agreed plan."),
    ),
}
FINDINGS: dict[Finding, str] = {
    Finding.DIFFERS: N_("A difference that chance would hardly bring"),
    Finding.ONE_PERSON: N_("Perhaps a difference: one person more or less would undo it"),
    Finding.NOT_TOLD: N_("No difference can be told from these numbers"),
}


@dataclass(frozen=True)
class Line:
    """One group beside the others."""

    group: str
    figures: dict[str, Any]
    finding: str

    @property
    def beyond(self) -> bool:
        """Whether its upper end is told as "more than"."""
        return bool(self.figures["high"] >= MOST_TIMES)


@dataclass(frozen=True)
class Compared:
    """One characteristic under one measure; without lines the data is insufficient."""

    question: str
    lines: list[Line]


@dataclass(frozen=True)
class MeasureShown:
    """One measure by every characteristic."""

    title: str
    what: str
    compared: list[Compared]

    @property
    def told(self) -> list[Compared]:
        """Characteristics of which something can be told."""
        return [one for one in self.compared if one.lines]

    @property
    def insufficient(self) -> list[str]:
        """Those with too little data."""
        return [one.question for one in self.compared if not one.lines]


@dataclass(frozen=True)
class FairnessPage:
    """The latest picture for one reader."""

    picture: FairnessPicture | None
    keeps: bool
    quarters: list[Cycle] = field(default_factory=list)
    measures: list[MeasureShown] = field(default_factory=list)
    notes: list[FairnessNote] = field(default_factory=list)

    @property
    def few(self) -> bool:
        return len(self.quarters) < FEW_QUARTERS


def fairness_page(viewer: Person, *, at: datetime) -> FairnessPage:
    """The latest picture that the viewer may read. Unseen for everybody else. The same number of statements however many people."""
    picture = fairness_access.picture_for(viewer, at=at)
    keeps = fairness_access.keeps(viewer, at=at)
    if picture is None:
        return FairnessPage(None, keeps)
    question_keys, choice_keys = fairness_counting.names(picture.figures)
    questions, choices = Question.objects.in_bulk(question_keys), Choice.objects.in_bulk(choice_keys)
    measures: dict[Measure, MeasureShown] = {}
    for entry in picture.figures["measures"]:
        measure = Measure(entry["measure"])
        title, what = TITLES[measure]
        shown = measures.setdefault(measure, MeasureShown(_(title), _(what), []))
        lines = [Line(choices[line["choice"]].label, line, _(FINDINGS[Finding(line["finding"])])) for line in entry["lines"]]
        shown.compared.append(Compared(questions[entry["question"]].label, lines))
    quarters = list(Cycle.objects.filter(key__in=picture.figures["quarters"]).order_by("start_date"))
    notes = list(fairness_access.notes_for(viewer, picture, at=at)[:50])
    return FairnessPage(picture, keeps, quarters, list(measures.values()), notes)
