"""Who may see and change the catalogue: everybody reads and suggests, HR admin writes (TRUST L1). The only road from an id to a row."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from cadenza.learning.models import Option, OptionSuggestion
from cadenza.objections import Unseen
from cadenza.people.access import RoleActs, reader
from cadenza.people.models import Person
from cadenza.people.relations import people_with
from cadenza.people.rules import GrantedRole, Relation

ORGANISATION = RoleActs(
    {
        # TRUST L1
        "change-catalogue": frozenset({GrantedRole.HR_ADMIN}),
        "answer-suggestions": frozenset({GrantedRole.HR_ADMIN}),
    }
)
may_run, show_to, require_role = ORGANISATION.may_run, ORGANISATION.show_to, ORGANISATION.require_role

TOLD_OF_COPIES: frozenset[Relation] = frozenset({Relation.MANAGER, Relation.HR_SCOPE, Relation.HR_ADMIN})
"""HR-4: the computed flags of HR-2 go to HR, and to managers about their own reports; never a word with them."""


def is_told_of_copies(viewer: Person, *, at: datetime) -> bool:
    """Whether there is anybody of whose near-copies the viewer would be told (LEARN-4)."""
    return people_with(viewer, TOLD_OF_COPIES, at=at).exists()


def visible_options(viewer: Person, *, at: datetime) -> QuerySet[Option]:
    """What the catalogue offers; retired options too for whoever keeps it."""
    reader(viewer, at=at)
    options = Option.objects.all()
    return options if may_run(viewer, "change-catalogue", at=at) else options.filter(retired_at=None)


def option_by_slug(viewer: Person, slug: str, *, at: datetime) -> Option:
    """An option by its address; a retired one stays readable, for plans point at it."""
    reader(viewer, at=at)
    found = Option.objects.filter(slug=slug).first()
    if found is None:
        raise Unseen
    return found


def option_for(by: Person | None, option_id: int, *, at: datetime) -> Option:
    """An option that the person may change, locked until the transaction ends."""
    require_role(by, "change-catalogue", at=at)
    found = Option.objects.select_for_update().filter(pk=option_id).first()
    if found is None:
        raise Unseen
    return found


def visible_suggestions(viewer: Person, *, at: datetime) -> QuerySet[OptionSuggestion]:
    """All suggestions for whoever answers them, one's own for everybody."""
    reader(viewer, at=at)
    rows = OptionSuggestion.objects.select_related("by", "capability", "answered_by", "option")
    return rows if may_run(viewer, "answer-suggestions", at=at) else rows.filter(by=viewer)


def suggestion_for(by: Person, suggestion_id: int, *, at: datetime) -> OptionSuggestion:
    """A suggestion that the person may answer, locked until the transaction ends."""
    require_role(by, "answer-suggestions", at=at)
    found = OptionSuggestion.objects.select_for_update(of=("self",)).filter(pk=suggestion_id).first()
    if found is None:
        raise Unseen
    return found
