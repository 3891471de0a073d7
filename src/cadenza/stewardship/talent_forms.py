"""What people type into a talent review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cadenza.people.forms import PersonField
from cadenza.people.models import Team
from cadenza.stewardship.talent_rules import TITLE_LENGTH, WORDS_LIMIT, SessionDraft
from cadenza.web.forms import DateField, HouseForm, Lines


class SetUpForm(HouseForm):
    """A session: what it is called, who runs it, whom it looks at, when."""

    use_required_attribute = False

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=TITLE_LENGTH)
    facilitator = PersonField(label=gettext_lazy("Which HR partner runs it?"))
    team = forms.TypedChoiceField(label=gettext_lazy("Which team is looked at?"), coerce=int)
    first_day = DateField(label=gettext_lazy("First day on which participants can read"))
    last_day = DateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *Team.objects.order_by("name").values_list("pk", "name")]

    @property
    def draft(self) -> SessionDraft:
        given = self.cleaned_data
        facilitator = given["facilitator"]
        return SessionDraft(given["title"], facilitator.pk if facilitator else None, given["first_day"], given["last_day"])


class ParticipantForm(HouseForm):
    """Somebody who takes part."""

    use_required_attribute = False

    person = PersonField(label=gettext_lazy("Who else takes part?"))


class StepForm(HouseForm):
    """A next step that the session agreed."""

    use_required_attribute = False

    words = Lines(label=gettext_lazy("Which next step did you agree?"), rows=2, max_length=WORDS_LIMIT)


class AnswerForm(HouseForm):
    """What the person says to their own."""

    use_required_attribute = False

    words = Lines(label=gettext_lazy("What do you say to it?"), required=False, rows=3, max_length=WORDS_LIMIT)
