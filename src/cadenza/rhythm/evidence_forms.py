"""Forms of the evidence page: a fact from the work, a gap that cites it, an answer to a gap; and the answer to a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.asks.rules import Became
from cadenza.capability.models import Capability
from cadenza.evidence.actions import EvidenceDraft, GapDraft
from cadenza.evidence.file_rules import MOST_BYTES, CleanFile, clean_file
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind, InputSource, NeedKind
from cadenza.objections import N_
from cadenza.web.forms import DateField, HouseForm, Lines, Pills
from cadenza.web.words import shown

EVIDENCE_WORDS: Mapping[EvidenceKind, str] = {
    EvidenceKind.MISSED_DATE: N_("Missed date"),
    EvidenceKind.REWORK: N_("Rework"),
    EvidenceKind.HANDOVER: N_("Handover"),
    EvidenceKind.CALL: N_("Discovery call"),
    EvidenceKind.DECISION: N_("Decision"),
    EvidenceKind.INCIDENT: N_("Incident"),
    EvidenceKind.REVIEW_COMMENT: N_("Review comment"),
    EvidenceKind.METRIC: N_("Metric"),
    EvidenceKind.MEMO: N_("Memo"),
    EvidenceKind.FEEDBACK: N_("Feedback"),
    EvidenceKind.OTHER: N_("Other work"),
}
NEED_WORDS: Mapping[NeedKind, str] = {
    NeedKind.SKILL_GAP: N_("A skill is missing and results show it"),
    NeedKind.BEHAVIOUR: N_("A way of working to keep or to change"),
    NeedKind.READINESS: N_("Ready for wider responsibility"),
    NeedKind.COACHING: N_("One area to be coached in"),
}


SOURCE_WORDS: Mapping[InputSource, str] = {
    InputSource.REVIEW: N_("Performance review"),
    InputSource.CALIBRATION: N_("Calibration"),
    InputSource.PROJECT_CLOSE: N_("Project close"),
    InputSource.ONE_TO_ONE: N_("1:1"),
}


class EvidenceForm(HouseForm):
    """What was seen, when, where in the work."""

    what = Lines(
        label=gettext_lazy("What was seen in the work?"),
        rows=3,
        max_length=2000,
        error_messages={"required": gettext_lazy("Say what was seen in the work.")},
    )
    happened_on = DateField(
        label=gettext_lazy("When?"),
        error_messages={
            "required": gettext_lazy("Enter the day on which it was seen."),
            "invalid": gettext_lazy("Enter a date as day, month and year."),
        },
    )
    kind = forms.ChoiceField(label=gettext_lazy("Where was it seen?"))
    capability = forms.TypedChoiceField(label=gettext_lazy("Which capability does it show?"), required=False, coerce=int, empty_value=None)
    link = forms.CharField(label=gettext_lazy("Link to the work"), required=False, max_length=500)
    file = forms.FileField(
        label=gettext_lazy("A file from the work"),
        help_text=gettext_lazy(
            "A PDF, a PNG or JPEG picture, or plain text, up to 5 MB. Pictures lose where and with what they were taken; a PDF keeps what its program wrote into it."
        ),
        required=False,
        allow_empty_file=True,
        error_messages={"max_length": gettext_lazy("Give the file a shorter name.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        capabilities: Sequence[Capability],
        today: Any = None,
    ) -> None:
        super().__init__(data, files, initial={"happened_on": today, "kind": EvidenceKind.OTHER})
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.value, _(words)) for kind, words in EVIDENCE_WORDS.items()]
        self.fields["capability"].choices = [("", _("None in particular")), *capability_choices(capabilities)]  # type: ignore[attr-defined]  # a ChoiceField

    def draft(self) -> EvidenceDraft:
        """What was put down. Raises Refused for a file that is not taken."""
        given = self.cleaned_data
        link, file = given["link"].strip(), clean(given["file"])
        return EvidenceDraft(EvidenceKind(given["kind"]), given["what"], given["happened_on"], given.get("capability"), link, file)


class AskedEvidenceForm(EvidenceForm):
    """What somebody who was asked saw. Which capability it shows is the asker's to say."""

    def __init__(self, data: Mapping[str, Any] | None, files: MultiValueDict[str, Any] | None, *, today: Any) -> None:
        super().__init__(data, files, capabilities=(), today=today)
        del self.fields["capability"]


