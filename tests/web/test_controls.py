"""Plain controls are written as Django's own templates would write them."""

import datetime
import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cadenza.web.forms import DateField, DateInput, HouseForm, HouseRenderer, Lines, Pills
from cadenza.web.templatetags.web import field as field_tag

ATTRS = {"id": "id_what", "required": True, "disabled": False, "rows": 3, "data-odd": '<"&>', "maxlength": "20"}
VALUES = [
    "",
    None,
    "two\nlines",
    "\nbegins with a line",
    "<b>\"quoted\" & 'so'</b>",
    SafeString("&amp;"),
    7,
    datetime.date(2026, 11, 3),
    "zq{0}%s",
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput,
        forms.Textarea,
        forms.HiddenInput,
        forms.EmailInput,
        forms.NumberInput,
        forms.PasswordInput,
        DateInput,
        forms.URLInput,
    ],
)
def test_a_control_is_the_same_to_the_letter(widget, value):
    one = widget(attrs=ATTRS)
    assert one.render("what", value, renderer=HouseRenderer()) == one.render("what", value, renderer=TemplatesSetting())


CHOICES = [("", "Nobody"), (1, "One <b>"), ("two", SafeString("T&amp;wo")), ("A group", [(3, "Three"), (4, "Four & more")])]


@pytest.mark.parametrize("value", ["", "1", "two", 4, None, "no such"], ids=repr)
@pytest.mark.parametrize("attrs", [ATTRS, {}], ids=["attributes", "none"])
def test_a_list_of_choices_is_the_same_to_the_letter(attrs, value):
    one = forms.Select(attrs=attrs, choices=CHOICES)
    assert one.render("what", value, renderer=HouseRenderer()) == one.render("what", value, renderer=TemplatesSetting())


@pytest.mark.parametrize("value", ["", "blocked", "other", None], ids=repr)
@pytest.mark.parametrize("attrs", [{"id": "id_what", "required": True}, {}], ids=["attributes", "none"])
def test_pills_are_the_same_to_the_letter(attrs, value):
    one = Pills(attrs=attrs, choices=[("blocked", "Blocked"), ("on-track", "On <track>"), ("other", "Other")])
    assert one.render("what", value, renderer=HouseRenderer()) == one.render("what", value, renderer=TemplatesSetting())


class Asked(HouseForm):
    words = Lines(label="What <moved>?", help_text="A hint & more")
    day = DateField(label="By", required=False)
    who = forms.ChoiceField(label="Who?", choices=CHOICES[:2], required=False, help_text="Somebody")
    box = forms.BooleanField(label="Tick", required=False)
    pills = forms.ChoiceField(label="Pick", choices=CHOICES[:2], widget=Pills)


def squeezed(markup: str) -> str:
    return re.sub(r"\s*\n\s*", "", markup)


@pytest.mark.parametrize("hidden", [True, False], ids=["label hidden", "label shown"])
@pytest.mark.parametrize("data", [None, {"words": "a", "pills": "1", "day": "never"}], ids=["fresh", "refused"])
@pytest.mark.parametrize("name", list(Asked.base_fields))
def test_a_field_says_what_its_template_says(name, data, hidden):
    bound = Asked(data)[name]
    template = render_to_string("web/field.html", {"field": bound, "control": bound.as_widget(), "hide_label": hidden})
    assert squeezed(field_tag(bound, hide_label=hidden)) == squeezed(template)
