"""HR words the prompts anew: a new version, in force as soon as it is saved."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.objections import N_, Refused, objection, refuse_if
from cadenza.people.models import Person
from cadenza.practice.access import require
from cadenza.practice.models import PromptVersion
from cadenza.practice.rules import Prompts, as_words, objections_to_prompts
from cadenza.trail.record import record


@transaction.atomic
def save_prompts(prompts: Prompts, *, based_on: int, by: Person, at: datetime) -> PromptVersion:
    """Put a new version of the prompts in force. Rule HR-3.

    `based_on` is the version that the page was made from; when somebody else saved one since, this is refused and nothing is lost.
    """
    require(by, "prompts.change", at=at)
    newest = PromptVersion.objects.select_for_update().order_by("-number").first()
    if based_on != (newest.number if newest else 0):
        message = N_("Somebody saved another version meanwhile. Compare it below, then save again.")
        raise Refused([objection("prompts-changed-meanwhile", message)])
    refuse_if(objections_to_prompts(prompts))
    version = PromptVersion.objects.create(number=based_on + 1, words=as_words(prompts), made_by=by, made_at=at)
    record("practice.prompts-changed", by=by, about=None, at=at, version=version.number)
    return version
