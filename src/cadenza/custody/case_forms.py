"""What officer and second person type into an access case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cadenza.custody.case_actions import Opening, Verdict
from cadenza.custody.case_rules import REASON_LENGTH, SOUGHT_LENGTH, Decision, Longer
from cadenza.custody.case_words import DECISIONS, LONGER, REASONS
from cadenza.custody.forms import BY_NAME
from cadenza.people.models import Person
from cadenza.people.queries import person_named
from cadenza.web.forms import DateField, HouseForm, Lines, Pills

NOBODY = ("", "–")
TOLD, UNLAWFUL = "told", "unlawful"


def _why_not(*, required: bool) -> Lines:
    return Lines(
        label=_("Why would telling them be against the law?"),
        help_text=_("The second person agrees to it or not, and reads it. Until then no word is opened."),
        rows=3,
        max_length=REASON_LENGTH,
        required=required,
    )


class SoughtForm(HouseForm):
    """What somebody looks for."""

    use_required_attribute = False

    words = Lines(
        label=_("What do you look for?"),
        help_text=_("A time, a matter, a name. The privacy officer and a second person read it."),
        rows=4,
        max_length=SOUGHT_LENGTH,
        required=False,
    )


class SecondForm(HouseForm):
    """Who is asked to be the second person."""

    second = forms.TypedChoiceField(label=_("Second person"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: Iterable[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["second"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [NOBODY, *((one.pk, one.name) for one in people)]


class OpenForm(SecondForm):
    """A request as it came in."""

    person = forms.CharField(label=_("Whose request is it?"), max_length=254, help_text=BY_NAME)
    received_on = DateField(label=_("Received on"))
    authors = forms.ChoiceField(
        label=_("When one of the two opens a note"),
        widget=Pills,
        choices=[(TOLD, _("its author is told")), (UNLAWFUL, _("telling its author would be against the law"))],
        initial=TOLD,
    )
    why_not = _why_not(required=False)
    nobody = _("Nobody for whom you can open a case, or more than one person, is called that. Give the e-mail address.")
    field_order = ("person", "received_on", "second", "authors", "why_not")

    @property
    def opening(self) -> Opening:
        given = self.cleaned_data
        reason = given["why_not"] if given["authors"] == UNLAWFUL else None
        found = person_named(given["person"], among=Person.objects.all())
        return Opening(found.handle if found else "", given["received_on"], given["second"], reason)


class UntellForm(HouseForm):
    """Why authors of notes are not to be told."""

    use_required_attribute = False

    why_not = _why_not(required=True)


class ExtendForm(HouseForm):
    """Why it takes longer."""

    why = forms.ChoiceField(label=_("Why two more months?"), widget=Pills)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["why"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, gettext(words)) for one, words in LONGER.items()]

    @property
    def longer(self) -> Longer:
        return Longer(self.cleaned_data["why"])


class VerdictForm(HouseForm):
    """What becomes of one thing."""

    use_required_attribute = False

    decision = forms.ChoiceField(label=_("What becomes of it?"), widget=Pills)
    reason = forms.ChoiceField(label=_("Why do words stay out?"), required=False)
    redacted = Lines(label=_("What goes out"), help_text=_("Put […] where words are taken out."), required=False, rows=10)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, choices in (
            ("decision", [(one.value, gettext(words)) for one, words in DECISIONS.items()]),
            ("reason", [NOBODY, *((one.value, gettext(words)) for one, words in REASONS.items())]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def verdict(self) -> Verdict:
        given = self.cleaned_data
        return Verdict(Decision(given["decision"]), given["reason"], given["redacted"])
