"""A system review shaped for its page and its Markdown: figures as this reader may have them, what was decided, who fills it (SYS-1, SYS-2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.stewardship import system_review_access as access
from cadenza.stewardship import words as sign_words
from cadenza.stewardship.rules import Sign
from cadenza.stewardship.system_review_access import Part, may
from cadenza.stewardship.system_review_figures import read_figures
from cadenza.stewardship.system_review_models import Addition, Decision, SystemReview, SystemReviewSeat
from cadenza.stewardship.system_review_rules import (
    SEEN_ONE_BY_ONE,
    WRITTEN_IN,
    Answer,
    Figure,
    Line,
    ReviewMove,
    ReviewState,
    answer_to,
    half_of,
)
from cadenza.stewardship.system_review_words import BESIDE, CYCLE_FIGURES, FACTS, LINES, band_words, count_words, half_words
from cadenza.strategy.models import Cycle
from cadenza.web.markdown import bullets, document, plain, section
from cadenza.web.words import shown, state_word


@dataclass(frozen=True)
class Cell:
    """One figure as this reader has it: the share, and the count where they see every row behind it."""

    share: str = "–"
    count: str = ""


@dataclass(frozen=True)
class Row:
    """A figure with its name; of cycles one cell each."""

    label: str
    cells: tuple[Cell, ...]
    href: str = ""
    columns: tuple[str, ...] = ()
    on_paper: bool = True
    """Whether it has a line of its own in print; what is seen about few shares one there."""

    @property
    def labelled(self) -> list[tuple[str, Cell]]:
        """Each cell with its column's name, for a table that folds."""
        return list(zip(self.columns, self.cells, strict=True))


@dataclass(frozen=True)
class Checked:
    """A line of the checklist with its answer, what was counted, and where that opens."""

    asked: str
    counted: str
    answer: Answer
    cell: Cell
    href: str


@dataclass
class ReviewPage:
    """Everything on the page of one review."""

    review: SystemReview
    parts: frozenset[Part]
    title: str
    sees_figures: bool
    counts: bool = False
    """Whether this reader sees every row behind the shares, and so the counts."""
    people: int = 0
    cycles: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    beside: list[Row] = field(default_factory=list)
    drift: list[Row] = field(default_factory=list)
    few: list[str] = field(default_factory=list)
    """Signs seen about at most a fifth of the people, be it nobody: one sentence for all who do not see every row, and in print."""
    unsaid: list[str] = field(default_factory=list)
    """Signs of which too few people stand behind the figure."""
    quiet: list[str] = field(default_factory=list)
    """Signs seen about nobody, for whoever sees every row; on the screen alone."""
    checklist: list[Checked] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    before: SystemReview | None = None
    """The last review before this one, with what became of its decisions."""
    decisions_before: list[Decision] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    seats: list[SystemReviewSeat] = field(default_factory=list)

    @property
    def writable(self) -> bool:
        return self.review.state in WRITTEN_IN

    @property
    def covered_by_cycle(self) -> list[tuple[str, str]]:
        return list(zip(self.cycles, self.covered, strict=True))

    @property
    def title_before(self) -> str:
        return half_words(self.before.key) if self.before else ""

    def may(self, action: str) -> bool:
        """Whether the reader may do this, as far as the table goes."""
        return may(self.parts, action)

    @property
    def next_step(self) -> str:
        """What HR admin can do with it now."""
        if not self.may("move"):
            return ""
        steps: dict[str, str] = {ReviewState.PREPARING: ReviewMove.HOLD, ReviewState.HELD: ReviewMove.CLOSE}
        return str(steps.get(self.review.state, ""))


def page_of(viewer: Person, key: str, *, at: datetime, counts: bool = True) -> ReviewPage:
    """One review as this reader may have it; without `counts` as everybody may. A constant number of queries."""
    review, parts = access.review_for(viewer, "see", key, at=at)
    found = ReviewPage(review, parts, half_words(key), access.sees_figures(viewer, at=at))
    found.decisions = _decisions(review)
    found.before = SystemReview.objects.filter(first_day__lt=review.first_day).order_by("-first_day").first()
    found.decisions_before = _decisions(found.before) if found.before else []
    found.additions = list(review.additions.select_related("by"))
    found.seats = list(review.seats.filter(left_at=None).select_related("person").order_by("person__name", "pk"))
    if found.sees_figures:
        found.counts = counts and found.may("see-counts")
        _fill_figures(found, exact=found.counts)
    return found


def _decisions(review: SystemReview) -> list[Decision]:
    return list(review.decisions.select_related("owner", "taken_by").prefetch_related("news__by"))


