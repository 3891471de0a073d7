"""Forms of holds and erasures: whose records, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cadenza.custody.retention_rules import REASON_LENGTH
from cadenza.web.forms import HouseForm, Lines


class WhoseForm(HouseForm):
    """Somebody's records, and why."""

    use_required_attribute = False

    person = forms.CharField(label=_("Whose records?"), help_text=_("Name, address or short name. Leavers too."), max_length=200)
    reason = Lines(label=_("Why?"), rows=3, max_length=REASON_LENGTH)


class ReasonForm(HouseForm):
    """Why something need not stand any longer."""

    use_required_attribute = False

    reason = Lines(label=_("Why need it not stand any longer?"), rows=3, max_length=REASON_LENGTH)
