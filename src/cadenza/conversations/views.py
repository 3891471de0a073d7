"""The doors of the notebook: its author's list, a new note that saves itself, and one note with all that can be done to it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadenza.conversations import access, actions, queries, writing
from cadenza.conversations.forms import AdditionForm, ConversationForm, NoteForm, OutcomeForm, RepeatForm
from cadenza.conversations.models import NoteDraft
from cadenza.conversations.queries import NotePage, about_the_person
from cadenza.conversations.rules import DRAFTED, WORDS, Cause, delicate_words, follow_up_preset
from cadenza.objections import Refused, Unseen
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.web.answers import fragment, is_htmx, onward, page, saved
from cadenza.web.ops import once, settled


@signed_in
@require_GET
def notebook(request: HouseRequest) -> HttpResponse:
    """The author's own list: references, names and days, no word of any note."""
    found = queries.notebook(request.person, at=request.at)
    draft = writing.draft_of(request.person, at=request.at)
    may_write = access.people_to_note(request.person, at=request.at).exists()
    return page(request, "conversations/notebook.html", {"found": found, "draft": bool(draft.words), "may_write": may_write})


@signed_in
@opened_anew
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new_note(request: HouseRequest) -> HttpResponse:
    """A new note; what is typed is kept as a draft of the author's own until it is recorded."""
    form, draft = note_form(request)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            made = actions.record_note(int(form.cleaned_data["person"]), form.details, by=request.person, at=request.at)
            return onward(request, reverse("note", args=[made.ref]))
    texts = [str(form[name].value() or "") for name in WORDS]
    context = {"form": form, "draft": draft, "delicate": delicate_words(texts), "personal": about_the_person(texts[1:])}
    return page(request, "conversations/new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@settled
def save_draft(request: HouseRequest) -> HttpResponse:
    """Keep what is being written, field by field, and say which words had better stay out."""
    form, _draft = note_form(request)
    form.is_valid()
    edits = form.edits([name for name in DRAFTED if name in form.fields])
    draft, changed = actions.save_draft(edits, form.dismissed, by=request.person, at=request.at)
    extra = fragment(request, "conversations/delicate.html", {**read_again(draft), "oob": True}) if is_htmx(request) else ""
    return saved(request, row=draft, fields=changed, at=request.at, extra=extra, location=reverse("note-new"))


@signed_in
@require_POST
@once
def discard_draft(request: HouseRequest) -> HttpResponse:
    """Give up what was being written."""
    actions.discard_draft(by=request.person, at=request.at)
    return onward(request, reverse("notes"))


@signed_in
@opened_anew
@require_GET
def note(request: HouseRequest, ref: str) -> HttpResponse:
    """One note, for its author."""
    return shown(request, queries.note_page(request.person, ref, at=request.at))


@signed_in
@opened_anew
@require_http_methods(["GET", "HEAD", "POST"])
@once
def edit_note(request: HouseRequest, ref: str) -> HttpResponse:
    """The words of a note in its first twenty-four hours."""
    found = queries.note_page(request.person, ref, at=request.at)
    if not found.editable:
        raise Unseen
    follow_up_on = found.note.follow_up_on.isoformat()
    form = ConversationForm(request.POST or None, initial={**found.words, "follow_up_on": follow_up_on})
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            actions.change_note(ref, form.details, seen=request.POST.get("seen", ""), by=request.person, at=request.at)
            return onward(request, reverse("note", args=[ref]))
    context = {"form": form, "found": found, "seen": writing.mark_of(found.words)}
    return page(request, "conversations/edit.html", context, status=422 if form.is_bound else 200)


@signed_in
@opened_anew
@require_POST
@once
def add_to_note(request: HouseRequest, ref: str) -> HttpResponse:
    """Append to a note."""
    form = AdditionForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.add_to_note(ref, form.cleaned_data["addition"], by=request.person, at=request.at)
            return onward(request, reverse("note", args=[ref]))
    return shown(request, queries.note_page(request.person, ref, at=request.at), addition=form)


@signed_in
@opened_anew
@require_POST
@once
def follow_up(request: HouseRequest, ref: str) -> HttpResponse:
    """Say what came of a note, when that ends the matter."""
    form = OutcomeForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.end_note(ref, form.cleaned_data["outcome"], form.cleaned_data["seen_since"], by=request.person, at=request.at)
            return onward(request, reverse("note", args=[ref]))
    return shown(request, queries.note_page(request.person, ref, at=request.at), outcome=form)


@signed_in
@opened_anew
@require_http_methods(["GET", "HEAD", "POST"])
@once
def repeat_note(request: HouseRequest, ref: str) -> HttpResponse:
    """The next conversation about the same matter."""
    found = queries.note_page(request.person, ref, at=request.at)
    if not found.may_follow_up:
        raise Unseen
    today = day_of(request.at)
    preset = {"held_on": today.isoformat(), "follow_up_on": follow_up_preset(today).isoformat(), "cause": Cause.UNKNOWN.value}
    form = RepeatForm(request.POST or None, initial={**preset, "support": found.words["support"]})
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            made = actions.repeat_note(ref, form.details, seen_since=form.cleaned_data["seen_since"], by=request.person, at=request.at)
            return onward(request, reverse("note", args=[made.ref]))
    return page(request, "conversations/repeat.html", {"form": form, "found": found}, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def delete_note(request: HouseRequest, ref: str) -> HttpResponse:
    """What deleting means, then the deletion."""
    found = queries.note_page(request.person, ref, at=request.at)
    objections: tuple[object, ...] = ()
    if request.method == "POST":
        try:
            actions.delete_note(ref, by=request.person, at=request.at)
        except Refused as no:
            objections = tuple(no.objections)
        else:
            return onward(request, reverse("notes"))
    context = {"found": found, "objections": objections}
    return page(request, "conversations/delete.html", context, status=422 if objections else 200)


def note_form(request: HouseRequest) -> tuple[NoteForm, NoteDraft]:
    """The form of a new note with the author's draft in it; raises Unseen for whoever nobody reports to."""
    people = list(access.people_to_note(request.person, at=request.at))
    if not people:
        raise Unseen
    draft = writing.draft_of(request.person, at=request.at)
    return NoteForm(request.POST or None, people=people, draft=draft, today=day_of(request.at)), draft


def read_again(draft: NoteDraft) -> dict[str, object]:
    """Which words of a draft had better stay out."""
    texts = [draft.words.get(name, "") for name in WORDS]
    return {"delicate": delicate_words(texts), "personal": about_the_person(texts[1:])}


def shown(
    request: HouseRequest, found: NotePage, *, addition: AdditionForm | None = None, outcome: OutcomeForm | None = None
) -> HttpResponse:
    """The page of a note; its reading is recorded in the author's own chain (TRUST 1.9)."""
    refused = addition is not None or outcome is not None
    if not refused:
        actions.note_reading(found.note, by=request.person, at=request.at)
    context = {"found": found, "addition": addition or AdditionForm(), "outcome": outcome or OutcomeForm()}
    return page(request, "conversations/note.html", context, status=422 if refused else 200)
