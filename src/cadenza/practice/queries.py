"""What is in force now, as frozen values that doors pass on to the rooms above."""

from __future__ import annotations

from django.db.models import QuerySet

from cadenza.practice.models import PromptVersion
from cadenza.practice.rules import Prompts, prompts_from


def prompts_in_force() -> Prompts:
    """The newest version, or the prompts the product comes with. One query."""
    version = PromptVersion.objects.order_by("-number").first()
    return prompts_from(version.words, number=version.number) if version else prompts_from(None)


def prompts_of_version(number: int) -> Prompts | None:
    """The prompts of one version; 0 is what the product comes with. None when there is no such version."""
    if number == 0:
        return prompts_from(None)
    version = PromptVersion.objects.filter(number=number).first()
    return prompts_from(version.words, number=number) if version else None


def versions() -> QuerySet[PromptVersion]:
    """Who saved which version when, newest first."""
    return PromptVersion.objects.select_related("made_by").order_by("-number")
