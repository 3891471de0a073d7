"""The tags and filters of the shell. Built in: templates use them without loading anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.forms.boundfield import BoundField
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cadenza.objections import Objection
from cadenza.web import words
from cadenza.web.answers import base_id, base_name
from cadenza.web.clock import now
from cadenza.web.icons import GLYPHS, MIRRORED, STROKES
from cadenza.web.revisions import Revised, base_of

register = template.Library()
"""The library Django loads as a builtin."""


# Drawings


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "blocked" %}`: decoration beside a word; with a label it speaks for itself."""
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    if name in GLYPHS:
        return format_html('<svg class="g" viewBox="0 0 20 20" {}>{}</svg>', said, SafeString(GLYPHS[name]))
    flip = " flip" if name in MIRRORED else ""
    return format_html('<svg class="ic{}" viewBox="0 0 24 24" {}><path d="{}"/></svg>', flip, said, STROKES[name])


@register.simple_tag
def pill(code: str, words_after: str = "") -> SafeString:
    """`{% pill goal.status %}`: a state as icon, word and shape, always the three."""
    known = words.STATE_WORDS.get(str(code))
    mark = icon(known.icon) if known else ""
    return format_html('<span class="pill {}">{}{}{}</span>', known.look if known else "quiet", mark, words.state_word(code), words_after)


@register.filter
def state(code: str) -> str:
    """`{{ goal.status|state }}`: the word alone, for running text and labels."""
    return words.state_word(code)


@register.simple_tag
def chip(person: Any, href: str = "") -> SafeString:
    """`{% chip person %}`: initials and name; the initials are decoration."""
    name = getattr(person, "name", None) or str(person)
    inside = format_html('<span class="av" aria-hidden="true">{}</span><bdi>{}</bdi>', initials(name), name)
    return format_html('<a class="who" href="{}">{}</a>', href, inside) if href else format_html('<span class="who">{}</span>', inside)


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and last part of a name; names are never split for anything but this."""
    parts = [part for part in str(name).split() if part[0].isalnum()]
    return "".join(part[0] for part in ([parts[0], parts[-1]] if len(parts) > 1 else parts)).upper()


@register.simple_tag
def meter(value: float, total: float, label: str) -> SafeString:
    """`{% meter 5 8 label %}`: a bar of which the number stands in text beside it. The label says it in words."""
    share = 0.0 if not total else max(0.0, min(1.0, float(value) / float(total)))
    return format_html(
        '<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}"><rect width="{}" height="6"/></svg>',
        label,
        f"{share * 100:.1f}",
    )


@register.simple_tag
def states_bar(counts: Mapping[str, int]) -> SafeString:
    """`{% states_bar counts %}`: plans by state in the fixed order; the same counts stand in text near it."""
    total = sum(counts.get(code, 0) for code in words.NEEDIEST_FIRST)
    if not total:
        return SafeString("")
    present = [code for code in words.NEEDIEST_FIRST if counts.get(code)]
    room, gap, at = 300.0 - 4.0 * (len(present) - 1), 4.0, 0.0
    shapes, spoken = [], []
    for code in present:
        width = room * counts[code] / total
        shapes.append((words.STATE_WORDS[code].look, f"{at + 1:.1f}", f"{max(width - 2, 1):.1f}"))
        spoken.append(f"{words.state_word(code)} {counts[code]}")
        at += width + gap
    bars = format_html_join("", '<rect class="s-{}" x="{}" y="1" width="{}" height="22"/>', shapes)
    return format_html(
        '<svg class="bar" viewBox="0 0 300 24" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>', ", ".join(spoken), bars
    )


@register.simple_tag
def weeks(kept: Sequence[bool | None], label: str) -> SafeString:
    """`{% weeks kept label %}`: one box per week; a traded week is dashed and empty, one that is still to come (None) hollow."""
    boxes = format_html_join(
        "",
        '<rect class="{}" x="{}" y="2" width="28" height="20" rx="3"/>',
        [({True: "kept", False: "traded", None: "ahead"}[one], 1 + 32 * i) for i, one in enumerate(kept)],
    )
    return format_html('<svg class="weeks" viewBox="0 0 {} 24" role="img" aria-label="{}">{}</svg>', 32 * len(kept), label, boxes)


@register.simple_tag
def interval(low: float, middle: float, high: float, label: str) -> SafeString:
    """`{% interval 5 15 30 label %}`: points from -100 to 100 around none; the bar is thick when all of it lies on one side (DESIGN 3)."""
    ends = [f"{100 + max(-100.0, min(100.0, float(one))):.1f}" for one in (low, middle, high)]
    return format_html(
        '<svg class="plot{}" viewBox="-6 0 212 24" role="img" aria-label="{}"><path class="edge" d="M0 0V24M200 0V24"/><path class="none" d="M100 0V24"/>'
        '<path class="span" d="M{} 12H{}"/><circle cx="{}" cy="12" r="6"/></svg>',
        " clear" if low > 0 or high < 0 else "",
        label,
        ends[0],
        ends[2],
        ends[1],
    )


# Dates


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ goal.target_date|day }}`: 24 November 2026, in the reader's language and zone."""
    if value is None:
        return ""
    return date_format(_local(value), pgettext("date, written out", "j F Y"))


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Tuesday 24 November 2026."""
    return "" if value is None else date_format(_local(value), pgettext("date with its weekday", "l j F Y"))


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Wed 25 Nov: for narrow columns beside a whole date elsewhere."""
    return "" if value is None else date_format(_local(value), pgettext("short date with its weekday", "D j M"))


