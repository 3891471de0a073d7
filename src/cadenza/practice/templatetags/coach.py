"""The tags that put the coach's hints under a field: `{% load coach %}`."""

from __future__ import annotations

from django import template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cadenza.practice.hints import SIBLINGS, hints_under
from cadenza.practice.models import Coached
from cadenza.practice.practice_rules import SHIPPED, Practice
from cadenza.practice.queries import practice_at
from cadenza.web.templatetags.web import field
from cadenza.wording import Kind

register = template.Library()


@register.simple_tag(takes_context=True)
def coached(
    context: Context, bound: BoundField, kind: str, row: Coached | None = None, autosaved: bool = False, **siblings: BoundField
) -> SafeString:
    """`{% coached form.outcome "development_goal" row=goal date=form.target_date %}`: a field as `{% field %}` gives it, hints under it.

    `date`, `measure` and `applied` name the fields that answer those questions, `e3` the one with the kind of action. `row` is where the
    text stands, when it stands somewhere. `autosaved` is for forms that may be sent at any moment. No query while the process remembers the
    practice. Where HR has silenced the coach about this kind of text, it is the field alone (HR-3).
    """
    unknown = set(siblings) - set(SIBLINGS)
    if unknown:
        raise ValueError(f"the coach knows no {sorted(unknown)}")
    if Kind(kind) in _practice(context).silent:
        return field(bound)
    hints = hints_under(bound, kind, row=row or None, autosaved=autosaved, siblings=siblings)
    described = " ".join(part for part in (bound.aria_describedby, f"named-{hints.name} said-{hints.name}") if part)
    control = field(bound, aria_describedby=described)
    return SafeString(render_to_string("practice/coached.html", {"control": control, "asks": hints.asks, **hints.context}))


def _practice(context: Context) -> Practice:
    request = context.get("request")
    return practice_at(request.at) if request is not None else SHIPPED


@register.simple_tag
def coach_script() -> SafeString:
    """`{% coach_script %}` once on a page with such fields, outside of what is swapped."""
    return format_html('<script type="module" src="{}"></script>', static("practice/coach.js"))
