"""Doors of a framework's versions: what each said, and the draft that HR admin writes and publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cadenza.capability import access, actions, drafting, queries
from cadenza.capability.forms import AddCapabilityForm, AddLevelForm, AddStatementForm, LadderForm
from cadenza.capability.models import FrameworkVersion
from cadenza.capability.queries import LadderPage
from cadenza.objections import Objection
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import is_htmx, notice, onward, page, saved
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once, settled


@signed_in
@require_safe
def versions(request: HouseRequest, slug: str) -> HttpResponse:
    """Every version of a framework, kept in full."""
    framework = access.framework_by_slug(request.person, slug, at=request.at)
    context = {
        "framework": framework,
        "versions": queries.versions_of(request.person, framework, at=request.at),
        "may_change": access.may_run(request.person, "change-framework", at=request.at),
    }
    return page(request, "capability/versions.html", context)


@signed_in
@require_POST
@once
def begin(request: HouseRequest, slug: str) -> HttpResponse:
    """Begin the next version as a copy of the one in force."""
    return onward(request, address(drafting.begin_version(slug, by=request.person, at=request.at)))


@signed_in
@once
def version(request: HouseRequest, slug: str, number: int) -> HttpResponse:
    """One version: what stands in it and what changed; a draft takes a further capability here."""
    shown = queries.version_page(request.person, slug, number, at=request.at)
    form = AddCapabilityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        access.show_to(request.person, "change-framework", at=request.at)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            made = drafting.add_capability(shown.version.pk, form.entry, by=request.person, at=request.at)
            return onward(request, address(shown.version, made.slug))
    may_change = access.may_run(request.person, "change-framework", at=request.at)
    context = {"shown": shown, "may_change": may_change, "form": form}
    return page(request, "capability/version.html", context, status=422 if form.is_bound else 200)


@signed_in
@settled
def ladder(request: HouseRequest, slug: str, number: int, capability: str) -> HttpResponse:
    """The levels of one capability in a draft; what is written is saved box by box."""
    shown = queries.ladder_page(request.person, slug, number, capability, at=request.at)
    if request.method != "POST":
        return _ladder(request, shown)
    writing = LadderForm(shown, request.POST)
    if not writing.is_valid():
        if not is_htmx(request):
            return _ladder(request, shown, writing=writing, status=422)
        said = [Objection("field-unread", "%(words)s", values={"words": words}) for _place, words in writing.problems]
        return notice(request, "web/notices/422.html", {"objections": said}, status=422)
    rows = drafting.save_ladder(shown.version.pk, writing.names(), writing.texts(), by=request.person, at=request.at)
    named = [(row, fields, f"{row._meta.model_name[:1]}{row.pk}") for row, fields in rows]  # type: ignore[index]  # never unnamed
    (row, fields, prefix), *more = named or [(shown.levels[0], frozenset(), "")]
    return saved(request, row=row, fields=fields, prefix=prefix, more=more, at=request.at, location=request.path)


@signed_in
@require_POST
@once
def add_statement(request: HouseRequest, slug: str, number: int, capability: str, level: int) -> HttpResponse:
    """One more statement at a level of a draft."""
    form = AddStatementForm(request.POST, prefix=f"new{level}")

    def add(shown: LadderPage) -> None:
        drafting.add_statement(shown.version.pk, level, form.cleaned_data["text"], by=request.person, at=request.at)

    return _added(request, (slug, number, capability), form, add, level=level)


@signed_in
@require_POST
@once
def add_level(request: HouseRequest, slug: str, number: int, capability: str) -> HttpResponse:
    """One more level of a capability in a draft."""
    form = AddLevelForm(request.POST)

    def add(shown: LadderPage) -> None:
        given = form.cleaned_data
        named = {"name": given["level_name"], "text": given["statement"]}
        drafting.add_level(shown.version.pk, shown.capability.pk, given["number"], **named, by=request.person, at=request.at)

    return _added(request, (slug, number, capability), form, add)


@signed_in
@require_POST
@once
def remove_level(request: HouseRequest, slug: str, number: int, capability: str, level: int) -> HttpResponse:
    """Take a level out of a draft."""
    shown = queries.ladder_page(request.person, slug, number, capability, at=request.at)
    drafting.remove_level(shown.version.pk, level, by=request.person, at=request.at)
    return onward(request, address(shown.version, capability) if len(shown.levels) > 1 else address(shown.version))


@signed_in
@once
def publish(request: HouseRequest, slug: str, number: int) -> HttpResponse:
    """What changes for everybody once the draft is in force; then it is."""
    access.show_to(request.person, "change-framework", at=request.at)
    shown = queries.version_page(request.person, slug, number, at=request.at)
    if request.method == "POST":
        actions.publish_version(shown.version.pk, by=request.person, at=request.at)
        return onward(request, address(shown.version))
    changed = len(shown.changes)
    happens = [
        ngettext("%(count)d level says something else from now on.", "%(count)d levels say something else from now on.", changed)
        % {"count": changed}
        if shown.before
        else _("Goals and gaps can name these capabilities from now on."),
        _("Plans that were written against an earlier version keep it, word for word."),
    ]
    return _confirm(request, shown.version, _("Publish version %(number)d") % {"number": number}, happens)


@signed_in
@once
def discard(request: HouseRequest, slug: str, number: int) -> HttpResponse:
    """What is lost when a draft is discarded; then it is."""
    access.show_to(request.person, "change-framework", at=request.at)
    found = access.version_named(request.person, slug, number, at=request.at)
    if request.method == "POST":
        drafting.discard_version(found.pk, by=request.person, at=request.at)
        return onward(request, reverse("framework-versions", args=[slug]))
    happens = [_("Nobody can open this draft any more. The version in force stays as it is.")]
    return _confirm(request, found, _("Discard version %(number)d") % {"number": number}, happens)


def address(shown: FrameworkVersion, capability: str = "") -> str:
    """The page of a version, or of one capability in it."""
    where = [shown.framework.slug, shown.number]
    return reverse("framework-ladder", args=[*where, capability]) if capability else reverse("framework-version", args=where)


def _confirm(request: HouseRequest, shown: FrameworkVersion, verb: str, happens: list[str]) -> HttpResponse:
    fixed = [_("A published version cannot be reworded; write the next one instead.")] if "publish" in request.path else []
    context = {"heading": f"{shown.framework.name}: {verb}", "happens": happens, "fixed": fixed, "button": verb, "back": address(shown)}
    return page(request, "web/confirm.html", context)


def _added(
    request: HouseRequest, where: tuple[str, int, str], form: HouseForm, add: Callable[[LadderPage], None], *, level: int | None = None
) -> HttpResponse:
    shown = queries.ladder_page(request.person, *where, at=request.at)
    if form.is_valid():
        with form.refusing():
            add(shown)
            return onward(request, address(shown.version, where[2]) + (f"#level-{level}" if level else ""))
    return _ladder(request, shown, adding=form, status=422)


def _ladder(
    request: HouseRequest, shown: LadderPage, *, writing: LadderForm | None = None, adding: HouseForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "shown": shown,
        "writing": writing or LadderForm(shown),
        "adding": {level.pk: _fresh(AddStatementForm, f"new{level.pk}", adding) for level in shown.levels},
        "level_form": _fresh(AddLevelForm, None, adding),
        "form": adding or writing,
    }
    return page(request, "capability/ladder.html", context, status=status)


def _fresh(kind: type[HouseForm], prefix: str | None, sent: HouseForm | None) -> HouseForm:
    """The form that was sent and refused, when it is this one; else an empty one."""
    return sent if sent is not None and type(sent) is kind and sent.prefix == prefix else kind(prefix=prefix)
