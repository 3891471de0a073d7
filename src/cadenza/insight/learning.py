"""Learning options as their pages show them: into which goals of the reader one fits, and how often each was used in the work (LEARN-1, LEARN-3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from cadenza.evidence.models import GapAssessment
from cadenza.evidence.queries import open_gaps_of
from cadenza.insight import rules
from cadenza.insight.rules import Band, Group
from cadenza.learning import access as catalogue
from cadenza.learning.models import Option, OptionVersion
from cadenza.learning.queries import Asked, CataloguePage, catalogue_page, whole
from cadenza.people.days import day_of, zone
from cadenza.people.models import Person
from cadenza.people.relations import people_with, roles_of
from cadenza.people.rules import GrantedRole, Relation, monday_of
from cadenza.plans.models import Application, Plan
from cadenza.plans.options import Place, places_for
from cadenza.plans.reset_rules import Side

RATES: frozenset[GrantedRole] = frozenset({GrantedRole.HR_ADMIN, GrantedRole.EXECUTIVE, GrantedRole.PRIVACY_OFFICER})
RATES_BY_RELATION: frozenset[Relation] = frozenset({Relation.HR_SCOPE, Relation.UPLINE})
"""TRUST I2 `a`: whoever sees aggregates. A single answer stays between the two whose it is, so nobody sees these figures live."""
USED, NOT_USED = "used", "not-used"


@dataclass(frozen=True)
class Rate:
    """How many of those who answered named work in which they used it: as a band, from k people on."""

    people: int
    band: Band

    @property
    def pair(self) -> tuple[int, int]:
        return self.band.low, self.band.high


@dataclass
class OptionPage:
    """One option for one reader."""

    option: Option
    keeps: bool
    plan: Plan | None
    places: list[Place]
    gaps: list[GapAssessment]
    """The reader's own open gaps that it could close."""
    versions: list[OptionVersion]
    sees_rates: bool
    rates: Mapping[Side, Rate | None]
    counted_on: datetime | None


def option_page(viewer: Person, slug: str, *, at: datetime) -> OptionPage:
    """An option with everything its page shows. A constant number of queries."""
    found = catalogue.option_by_slug(viewer, slug, at=at)
    option = whole(Option.objects.filter(pk=found.pk)).get()
    keeps = catalogue.may_run(viewer, "change-catalogue", at=at)
    plan, places = places_for(option, viewer, at=at) if option.retired_at is None else (None, [])
    capabilities = {fit.capability_id for fit in option.fits.all()}
    sees_rates = may_see_rates(viewer, at=at)
    counted = counted_at(at) if sees_rates else None
    return OptionPage(
        option=option,
        keeps=keeps,
        plan=plan,
        places=places,
        gaps=[] if option.retired_at else list(open_gaps_of(viewer).filter(capability__in=capabilities)),
        versions=list(option.versions.select_related("by")) if keeps else [],
        sees_rates=sees_rates,
        rates=rates_of(option, viewer, as_of=counted, at=at) if counted else {},
        counted_on=counted,
    )


@dataclass
class ListPage:
    """One page of the catalogue for one reader."""

    page: CataloguePage
    sees_rates: bool
    rates: Mapping[int, Mapping[Side, Rate | None]]
    """Option -> its rate by each side, as on its own page (LEARN-3)."""
    counted_on: datetime | None


def list_page(viewer: Person, asked: Asked, *, at: datetime) -> ListPage:
    """A page of the catalogue, with the rates for whoever sees them. A constant number of queries, however many options."""
    page = catalogue_page(viewer, asked, at=at)
    counted = counted_at(at) if may_see_rates(viewer, at=at) else None
    rates = rates_of_all([one.pk for one in page.options], viewer, as_of=counted, at=at) if counted else {}
    return ListPage(page, counted is not None, rates, counted)


def may_see_rates(viewer: Person, *, at: datetime) -> bool:
    """Whether the reader sees how often options are used (TRUST I2)."""
    return bool(roles_of(viewer, at=at) & RATES) or people_with(viewer, RATES_BY_RELATION, at=at).exists()


def counted_at(at: datetime) -> datetime:
    """The instant for which this week's figures stand: its Monday, so that today and yesterday cannot be compared (TRUST 1.5)."""
    return datetime.combine(monday_of(day_of(at)), time(), tzinfo=zone())


def rates_of(option: Option, viewer: Person, *, as_of: datetime, at: datetime) -> dict[Side, Rate | None]:
    """By each side, the share of people who used an option in the work, as far as it may be told. Rule LEARN-3."""
    return rates_of_all([option.pk], viewer, as_of=as_of, at=at)[option.pk]


def rates_of_all(options: Collection[int], viewer: Person, *, as_of: datetime, at: datetime) -> dict[int, dict[Side, Rate | None]]:
    """The same of several options, by their keys. Two queries, however many.

    A person counts once, and used it who said so once: that a later question found no new use takes nothing back. Answers are never
    reworded, so that a week's figure is the same whenever it is counted.
    """
    rows = Application.objects.filter(action__option__in=options, said_at__lt=as_of).order_by()
    said: dict[int, dict[Side, dict[int, bool]]] = {option: {side: {} for side in Side} for option in options}
    for option, owner, side, used in rows.values_list("action__option_id", "action__goal__plan__owner_id", "side", "used"):
        people = said[option][Side(side)]
        people[owner] = used or people.get(owner, False)
    known = people_with(viewer, {Relation.SELF, Relation.MANAGER, Relation.FORMER}, at=at)
    answered = {owner for sides in said.values() for people in sides.values() for owner in people}
    own = set(known.filter(pk__in=answered).values_list("pk", flat=True)) if answered else set()
    return {option: {side: _rate(people, own) for side, people in sides.items()} for option, sides in said.items()}


def _rate(people: Mapping[int, bool], own: set[int]) -> Rate | None:
    """A band from k people on, of those whose answers the reader does not know: nothing can be taken away from it (TRUST 1.5)."""
    others = [used for owner, used in people.items() if owner not in own]
    if len(others) < rules.K:
        return None
    used = sum(others)
    bands = rules.bands_of(Group("", len(others), {USED: used, NOT_USED: len(others) - used}), [USED, NOT_USED])
    band = bands[USED]
    return Rate(len(others), band) if band else None
