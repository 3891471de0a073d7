"""The catalogue shaped for pages: filtered, searched and paged, and what fits a goal. Constant queries, however many options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict

from cadenza.capability.models import Capability, RoleProfile
from cadenza.learning import access, rules
from cadenza.learning.models import Option, OptionFit
from cadenza.learning.rules import OptionKind
from cadenza.people.models import Person
from cadenza.web.paging import number_in

PER_PAGE = 25
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Asked:
    """What a reader filters by, from the query string; anything unknown in it is left alone."""

    words: str = ""
    capability: str = ""
    kind: str = ""
    role: str = ""
    retired: bool = False
    number: int = 1

    @classmethod
    def read(cls, given: QueryDict) -> Asked:
        return cls(
            words=" ".join(given.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
            capability=given.get("capability", "").replace("\x00", "")[:80],
            kind=given.get("kind", "") if given.get("kind", "") in set(OptionKind) else "",
            role=given.get("role", "").replace("\x00", "")[:100],
            retired=given.get("retired") == "1",
            number=number_in(given),
        )

    @property
    def anything(self) -> bool:
        return bool(self.words or self.capability or self.kind or self.role or self.retired)


@dataclass
class CataloguePage:
    """One page of the catalogue, and what it can be filtered by."""

    asked: Asked
    options: Sequence[Option]
    total: int
    number: int
    pages: int
    capabilities: list[Capability]
    profiles: list[RoleProfile]


def whole(rows: QuerySet[Option]) -> QuerySet[Option]:
    """Options with what they build and for whom: two queries more, however many."""
    fits = OptionFit.objects.select_related("capability").order_by("capability__order", "capability_id", "level", "pk")
    return rows.prefetch_related(
        Prefetch("fits", queryset=fits), Prefetch("profiles", queryset=RoleProfile.objects.order_by("order", "role", "level"))
    )


def catalogue_page(viewer: Person, asked: Asked, *, at: datetime) -> CataloguePage:
    """The options that answer what was asked, a page at a time, by title."""
    rows = access.visible_options(viewer, at=at)
    rows = rows.exclude(retired_at=None) if asked.retired else rows.filter(retired_at=None)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.capability:
        rows = rows.filter(pk__in=OptionFit.objects.filter(capability__slug=asked.capability).values("option"))
    if asked.role:
        rows = rows.filter(pk__in=Option.profiles.through.objects.filter(roleprofile__slug=asked.role).values("option"))
    if asked.words:
        found = Q(title__icontains=asked.words) | Q(what__icontains=asked.words)
        named = OptionFit.objects.filter(capability__name__icontains=asked.words).values("option")
        rows = rows.filter(found | Q(pk__in=named))
    pages: Any = Paginator(whole(rows.order_by("title", "pk")), PER_PAGE)
    shown = pages.get_page(asked.number)
    used = OptionFit.objects.filter(option__retired_at=None)
    named_roles = Option.profiles.through.objects.filter(option__retired_at=None)
    return CataloguePage(
        asked,
        list(shown.object_list),
        pages.count,
        shown.number,
        pages.num_pages,
        list(Capability.objects.filter(pk__in=used.values("capability")).order_by("name", "pk")),
        list(RoleProfile.objects.filter(pk__in=named_roles.values("roleprofile")).order_by("order", "role", "level")),
    )


@dataclass(frozen=True)
class Offer:
    """An option as it is offered for one goal."""

    option: Option
    near: int

    @property
    def fits_exactly(self) -> bool:
        return self.near == 0


def offers_for(capability_id: int | None, level: int | None, profile_id: int | None, *, taken: Iterable[int] = ()) -> list[Offer]:
    """What the catalogue offers for a goal: mapped to its capability and level first, and of equals what is nearest to the work. Three queries.

    What has nothing to do with the goal is not offered at all (LEARN-1, ACT-1).
    """
    wanted = Q(pk__in=OptionFit.objects.filter(capability=capability_id).values("option"))
    if profile_id is not None:
        wanted |= Q(pk__in=Option.profiles.through.objects.filter(roleprofile=profile_id).values("option"))
    left_out = set(taken)
    found = []
    for option in whole(Option.objects.filter(wanted, retired_at=None)):
        near = rules.nearness(
            [fit.as_fit for fit in option.fits.all()],
            {profile.pk for profile in option.profiles.all()},
            capability_id=capability_id,
            level=level,
            profile_id=profile_id,
        )
        if near is not None and option.pk not in left_out:
            found.append(Offer(option, near))
    return sorted(found, key=lambda offer: rules.place_among(OptionKind(offer.option.kind), offer.near, offer.option.title))
