"""The doors of HR's own workspace beside a formal plan: opened with the password, each opening recorded (TRUST G5, 1.9)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from cadenza.improvement import advice, queries
from cadenza.improvement.forms import AdviceForm
from cadenza.objections import OutOfStep, Refused
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@opened_anew
@once
def workspace(request: HouseRequest, ref: str) -> HttpResponse:
    """Everything that is kept beside the plan, and a form for another note."""
    return _answered(request, ref, None)


@signed_in
@opened_anew
@once
def change_advice(request: HouseRequest, ref: str, number: int) -> HttpResponse:
    """One note of one's own, to write anew."""
    return _answered(request, ref, number)


def _answered(request: HouseRequest, ref: str, number: int | None) -> HttpResponse:
    found = advice.workspace_for(request.person, ref, at=request.at)
    note = found.note(number) if number is not None else None
    begin = {"words": note.words, "seen": note.version} if note else {}
    form = AdviceForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        seen = int(form.cleaned_data.get("seen") or 0)
        try:
            advice.write_advice(ref, form.cleaned_data["words"], number=number, seen=seen, by=request.person, at=request.at)
        except OutOfStep:
            raise
        except Refused as no:
            form.refuse(no)
        else:
            return onward(request, reverse("formal-advice", args=[ref]))
    context = {"page": queries.pages([found.seat], at=request.at)[0], "space": found, "note": note, "form": form, "section": "advice"}
    return page(request, "improvement/advice.html", context, status=422 if form.is_bound else 200)
