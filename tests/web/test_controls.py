"""Plain controls are written as Django's own templates would write them."""

import datetime

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from cadenza.web.forms import DateInput, HouseRenderer

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