class GapForm(HouseForm):
    """Level now, level needed, and the evidence that shows it (GAP-1)."""

    capability = forms.TypedChoiceField(label=gettext_lazy("Capability"), coerce=int)
    need = forms.ChoiceField(label=gettext_lazy("What kind of need is it?"), initial=NeedKind.SKILL_GAP)
    level_now = forms.IntegerField(label=gettext_lazy("Level now"), min_value=0, max_value=20)
    level_needed = forms.IntegerField(label=gettext_lazy("Level needed"), min_value=0, max_value=20)
    evidence = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which evidence shows it?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy(
                "Choose at least one piece of evidence from the work. A capability’s name alone says nothing about it."
            )
        },
    )
    why = Lines(label=gettext_lazy("What does it show, taken together?"), rows=2, required=False, max_length=2000)

    def __init__(self, data: Mapping[str, Any] | None, *, capabilities: Sequence[Capability], evidence: Sequence[Evidence]) -> None:
        super().__init__(data, prefix="gap")
        fields: Any = self.fields
        fields["capability"].choices = capability_choices(capabilities)
        fields["need"].choices = [(kind.value, _(words)) for kind, words in NEED_WORDS.items()]
        fields["evidence"].choices = [(one.pk, _piece(one)) for one in evidence]

    def draft(self) -> GapDraft:
        given = self.cleaned_data
        return GapDraft(
            given["capability"], given["level_now"], given["level_needed"], given["evidence"], NeedKind(given["need"]), given["why"]
        )


def _piece(one: Evidence) -> str:
    """A piece of evidence to choose: its day, its words, and the capability that it was put down for."""
    named = f" ({one.capability.name})" if one.capability else ""
    return f"{shown(one.happened_on)}: {one.what[:120]}{named}"


class GapAnswerForm(HouseForm):
    """Agree, or say how one sees it."""

    disagreement = Lines(label=gettext_lazy("How do you see it?"), rows=2, required=False, max_length=2000)


class AskForm(HouseForm):
    """A word with the answer, or the day on which it took place."""

    reply = Lines(label=gettext_lazy("A word with your answer"), rows=2, required=False, max_length=1000)
    held_on = DateField(label=gettext_lazy("On which day did it take place?"), required=False)


DAY_WORDS: Mapping[Became, str] = {
    Became.TOOK_PLACE: N_("It took place"),
    Became.NOT: N_("It did not take place"),
    Became.NOT_TAKEN: N_("It was offered and not taken, and one new day is offered"),
    Became.LATER: N_("It took place on another day instead"),
}


class HelpDayForm(HouseForm):
    """One day of help and what became of it; the same for every request (TRUST R12)."""

    use_required_attribute = False

    on = DateField(label=gettext_lazy("Which day?"))
    became = forms.ChoiceField(
        label=gettext_lazy("What became of it?"),
        choices=lambda: [(code.value, _(words)) for code, words in DAY_WORDS.items()],
        widget=Pills,
    )
    other = DateField(label=gettext_lazy("The new day that is offered, or the other day on which it took place"), required=False)

    @property
    def said(self) -> Became:
        """The answer that was chosen."""
        return Became(self.cleaned_data["became"])


def clean(sent: UploadedFile[Any] | None) -> CleanFile | None:
    """A file as it may be kept; no more of it is read than a file may have."""
    return clean_file(sent.name or "", sent.read(MOST_BYTES + 1)) if sent is not None else None


def capability_choices(capabilities: Sequence[Capability]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Capabilities under the headings of their framework."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for one in capabilities:
        groups.setdefault(one.family or _("Capabilities"), []).append((one.pk, one.name))
    return list(groups.items())
