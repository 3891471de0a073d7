"""What the figures of a risk are made of, in words and in sums that a reader can follow (STRAT-4), and what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.insight.queries import ResultRow
from cadenza.insight.risk_queries import Line, Piece
from cadenza.insight.risk_rules import HALF, WHOLE, Delivery, Grade, NeedRisk, Pace
from cadenza.insight.rules import Reason
from cadenza.strategy.rules import figure


@dataclass(frozen=True)
class Share:
    """One addend of a figure: what it is, how it comes about, its points."""

    label: str
    how: str
    points: str
    who: str = ""
    """People behind it whose levels the reader may see (TRUST C2); empty for everybody else."""


@dataclass(frozen=True)
class Sum:
    """A figure and its addends."""

    label: str
    shares: list[Share]
    total: str


def grade_word(grade: Grade) -> str:
    """Delivery risk in a word."""
    return {Grade.LOW: _("Low"), Grade.SOME: _("Some"), Grade.HIGH: _("High"), Grade.NOT_BEGUN: _("Not begun")}[grade]


def sums_of(line: Line) -> list[Sum]:
    """Delivery risk and capability risk with everything they are made of."""
    return [_delivery(line), _capability(line)]


def together_words(line: Line) -> str:
    """The last sum."""
    values = {"delivery": line.risk.delivery.points, "capability": line.risk.capability.points, "together": line.risk.together}
    return _("%(delivery)d for delivery and %(capability)d for capability make %(together)d of 200.") % values


def decision_words(row: ResultRow) -> dict[str, str]:
    """A critical key result that waits for a decision, as a sentence with its cause (DESIGN 3, decision list)."""
    result, need = row.result, row.weakest
    named = f"{result.key} {result.title}"
    if row.reason == Reason.NOTHING_NAMED or need is None:
        finding = _("%(result)s: no capability named") % {"result": named}
        cause = _("While it names none, no plan can be seen to build it, and it counts as not covered.")
    else:
        asked = need.requirement
        values = {
            "result": named,
            "capability": asked.capability.name,
            "level": asked.level,
            "people": asked.people_needed,
            "goals": need.goals,
        }
        if need.goals:
            finding = _("%(result)s: thin in %(capability)s") % values
        else:
            finding = _("%(result)s: nobody is building %(capability)s") % values
        wanted = ngettext(
            "Needs %(people)d person at level %(level)d in %(capability)s.",
            "Needs %(people)d people at level %(level)d in %(capability)s.",
            asked.people_needed,
        )
        aimed = (
            ngettext("%(goals)d agreed goal aims there.", "%(goals)d agreed goals aim there.", need.goals)
            if need.goals
            else _("No agreed goal aims there.")
        )
        cause = f"{wanted % values} {aimed % values}"
    return {"finding": finding, "cause": cause, "key": result.key, "needs": "yes" if row.needs else ""}


def _delivery(line: Line) -> Sum:
    risk = line.risk.delivery
    shares = [Share(_("Behind the time"), _late(risk), str(risk.late))]
    if risk.pace not in {Pace.NOT_BEGUN, Pace.DONE}:
        shares.append(Share(_("Doubt"), _doubt(line, risk), str(risk.doubt)))
    return Sum(_("Delivery risk"), shares, _("%(points)d of %(whole)d") % {"points": risk.points, "whole": WHOLE})


def _late(risk: Delivery) -> str:
    values = {"elapsed": risk.elapsed, "progress": risk.progress or 0, "lag": risk.lag, "most": HALF}
    return {
        Pace.NOT_BEGUN: _("The cycle has not begun."),
        Pace.DONE: _("It is reached."),
        Pace.MEASURED: _("%(elapsed)d%% of the time is over and %(progress)d%% of the way is done: half of the %(lag)d between them.")
        if risk.lag
        else _("%(elapsed)d%% of the time is over and %(progress)d%% of the way is done: it is not behind."),
        Pace.KEPT: _("It is within its bounds.")
        if risk.progress
        else _("It is out of its bounds and %(elapsed)d%% of the time is over: half of that."),
        Pace.NO_FIGURE: _("There is no figure yet, which counts as none of the way, and %(elapsed)d%% of the time is over: half of that."),
        Pace.AHEAD: _("A milestone is not measured before its day, so doubt counts whole."),
        Pace.OVERDUE: _("Its day is over and it is not done: the most there is, %(most)d."),
    }[risk.pace] % values


def _doubt(line: Line, risk: Delivery) -> str:
    confidence = line.result.confidence
    if confidence is None:
        return _("Nobody has said how confident they are: one half of %(most)d.") % {"most": risk.most_doubt}
    values = {"confidence": figure(confidence), "lack": figure(1 - confidence), "most": risk.most_doubt}
    return _("Confidence is %(confidence)s, which leaves %(lack)s of %(most)d.") % values


def _capability(line: Line) -> Sum:
    risk = line.risk.capability
    total = _("%(points)d of %(whole)d") % {"points": risk.points, "whole": WHOLE}
    if not line.pieces:
        how = (
            _("While a critical key result names none, nothing can be seen to build it.")
            if risk.critical
            else _("Nothing to compute from.")
        )
        return Sum(_("Capability risk"), [Share(_("No capability named"), how, "–")], total)
    shares = [Share(_need_label(piece), need_words(piece.risk), _missing(piece.risk), people_words(piece)) for piece in line.pieces]
    how = _("%(short)d of %(needed)d people missing") % {"short": risk.short, "needed": risk.needed}
    return Sum(_("Capability risk: %(how)s") % {"how": how}, shares, total)


def _need_label(piece: Piece) -> str:
    asked = piece.need.requirement
    return _("%(capability)s, level %(level)d") % {"capability": asked.capability.name, "level": asked.level}


def people_words(piece: Piece) -> str:
    """Who is meant, as far as the reader may see levels: those who hold it, build it, or are stuck."""
    said = (
        (_("Holding it: %(names)s."), piece.holders),
        (_("Building it: %(names)s."), piece.building),
        (_("With a goal that does not count: %(names)s."), piece.stuck),
    )
    return " ".join(words % {"names": ", ".join(person.name for person in people)} for words, people in said if people)


def _missing(need: NeedRisk) -> str:
    return _("%(short)d missing") % {"short": need.short}


def need_words(need: NeedRisk) -> str:
    """What a need's figure is made of: needed, held, being built, and what does not count."""
    return " ".join(_need_parts(need))


def _need_parts(need: NeedRisk) -> Iterator[str]:
    yield ngettext("%(count)d person needed.", "%(count)d people needed.", need.needed) % {"count": need.needed}
    if need.holders:
        yield ngettext("%(count)d holds the level.", "%(count)d hold the level.", need.holders) % {"count": need.holders}
    yield ngettext("%(count)d agreed goal serves it.", "%(count)d agreed goals serve it.", need.goals) % {"count": need.goals}
    if need.doubled:
        yield ngettext(
            "%(count)d of them belongs to somebody who holds the level already and is not counted twice.",
            "%(count)d of them belong to people who hold the level already and are not counted twice.",
            need.doubled,
        ) % {"count": need.doubled}
    if need.stuck:
        yield ngettext(
            "%(count)d of them is blocked, to be reset or aims below the level and does not count.",
            "%(count)d of them are blocked, to be reset or aim below the level and do not count.",
            need.stuck,
        ) % {"count": need.stuck}
    if need.holders or need.doubled or need.stuck:
        yield _("Counted: %(counted)d.") % {"counted": need.counted}
