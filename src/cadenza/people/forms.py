"""The one field in which somebody is named."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.people.models import Person
from cadenza.people.queries import people_named


class PersonField(forms.CharField):
    """Somebody who is here, by name or address; the browser offers names from the directory while one types.

    The page holds `<datalist id="people">`, into which they come: no list of everybody travels with a form.
    """

    def __init__(self, **more: Any) -> None:
        attrs = {
            "list": "people",
            "autocomplete": "off",
            "hx-get": reverse_lazy("people-suggest"),
            "hx-target": "#people",
            "hx-trigger": "input changed delay:300ms",
            "hx-swap": "innerHTML",
        }
        more.setdefault("widget", forms.TextInput(attrs=attrs))
        more.setdefault("help_text", gettext_lazy("A name or an e-mail address."))
        super().__init__(**more)

    def prepare_value(self, value: Any) -> Any:
        return value.email or value.name if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = people_named(typed)
        if not found:
            raise forms.ValidationError(_("Nobody of this name or address is known. Check the spelling."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people have this name. Use the e-mail address."))
        return found[0]
