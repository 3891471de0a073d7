"""The steps around meetings: the invitation, the minutes, and who holds a checkpoint in the manager's place (TRUST L3, X10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cadenza.improvement import forms, opening, standing_in
from cadenza.improvement.meeting_rules import Invitation, Meeting, Method, Minutes
from cadenza.improvement.rules import Act
from cadenza.improvement.step import PERSON_READS, STAYS, Step
from cadenza.objections import N_


def _invitation(form: Any) -> Invitation:
    given, meeting, method = form.cleaned_data, form.text("meeting"), form.text("method")
    return Invitation(
        Meeting(meeting) if meeting else None,
        given.get("on"),
        given.get("served_on"),
        Method(method) if method else None,
        form.text("enclosed"),
        bool(given.get("companion_told")),
        form.text("companion"),
    )


def _minutes(form: Any) -> Minutes:
    given, meeting = form.cleaned_data, form.text("meeting")
    words = {name: form.text(name) for name in ("present", "companion", "minutes", "response")}
    return Minutes(Meeting(meeting) if meeting else None, given.get("on"), hearing=bool(given.get("hearing")), **words)


MEETING_STEPS: Mapping[str, Step] = {
    "invite": Step(
        Act.INVITE,
        forms.InviteForm,
        lambda ref, form, by, at: opening.invite(ref, _invitation(form), by=by, at=at),
        N_("Write down an invitation"),
        N_("Write it down"),
        "meetings",
        happens=(N_("For each meeting that could lead to a formal step: when and how the person was invited, and with which papers."),),
        told=(N_("It stands in the record, which the person reads once the plan is opened."),),
        fixed=(STAYS,),
    ),
    "minutes": Step(
        Act.MINUTE,
        forms.MinutesForm,
        lambda ref, form, by, at: opening.minute(ref, _minutes(form), by=by, at=at),
        N_("Write the minutes of a meeting"),
        N_("Add the minutes to the record"),
        "meetings",
        happens=(
            N_("Who was there, who came with the person, what was said, and the person’s own answer in their words."),
            N_("Minutes of a meeting about the outcome or an appeal need its invitation in the record first."),
        ),
        told=(PERSON_READS,),
        fixed=(STAYS,),
    ),
    "stand-in": Step(
        Act.NAME_STAND_IN,
        forms.StandInForm,
        lambda ref, form, by, at: standing_in.name_stand_in(
            ref, form.person_id, form.cleaned_data.get("first"), form.cleaned_data.get("last"), by=by, at=at
        ),
        N_("Name a stand-in for the next checkpoint"),
        N_("Name the stand-in"),
        happens=(
            N_("They hold this one checkpoint in the manager’s place, on these days, and it is over for them once it is shared."),
            N_("They read each criterion, where it stood the last time, and what this checkpoint looks at. Nothing else of the plan."),
            N_("They cannot hand it on, propose an outcome or print anything."),
        ),
        told=(N_("The person, the manager and the HR partner read who stands in. The stand-in learns that there is a formal plan."),),
        fixed=(STAYS,),
    ),
    "end-stand-in": Step(
        Act.END_STAND_IN,
        forms.NothingForm,
        lambda ref, form, by, at: standing_in.end_stand_in(ref, by=by, at=at),
        N_("End the standing in"),
        N_("End it now"),
        happens=(N_("Whoever was named opens the checkpoint no longer, from this moment on."),),
        told=(PERSON_READS,),
    ),
}
"""The address of a step -> what it is."""
