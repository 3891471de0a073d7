"""What formal plans ask of somebody, as plain items: the reference and a neutral word, nothing of the plan (DUE-1, DUE-2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind
from cadenza.objections import N_

WORDS: Mapping[str, str] = {
    "gate": N_("confirm the conditions"),
    "sign": N_("sign it"),
    "open": N_("hold the opening conversation"),
    "input": N_("give your view on each criterion"),
    "answer-input": N_("answer the views on the criteria"),
    "settle": N_("settle the criteria"),
    "receive": N_("acknowledge receipt"),
    "begin": N_("begin"),
    "checkpoint": N_("hold the next checkpoint"),
    "stand-in": N_("hold this checkpoint in the manager’s place"),
    "support": N_("record what became of promised support"),
    "answer-support": N_("say whether recorded support took place"),
    "read-checkpoint": N_("read the last checkpoint"),
    "read-criterion": N_("read what changed in a criterion"),
    "may-appeal": N_("read the outcome, and appeal if you want to"),
    "read-appeal": N_("read what became of the appeal"),
    "decide-support": N_("decide about support that is contested or put right"),
    "change": N_("answer a proposed change"),
    "cause": N_("record a cause"),
    "assess": N_("begin the assessment"),
    "propose": N_("propose an outcome"),
    "agree": N_("answer what was proposed"),
    "reply-outcome": N_("reply to what was proposed"),
    "name-decider": N_("name somebody to decide"),
    "decide": N_("decide"),
    "appeal": N_("decide the appeal"),
    "end": N_("end it"),
    "name-appeal": N_("name who decides the appeal"),
    "name-hr": N_("name another HR partner"),
    "manager": N_("say who is the manager on the case"),
}
"""One neutral word for each code of `improvement.dues`."""


def formal_dues(desk: Desk) -> Iterator[Due]:
    """Each as "Formal plan F-7K2M: ...", for whoever is on it and for nobody else."""
    for one in desk.formal:
        yield Due(
            kind=DueKind.FORMAL,
            on=one.on,
            what=_("Formal plan %(ref)s: %(what)s") % {"ref": one.ref, "what": _(WORDS[one.code])},
            why=_("Only those on the plan see this."),
            url=reverse("formal-stand-in", args=[one.ref, one.checkpoint]) if one.checkpoint else reverse("formal-plan", args=[one.ref]),
            button=_("Open"),
            about=one.ref,
        )
