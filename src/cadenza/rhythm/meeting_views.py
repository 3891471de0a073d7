"""The doors of the 1:1: the page of a day, its review, its agenda, the manager's commitments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from cadenza.objections import Refused, Unseen, objection
from cadenza.people.models import Person
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import actions as plan_actions
from cadenza.plans import reviews
from cadenza.plans.models import Review
from cadenza.plans.review_access import WHO_MAY, commitment_to_write, review_of_day
from cadenza.practice.queries import prompts_at
from cadenza.rhythm import actions, queries
from cadenza.rhythm.access import pair_for
from cadenza.rhythm.forms import (
    Autosaved,
    ContestForm,
    MoveForm,
    PointForm,
    ReportForm,
    ReviewForm,
    Sent,
    TimeForm,
    fresh_goal_bases,
    goal_bases,
    report_forms,
)
from cadenza.rhythm.papers import agenda_markdown
from cadenza.rhythm.queries import Meeting, meeting_for
from cadenza.web.answers import fragment, is_htmx, notice, onward, page, saved
from cadenza.web.numbers import whole
from cadenza.web.ops import once, settled
from cadenza.web.revisions import Conflict, seen_alike
from cadenza.web.templatetags.web import clock
from cadenza.web.templatetags.web import day as day_words


@signed_in
@require_GET
def next_one_to_one(request: HouseRequest, handle: str) -> HttpResponse:
    """On to the next 1:1 of somebody."""
    pair = pair_for(request.person, "meeting.see-held", handle, at=request.at)
    return HttpResponseRedirect(address(handle, queries.next_meeting_day(pair.person, at=request.at)))


@signed_in
@settled
def one_to_one(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """The page of a day; what is written into its review is saved here, field by field."""
    if request.method == "POST":
        return autosaved(request, handle, day)
    meeting = meeting_for(request.person, handle, day, at=request.at)
    note_reading(request, meeting)
    return shown(request, meeting)


def autosaved(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """What was typed, kept; of the page around it nothing is read, unless it has to be shown again."""
    review, relations = review_of_day(request.person, "review.write", handle, day, at=request.at)
    reflects = bool(relations & WHO_MAY["review.reflect"])
    form = Autosaved(request.POST, reflects=reflects)
    if not form.is_valid():
        return unread(request, form) if is_htmx(request) else not_read(request, handle, day)
    words, goals = form.words(), form.goal_words()
    try:
        written = reviews.write_words(review, by=request.person, at=request.at, words=words, goals=goals, reflects=reflects)
    except Conflict as conflict:
        raise labelled(request, handle, day, conflict) from conflict
    bases = fresh_goal_bases(written.looks, goals)
    more = fragment(request, "rhythm/bases.html", {"bases": bases, "fresh": True}) if bases else ""
    fresh = seen_alike(written.review, words)
    return saved(request, row=written.review, fields=fresh, at=request.at, extra=more, location=address(handle, day))


def not_read(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """Without a script: the page again, with everything that was typed and what cannot be read beside its field."""
    meeting = meeting_for(request.person, handle, day, at=request.at)
    return shown(request, meeting, form=sent(request, meeting)[1], status=422)


def labelled(request: HouseRequest, handle: str, day: date, conflict: Conflict) -> Conflict:
    """A conflict whose fields are called as the page calls them."""
    form = sent(request, meeting_for(request.person, handle, day, at=request.at))[1]
    labels = {name: str(field.label) for name, field in form.fields.items()}
    return Conflict(replace(clash, label=labels.get(clash.field, "")) for clash in conflict.clashes)


@signed_in
@require_POST
@once
def held(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """Save what is on the page and mark the review as held, in one."""
    meeting = meeting_for(request.person, handle, day, at=request.at)
    review, form = sent(request, meeting)
    if form.is_valid():
        with form.refusing():
            reviews.save_review_words(review.pk, by=request.person, at=request.at, words=form.words(), goals=form.goal_words())
            reviews.hold_review(review.pk, by=request.person, at=request.at)
            return part(request, handle, day, "rhythm/meeting_parts.html", just_held=True)
    return shown(request, meeting, form=form, status=422)


@signed_in
@require_POST
@once
def moved(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """Couldn't meet: the review gets its next day, and the page follows it there."""
    meeting = open_meeting(request, handle, day)
    form = MoveForm(request.POST)
    if meeting.review is None or not form.is_valid():
        return shown(request, meeting, move_form=form, status=422)
    given = form.cleaned_data
    try:
        review = reviews.move_review(meeting.review.pk, by=request.person, at=request.at, to=given["to"], reason=given["reason"])
    except Refused as no:
        form.refuse(no)
        return shown(request, meeting, move_form=form, status=422)
    messages.info(request, _("The review has a new day. The first one stays on record."))
    return onward(request, address(handle, review.due_on))


