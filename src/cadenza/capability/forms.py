"""What HR admin types into a draft of a framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.capability.models import Level, Statement
from cadenza.capability.queries import LadderPage
from cadenza.capability.rules import HIGHEST_LEVEL, NAME_LENGTH, STATEMENT_LENGTH, CapabilityEntry, LevelEntry
from cadenza.web.forms import HouseForm, Lines
from cadenza.web.revisions import Edit

Data = Mapping[str, Any] | None


class NameForm(HouseForm):
    """What a level is called, if anything."""

    use_required_attribute = False

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=NAME_LENGTH)


class StatementForm(HouseForm):
    """One thing that is seen in the work."""

    use_required_attribute = False
    say_optional = False

    text = Lines(required=False, max_length=STATEMENT_LENGTH)


class AddStatementForm(HouseForm):
    """One more thing that is seen at a level."""

    use_required_attribute = False

    text = Lines(label=gettext_lazy("What else is seen in the work at this level?"), max_length=STATEMENT_LENGTH)


class AddLevelForm(HouseForm):
    """One more level on a ladder."""

    use_required_attribute = False

    number = forms.IntegerField(label=gettext_lazy("Level"), min_value=0, max_value=HIGHEST_LEVEL)
    level_name = forms.CharField(label=gettext_lazy("Name of the level"), required=False, max_length=NAME_LENGTH)
    statement = Lines(label=gettext_lazy("What is seen in the work at this level?"), max_length=STATEMENT_LENGTH)


class AddCapabilityForm(AddLevelForm):
    """One more capability, with its first level."""

    family = forms.CharField(label=gettext_lazy("Group"), required=False, max_length=NAME_LENGTH)
    capability = forms.CharField(label=gettext_lazy("Name of the capability"), max_length=NAME_LENGTH)

    field_order = ("capability", "family", "number", "level_name", "statement")

    @property
    def entry(self) -> CapabilityEntry:
        given = self.cleaned_data
        level = LevelEntry(given["number"], given["level_name"].strip(), (given["statement"],))
        return CapabilityEntry(given["family"].strip(), given["capability"].strip(), (level,))


class LadderForm:
    """All levels of a capability and their statements on one page; each box is saved for itself."""

    def __init__(self, shown: LadderPage, data: Data = None) -> None:
        self.levels: Sequence[tuple[Level, NameForm, list[tuple[Statement, StatementForm]]]] = [
            (level, self._name(level, data), [(one, self._text(level, n, one, data)) for n, one in enumerate(level.statements.all(), 1)])
            for level in shown.levels
        ]

    @staticmethod
    def _name(level: Level, data: Data) -> NameForm:
        return NameForm(data, prefix=f"l{level.pk}", initial={"name": level.name})

    @staticmethod
    def _text(level: Level, number: int, one: Statement, data: Data) -> StatementForm:
        form = StatementForm(data, prefix=f"s{one.pk}", initial={"text": one.text})
        form.fields["text"].label = _("Level %(level)d, statement %(number)d") % {"level": level.number, "number": number}
        return form

    @property
    def forms(self) -> list[HouseForm]:
        return [form for _level, name, texts in self.levels for form in (name, *(text for _one, text in texts))]

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [problem for form in self.forms for problem in form.problems]

    def is_valid(self) -> bool:
        """Judge every box, so that every problem is said."""
        return not [form for form in self.forms if not form.is_valid()]

    def names(self) -> dict[int, Edit]:
        """Level -> the name sent for it."""
        sent = {level.pk: form.edits(["name"]) for level, form, _texts in self.levels}
        return {pk: edits["name"] for pk, edits in sent.items() if edits}

    def texts(self) -> dict[int, Edit]:
        """Statement -> the text sent for it."""
        sent = {one.pk: form.edits(["text"]) for _level, _name, texts in self.levels for one, form in texts}
        return {pk: edits["text"] for pk, edits in sent.items() if edits}
