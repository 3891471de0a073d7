"""The tags that put the coach's hints under a field: `{% load coach %}`."""

from __future__ import annotations

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cadenza.practice.hints import SIBLINGS, hints_under
from cadenza.practice.models import Coached
from cadenza.web.templatetags.web import field

register = template.Library()


@register.simple_tag
def coached(bound: BoundField, kind: str, row: Coached | None = None, autosaved: bool = False, **siblings: BoundField) -> SafeString:
    """`{% coached form.outcome "development_goal" row=goal date=form.target_date %}`: a field as `{% field %}` gives it, hints under it.

    `date`, `measure` and `applied` name the fields that answer those questions, `e3` the one with the kind of action. `row` is where
    the text stands, when it stands somewhere. `autosaved` is for forms that may be sent at any moment. No query.
    """
    unknown = set(siblings) - set(SIBLINGS)
    if unknown:
        raise ValueError(f"the coach knows no {sorted(unknown)}")
    hints = hints_under(bound, kind, row=row or None, autosaved=autosaved, siblings=siblings)
    described = " ".join(part for part in (bound.aria_describedby, f"named-{hints.name} said-{hints.name}") if part)
    control = field(bound, aria_describedby=described)
    return SafeString(render_to_string("practice/coached.html", {"control": control, "asks": hints.asks, **hints.context}))


@register.simple_tag
def coach_script() -> SafeString:
    """`{% coach_script %}` once on a page with such fields, outside of what is swapped."""
    return format_html('<script type="module" src="{}"></script>', static("practice/coach.js"))