@signed_in
@require_POST
@once
def point_added(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """One more point on the agenda; a coaching prompt sends its own words."""
    pair_for(request.person, "agenda.write", handle, at=request.at)
    form = PointForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.add_point(handle, by=request.person, at=request.at, text=form.cleaned_data["text"], day=day)
            return part(request, handle, day, "rhythm/agenda.html", added=True)
    return part(request, handle, day, "rhythm/agenda.html", point_form=form, status=422)


@signed_in
@require_POST
@once
def time_set(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """When the two usually meet; an empty time means a day only."""
    pair_for(request.person, "agenda.write", handle, at=request.at)
    form = TimeForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.set_meeting_time(handle, by=request.person, at=request.at, begins=form.cleaned_data["begins"])
            return part(request, handle, day, "rhythm/agenda.html", timed=True)
    return part(request, handle, day, "rhythm/agenda.html", time_form=form, status=422)


@signed_in
@require_safe
def as_markdown(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """The agenda as Markdown, to paste where the pair keeps its notes: what this reader's page shows of it and no more (REV-5)."""
    meeting = open_meeting(request, handle, day)
    note_reading(request, meeting)
    return HttpResponse(agenda_markdown(meeting, prompts_at(request.at)), content_type="text/markdown; charset=utf-8")


@signed_in
@require_POST
@settled
def points_ticked(request: HouseRequest, handle: str, day: date) -> HttpResponse:
    """Take over the ticks that were changed on this page; what it only showed stays as others left it."""
    pair_for(request.person, "agenda.write", handle, at=request.at)
    was_open, was_done, ticked = (keys(request, name) for name in ("open", "done", "ticked"))
    for point_id in sorted((was_open & ticked) | (was_done - ticked)):
        actions.tick_point(point_id, by=request.person, at=request.at, day=day, done=point_id in ticked)
    return part(request, handle, day, "rhythm/agenda.html")


@signed_in
@require_POST
@once
def commitment_reported(request: HouseRequest, handle: str, day: date, commitment_id: int) -> HttpResponse:
    """The manager says where a commitment stands (COM-2)."""
    theirs(request, handle, commitment_id, "commitment.report")
    form = ReportForm(request.POST, prefix=f"c{commitment_id}")
    if form.is_valid():
        given = form.cleaned_data
        with form.refusing():
            reviews.report_commitment(
                commitment_id, given["state"], by=request.person, at=request.at, reason=given["reason"], new_due=given["new_due"]
            )
            return part(request, handle, day, "rhythm/support.html", answered=commitment_id)
    return part(request, handle, day, "rhythm/support.html", wrong=(commitment_id, form), status=422)


@signed_in
@require_POST
@once
def commitment_answered(request: HouseRequest, handle: str, day: date, commitment_id: int) -> HttpResponse:
    """The person confirms what was reported, or says how they see it (COM-2)."""
    theirs(request, handle, commitment_id, "commitment.answer")
    form = ContestForm(request.POST, prefix=f"c{commitment_id}")
    if form.is_valid():
        with form.refusing():
            if "confirm" in request.POST:
                reviews.confirm_commitment(commitment_id, by=request.person, at=request.at)
            else:
                reviews.contest_commitment(commitment_id, by=request.person, at=request.at, words=form.cleaned_data["words"])
            return part(request, handle, day, "rhythm/support.html", answered=commitment_id)
    return part(request, handle, day, "rhythm/support.html", wrong=(commitment_id, form), status=422)


def shown(request: HouseRequest, meeting: Meeting, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a 1:1 from the reader's own side; for HR only that a review was held."""
    if not meeting.pair.may("meeting.open"):
        return page(request, "rhythm/meeting_held.html", {"meeting": meeting}, status=status)
    template = "rhythm/meeting_parts.html" if is_htmx(request) and status == 422 else "rhythm/meeting.html"
    return page(request, template, context_of(request, meeting, refused=status == 422, **more), status=status)


def unread(request: HouseRequest, form: Sent) -> HttpResponse:
    """What an autosave cannot read, said above the page: the form itself stays as it is under the writer's hands."""
    found = [objection("field-unread", "%(words)s", words=words) for _place, words in form.problems]
    return notice(request, "web/notices/422.html", {"objections": found}, status=422)


def part(request: HouseRequest, handle: str, day: date, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """What changed, as a fragment; without HTMX the page again, after a redirect when something was saved."""
    if status < 400 and not is_htmx(request):
        return onward(request, address(handle, day))
    meeting = open_meeting(request, handle, day)
    name = template if is_htmx(request) else "rhythm/meeting.html"
    return page(request, name, context_of(request, meeting, **more), status=status)


def context_of(request: HouseRequest, meeting: Meeting, **more: Any) -> dict[str, Any]:
    """All that the page and its parts need."""
    prompts = prompts_at(request.at)
    wrong_id, wrong_form = more.pop("wrong", (0, None))
    made: dict[str, Any] = {
        "meeting": meeting,
        "prompts": prompts,
        "said": said_lines(meeting),
        "reports": report_forms(meeting, wrong_id, wrong_form),
        "point_form": PointForm(),
        "move_form": MoveForm(),
        "time_form": TimeForm(initial={"begins": meeting.usual.begins if meeting.usual else None}),
        "bases": goal_bases(meeting),
        "next_other": next_other(request, meeting),
    }
    if meeting.writable:
        made["form"] = ReviewForm(None, meeting=meeting, prompts=prompts)
    return made | more


def sent(request: HouseRequest, meeting: Meeting) -> tuple[Review, ReviewForm]:
    """The review and what was sent for it. A day without a review takes no review's words."""
    if meeting.review is None or not meeting.pair.may("meeting.open"):
        raise Unseen
    return meeting.review, ReviewForm(request.POST, meeting=meeting, prompts=prompts_at(request.at))


def open_meeting(request: HouseRequest, handle: str, day: date) -> Meeting:
    """The 1:1 for those who take part in it: whoever may only know that it was held gets no part of its page (TRUST E4)."""
    meeting = meeting_for(request.person, handle, day, at=request.at)
    if not meeting.pair.may("meeting.open"):
        raise Unseen
    return meeting


def note_reading(request: HouseRequest, meeting: Meeting) -> None:
    """Record that somebody other than the person read what this page shows of the plan: its goals, its promises, the review's words (DATA-2)."""
    if meeting.plan is not None:
        plan_actions.note_reading(meeting.plan, by=request.person, at=request.at)


def theirs(request: HouseRequest, handle: str, commitment_id: int, action: str) -> None:
    """Whether the reader may do this with this commitment of this person, before anything of what was sent is read. Raises Unseen."""
    if commitment_to_write(request.person, action, commitment_id, at=request.at).plan.owner.handle != handle:
        raise Unseen


def next_other(request: HouseRequest, meeting: Meeting) -> Review | None:
    """Whom the manager meets next, once this review is held (DESIGN 5)."""
    if meeting.side != "manager" or meeting.review is None or meeting.review.held_at is None:
        return None
    return queries.next_of_manager(request.person, after=meeting.person, at=request.at)


def said_lines(meeting: Meeting) -> dict[str, str]:
    """Who wrote each field last and when, as sentences by the field's name on the page."""
    hands = meeting.hands
    names = {one.pk: one.short_name for one in (meeting.person, meeting.manager) if one is not None}
    others = {who for who, _when in hands.values()} - set(names)
    if others:  # somebody who met the person before, or stands in
        names |= {one.pk: one.short_name for one in Person.objects.filter(pk__in=others)}
    sentence = _("%(who)s wrote this on %(day)s at %(time)s.")
    return {
        field: sentence % {"who": names.get(who, ""), "day": day_words(when), "time": clock(when)} for field, (who, when) in hands.items()
    }


def keys(request: HouseRequest, name: str) -> set[int]:
    """Ids sent under one name; whatever is none is left out."""
    return {key for key in map(whole, request.POST.getlist(name)) if key is not None}


def address(handle: str, day: date) -> str:
    return reverse("one-to-one", args=[handle, day])
