"""Parsing what the catalogue's pages send. No rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cadenza.capability.models import Capability, RoleProfile
from cadenza.learning.rules import URL_LENGTH, WORDS_LENGTH, Fit, OptionDraft, OptionKind
from cadenza.web.forms import HouseForm, Lines, Pills

KIND_WORDS = {
    OptionKind.ASSIGNMENT: _l("On-the-job assignment"),
    OptionKind.COACHING: _l("Coaching or mentoring"),
    OptionKind.PEER: _l("Peer learning"),
    OptionKind.MODULE: _l("Short role-specific module"),
    OptionKind.COURSE: _l("Course"),
    OptionKind.CREDENTIAL: _l("Qualification or credential"),
}
ROWS = 3
"""Empty rows for capabilities that a form offers beyond those that are named."""


def kind_word(kind: str) -> str:
    """What a kind is called on a page."""
    return str(KIND_WORDS[OptionKind(kind)])


class OptionForm(HouseForm):
    """One option of the catalogue, whole (LEARN-1)."""

    title = forms.CharField(label=_l("Title"), max_length=200)
    kind = forms.ChoiceField(label=_l("What kind of option is it?"), choices=list(KIND_WORDS.items()), widget=Pills)
    what = Lines(label=_l("What happens in it, and for whom is it meant?"), rows=3, required=False, max_length=WORDS_LENGTH)
    hours = forms.DecimalField(label=_l("Hours it takes"), required=False, max_digits=6, decimal_places=1, localize=False)
    cost = forms.DecimalField(label=_l("Cost for one person"), required=False, max_digits=12, decimal_places=2, localize=False)
    currency = forms.CharField(label=_l("Currency"), required=False, max_length=3, help_text=_l("Three letters, such as EUR."))
    url = forms.CharField(
        label=_l("Where it can be read about"),
        required=False,
        max_length=URL_LENGTH,
        help_text=_l("A link for people. Cadenza never opens it."),
    )
    profiles = forms.MultipleChoiceField(label=_l("For which roles is it?"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, capabilities: Iterable[Capability], profiles: Iterable[RoleProfile], standing: Sequence[Fit] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        choices = [("", _("None")), *((str(one.pk), f"{one.name} ({one.family})" if one.family else one.name) for one in capabilities)]
        levels = [("", _("At any level")), *((str(number), _("Level %(number)d") % {"number": number}) for number in range(1, 11))]
        self.fields["profiles"].choices = [(str(one.pk), one.name) for one in profiles]  # type: ignore[attr-defined]  # a choice field
        self.rows = range(1, len(standing) + ROWS + 1)
        for row, fit in zip(self.rows, [*standing, *[None] * ROWS], strict=True):
            self.fields[f"capability-{row}"] = forms.ChoiceField(
                label=_("Capability %(row)d") % {"row": row}, choices=choices, required=False, initial=str(fit.capability_id) if fit else ""
            )
            self.fields[f"level-{row}"] = forms.ChoiceField(
                label=_("Up to which level"), choices=levels, required=False, initial=str(fit.level or "") if fit else ""
            )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Capability and level, row by row."""
        return [(self[f"capability-{row}"], self[f"level-{row}"]) for row in self.rows]

    def draft(self) -> OptionDraft:
        given = self.cleaned_data
        fits = [
            Fit(int(given[f"capability-{row}"]), int(given[f"level-{row}"]) if given.get(f"level-{row}") else None)
            for row in self.rows
            if given.get(f"capability-{row}")
        ]
        return OptionDraft(
            given["title"],
            OptionKind(given["kind"]),
            given["what"],
            given["hours"],
            given["cost"],
            given["currency"].upper(),
            given["url"].strip(),
            tuple(fits),
            tuple(int(key) for key in given["profiles"]),
        )


class SuggestForm(HouseForm):
    """Something for the catalogue, from anybody (TRUST L1)."""

    title = forms.CharField(label=_l("What is it?"), max_length=200)
    kind = forms.ChoiceField(label=_l("What kind of option is it?"), choices=list(KIND_WORDS.items()), widget=Pills)
    capability = forms.ChoiceField(label=_l("Which capability would it build?"), required=False)
    why = Lines(label=_l("Which work would it help with?"), rows=2, max_length=WORDS_LENGTH)
    url = forms.CharField(label=_l("Where can it be read about?"), required=False, max_length=URL_LENGTH)

    def __init__(self, *args: Any, capabilities: Iterable[Capability], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["capability"].choices = [("", _("I cannot say")), *((str(one.pk), one.name) for one in capabilities)]  # type: ignore[attr-defined]  # a choice field


class DeclineForm(HouseForm):
    """Why a suggestion is not taken up."""

    answer = Lines(label=_l("Why not?"), rows=2, max_length=WORDS_LENGTH)
