"""Forms of objectives, key results, check-ins and needs: they parse and offer; rules judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cadenza.capability.models import Capability, RoleProfile
from cadenza.capability.queries import capabilities_in_force, grouped, levels_of
from cadenza.people.forms import PersonField
from cadenza.people.models import Team
from cadenza.practice.dismissals import sent_with
from cadenza.practice.hint_rules import remembering
from cadenza.strategy.actions import CheckInDraft, KeyResultDraft, ObjectiveDraft, RequirementDraft
from cadenza.strategy.closing import Ending
from cadenza.strategy.closing_rules import NOT_SAID, Helped
from cadenza.strategy.models import CapabilityRequirement, Cycle, HeldBack, HelpAnswer, KeyResult, Objective
from cadenza.strategy.queries import objectives_above
from cadenza.strategy.round_rules import Line
from cadenza.strategy.rules import Direction, ObjectiveLevel, figure
from cadenza.web.forms import DateField, HouseForm, Lines, Pills
from cadenza.web.revisions import as_text

COMPANY = "company"
NONE_OF_THEM = "none"
NEXT_CYCLE = "next"
DIRECTIONS = [
    (Direction.UP, _l("Goes up to the target")),
    (Direction.DOWN, _l("Goes down to the target")),
    (Direction.KEEP, _l("Stays between two bounds")),
    (Direction.MILESTONE, _l("Milestone: done or not")),
]


class Figure(forms.DecimalField):
    """A figure, shown without idle zeros."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "w-s", "autocomplete": "off"}))
        more.setdefault("error_messages", {"invalid": _l("Write a figure, such as 42 or 0.5.")})
        super().__init__(required=False, **more)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else figure(value)


class ObjectiveForm(HouseForm):
    """An objective: what, whose, and what it serves."""

    title = forms.CharField(label=_l("What will be true by the end of the cycle?"), max_length=500)
    whose = forms.ChoiceField(label=_l("Whose objective is it?"))
    owner = PersonField(label=_l("Who owns it?"), required=False)
    serves = forms.MultipleChoiceField(
        label=_l("Which objectives does it serve?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_l("One or several, or none."),
    )

    def __init__(self, *args: Any, teams: Iterable[Team], company: bool, above: Iterable[Objective], **more: Any) -> None:
        super().__init__(*args, **more)
        whose = self.fields["whose"]
        assert isinstance(whose, forms.ChoiceField)
        whose.choices = [*([(COMPANY, _("The company’s"))] if company else []), *((str(team.pk), team.name) for team in teams)]
        self._offer(above)

    def _offer(self, above: Iterable[Objective]) -> None:
        serves = self.fields["serves"]
        assert isinstance(serves, forms.MultipleChoiceField)
        serves.choices = [(str(one.pk), f"{one.team.name}: {one.title}" if one.team else one.title) for one in above]
        if not serves.choices:
            del self.fields["serves"]

    def draft(self) -> ObjectiveDraft:
        whose, owner = self.cleaned_data["whose"], self.cleaned_data["owner"]
        company = whose == COMPANY
        return ObjectiveDraft(
            level=ObjectiveLevel.COMPANY if company else ObjectiveLevel.TEAM,
            title=self.cleaned_data["title"],
            team_id=None if company else int(whose),
            owner_id=owner.pk if owner else None,
        )

    @property
    def serving(self) -> list[int]:
        return [int(one) for one in self.cleaned_data.get("serves", [])]


class ObjectiveChangeForm(ObjectiveForm):
    """The same for an objective that exists; whose it is stays."""

    def __init__(self, *args: Any, objective: Objective, **more: Any) -> None:
        initial = {"title": objective.title, "owner": objective.owner, "serves": [str(one.pk) for one in objective.serves.all()]}
        super().__init__(*args, teams=(), company=False, above=objectives_above(objective.cycle, objective), initial=initial, **more)
        del self.fields["whose"]


class KeyResultFields(HouseForm):
    """What a key result says; shared by the form that adds one and the one that changes one."""

    title = forms.CharField(
        label=_l("What will have changed?"), max_length=500, help_text=_l("One sentence. The figures have fields of their own.")
    )
    owner = PersonField(label=_l("Who owns it?"), required=False)
    direction = forms.ChoiceField(label=_l("Which way does it go?"), choices=DIRECTIONS)
    baseline = Figure(label=_l("Where does it start?"), help_text=_l("For two bounds: the lower one."))
    target = Figure(label=_l("Where is it to be?"), help_text=_l("For two bounds: the upper one."))
    unit = forms.CharField(label=_l("Unit"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "w-s"}))
    commit_target = Figure(label=_l("What is promised?"), help_text=_l("If that is less than the target."))
    stretch_target = Figure(label=_l("What would be more than hoped for?"), help_text=_l("If there is such a figure, beyond the target."))
    due_date = DateField(label=_l("By when?"))


