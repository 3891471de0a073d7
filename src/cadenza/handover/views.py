"""The doors of handovers: the list, eight at once in either direction, and one pack."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cadenza.handover import actions, queries
from cadenza.handover.forms import Card, CommentForm, Writing
from cadenza.handover.models import Briefing
from cadenza.handover.queries import Pack
from cadenza.objections import Objection, Refused, Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import is_htmx, notice, onward, page, saved
from cadenza.web.ops import once, settled
from cadenza.web.paging import number_in
from cadenza.web.words import say


@signed_in
@require_GET
def handovers(request: HouseRequest) -> HttpResponse:
    """Every handover that the reader has a part in."""
    return page(request, "handover/list.html", {"found": queries.overview(request.person, number=number_in(request.GET), at=request.at)})


@signed_in
@settled
def hand_over(request: HouseRequest) -> HttpResponse:
    """All that the reader hands over, on one page; what is written is saved field by field."""
    packs = queries.to_write(request.person, at=request.at)
    briefing = queries.briefing_of(request.person)
    if request.method != "POST":
        actions.note_reading(packs, by=request.person, at=request.at)
        return page(request, "handover/out.html", {"packs": packs, "writing": Writing(packs, briefing)})
    if not packs:
        raise Unseen
    writing = Writing(packs, briefing, request.POST)
    if not writing.is_valid():
        return (
            unread(request, writing)
            if is_htmx(request)
            else page(request, "handover/out.html", {"packs": packs, "writing": writing}, status=422)
        )
    rows = saved_words(request, writing)
    if "check" in request.POST:
        return onward(request, reverse("handovers-check"))
    (row, fields, prefix), *more = rows
    return saved(request, row=row, fields=fields, prefix=prefix, more=more, at=request.at, location=reverse("handovers-send"))


@signed_in
@once
def check_and_send(request: HouseRequest) -> HttpResponse:
    """What will be sent, to whom, and what cannot be changed afterwards; then it is sent."""
    packs = queries.to_write(request.person, at=request.at)
    only = request.GET.get("only", "")
    objections: tuple[Objection, ...] = ()
    if request.method == "POST":
        try:
            sent = actions.send(set(request.POST.getlist("send")), by=request.person, at=request.at)
        except Refused as no:
            objections = tuple(no.objections)
        else:
            messages.info(
                request, ngettext("%(count)d handover is sent.", "%(count)d handovers are sent.", len(sent)) % {"count": len(sent)}
            )
            return onward(request, reverse("handovers"))
    context = {"packs": packs, "ticked": {one.handover.ref for one in packs if only in {"", one.handover.ref}}, "objections": objections}
    return page(request, "handover/check.html", context, status=422 if objections else 200)


@signed_in
@once
def take_over(request: HouseRequest) -> HttpResponse:
    """All whom the reader takes over, each open commitment by name."""
    packs = queries.to_accept(request.person, at=request.at)
    if request.method != "POST":
        actions.note_reading(packs, by=request.person, at=request.at)
        return page(request, "handover/in.html", {"cards": [Card(pack, None) for pack in packs], "briefings": queries.briefings(packs)})
    if not packs:
        raise Unseen
    chosen = set(request.POST.getlist("take"))
    cards = [Card(pack, request.POST, ticked=pack.handover.ref in chosen) for pack in packs]
    problem = _taken(request, cards)
    if problem is not None:
        return page(
            request,
            "handover/in.html",
            {"cards": cards, "problem": problem, "briefings": queries.briefings(packs)},
            partial="take",
            status=422,
        )
    if is_htmx(request):
        return page(request, "handover/taken.html", {"cards": [card for card in cards if card.ticked]})
    return onward(request, reverse("handovers"))


@signed_in
@require_GET
def handover(request: HouseRequest, ref: str) -> HttpResponse:
    """One handover as this reader may have it: the pack, the words alone, or its dates."""
    return _shown(request, queries.pack_for(request.person, "see-dates", ref, at=request.at))


@signed_in
@require_POST
@once
def commented(request: HouseRequest, ref: str) -> HttpResponse:
    """The person has read it, and may add a word of their own."""
    pack = queries.pack_for(request.person, "comment", ref, at=request.at)
    form = CommentForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.comment(ref, form.edits(["comment"]).get("comment"), by=request.person, at=request.at)
            return onward(request, reverse("handover", args=[ref]))
    return _shown(request, pack, form=form, status=422)


def saved_words(request: HouseRequest, writing: Writing) -> list[tuple[Any, frozenset[str], str]]:
    """Save every text that was changed: row, fields and the prefix of its form."""
    refs = [pack.handover.ref for pack, _form in writing.cards]
    found: list[tuple[Any, frozenset[str], str]] = []
    edits = writing.briefing.edits(Briefing.WORDS)
    if edits:
        found.append((*actions.write_briefing(refs, edits, by=request.person, at=request.at), "all"))
    for pack, form in writing.cards:
        if advice := form.edits(["advice"]):
            ref = pack.handover.ref
            found.append((*actions.write_advice(ref, advice, by=request.person, at=request.at), ref))
    return found or [(writing.row, frozenset(), "all")]


def unread(request: HouseRequest, writing: Writing) -> HttpResponse:
    """What an autosave cannot read, said above the page."""
    found = [Objection("field-unread", "%(words)s", values={"words": words}) for _place, words in writing.problems]
    return notice(request, "web/notices/422.html", {"objections": found}, status=422)


def _taken(request: HouseRequest, cards: list[Card]) -> str | None:
    """Take over everybody who is ticked, all or nobody; answers why not."""
    ticked = [card for card in cards if card.ticked]
    if not ticked:
        return _("Tick at least one person to take over.")
    if [card for card in ticked if not card.is_valid()]:  # every card, so that every problem is said
        return ""
    refused = False
    for card in ticked:
        try:
            actions.accept(card.pack.handover.ref, card.replies, by=request.person, at=request.at)
        except Refused as no:
            refused = True
            _beside(card, no)
    return "" if refused else None


def _beside(card: Card, no: Refused) -> None:
    """Put each objection beside the commitment that it is about."""
    forms = {form.prefix: form for _one, form in card.answers}
    for one in no.objections:
        prefix, _dash, field = one.where.partition("-")
        form = forms.get(prefix)
        if form is not None and field in form.fields:
            form.add_error(field, say(one))


def _shown(request: HouseRequest, pack: Pack, *, form: CommentForm | None = None, status: int = 200) -> HttpResponse:
    actions.note_reading([pack], by=request.person, at=request.at)
    if form is None and pack.may("comment"):
        form = CommentForm(initial={"comment": pack.handover.comment})
    return page(request, "handover/handover.html", {"pack": pack, "form": form}, status=status)
