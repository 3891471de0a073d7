"""The form by which a due is put off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cadenza.web.forms import DateField, HouseForm


class SnoozeForm(HouseForm):
    """To which day; the days within reach are the rule's to say (DUE-1)."""

    say_optional = False
    until = DateField(label=_("Show it again on"), required=False)
