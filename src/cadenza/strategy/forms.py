"""Forms of objectives, key results, check-ins and needs: they parse and offer; rules judge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cadenza.capability.models import RoleProfile
from cadenza.capability.queries import capabilities_in_force, levels_of
from cadenza.people.models import Person, Team
from cadenza.people.queries import people_named
from cadenza.practice.dismissals import sent_with
from cadenza.practice.hint_rules import remembering
from cadenza.strategy.actions import CheckInDraft, KeyResultDraft, ObjectiveDraft, RequirementDraft
from cadenza.strategy.models import KeyResult, Objective
from cadenza.strategy.queries import objectives_above
from cadenza.strategy.rules import Direction, ObjectiveLevel, figure
from cadenza.web.forms import DateField, HouseForm, Lines

COMPANY = "company"
DIRECTIONS = [
    (Direction.UP, _l("Goes up to the target")),
    (Direction.DOWN, _l("Goes down to the target")),
    (Direction.KEEP, _l("Stays between two bounds")),
    (Direction.MILESTONE, _l("Milestone: done or not")),
]


class OwnerField(forms.CharField):
    """Somebody who works here, by name or address; the browser offers names while one types."""

    def __init__(self, **more: Any) -> None:
        attrs = {
            "list": "people",
            "autocomplete": "off",
            "hx-get": reverse_lazy("people-suggest"),
            "hx-target": "#people",
            "hx-trigger": "input changed delay:300ms",
            "hx-swap": "innerHTML",
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), help_text=_l("A name or an e-mail address."), **more)

    def prepare_value(self, value: Any) -> Any:
        return value.email or value.name if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = people_named(typed)
        if not found:
            raise forms.ValidationError(_("Nobody of this name or address is known. Check the spelling."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people have this name. Use the e-mail address."))
        return found[0]


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
    owner = OwnerField(label=_l("Who owns it?"), required=False)
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
    owner = OwnerField(label=_l("Who owns it?"), required=False)
    direction = forms.ChoiceField(label=_l("Which way does it go?"), choices=DIRECTIONS)
    baseline = Figure(label=_l("Where does it start?"), help_text=_l("For two bounds: the lower one."))
    target = Figure(label=_l("Where is it to be?"), help_text=_l("For two bounds: the upper one."))
    unit = forms.CharField(label=_l("Unit"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "w-s"}))
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
    field_order = ("title", "key", "owner", "direction", "baseline", "target", "current", "unit", "due_date", "critical")

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
        capabilities = [one for one in capabilities_in_force() if one.pk not in taken]
        ladders: dict[int, list[tuple[int, str]]] = {}
        for (capability, number), level in levels_of([one.pk for one in capabilities]).items():
            ladders.setdefault(capability, []).append((number, level.name))
        return [
            (one.name, [(f"{one.pk}:{number}", _rung(one.name, number, name)) for number, name in ladders[one.pk]]) for one in capabilities
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