class KeyResultForm(KeyResultFields):
    """A new key result."""

    current = Figure(label=_l("Where is it now?"))
    key = forms.CharField(
        label=_l("Key"),
        max_length=20,
        required=False,
        help_text=_l("Short, such as PAY-3. Left empty, the next free one is taken."),
        widget=forms.TextInput(attrs={"class": "w-s"}),
    )
    critical = forms.BooleanField(label=_l("It is critical"), required=False)
    field_order = (
        *("title", "key", "owner", "direction", "baseline", "target", "current", "unit", "due_date"),
        *("commit_target", "stretch_target", "critical"),
    )

    def __init__(self, *args: Any, may_mark: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not may_mark:
            del self.fields["critical"]

    def draft(self) -> KeyResultDraft:
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"owner", "critical"}}
        owner = self.cleaned_data["owner"]
        dismissed = remembering("", "title", sent_with(self, "title") or ())
        return KeyResultDraft(owner_id=owner.pk if owner else None, dismissed=dismissed, **given)


class KeyResultChangeForm(KeyResultFields):
    """A key result that exists; its key stays, its figure moves by check-ins."""

    def __init__(self, *args: Any, result: KeyResult, **more: Any) -> None:
        initial = {name: getattr(result, name) for name in KeyResultFields.base_fields}
        super().__init__(*args, initial=initial, **more)


