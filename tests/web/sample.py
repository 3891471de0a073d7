"""A small room of its own, so that the shell is tested without the doings of any other: one row with two texts, a few doors."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.utils.translation import override
from django.views.decorators.http import require_POST

from cadenza.home.shell import Entry, Shell
from cadenza.objections import N_, Refused, Unseen, objection
from cadenza.web import answers
from cadenza.web.forms import DateField, HouseForm, Lines, StateField
from cadenza.web.ops import once, settled
from cadenza.web.revisions import Clash, Revised
from cadenza.web.words import STATE_WORDS

AT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
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
    """Every component once; `?wrong=1` with refusals, `?lang=ar` from right to left."""
    form = NoteForm({"state": "blocked", "outcome": "", "due": "31"}) if "wrong" in request.GET else NoteForm(initial={"state": "on-track"})
    if form.is_bound:
        form.is_valid()
    with override(request.GET.get("lang", "en-gb")):
        return answers.page(request, "components.html", {"form": form, **everything(request)})


def everything(request: HttpRequest) -> dict[str, Any]:
    clash = Clash("outcome", "I can forecast a two-team change.", "I can forecast a change and say how sure I am.", 7, AT, "3.abc")
    return {
        "at": AT,
        "note": Note(pk=1),
        "due": date(2026, 12, 18),
        "shell": shown_shell(request.GET.get("theme", "")),
        "trail": [("Team", "/sample/"), ("Asha Raman", "/sample/"), ("Q4 2026 plan", "")],
        "dues": [
            {
                "when": "4 days late",
                "late": True,
                "what": "Pair Tom Adeyemi with the incident lead",
                "why": "You committed to this in Tom’s plan, by 20 November.",
                "href": "#goals",
                "button": "Mark done",
            },
            {
                "when": "14:00, 8 min",
                "on": AT,
                "first": True,
                "what": "Monthly review with Asha Raman",
                "why": "In your 1:1. Asha has added 2 points and 1 action carries over.",
                "href": "#goals",
                "button": "Open 1:1",
                "hidden_context": "with Asha Raman",
            },
            {
                "when": "16:00, 8 min",
                "what": "Monthly review with Kenji Ito",
                "why": "In your 1:1. Nothing added yet.",
                "href": "#goals",
                "button": "Open 1:1",
                "hidden_context": "with Kenji Ito",
            },
        ],
        "questions": [
            {"label": "Key result", "ok": True},
            {"label": "Capability", "ok": True},
            {"label": "Named actions", "ok": True},
            {"label": "Who supports", "ok": False},
            {"label": "How reviewed", "ok": False, "href": "#id_outcome"},
        ],
        "clashes": [{"clash": clash, "name": "outcome", "label": "What will you be able to do?"}],
        "shares": [0.6, 0.62, 0.68, 0.74, 0.76, 0.81],
        "answers": [
            {"question": "Who is told", "answer": "Asha and Helen", "href": "#goals"},
            {"question": "When", "answer": "24 November 2026"},
        ],
        "codes": list(STATE_WORDS),
        "counts": {"blocked": 1, "needs-reset": 2, "on-track": 4, "completed": 1},
        "kept": [True, True, True, True, True, False, True],
        "decision": {
            "icon": "lock",
            "finding": "14 plans have gone two months without a review",
            "cause": "9 are in Field Sales.",
            "href": "#goals",
            "button": "See teams",
        },
    }


def shown_shell(theme: str) -> Shell:
    labels = ["Home", "My plan", "Team", "OKRs", "Capabilities"]
    return Shell(
        organisation="Acme",
        theme=theme,
        signed_in=True,
        idle_seconds=1800,
        name="Priya Nair",
        initials="PN",
        nav=tuple(Entry("/sample/", label, label == "Team") for label in labels),
        foot=tuple(Entry("/sample/", label) for label in ["Help and contact", "Who can see what", "My data"]),
        search_url="/search/",
        help_url="/help/",
        account_url="/me/settings/",
        stay_url="/session/stay/",
    )


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


def stay(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("session/stay/", stay, name="session-stay"),
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
    path("", include("cadenza.urls")),  # where the frame of every page leads
]
handler400 = "cadenza.web.errors.bad_request"
handler403 = "cadenza.web.errors.forbidden"
handler404 = "cadenza.web.errors.not_found"
handler500 = "cadenza.web.errors.server_error"