@register.filter
def clock(value: datetime | None) -> str:
    """14:03, in the reader's zone."""
    return "" if value is None else date_format(_local(value), pgettext("time of day", "H:i"))


@register.simple_tag(takes_context=True)
def today(context: Context) -> date:
    """The reader's day, by the request's own instant."""
    return _local_day(_instant(context))


@register.filter
def near(value: date | datetime | None, today: date | datetime | None = None) -> str:
    """`{{ due|near:today }}`: today, in 3 days, 4 days ago. Said beside a date or in a list sorted by it, never instead on formal pages."""
    if value is None:
        return ""
    days = (_local_day(value) - (_local_day(today) if today else _local_day(now()))).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(timezone.get_current_timezone()) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _local_day(value: date | datetime) -> date:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


def _instant(context: Context) -> datetime:
    at: datetime = getattr(context.get("request"), "at", None) or now()
    return at


# Saying


@register.filter
def say(objection: Objection) -> str:
    """`{{ objection|say }}`: a rule's reason as a sentence."""
    return words.say(objection)


@register.filter
def area(text: str) -> str:
    """`<textarea>{{ text|area }}</textarea>`: browsers drop the first line break of an area, so one is given to drop."""
    return f"\n{text}"


@register.filter
def named(person_id: int | None, names: Mapping[int, str] | None) -> str:
    """`{{ clash.theirs_by_id|named:person_names }}`: a name by id, where the page knows names."""
    return names.get(person_id, "") if names and person_id is not None else ""


@register.filter
def has(container: Any, key: Any) -> bool:
    """`{% if row|has:key %}`: membership in a set or mapping computed by the view."""
    return key in (container or ())


