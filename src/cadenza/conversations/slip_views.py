"""The doors of agreed points: the list that exists for everybody, one slip, and what author and person do with it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadenza.conversations import access, actions, queries, slip_queries
from cadenza.conversations.forms import ConfirmForm, LateSlipForm, ReplyForm, SlipForm
from cadenza.conversations.queries import about_the_person
from cadenza.conversations.rules import Part, delicate_words
from cadenza.conversations.slip_rules import SLIP_WORDS
from cadenza.objections import Objection, Refused, Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.web.answers import onward, page
from cadenza.web.numbers import whole
from cadenza.web.ops import once


@signed_in
@require_GET
def slip_list(request: HouseRequest) -> HttpResponse:
    """What was shared with the reader, and what the reader shared. The page exists for everybody."""
    found = slip_queries.slip_list(request.person, at=request.at)
    may_enter = access.people_to_note(request.person, at=request.at).exists()
    return page(request, "conversations/slips.html", {"found": found, "may_enter": may_enter})


@signed_in
@opened_anew
@require_http_methods(["GET", "HEAD", "POST"])
@once
def share_points(request: HouseRequest, ref: str) -> HttpResponse:
    """The agreed points of a note, made of its words and meant for the person."""
    found = queries.note_page(request.person, ref, at=request.at)
    if not found.may_share:
        raise Unseen
    words = found.words
    begun = {"seen": words["concern"], "expected": words["expectation"], "support": words["support"], "held_on": words["held_on"]}
    form = SlipForm(request.POST or None, initial={**begun, "expected_by": found.note.follow_up_on.isoformat()})
    if request.method == "POST" and form.is_valid() and not paused(form):
        with form.refusing():
            made = actions.share_points(ref, form.draft, by=request.person, at=request.at)
            return onward(request, reverse("slip", args=[made.ref]))
    context = {"form": form, "found": found, "person": found.note.subject, **read_again(form)}
    return page(request, "conversations/share.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def enter_points(request: HouseRequest) -> HttpResponse:
    """Agreed points of a conversation from before, which the person is asked to confirm."""
    people = list(access.people_to_note(request.person, at=request.at))
    if not people:
        raise Unseen
    form = LateSlipForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and not paused(form):
        with form.refusing():
            made = actions.enter_points(int(form.cleaned_data["person"]), form.draft, by=request.person, at=request.at)
            return onward(request, reverse("slip", args=[made.ref]))
    return page(request, "conversations/share.html", {"form": form, **read_again(form)}, status=422 if form.is_bound else 200)


@signed_in
@require_GET
def slip(request: HouseRequest, ref: str) -> HttpResponse:
    """Agreed points, for the two whom they concern."""
    return shown(request, ref)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def change_points(request: HouseRequest, ref: str) -> HttpResponse:
    """The author changes points that were not received yet. Only points that they were shown count as seen (DATA-1)."""
    row, _parts = access.slip_for(request.person, "change", ref, at=request.at)
    copy = slip_queries.slip_copy(row)
    form = SlipForm(request.POST or None, initial={name: getattr(copy, name) for name in SlipForm.base_fields})
    seen = seen_version(request) if form.is_bound else copy.version
    if form.is_valid() and not paused(form):
        with form.refusing():
            actions.change_points(ref, form.draft, seen_version=seen, by=request.person, at=request.at)
            return onward(request, reverse("slip", args=[ref]))
    context = {"form": form, "copy": copy, "person": row.subject, "overtaken": seen != copy.version, **read_again(form)}
    return page(request, "conversations/share.html", context, status=422 if form.is_bound else 200)


def read_again(form: SlipForm) -> dict[str, object]:
    """Which words of the points had better stay out, as under a note; the page sends back which of them it showed (TRUST L11, EARLY-3)."""
    texts = [str(form[name].value() or "") for name in SLIP_WORDS]
    delicate = delicate_words(texts)
    return {"delicate": delicate, "personal": about_the_person(texts[1:]), "looked": "|".join(one.word for one in delicate)}


def paused(form: SlipForm) -> bool:
    """Whether the points hold a delicate word that their author was not shown yet: they are shared at once and for good, so it is shown first."""
    shown = set(form.data.get("looked", "").split("|"))
    return any(one.word not in shown for one in delicate_words([form.cleaned_data.get(name) or "" for name in SLIP_WORDS]))


@signed_in
@require_POST
@once
def receive_points(request: HouseRequest, ref: str) -> HttpResponse:
    """The person has received the points as they stood on their page."""
    seen = seen_version(request)
    return done(request, ref, lambda: actions.receive_points(ref, seen_version=seen, by=request.person, at=request.at))


@signed_in
@require_POST
@once
def confirm_points(request: HouseRequest, ref: str) -> HttpResponse:
    """The person says whether the conversation took place."""
    answer, seen = request.POST.get("took_place", ""), seen_version(request)
    return done(request, ref, lambda: actions.confirm_points(ref, answer, seen_version=seen, by=request.person, at=request.at))


@signed_in
@require_POST
@once
def answer_points(request: HouseRequest, ref: str) -> HttpResponse:
    """The person answers."""
    access.slip_for(request.person, "answer", ref, at=request.at)
    form = ReplyForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.answer_points(ref, form.cleaned_data["reply"], by=request.person, at=request.at)
            return onward(request, reverse("slip", args=[ref]))
    return shown(request, ref, reply=form, status=422)


def done(request: HouseRequest, ref: str, act: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the slip, or show the slip with the reason why not."""
    try:
        act()
    except Refused as no:
        return shown(request, ref, objections=no.objections, status=422)
    return onward(request, reverse("slip", args=[ref]))


def shown(
    request: HouseRequest, ref: str, *, reply: ReplyForm | None = None, objections: tuple[Objection, ...] = (), status: int = 200
) -> HttpResponse:
    """The page of one slip."""
    row, parts = access.slip_for(request.person, "see", ref, at=request.at)
    if status == 200:
        actions.note_reading(row, by=request.person, at=request.at)
    context = {
        "slip": row,
        "copy": slip_queries.slip_copy(row),
        "mine": Part.PERSON in parts,
        "form": reply,
        "reply": reply or ReplyForm(),
        "confirm": ConfirmForm(),
        "objections": objections,
    }
    return page(request, "conversations/slip.html", context, status=status)


def seen_version(request: HouseRequest) -> int:
    """Which version the page showed; 0 for anything else, which no version is."""
    return whole(request.POST.get("version", ""), digits=5) or 0