class CheckInForm(HouseForm):
    """One look at a key result: a figure, or for a milestone the day it was done."""

    value = Figure(label=_l("Where does it stand now?"))
    done_on = DateField(label=_l("Done on"), required=False, help_text=_l("Leave it empty while it is not done."))
    confidence = Figure(label=_l("How confident are you that it will be reached?"), help_text=_l("From 0 to 1, such as 0.7."))
    note = Lines(label=_l("What moved, and what is in the way?"), required=False, rows=3, max_length=5000)

    def __init__(self, *args: Any, result: KeyResult, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["value" if result.direction == Direction.MILESTONE else "done_on"]
        if "value" in self.fields and result.unit:
            self.fields["value"].help_text = _("In %(unit)s.") % {"unit": result.unit}

    def draft(self) -> CheckInDraft:
        return CheckInDraft(**self.cleaned_data)


class NeedForm(HouseForm):
    """Which capability a key result needs, at which level, of how many people."""

    wanted = forms.ChoiceField(label=_l("Which capability, and at which level?"))
    people_needed = forms.IntegerField(
        label=_l("How many people need it?"), initial=1, widget=forms.NumberInput(attrs={"min": 1, "class": "w-s", "inputmode": "numeric"})
    )
    role_profile = forms.ChoiceField(label=_l("Which role does it count on?"), required=False)

    def __init__(self, *args: Any, taken: Iterable[int] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        wanted, role = self.fields["wanted"], self.fields["role_profile"]
        assert isinstance(wanted, forms.ChoiceField)
        assert isinstance(role, forms.ChoiceField)
        wanted.choices = [("", _("Choose")), *self._offered(set(taken))]
        role.choices = [
            ("", _("No role in particular")),
            *((str(one.pk), one.name) for one in RoleProfile.objects.order_by("order")),
        ]

    def _offered(self, taken: set[int]) -> list[tuple[str, list[tuple[str, str]]]]:
        groups = grouped(capabilities_in_force().exclude(pk__in=taken))
        ladders: dict[int, list[tuple[int, str]]] = {}
        for (capability, number), level in levels_of([one.pk for group in groups.values() for one in group]).items():
            ladders.setdefault(capability, []).append((number, level.name))
        return [
            (label, [(f"{one.pk}:{number}", _rung(one.name, number, name)) for one in group for number, name in ladders[one.pk]])
            for label, group in groups.items()
        ]

    def draft(self) -> RequirementDraft:
        capability, level = self.cleaned_data["wanted"].split(":")
        role = self.cleaned_data["role_profile"]
        return RequirementDraft(int(capability), int(level), self.cleaned_data["people_needed"], int(role) if role else None)


def _rung(capability: str, number: int, name: str) -> str:
    return _("%(capability)s, level %(number)d%(name)s") % {
        "capability": capability,
        "number": number,
        "name": f" ({name})" if name else "",
    }


class StandForm(HouseForm):
    """One key result among several on a page: where it stands is a figure, or for a milestone the day it was done."""

    say_optional = False

    def __init__(self, *args: Any, result: KeyResult, **more: Any) -> None:
        self.result = result
        super().__init__(*args, prefix=f"kr-{result.pk}", **more)
        unasked = "value" if result.direction == Direction.MILESTONE else "done_on"
        for name in (unasked, f"shown_{unasked}"):
            self.fields.pop(name, None)

    @property
    def figure(self) -> BoundField:
        """The field that says where it stands."""
        return self["done_on" if "done_on" in self.fields else "value"]


class RoundForm(StandForm):
    """One key result of a weekly round. What the page showed travels along, so that only what changed is said."""

    value = Figure(label=_l("Now"))
    done_on = DateField(label=_l("Done on"), required=False)
    confidence = Figure(label=_l("Confidence, 0 to 1"))
    note = Lines(label=_l("What moved, what is in the way"), required=False, rows=1, max_length=5000)
    shown_value = forms.DecimalField(required=False, widget=forms.HiddenInput)
    shown_done_on = DateField(required=False, widget=forms.HiddenInput)
    shown_confidence = forms.DecimalField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, result: KeyResult, **more: Any) -> None:
        now = {"value": result.current, "done_on": result.done_on, "confidence": result.confidence}
        shown = {f"shown_{name}": as_text(value) for name, value in now.items()}
        super().__init__(*args, result=result, initial={**now, **shown}, **more)

    def line(self) -> Line:
        given = self.cleaned_data
        names = ("value", "confidence", "done_on", "shown_value", "shown_confidence", "shown_done_on")
        return Line(note=given["note"], **{name: given.get(name) for name in names})


class EndingForm(StandForm):
    """The last word on a key result that is closed."""

    value = Figure(label=_l("Final figure"))
    done_on = DateField(label=_l("Done on"), required=False, help_text=_l("Leave it empty if it was not done."))
    note = Lines(label=_l("How it ended"), required=False, rows=1, max_length=5000)

    def __init__(self, *args: Any, result: KeyResult, **more: Any) -> None:
        super().__init__(*args, result=result, initial={"value": result.current, "done_on": result.done_on}, **more)

    def ending(self) -> Ending:
        return Ending(**self.cleaned_data)


class EndingChoiceForm(EndingForm):
    """The same where several are closed at once, and one may be left open."""

    close = forms.BooleanField(label=_l("Close it"), required=False, initial=True)
    field_order = ("close", "value", "done_on", "note")

    def ending(self) -> Ending:
        return Ending(**{name: value for name, value in self.cleaned_data.items() if name != "close"})


class HelpForm(HouseForm):
    """Whether having built one capability helped to deliver a key result, and by what (IMP-4)."""

    helped = forms.ChoiceField(
        label=_l("Did having built it help to deliver this result?"),
        widget=Pills,
        choices=[
            (Helped.HELPED, _l("It helped")),
            (Helped.NO_DIFFERENCE, _l("It made no difference")),
            (Helped.NOT_BUILT, _l("It was not built")),
        ],
    )
    by_what = Lines(
        label=_l("By what?"),
        required=False,
        rows=2,
        max_length=2000,
        help_text=_l("A decision, a piece of work, something avoided. No names."),
    )

    def __init__(self, *args: Any, need: CapabilityRequirement, answer: HelpAnswer | None = None, **more: Any) -> None:
        self.need, self.answer = need, answer
        initial = {"helped": answer.helped, "by_what": answer.by_what} if answer else {}
        super().__init__(*args, prefix=f"help-{need.capability_id}", initial=initial, **more)
        self.fields["helped"].error_messages["required"] = _(NOT_SAID) % {"capability": need.capability.name}


class HeldBackForm(HouseForm):
    """The standing question of the OKR review for one key result (STRAT-5)."""

    say_optional = False

    capability = forms.ChoiceField(label=_l("Which capability, if any, held this result back?"))
    note = Lines(label=_l("How, in a sentence"), required=False, rows=1, max_length=2000)

    def __init__(
        self, *args: Any, result: KeyResult, needed: Iterable[tuple[int, str]], others: Mapping[str, list[Capability]], **more: Any
    ) -> None:
        self.result = result
        super().__init__(*args, prefix=f"kr-{result.pk}", **more)
        choices: list[Any] = [("", _("Not answered")), (NONE_OF_THEM, _("None did"))]
        named = [(str(pk), name) for pk, name in needed]
        choices += [(_("It needs"), named)] if named else []
        for label, group in others.items():
            rest = [(str(one.pk), one.name) for one in group if str(one.pk) not in dict(named)]
            choices += [(label, rest)] if rest else []
        field = self.fields["capability"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def capability_id(self) -> int | None:
        given = self.cleaned_data["capability"]
        return None if given == NONE_OF_THEM else int(given)


class CarryForm(HouseForm):
    """What is carried on into which cycle."""

    carry = forms.MultipleChoiceField(required=False)
    target = forms.ChoiceField(label=_l("Into which cycle?"))

    def __init__(self, *args: Any, offered: Iterable[Objective], targets: Iterable[Cycle], **more: Any) -> None:
        super().__init__(*args, **more)
        carry, target = self.fields["carry"], self.fields["target"]
        assert isinstance(carry, forms.MultipleChoiceField)
        assert isinstance(target, forms.ChoiceField)
        carry.choices = [
            *((f"o{one.pk}", one.title) for one in offered),
            *((f"k{result.pk}", result.title) for one in offered for result in one.key_results.all()),
        ]
        target.choices = [(str(one.pk), one.label) for one in targets] or [(NEXT_CYCLE, _("The next one"))]

    @property
    def into(self) -> int | None:
        """The cycle picked; None for the next one, where that has not been made yet."""
        given = self.cleaned_data["target"]
        return None if given == NEXT_CYCLE else int(given)

    @property
    def picked(self) -> dict[str, list[int]]:
        """Objectives and key results by their ids."""
        given = self.cleaned_data["carry"]
        return {name: [int(one[1:]) for one in given if one[0] == name[0]] for name in ("objectives", "key_results")}


def held_back_form(data: Any, result: KeyResult) -> HeldBackForm:
    """The form of one key result on its own."""
    needed = result.requirements.values_list("capability_id", "capability__name")
    return HeldBackForm(data or None, result=result, needed=needed, others=grouped(capabilities_in_force()))


def held_back_forms(asked: Iterable[tuple[KeyResult, HeldBack | None]]) -> dict[int, HeldBackForm]:
    """The forms of a page of key results, whose needs have been read, with the last answers in them. One query, none when nobody is asked."""
    rows = list(asked)
    others = grouped(capabilities_in_force()) if rows else {}
    forms = {}
    for result, answer in rows:
        needed = [(one.capability_id, one.capability.name) for one in result.requirements.all()]
        known = {"capability": str(answer.capability_id or NONE_OF_THEM), "note": answer.note} if answer else None
        forms[result.pk] = HeldBackForm(result=result, needed=needed, others=others, initial=known)
    return forms
