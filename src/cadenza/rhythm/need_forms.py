"""The form of a need: where it came up, the fact, and what to make of it; all on one short page (GAP-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.capability.models import Capability
from cadenza.evidence.needs import NeedDraft
from cadenza.evidence.rules import EvidenceKind, InputSource, NeedKind
from cadenza.rhythm.evidence_forms import EVIDENCE_WORDS, NEED_WORDS, SOURCE_WORDS, capability_choices
from cadenza.rhythm.need_rules import Outcome
from cadenza.web.forms import DateField, HouseForm, Lines, Pills

OUTCOME_WORDS = {Outcome.GAP: gettext_lazy("An assessment"), Outcome.SUGGESTION: gettext_lazy("A suggested goal")}


class NeedForm(HouseForm):
    """Where, which kind, the fact, and the outcome. Levels are for an assessment, the goal's words for a suggestion."""

    use_required_attribute = False
    say_optional = False

    source = forms.ChoiceField(label=gettext_lazy("Where did it come up?"), widget=Pills)
    held_on = DateField(label=gettext_lazy("When was that talk?"), required=False)
    need = forms.ChoiceField(label=gettext_lazy("What kind of need is it?"), widget=Pills)
    capability = forms.TypedChoiceField(label=gettext_lazy("Which capability?"), required=False, coerce=int, empty_value=None)
    what = Lines(label=gettext_lazy("What was seen in the work?"), rows=3, required=False, max_length=2000)
    happened_on = DateField(label=gettext_lazy("When was it seen?"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Where was it seen?"), required=False)
    become = forms.ChoiceField(label=gettext_lazy("What should it become?"), widget=Pills)
    level_now = forms.IntegerField(label=gettext_lazy("Level now"), required=False, min_value=0, max_value=20)
    level_needed = forms.IntegerField(label=gettext_lazy("Level needed"), required=False, min_value=0, max_value=20)
    outcome = Lines(
        label=gettext_lazy("Which goal do you suggest?"),
        help_text=gettext_lazy("It becomes a goal only if the person makes it one, in their own words."),
        rows=2,
        required=False,
        max_length=2000,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        capabilities: Sequence[Capability],
        outcomes: Sequence[Outcome],
        with_fact: bool,
        today: date,
        source: str = "",
    ) -> None:
        first = {"held_on": today, "happened_on": today, "become": outcomes[0], "source": source or InputSource.ONE_TO_ONE}
        super().__init__(data, initial=first | {"need": NeedKind.SKILL_GAP, "kind": EvidenceKind.OTHER})
        fields: Any = self.fields
        fields["source"].choices = [(one.value, _(words)) for one, words in SOURCE_WORDS.items()]
        fields["need"].choices = [(one.value, _(words)) for one, words in NEED_WORDS.items()]
        fields["kind"].choices = [(one.value, _(words)) for one, words in EVIDENCE_WORDS.items()]
        fields["capability"].choices = [("", _("Choose a capability")), *capability_choices(capabilities)]
        fields["become"].choices = [(one.value, OUTCOME_WORDS[one]) for one in outcomes]
        if len(outcomes) == 1:
            fields["become"].widget = forms.HiddenInput()
        if not with_fact:
            del self.fields["happened_on"], self.fields["kind"]
        if Outcome.GAP not in outcomes:
            del self.fields["level_now"], self.fields["level_needed"]
        if Outcome.SUGGESTION not in outcomes:
            del self.fields["outcome"]

    @property
    def becomes(self) -> Outcome:
        return Outcome(self.cleaned_data["become"])

    @property
    def goal(self) -> str:
        return str(self.cleaned_data.get("outcome", ""))

    def draft(self) -> NeedDraft:
        given = self.cleaned_data
        return NeedDraft(
            source=InputSource(given["source"]),
            held_on=given["held_on"],
            kind=NeedKind(given["need"]),
            capability_id=given["capability"],
            seen=given["what"],
            seen_on=given.get("happened_on"),
            seen_where=EvidenceKind(given.get("kind") or EvidenceKind.OTHER),
            level_now=given.get("level_now") or 0,
            level_needed=given.get("level_needed") or 0,
        )
