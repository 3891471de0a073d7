"""What a learning option is called and what it takes, in words."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cadenza.learning.forms import kind_word
from cadenza.learning.models import Option

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """A kind in words."""
    return kind_word(kind)


@register.filter
def effort(option: Option) -> str:
    """Hours and cost as one line; empty when neither is known."""
    hours = _("%(hours)s hours") % {"hours": _figure(option.hours)} if option.hours is not None else ""
    return " · ".join(part for part in (hours, cost(option)) if part)


@register.filter
def cost(option: Option) -> str:
    """What it costs one person, with its currency; "no cost" is said, an unknown cost is not."""
    if option.cost is None:
        return ""
    if not option.cost:
        return _("no cost")
    return f"{_figure(option.cost)} {option.currency}"


def _figure(amount: Decimal) -> str:
    return str(number_format(int(amount) if amount == int(amount) else amount, use_l10n=True, force_grouping=True))
