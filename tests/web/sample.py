"""A small room of its own, so that the shell is tested without knowing any other: one row with two texts, a few doors."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from cadenza.objections import N_, Refused, Unseen, objection
from cadenza.web import answers
from cadenza.web.forms import DateField, HouseForm, Lines, StateField
from cadenza.web.ops import once, settled
from cadenza.web.revisions import Revised

PLANTED = "zq-planted-word-0042"


class Note(Revised):
    """Two texts, a day and a state."""

    outcome = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    due = models.DateField(null=True)

    class Meta:
        app_label = "sample"
        apps = Apps()


class NoteForm(HouseForm):
    outcome = Lines(label="What will you be able to do?", help_text="One sentence.")
    measure = Lines(label="What will be seen?", required=False)
    due = DateField(label="By when?", required=False)
    state = StateField(label="Where is it now?", states=["on-track", "blocked"], required=False)


class Somebody:
    def __init__(self, pk: int) -> None:
        self.pk = pk


def room(request: HttpRequest) -> HttpResponse:
    return answers.page(request, "web/components.html", {"form": NoteForm()})


@require_POST
@once
def add(request: HttpRequest) -> HttpResponse:
    note = Note.objects.create(outcome=request.POST["outcome"])
    return answers.onward(request, f"/sample/{note.pk}/")


@require_POST
@once
def add_and_stay(request: HttpRequest) -> HttpResponse:
    Note.objects.create(outcome=request.POST["outcome"])
    return HttpResponse("<li>added</li>")


@require_POST
@once
def add_then_break(request: HttpRequest) -> HttpResponse:
    """Saves, and then the page that should follow cannot be rendered (TRUST N02)."""
    Note.objects.create(outcome=request.POST["outcome"])
    return TemplateResponse(request, "there-is-no-such-template.html", status=200)


@require_POST
@once
def add_and_refuse(request: HttpRequest) -> HttpResponse:
    Note.objects.create(outcome=request.POST["outcome"])
    return answers.page(request, "web/empty.html", {"sentence": "No."}, status=422)


@require_POST
@settled
def save(request: HttpRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    form.is_valid()
    note = Note.objects.select_for_update().get(pk=pk)
    changed = note.apply_edits(form.edits(["outcome", "measure", "due"]), by=Somebody(7), at=request.at)  # type: ignore[attr-defined]
    note.save()
    return answers.saved(request, row=note, fields=changed, at=request.at)  # type: ignore[attr-defined]


def unseen(request: HttpRequest) -> HttpResponse:
    raise Unseen


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused([objection("three-goals", N_("A plan holds %(most)d goals at most."), most=3)])


def signed_out(request: HttpRequest) -> HttpResponse:
    return answers.signed_out(request)


def breaks(request: HttpRequest) -> HttpResponse:
    words_of_somebody: Any = request.POST.get("outcome", PLANTED)
    with transaction.atomic():
        raise ValueError(f"row contains ({words_of_somebody})")


urlpatterns = [
    path("sample/", room, name="sample"),
    path("sample/add/", add),
    path("sample/stay/", add_and_stay),
    path("sample/break/", add_then_break),
    path("sample/refused/", add_and_refuse),
    path("sample/<int:pk>/save/", save),
    path("sample/unseen/", unseen),
    path("sample/forbidden/", forbidden),
    path("sample/refuse/", refuse),
    path("sample/out/", signed_out),
    path("sample/raise/", breaks),
    path("", include("cadenza.urls")),
]
handler400 = "cadenza.web.errors.bad_request"
handler403 = "cadenza.web.errors.forbidden"
handler404 = "cadenza.web.errors.not_found"
handler500 = "cadenza.web.errors.server_error"
