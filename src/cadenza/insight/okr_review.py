"""The OKR review with the development behind each key result, so that no second meeting is needed; also as Markdown (STRAT-5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.insight.queries import Block, Need, ResultRow, Tree, okr_tree
from cadenza.people.models import Person
from cadenza.plans.queries import agreed_goals, visible_goals_for
from cadenza.strategy.closing import held_back_of
from cadenza.strategy.models import HeldBack, KeyResult
from cadenza.strategy.queries import COUNTED
from cadenza.strategy.rules import Direction, ResultState
from cadenza.web.markdown import bullets, document, plain, section
from cadenza.web.words import NEEDIEST_FIRST, shown, state_word


@dataclass(frozen=True)
class Behind:
    """A key result and what is known of the goals behind it."""

    row: ResultRow
    agreed: int
    """How many agreed goals serve it: a fact that all may see (TRUST R3)."""
    states: dict[str, int]
    """State -> how many of those whose plans this reader may read (TRUST E1); empty for everybody else."""

    held_back: HeldBack | None = None
    """The last answer to the standing question."""
    asked: bool = False
    """Whether the reader is asked it here: owners and leads. Others who may answer find it on the key result's page."""

    @property
    def unread(self) -> int:
        """Agreed goals of which the reader sees the number alone."""
        return self.agreed - sum(self.states.values())


@dataclass(frozen=True)
class OkrReview:
    """The review of a cycle, as far as one page of the tree goes."""

    tree: Tree
    parts: list[tuple[Block, list[Behind]]]

    @property
    def asked(self) -> list[Behind]:
        """Where the reader is asked."""
        return [behind for _block, behinds in self.parts for behind in behinds if behind.asked]


def okr_review(viewer: Person, cycle_key: str, *, show: str, number: int, at: datetime) -> OkrReview:
    """The objectives of a cycle with the goals behind each key result. The tree's queries and two more."""
    tree = okr_tree(viewer, cycle_key, show=show, number=number, at=at)
    results = [row.result.pk for block in tree.blocks for row in block.rows]
    agreed = dict(agreed_goals().filter(key_result__in=results).order_by().values_list("key_result").annotate(n=Count("pk")))
    states: dict[int, Counter[str]] = {}
    for goal in visible_goals_for(viewer, results, at=at):
        if goal.agreed_in_id is not None and goal.key_result_id is not None:
            states.setdefault(goal.key_result_id, Counter())[goal.status] += 1
    held = held_back_of(results)
    parts = []
    for block in tree.blocks:
        known = [_behind(row, agreed, states) for row in block.rows]
        parts.append((block, [replace(one, held_back=held.get(one.row.result.pk), asked=_asked(viewer, block, one.row)) for one in known]))
    return OkrReview(tree, parts)


def _asked(viewer: Person, block: Block, row: ResultRow) -> bool:
    """Owners of the key result or its objective, and whoever leads the team, for what runs or was closed. No query."""
    objective = block.objective
    lead = objective.team.lead_id if objective.team else None
    return row.result.state in COUNTED and viewer.pk in {row.result.owner_id, objective.owner_id, lead}


def _behind(row: ResultRow, agreed: dict[int, int], states: dict[int, Counter[str]]) -> Behind:
    mine = states.get(row.result.pk, Counter())
    return Behind(row, max(agreed.get(row.result.pk, 0), mine.total()), {code: mine[code] for code in NEEDIEST_FIRST if mine[code]})


def held_back_words(behind: Behind) -> str:
    """The answer as one line; empty while nobody has answered."""
    answer = behind.held_back
    if answer is None:
        return ""
    named = answer.capability.name if answer.capability else _("None did")
    return f"{named}: {answer.note}" if answer.note else named


def question() -> str:
    """What the review asks of every result (STRAT-5)."""
    return _("Which capability, if any, held this result back?")


def development_words(behind: Behind) -> str:
    """How many agreed goals build what the key result needs, and where those stand that the reader may read."""
    total = ngettext("%(count)d agreed goal", "%(count)d agreed goals", behind.agreed) % {"count": behind.agreed}
    said = [f"{state_word(code)}: {count}" for code, count in behind.states.items()]
    if behind.states and behind.unread:
        said.append(_("counted only: %(count)d") % {"count": behind.unread})
    return f"{total} ({', '.join(said)})" if said else total


def review_markdown(review: OkrReview) -> str:
    """The same as the page shows to this reader, no more: no goal's words, nobody's name but an owner's."""
    lines = [f"# {_('OKR review')}, {plain(review.tree.cycle.label)}", *caution_words(review)]
    for block, behinds in review.parts:
        team = f" ({plain(block.objective.team.name)})" if block.objective.team else ""
        lines += ["", f"## {plain(block.objective.title)}{team}"]
        for behind in behinds:
            result = behind.row.result
            lines += section(f"{plain(result.key)} {plain(result.title)}{_marks(result)}", bullets(_about(behind)), level=3)
    return document([*lines, "", left_out_words(review)])


def _marks(result: KeyResult) -> str:
    """What stands beside a title on the page: whether it is critical, and its state where it does not simply run."""
    found = [*([_("critical")] if result.critical else []), *([state_word(result.state)] if result.state != ResultState.ACTIVE else [])]
    return f" ({', '.join(found)})" if found else ""


def caution_words(review: OkrReview) -> list[str]:
    """That a copy holds what this reader alone may see: it leaves the product with it (TRUST E1). Nothing where it does not."""
    if not any(behind.states for _block, behinds in review.parts for behind in behinds):
        return []
    said = _(
        "This copy says where goals stand whose plans you may read. Others see the number alone. "
        "Take what stands in brackets behind it out before you pass the copy on."
    )
    return ["", said]


def left_out_words(review: OkrReview) -> str:
    """How many of the filter's key results are here, where others stand on other pages; empty where all of them are here."""
    here, of = sum(len(behinds) for _block, behinds in review.parts), review.tree.fits[review.tree.show]
    if here == of:
        return ""
    said = ngettext("%(here)d of %(count)d key result is here.", "%(here)d of %(count)d key results are here.", of)
    return f"{said % {'here': here, 'count': of}} {_('The others stand on the other pages of this review and on the pages of their objectives.')}"


def _about(behind: Behind) -> Iterator[str]:
    result = behind.row.result
    yield f"{_('Progress')}: {_progress(behind.row)}"
    if result.confidence is not None:
        yield f"{_('Confidence')}: {behind.row.confidence}"
    if result.owner is not None:
        yield f"{_('Owner')}: {plain(result.owner.name)}"
    yield f"{_('Development')}: {development_words(behind)}"
    yield from map(_need, behind.row.needs if result.state != ResultState.DROPPED else ())
    answer = held_back_words(behind)
    yield f"{question()} {plain(answer) if answer else '…'}"


def _need(need: Need) -> str:
    asked = need.requirement
    values = {"capability": plain(asked.capability.name), "level": asked.level, "goals": need.goals, "people": asked.people_needed}
    return f"{_('%(capability)s, level %(level)d: %(goals)d of %(people)d') % values}, {state_word(need.cover)}"


def _progress(row: ResultRow) -> str:
    result = row.result
    if result.direction == Direction.MILESTONE:
        if result.done_on:
            return _("done on %(day)s") % {"day": shown(result.done_on)}
        return _("not done, due %(day)s") % {"day": shown(result.due_date)}
    if row.percent is None:
        return _("no figure yet")
    if result.direction == Direction.KEEP:
        return _("within bounds") if row.percent else _("out of bounds")
    return _("%(percent)d%% of target") % {"percent": row.percent}
