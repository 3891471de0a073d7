"""Talent reviews shaped for their pages: sessions, one session's table by name, one person's snapshot, the same as Markdown (TAL-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.evidence.rules import EvidenceKind
from cadenza.objections import N_, Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.rhythm.evidence_forms import EVIDENCE_WORDS
from cadenza.stewardship import talent_access as access
from cadenza.stewardship import talents
from cadenza.stewardship.talent_access import may
from cadenza.stewardship.talent_models import TalentSeat, TalentSession, TalentSnapshot
from cadenza.stewardship.talent_rules import Movement, Part, SessionMove, SessionState
from cadenza.stewardship.talent_snapshots import Facts, Opened, facts_of, open_all, open_words
from cadenza.strategy.models import Cycle
from cadenza.web.markdown import bullets, document, plain, section
from cadenza.web.words import shown, state_word

WHY: Mapping[Movement, str] = {
    Movement.MOVING: N_("A goal was achieved, or a capability stands higher than before with evidence."),
    Movement.BOTH: N_("Something moved, and a goal was put off two cycles running without a trade-off on record."),
    Movement.AGAIN: N_("A goal was put off two cycles running without a trade-off on record, and nothing else moved."),
    Movement.CANNOT_SAY: N_("Fewer than two finished cycles with an agreed plan, or nothing that tells either way."),
}
ENDS = ("achieved", "changed", "carried", "dropped")


@dataclass
class Sessions:
    """The list: sessions that the reader finds, their own snapshots, and people of theirs about whom something will be frozen."""

    found: list[TalentSession]
    own: list[TalentSnapshot]
    ahead: list[TalentSnapshot]
    sets_up: bool


def sessions_of(viewer: Person, *, at: datetime) -> Sessions:
    """Everything of talent reviews that one reader finds."""
    rows = access.visible_sessions(viewer, at=at).order_by("-opens_at", "-pk")
    own = list(access.own_snapshots(viewer, at=at))
    return Sessions(list(rows), own, list(access.ahead_for(viewer, at=at)), access.is_steward(viewer, at=at))


@dataclass(frozen=True)
class Row:
    """One person in the table: what the snapshot says in a line."""

    person: Person
    movement: str
    ended: list[tuple[str, int]]
    up: int
    kept: bool


@dataclass
class SessionPage:
    """One session as this reader has it."""

    session: TalentSession
    parts: frozenset[Part]
    rows: list[Row] = field(default_factory=list)
    people: list[TalentSnapshot] = field(default_factory=list)
    """Who is in it, for those who set it up or run it."""
    seats: list[TalentSeat] = field(default_factory=list)
    takes_part: bool = False

    def may(self, action: str) -> bool:
        return may(self.parts, action)

    @property
    def steps(self) -> list[str]:
        """What HR admin can do with it now."""
        ways: dict[str, list[str]] = {
            SessionState.PREPARING: [SessionMove.OPEN, SessionMove.CALL_OFF],
            SessionState.OPEN: [SessionMove.CLOSE],
        }
        return ways.get(self.session.state, []) if self.may("move") else []


def session_page(viewer: Person, ref: str, *, at: datetime) -> SessionPage:
    """A session with the snapshots that the reader may read, by name and by nothing else; each reading is written down."""
    session = access.visible_sessions(viewer, at=at).filter(ref=ref).first()
    if session is None:
        raise Unseen
    found = SessionPage(session, access.parts_in(viewer, session, at=at))
    rows = access.visible_snapshots(viewer, at=at).filter(session=session).select_related("person", "session")
    mine = list(rows.order_by("person__name", "pk"))
    talents.note_reading(mine, by=viewer, at=at)
    found.rows = [_row(one) for one in open_all(mine)]
    if found.may("see-people"):
        found.people = list(session.snapshots.select_related("person").order_by("person__name", "pk"))
    found.seats = list(session.seats.filter(left_at=None).select_related("person").order_by("person__name", "pk"))
    found.takes_part = access.open_to(viewer, at=at).filter(pk=session.pk).exists()
    return found


def _row(one: Opened) -> Row:
    if one.facts is None:
        return Row(one.snapshot.person, "", [], 0, kept=False)
    sums = [(end, total) for end in ENDS if (total := sum(cycle[end] for cycle in one.facts["cycles"]))]
    up = sum(1 for level in one.facts["levels"] if level["now"] > level["before"])
    return Row(one.snapshot.person, one.movement, sums, up, kept=True)


@dataclass
class PersonPage:
    """One snapshot as this reader has it."""

    snapshot: TalentSnapshot
    parts: frozenset[Part]
    facts: Facts | None
    labels: dict[str, str]
    ahead: bool = False
    """Whether it is only what will be frozen, as it stands now."""
    steps: list[tuple[Any, str]] = field(default_factory=list)
    answers: list[tuple[Any, str]] = field(default_factory=list)
    is_over: bool = False

    def may(self, action: str) -> bool:
        return may(self.parts, action)

    @property
    def own(self) -> bool:
        return Part.SUBJECT in self.parts

    @property
    def why(self) -> str:
        return _(WHY[Movement(self.facts["movement"])]) if self.facts else ""

    @property
    def cycles(self) -> list[tuple[str, Facts]]:
        return [(self.labels.get(one["key"], one["key"]), one) for one in self.facts["cycles"]] if self.facts else []

    @property
    def evidence(self) -> list[tuple[str, date, str]]:
        """Kind, day, capability."""
        if self.facts is None:
            return []
        return [(kind_words(one["kind"]), date.fromisoformat(one["on"]), one["capability"]) for one in self.facts["evidence"]]


def person_page(viewer: Person, ref: str, handle: str, *, at: datetime) -> PersonPage:
    """One person's snapshot; reading somebody else's is written down."""
    row, parts = access.snapshot_for(viewer, "see-snapshot", ref, handle, at=at)
    (opened,) = open_all([row])
    talents.note_reading([row], by=viewer, at=at)
    found = PersonPage(row, parts, opened.facts, _labels(opened.facts), is_over=row.session.is_over(at))
    for rows in ("steps", "answers") if found.may("see-answers") else ("steps",):
        kept = list(getattr(row, rows).select_related(*(["by"] if rows == "steps" else [])))
        for one in kept:
            one.snapshot = row
        setattr(found, rows, open_words(kept))
    return found


def ahead_page(viewer: Person, ref: str, handle: str, *, at: datetime) -> PersonPage:
    """What would be frozen about a report if the session were opened now, for their manager (TRUST H2)."""
    row, parts = access.snapshot_for(viewer, "see-ahead", ref, handle, at=at)
    facts = facts_of([row.person_id], at=at)[row.person_id]
    return PersonPage(row, parts, facts, _labels(facts), ahead=True)


def _labels(facts: Facts | None) -> dict[str, str]:
    keys = [one["key"] for one in facts["cycles"]] if facts else []
    return {cycle.key: cycle.label for cycle in Cycle.objects.filter(key__in=keys)}


def kind_words(kind: str) -> str:
    """A kind of evidence as people say it."""
    return _(EVIDENCE_WORDS[EvidenceKind(kind)])


def as_markdown(found: PersonPage) -> str:
    """One snapshot to take away, for the person and for the facilitator (TRUST H2 `x`)."""
    session, facts = found.snapshot.session, found.facts
    frozen = shown(day_of(session.frozen_at)) if session.frozen_at else ""
    lines = [f"# {plain(session.title)}: {plain(found.snapshot.person.name)}", "", _("Frozen on %(day)s.") % {"day": frozen}]
    if facts is not None:
        lines += ["", f"{state_word(facts['movement'])}. {found.why}"]
        lines += section(_("Goals"), bullets(f"{label}: {goals_words(one)}" for label, one in found.cycles))
        lines += section(_("Put off two cycles running"), bullets([_put_off_words(facts)]))
        levels = (f"{plain(one['capability'])}: {level_words(one)}" for one in facts["levels"])
        lines += section(_("Capabilities"), bullets(levels))
        lines += section(_("Evidence"), bullets(f"{kind}, {shown(on)}: {plain(name)}" for kind, on, name in found.evidence))
    lines += section(
        _("Agreed next steps"), bullets(f"{plain(text)} ({plain(one.by.name)}, {shown(day_of(one.at))})" for one, text in found.steps)
    )
    lines += section(_("Answers"), bullets(f"{plain(text)} ({shown(day_of(one.at))})" for one, text in found.answers))
    return document(lines)


def goals_words(cycle: Facts) -> str:
    """How the goals of one cycle ended."""
    total = ngettext("%(count)d agreed goal", "%(count)d agreed goals", cycle["agreed"]) % {"count": cycle["agreed"]}
    return ", ".join([total, *(f"{end_words()[end]} {cycle[end]}" for end in ENDS if cycle[end])])


def end_words() -> dict[str, str]:
    """The ends of goals, for tables and lists."""
    return {
        "achieved": _("achieved"),
        "changed": _("changed"),
        "carried": _("carried on"),
        "dropped": _("dropped"),
        "open": _("without an end"),
    }


def counts_of(cycle: Facts) -> list[tuple[str, int]]:
    """A cycle's goals by how they ended, those that nobody gave an end last."""
    ended = [(end, cycle[end]) for end in ENDS]
    return [*ended, ("open", cycle["agreed"] - sum(count for _end, count in ended))]


def level_words(level: Facts) -> str:
    """A capability's way in words."""
    behind = ngettext("%(count)d piece of evidence", "%(count)d pieces of evidence", level["evidence"]) % {"count": level["evidence"]}
    if level["before"] == level["now"]:
        return _("level %(now)d, %(behind)s") % {"now": level["now"], "behind": behind}
    return _("level %(before)d to %(now)d, %(behind)s") % {"before": level["before"], "now": level["now"], "behind": behind}


def _put_off_words(facts: Facts) -> str:
    values = {"again": facts["again"], "explained": facts["explained"]}
    return _("%(again)d without a trade-off on record, %(explained)d with one") % values