@register.filter
def item(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """`{{ counts|item:code }}`: a mapping read with a variable key."""
    return (mapping or {}).get(key, "")


# Audience


@register.simple_block_tag(takes_context=True)
def who_sees(context: Context, content: SafeString, href: str = "") -> SafeString:
    """`{% who_sees %}Asha and Priya.{% endwho_sees %}`: the line on every page about a person."""
    return _audience("line", format_html("<b>{}</b> {}", _("Who can see this:"), content), "eye", href or context.get("who_sees_url") or "")


@register.simple_block_tag
def audience(content: SafeString, kind: str = "plain", href: str = "") -> SafeString:
    """`{% audience "private" %}...{% endaudience %}`: a block that says who reads this; plain, private (plum) or formal (slate)."""
    return _audience(kind, content, "lock" if kind == "private" else "eye", href)


def _audience(kind: str, content: SafeString | str, mark: str, href: str) -> SafeString:
    more = format_html(' <a href="{}">{}</a>', href, _("How this works")) if href else ""
    return format_html('<div class="see {}">{}<span>{}{}</span></div>', kind, icon(mark), content, more)


# Forms


@register.simple_tag
def op_id() -> SafeString:
    """`{% op_id %}` in every form that is sent once (`web.ops.once`)."""
    return format_html('<input type="hidden" name="op_id" value="{}" autocomplete="off">', uuid4())


@register.simple_tag
def base_input(row: Revised, field: str, prefix: str = "") -> SafeString:
    """`{% base_input row "outcome" prefix=form.prefix %}` beside a field that is saved with revisions."""
    return format_html(
        '<input type="hidden" name="{}" id="{}" value="{}" autocomplete="off">',
        base_name(field, prefix or ""),
        base_id(row, field),
        base_of(row, field),
    )


@register.simple_tag
def field(bound: BoundField, hide_label: bool = False, **attrs: Any) -> SafeString:
    """`{% field form.outcome %}`: label, hint, control, refusal, warning. Further words become attributes of the control (rows=3)."""
    widget_attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    control = bound.as_widget(attrs=widget_attrs) if widget_attrs else bound.as_widget()
    if bound.use_fieldset or bound.errors or getattr(bound, "warnings", None) or getattr(bound, "ticked", False):
        return SafeString(render_to_string("web/field.html", {"field": bound, "control": control, "hide_label": hide_label}))
    return _plain_field(bound, control, hide_label=hide_label)


def _plain_field(bound: BoundField, control: SafeString, *, hide_label: bool) -> SafeString:
    """As `web/field.html` writes a field that has one control and no refusal: most of a page of writing, for a fifth of the time."""
    optional = getattr(bound, "says_optional", False) and not hide_label
    mark = format_html(' <span class="optional">{}</span>', _("(optional)")) if optional else ""
    hint = format_html('<p class="hint" id="{}_helptext">{}</p>', bound.auto_id, bound.help_text) if bound.help_text else ""
    hidden = SafeString(' class="vh"') if hide_label else ""
    label = format_html('<label for="{}"{}>{}{}</label>', bound.id_for_label, hidden, bound.label, mark)
    return format_html('<div class="field">{}{}{}</div>', label, hint, control)


@register.simple_tag
def autosave(url: str) -> SafeString:
    """`<form {% autosave url %}>`: saves while writing (DESIGN 6); without a script the form's own Save button does it.

    One request at a time; one more waits, and takes what the fields say when its turn comes. A button of the form that has an errand of
    its own says `hx-sync="closest form:queue all"`, so that no saving takes its place.
    """
    return format_html(
        'method="post" action="{0}" hx-post="{0}" hx-trigger="input changed delay:800ms, change" hx-sync="this:queue first" '
        'hx-target="#save-state" hx-swap="innerHTML" data-autosave',
        url,
    )


@register.simple_tag
def save_state(at: datetime | None = None) -> SafeString:
    """`{% save_state %}`: the one persistent place that says Saved, Saving, Not saved."""
    inside = render_to_string("web/save_state.html", {"saved_at": at}) if at else ""
    return format_html('<span class="saved" id="save-state" role="status">{}</span>', SafeString(inside))


@register.inclusion_tag("web/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """`{% error_summary form %}`: "There is a problem", with a link to each field; nothing when there is none. A list of forms has one summary."""
    asked = [one for form in forms for one in (form if isinstance(form, list) else [form])]
    problems = [problem for form in asked if form is not None for problem in getattr(form, "problems", [])]
    return {"problems": problems}


@register.inclusion_tag("web/five.html")
def five(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`{% five items %}`: the five questions; each item has `label`, `ok` and, when not ok, `href` of its field."""
    return {"items": items}


class Attributes(Node):
    """Renders a block and squeezes it into one line, for labels built from several parts."""

    def __init__(self, nodes: NodeList, name: FilterExpression) -> None:
        self.nodes, self.name = nodes, name

    def render(self, context: Context) -> str:
        context[self.name.resolve(context)] = SafeString(re.sub(r"\s+", " ", self.nodes.render(context)).strip())
        return ""


@register.tag
def words_as(parser: Parser, token: Token) -> Attributes:
    """`{% words_as "label" %}5 of 8 reviews held{% endwords_as %}`: keep a piece of text under a name."""
    _tag, name = token.split_contents()
    nodes = parser.parse(("endwords_as",))
    parser.delete_first_token()
    return Attributes(nodes, parser.compile_filter(name))
