"""Forms of this room: they parse, rules judge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadenza.custody.copies import CopyFormat
from cadenza.people import step_up
from cadenza.people.sign_in import HouseRequest
from cadenza.web.forms import HouseForm, Pills


class StepUpForm(HouseForm):
    """The password once more, where ten minutes have gone by since the last time."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), max_length=4096
    )

    def __init__(self, *args: Any, request: HouseRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not step_up.is_needed(request):
            del self.fields["password"]

    def clean_password(self) -> str:
        """Say so beside the field; the password itself goes nowhere."""
        if wrong := step_up.objection_to(self.request, self.cleaned_data["password"]):
            raise forms.ValidationError(wrong)
        return ""


class CopyForm(StepUpForm):
    """In which form somebody takes their copy."""

    form = forms.ChoiceField(
        label=_("As"),
        widget=Pills,
        choices=[
            (CopyFormat.PDF.value, _("PDF, to read and print")),
            (CopyFormat.MARKDOWN.value, _("Markdown, to read anywhere")),
            (CopyFormat.JSON.value, _("JSON, for machines")),
        ],
        initial=CopyFormat.PDF.value,
    )
    field_order = ("form", "password")
