"""Who may see and change the catalogue: everybody reads and suggests, HR admin writes (TRUST L1). The only road from an id to a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from cadenza.learning.models import Option, OptionSuggestion
from cadenza.objections import Unseen
from cadenza.people.access import hold_role, is_setting_up
from cadenza.people.models import Person
from cadenza.people.relations import has_left, people_with, roles_of
from cadenza.people.rules import GrantedRole, Relation

ORGANISATION: Mapping[str, frozenset[GrantedRole]] = {
    # TRUST L1: about no person, so asked of granted roles and answered 403.
    "change-catalogue": frozenset({GrantedRole.HR_ADMIN}),
    "answer-suggestions": frozenset({GrantedRole.HR_ADMIN}),
}


TOLD_OF_COPIES: frozenset[Relation] = frozenset({Relation.MANAGER, Relation.HR_SCOPE, Relation.HR_ADMIN})
"""HR-4: the computed flags of HR-2 go to HR, and to managers about their own reports; never a word with them."""


def is_told_of_copies(viewer: Person, *, at: datetime) -> bool:
    """Whether there is anybody of whose near-copies the viewer would be told (LEARN-4)."""
    return people_with(viewer, TOLD_OF_COPIES, at=at).exists()


def reader(viewer: Person, *, at: datetime) -> Person:
    """The viewer, when they may read what is open to everybody who works here; else Unseen (TRUST L1, R13)."""
    if has_left(viewer, at=at):
        raise Unseen
    return viewer


def may_run(by: Person | None, action: str, *, at: datetime) -> bool:
    """Whether somebody may change what is about no person. None is the installation's own command line."""
    return by is None or is_setting_up(by) or bool(roles_of(by, at=at) & ORGANISATION[action])


def show_to(by: Person | None, action: str, *, at: datetime) -> None:
    """Raise PermissionDenied unless `by` may do it: for a page that offers it, and for a file that is only looked at."""
    if not may_run(by, action, at=at):
        raise PermissionDenied


def require_role(by: Person | None, action: str, *, at: datetime) -> None:
    """The same for a write: the role holds until the transaction ends (TRUST T39)."""
    hold_role(by, ORGANISATION[action], at=at)


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
