"""What people type into the pages about themselves, and what the privacy officer looks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadenza.custody.audit import Wanted
from cadenza.custody.copies import CopyFormat
from cadenza.people import step_up
from cadenza.people.models import Person
from cadenza.people.queries import person_named
from cadenza.people.sign_in import HouseRequest
from cadenza.web.forms import DateField, HouseForm, Pills

BY_NAME = _("A name or an e-mail address.")


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


class AuditForm(HouseForm):
    """What of the record an officer looks for. Everything may be left open."""

    use_required_attribute = False
    say_optional = False

    show = forms.ChoiceField(
        label=_("Show"),
        widget=Pills,
        required=False,
        choices=[("reads", _("Who opened what")), ("rights", _("Changes of rights"))],
        initial="reads",
    )
    by = forms.CharField(label=_("By whom"), required=False, max_length=254, help_text=BY_NAME)
    about = forms.CharField(label=_("About whom"), required=False, max_length=254, help_text=BY_NAME)
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("To"), required=False)

    def clean_by(self) -> Person | None:
        return self._named("by")

    def clean_about(self) -> Person | None:
        return self._named("about")

    def wanted(self, number: int) -> Wanted:
        """The same by value."""
        given = self.cleaned_data
        return Wanted(given["by"], given["about"], given["since"], given["until"], given["show"] == "rights", number)

    def _named(self, field: str) -> Person | None:
        typed = self.cleaned_data[field]
        found = person_named(typed, among=Person.objects.all())
        if typed and found is None:
            raise forms.ValidationError(_("Nobody, or more than one person, is called that. Give the e-mail address."))
        return found