def _fill_figures(found: ReviewPage, *, exact: bool) -> None:
    kept = found.review.figures
    labels = {cycle.key: cycle.label for cycle in Cycle.objects.filter(key__in=[one["key"] for one in kept["cycles"]])}
    found.people = kept["people"]
    found.cycles = [labels.get(one["key"], one["key"]) for one in kept["cycles"]]
    by_cycle = [read_figures(one["figures"]) for one in kept["cycles"]]
    found.rows = [
        Row(_(label), tuple(_cell(one.get(name), exact) for one in by_cycle), columns=tuple(found.cycles))
        for name, label in CYCLE_FIGURES.items()
    ]
    found.covered = [_("%(count)d of %(of)d") % {"count": count, "of": of} for count, of in (one["covered"] for one in kept["cycles"])]
    beside = read_figures(kept["beside"])
    found.beside = [Row(_(label), (_cell(beside.get(name), exact, fact=name in FACTS),)) for name, label in BESIDE.items()]
    _fill_drift(found, read_figures(kept["drift"]), exact)
    checks = read_figures(kept["checklist"])
    found.checklist = [_checked(line, checks.get(line), exact) for line in Line]


def _fill_drift(found: ReviewPage, drift: Mapping[str, Figure], exact: bool) -> None:
    """Signs that ask for a decision have a line each; the others share one, which does not say whether they are seen about few or nobody (TRUST 1.5)."""
    for sign in (one for one in Sign if one in drift):
        figure, name = drift[sign], sign_words.title(sign)
        said = figure.band is not None and figure.band.low > 0
        if not said:
            (found.unsaid if figure.band is None else found.few).append(name)
        if exact and not figure.count:
            found.quiet.append(name)
        elif exact or said:
            href = reverse("drift-sign", args=[sign]) if exact else ""
            found.drift.append(Row(name, (_cell(figure, exact),), href, on_paper=said))


def _cell(figure: Figure | None, exact: bool, *, fact: bool = False) -> Cell:
    """A share by itself, and the count for whoever has every row; a fact about key results as a count for everybody."""
    if figure is None:
        return Cell()
    if fact:
        return Cell(count_words(figure) if figure.of else "–")
    return Cell(band_words(figure.band), count_words(figure) if exact and figure.of else "")


def _checked(line: Line, figure: Figure | None, exact: bool) -> Checked:
    said = LINES[line]
    answer = answer_to(figure) if figure else Answer.CANNOT_SAY
    return Checked(_(said.asked), _(said.counted), answer, _cell(figure, exact and line in SEEN_ONE_BY_ONE), reverse(said.opens))


def halves_to_prepare(*, at: datetime) -> list[tuple[str, str]]:
    """Half-years with a cycle that has begun and no review yet, the latest first."""
    begun = Cycle.objects.filter(start_date__lte=day_of(at)).order_by("-start_date").values_list("key", flat=True)
    halves = dict.fromkeys(half for half in map(half_of, begun) if half)
    there = set(SystemReview.objects.values_list("key", flat=True))
    return [(half, half_words(half)) for half in halves if half not in there]


def part_titles() -> dict[str, str]:
    """What each part of the document answers."""
    return {
        "seen": _("What do the figures say, and what do they not?"),
        "worked": _("What worked in this half-year?"),
        "in_the_way": _("What stands in the way?"),
        "to_change": _("What do we change?"),
    }


def as_markdown(found: ReviewPage) -> str:
    """The document to take away, of a page without counts: a file goes where no page asks who reads it (TRUST I2).

    Shares alone, and signs of drift seen about few or about nobody stand together in one line (TRUST 1.5, homogeneity).
    """
    review = found.review
    lines = [f"# {_('System review')}: {found.title}", "", _("Counted on %(day)s.") % {"day": shown(day_of(review.counted_at))}]
    before = (_decision_line(one) for one in found.decisions_before)
    lines += section(_("What became of the last decisions"), bullets(before))
    for number, label in enumerate(found.cycles):
        told = [f"{row.label}: {row.cells[number].share}" for row in found.rows]
        lines += section(label, bullets([*told, f"{_('Critical key results covered')}: {found.covered[number]}"]))
    lines += section(_("Beside plans"), bullets(f"{row.label}: {row.cells[0].share}" for row in found.beside))
    signs = [f"{row.label}: {row.cells[0].share}" for row in found.drift]
    together = ((_("Seen about a fifth of people at most:"), found.few), (_("Too few people to say:"), found.unsaid))
    signs += [f"{words} {'; '.join(names)}" for words, names in together if names]
    lines += section(_("Signs of drift"), bullets(signs))
    checks = (f"{one.asked} {state_word(one.answer)} ({one.cell.share})" for one in found.checklist)
    lines += section(_("Alignment"), bullets(checks if found.sees_figures else ()))
    for name, title in part_titles().items():
        text = getattr(review, name)
        lines += section(title, [plain(paragraph) for paragraph in text.split("\n") if paragraph.strip()])
    lines += section(_("Decisions"), bullets(_decision_line(one) for one in found.decisions))
    lines += section(
        _("Added later"), bullets(f"{plain(one.words)} ({plain(one.by.name)}, {shown(day_of(one.at))})" for one in found.additions)
    )
    return document(lines)


def _decision_line(decision: Decision) -> str:
    told: Iterator[str] = (f"{plain(one.words)} ({plain(one.by.name)}, {shown(day_of(one.at))})" for one in decision.news.all())
    head = f"{plain(decision.words)} {plain(decision.owner.name)}, {shown(decision.due_on)}: {state_word(decision.state)}"
    return ". ".join([head, *told])
