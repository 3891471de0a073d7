"""What people type into a formal plan. Nothing is judged here; every step's rule does that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.improvement.access import people_in_hr, stand_ins_of
from cadenza.improvement.actions import asked_for
from cadenza.improvement.checkpoint_rules import Look, Notes, Verdict
from cadenza.improvement.gate_rules import QUESTIONS, Condition
from cadenza.improvement.meeting_rules import Meeting
from cadenza.improvement.outcome_rules import Appeal, Cause, Draft, Outcome, SurpriseCause
from cadenza.improvement.plan_rules import PARTS, Point, Standard
from cadenza.improvement.queries import Page
from cadenza.improvement.rules import Part
from cadenza.improvement.story import Criterion
from cadenza.improvement.support_rules import Answer, Given, Manner, days_of, objections_to_promise
from cadenza.improvement.support_rules import Draft as SupportDraft
from cadenza.improvement.words import APPEALS, CAUSES, CONDITIONS, GIVEN, MANNERS, MEETINGS, METHODS, OUTCOMES, POINTS, SURPRISES, said
from cadenza.people.days import day_of
from cadenza.people.forms import PersonField
from cadenza.people.models import Person
from cadenza.web.forms import DateField, HouseForm, Lines, Pills, StateField
from cadenza.web.numbers import whole
from cadenza.web.words import shown

Choices = list[tuple[str, str]]
MOST_DIGITS = 9
"""Digits of a number in an address; a longer one names nothing."""
MOST_BETWEEN = 366
"""Days between two occurrences of a support; more is a single day."""
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def chosen(words: Mapping[Any, str]) -> Any:
    """Codes with their words, as a field takes them."""
    return lambda: [(str(code), _(text)) for code, text in words.items()]


class StepForm(HouseForm):
    """A form that knows the plan it is about, and where in it: a criterion's number, a support's day."""

    use_required_attribute = False
    say_optional = False

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        self.page, self.place = page, dict(place or {})
        super().__init__(data, initial=self.begin_with())

    def begin_with(self) -> dict[str, Any]:
        """What the fields hold when the page opens."""
        return {}

    @property
    def number(self) -> int | None:
        return whole(self.place.get("number", ""), digits=MOST_DIGITS)

    def text(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "").strip()


class NothingForm(StepForm):
    """A step that takes no words."""


class AskForm(HouseForm):
    """With whom a plan is prepared, about whom."""

    use_required_attribute = False
    person = forms.ChoiceField(label=gettext_lazy("Who is it about?"))
    hr_partner = forms.ChoiceField(label=gettext_lazy("Which HR partner prepares it with you?"))

    def __init__(self, people: list[Person], partners: list[Person], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        for name, offered in (("person", people), ("hr_partner", partners)):
            self.fields[name].choices = [("", gettext_lazy("Choose a name")), *((str(one.pk), one.name) for one in offered)]  # type: ignore[attr-defined]


class CiteForm(StepForm):
    """One record for one condition."""

    record = forms.ChoiceField(label=gettext_lazy("Which record shows it?"), widget=forms.RadioSelect, required=False)
    support_given = Lines(label=gettext_lazy("Which support was given afterwards, and when?"), required=False)

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        super().__init__(page, data, place)
        self.records: Mapping[str, Any] = {}
        if self.place.get("condition") != Condition.EARLIER:
            del self.fields["support_given"]

    def offer(self, records: Mapping[str, Any], labels: Choices) -> None:
        """The records that this reader may cite for this condition."""
        self.records = records
        self.fields["record"].choices = labels  # type: ignore[attr-defined]


class GateForm(StepForm):
    """The five conditions, each for oneself."""

    held = forms.MultipleChoiceField(
        label=gettext_lazy("Which of these hold?"), choices=chosen(CONDITIONS), widget=forms.CheckboxSelectMultiple, required=False
    )
    words = Lines(label=gettext_lazy("What did you look at, and how do you know?"), required=False, rows=3)
    few_reason = Lines(label=gettext_lazy("Why is a formal plan right although there were few conversations?"), required=False)

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        super().__init__(page, data, place)
        if not page.in_hr:
            del self.fields["few_reason"]


class ConsiderForm(StepForm):
    """What is known already. No diagnosis, no reason."""

    adjustments = Lines(label=gettext_lazy("Which adjustments are agreed, or were asked for?"), required=False)
    leave = Lines(label=gettext_lazy("Which leave fell into the time that this is about?"), required=False)
    changes = Lines(label=gettext_lazy("Which change of role, team or manager was there lately?"), required=False)

    @property
    def answers(self) -> dict[str, str]:
        return {name: self.text(name) for name in QUESTIONS}


class TermsForm(StepForm):
    """The plan's own words."""

    concern = Lines(label=gettext_lazy("What was seen, when, and with which effect?"), required=False, rows=4)
    required = Lines(label=gettext_lazy("What is required instead?"), required=False, rows=3)
    consequence = Lines(label=gettext_lazy("What follows if the standard is not met?"), required=False, rows=2)
    weeks = forms.IntegerField(label=gettext_lazy("How many weeks does it last?"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def begin_with(self) -> dict[str, Any]:
        story = self.page.story
        return {**story.terms, "weeks": story.weeks or 8, "seen": self.page.place_of(story.last.get(_TERMS, 0))}


_TERMS: Any = "terms-written"


class CriterionForm(StepForm):
    """The four parts of a criterion; who assesses from what are two fields."""

    statement = Lines(label=gettext_lazy("What must be seen in the work?"), required=False)
    measure = forms.CharField(label=gettext_lazy("By which measure?"), required=False)
    assessor = forms.CharField(label=gettext_lazy("Who assesses it?"), required=False)
    source = forms.CharField(label=gettext_lazy("From what?"), required=False)
    period = forms.CharField(label=gettext_lazy("Over which time?"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def begin_with(self) -> dict[str, Any]:
        known = self.criterion
        if known is None:
            return {"seen": 0, "period": _("over the weeks of the plan")}
        return {name: getattr(known.standard, name) for name in PARTS} | {"seen": self.page.place_of(known.sequence)}

    @property
    def criterion(self) -> Criterion | None:
        return self.page.story.criteria.get(self.number) if self.number else None

    @property
    def standard(self) -> Standard:
        return Standard(**{name: self.text(name) for name in PARTS})


class ChangedCriterionForm(CriterionForm):
    """The same, with the reason for a change while the plan runs."""

    reason = Lines(label=gettext_lazy("Why does it change?"), required=False)


class SupportForm(StepForm):
    """Who provides what on which days."""

    what = Lines(label=gettext_lazy("What is provided? The provider reads exactly these words, and the days."), required=False)
    provider = PersonField(label=gettext_lazy("Who provides it?"), required=False)
    manner = forms.ChoiceField(label=gettext_lazy("How?"), choices=chosen(MANNERS), widget=Pills, required=False)
    first = DateField(label=gettext_lazy("First day"), required=False)
    last = DateField(label=gettext_lazy("Last day"), required=False)
    every = forms.IntegerField(label=gettext_lazy("Every how many days?"), required=False, min_value=1, max_value=MOST_BETWEEN)

    asked = forms.CharField(widget=forms.HiddenInput, required=False)
    """The request as the page showed it: what is asked was read before it is sent."""

    preview = ""
    """The words that the provider will read, once they can be asked so and were not shown yet (TRUST R12)."""

    def begin_with(self) -> dict[str, Any]:
        return {"manner": Manner.DATED, "every": 7, "first": self.page.today}

    @property
    def draft(self) -> SupportDraft:
        given = self.cleaned_data
        manner = Manner(given.get("manner") or Manner.DATED)
        first, last, every = given.get("first"), given.get("last") or given.get("first"), given.get("every") or 7
        days = days_of(manner, first, last, every=max(1, every)) if first and last else []
        provider = given.get("provider")
        return SupportDraft(self.text("what"), provider.pk if provider else None, manner, days)

    def is_valid(self) -> bool:
        """Whether it can be sent on: a request goes out only in words that its asker was shown as its provider will read them."""
        if not super().is_valid():
            return False
        case, draft = self.page.case, self.draft
        own = draft.provider_id == case.manager_id
        if own or objections_to_promise(draft, person_id=case.person_id, provider_here=True, stand_in_id=case.stand_in_id):
            return True
        words = asked_for(draft)
        if self.text("asked") == words:
            return True
        self.preview, self.data = words, {name: self.data.get(name) for name in self.data} | {"asked": words}
        return False


class SignForm(StepForm):
    """The signature; the box counts where the coach cannot read the language."""

    parts = forms.BooleanField(
        label=gettext_lazy("Each criterion names what must be seen, how it is measured, who assesses it from what, and over which time."),
        required=False,
    )


class ReasonForm(StepForm):
    """A reason in a sentence."""

    reason = Lines(label=gettext_lazy("What is the reason?"), required=False)


class OpeningForm(StepForm):
    """What was said, when, who was there."""

    held_on = DateField(label=gettext_lazy("On which day was it held?"), required=False)
    said = forms.MultipleChoiceField(
        label=gettext_lazy("What was said?"), choices=chosen(POINTS), widget=forms.CheckboxSelectMultiple, required=False
    )
    present = forms.CharField(label=gettext_lazy("Who was there?"), required=False)
    companion = forms.CharField(label=gettext_lazy("Who came with the person? Or write that nobody did."), required=False)
    minutes = Lines(label=gettext_lazy("What did the person say?"), required=False, rows=3)

    def begin_with(self) -> dict[str, Any]:
        """The day to which the person was invited, once it has come."""
        invited = [one.on for one in self.page.story.invitations if one.meeting is Meeting.OPENING and one.on and one.on <= self.page.today]
        return {"held_on": max(invited, default=self.page.today)}

    @property
    def points(self) -> frozenset[Point]:
        return frozenset(Point(code) for code in self.cleaned_data.get("said") or ())


class InputForm(StepForm):
    """The person's view on one criterion."""

    fair = forms.ChoiceField(
        label=gettext_lazy("If you achieve this, will you have met the standard?"), choices=YES_NO, widget=Pills, required=False
    )
    words = Lines(label=gettext_lazy("What should be different, or be taken into account?"), required=False, rows=3)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def begin_with(self) -> dict[str, Any]:
        known = self.page.story.criteria.get(self.number) if self.number else None
        return {"seen": self.page.place_of(known.sequence) if known else 0}


class WordsForm(StepForm):
    """Words of one's own."""

    words = Lines(label=gettext_lazy("What do you want to say?"), required=False, rows=4)


class WitnessForm(StepForm):
    """Who saw it."""

    witness = forms.CharField(label=gettext_lazy("Who witnessed it?"), required=False)


class SurpriseForm(StepForm):
    """For the HR partner alone."""

    surprised = forms.ChoiceField(label=gettext_lazy("Did this come as a surprise?"), choices=YES_NO, widget=Pills, required=False)
    words = Lines(label=gettext_lazy("Would you like to say more?"), required=False)


class CauseForm(StepForm):
    """Which of the three."""

    cause = forms.ChoiceField(label=gettext_lazy("What was it?"), choices=chosen(SURPRISES), widget=forms.RadioSelect, required=False)
    words = Lines(label=gettext_lazy("What will be done about it?"), required=False)

    @property
    def chosen_cause(self) -> SurpriseCause | None:
        return SurpriseCause(self.text("cause")) if self.text("cause") else None


class AdjustmentForm(StepForm):
    """The measure, never the reason."""

    what = Lines(label=gettext_lazy("What was agreed? Leave out why."), required=False)
    on = DateField(label=gettext_lazy("Since when is it in place?"), required=False)


class DayForm(StepForm):
    """Something about one promised day."""

    @property
    def day(self) -> str:
        return self.place.get("day", "")


class LogForm(DayForm):
    """What became of it."""

    given = forms.ChoiceField(label=gettext_lazy("What became of it?"), choices=chosen(GIVEN), widget=forms.RadioSelect, required=False)
    on = DateField(label=gettext_lazy("New day offered, or day it was made good"), required=False)
    replacement = forms.ChoiceField(label=gettext_lazy("If another support takes its place: which, on which day?"), required=False)
    note = Lines(label=gettext_lazy("Anything to add?"), required=False)

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        super().__init__(page, data, place)
        since = [one for one in page.story.supports.values() if one.promised_since and one.accepted]
        days = [(f"{one.number}:{day.isoformat()}", f"{one.what}, {shown(day)}") for one in since for day in one.days]
        self.fields["replacement"].choices = [("", "–"), *days]  # type: ignore[attr-defined]
        if not days:
            del self.fields["replacement"]
        support = page.story.supports.get(self.number or 0)
        own = page.case.manager_id if Part.MANAGER.value in page.parts else None
        if support is not None and (support.ask_id is not None or support.provider_id != own):  # the provider's to say (PIP-7)
            said = [(code, words) for code, words in GIVEN.items() if code is not Given.NOT_TAKEN]
            self.fields["given"].choices = chosen(dict(said))  # type: ignore[attr-defined]

    @property
    def replaced_by(self) -> tuple[int, date] | None:
        number, _colon, day = self.text("replacement").partition(":")
        return (int(number), date.fromisoformat(day)) if day else None

    def begin_with(self) -> dict[str, Any]:
        """What stands, where something does: a change of it is chosen."""
        support = self.page.story.supports.get(self.number or 0)
        said = [day.given for day in support.days.values() if day.on.isoformat() == self.day and day.given] if support else []
        return {"given": said[0] if said else Given.DELIVERED}


class AnswerForm(DayForm):
    """Confirmed or contested."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Did it take place as recorded?"),
        choices=[(Answer.CONFIRMED.value, gettext_lazy("Yes")), (Answer.CONTESTED.value, gettext_lazy("No, I see it differently"))],
        widget=Pills,
        required=False,
    )
    words = Lines(label=gettext_lazy("What do you want to say?"), required=False)


class DecideForm(DayForm):
    """HR's decision on a contested entry."""

    upheld = forms.ChoiceField(label=gettext_lazy("Was it given?"), choices=YES_NO, widget=Pills, required=False)
    reason = Lines(label=gettext_lazy("What are your reasons?"), required=False)


class ExtendForm(StepForm):
    """Once, with a reason."""

    weeks = forms.IntegerField(label=gettext_lazy("By how many weeks?"), required=False)
    reason = Lines(label=gettext_lazy("What is the reason?"), required=False)


class KeepForm(StepForm):
    """Who is the manager on the case."""

    keep = forms.ChoiceField(
        label=gettext_lazy("Who is the manager on the case from now on?"),
        choices=[("no", gettext_lazy("The person’s present manager")), ("yes", gettext_lazy("The former manager, who is kept on it"))],
        widget=forms.RadioSelect,
        required=False,
    )


class WhoForm(StepForm):
    """Somebody is named. Who may not be is said by the rule."""

    who = PersonField(label=gettext_lazy("Who?"), required=False)

    @property
    def person_id(self) -> int | None:
        return self.cleaned_data["who"].pk if self.cleaned_data["who"] else None


class OneOfForm(StepForm):
    """Somebody is named, out of a few."""

    who = forms.ChoiceField(label=gettext_lazy("Who?"), required=False)

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        super().__init__(page, data, place)
        people = self.offered().values_list("pk", "name")
        self.fields["who"].choices = [("", "–"), *((str(pk), name) for pk, name in people)]  # type: ignore[attr-defined]

    def offered(self) -> QuerySet[Person]:
        """Those few."""
        raise NotImplementedError  # each form says whom; forms have a metaclass of their own, so this cannot be an abstract class

    @property
    def person_id(self) -> int | None:
        return int(self.text("who")) if self.text("who") else None


class PartnerForm(OneOfForm):
    """Somebody in HR is named."""

    def offered(self) -> QuerySet[Person]:
        return people_in_hr(at=self.page.at)


class OutcomeForm(StepForm):
    """The outcome, with a finding on each criterion."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is the outcome?"), choices=chosen(OUTCOMES), widget=forms.RadioSelect, required=False
    )
    reason = Lines(label=gettext_lazy("What are the reasons?"), required=False, rows=3)
    cause = forms.ChoiceField(
        label=gettext_lazy("If it did not work: why?"), choices=lambda: [("", "–"), *chosen(CAUSES)()], required=False
    )

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        super().__init__(page, data, place)
        for number, one in sorted(page.story.criteria.items()):
            label = said(_("Finding on criterion %(number)d: %(statement)s"), number=number, statement=one.standard.statement)
            self.fields[f"finding-{number}"] = Lines(label=label, required=False)

    @property
    def draft(self) -> Draft:
        code, cause = self.text("outcome"), self.text("cause")
        findings = {number: self.text(f"finding-{number}") for number in self.page.story.criteria}
        return Draft(Outcome(code) if code else None, self.text("reason"), findings, Cause(cause) if cause else None)


class AppealDecisionForm(StepForm):
    """The decision on an appeal."""

    result = forms.ChoiceField(label=gettext_lazy("What do you decide?"), choices=chosen(APPEALS), widget=forms.RadioSelect, required=False)
    reason = Lines(label=gettext_lazy("What are your reasons? The person reads them."), required=False, rows=4)

    @property
    def decision(self) -> Appeal | None:
        return Appeal(self.text("result")) if self.text("result") else None


class CheckpointForm(StepForm):
    """One checkpoint: each open criterion with its evidence, what works, what remains, what comes next."""

    held_on = DateField(label=gettext_lazy("On which day was it held?"), required=False)
    working = Lines(label=gettext_lazy("What is working?"), required=False)
    remains = Lines(label=gettext_lazy("What remains, and what to do about it next?"), required=False)
    support = Lines(label=gettext_lazy("How is the support adjusted?"), required=False)
    ahead = Lines(label=gettext_lazy("What will the next checkpoint look at?"), required=False)

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        super().__init__(page, data, place)
        for number in sorted(page.story.criteria):
            self.fields[f"verdict-{number}"] = StateField(states=Verdict, label=gettext_lazy("Where does it stand?"), required=False)
            self.fields[f"evidence-{number}"] = Lines(label=gettext_lazy("Which pieces of work show it?"), required=False)
            if self.initial.get(f"verdict-{number}"):
                self.fields[f"verdict-{number}"].initial = self.initial[f"verdict-{number}"]

    def begin_with(self) -> dict[str, Any]:
        """Where each stood the last time is preselected (DESIGN 5)."""
        found: dict[str, Any] = {"held_on": self.page.today}
        return found | {f"verdict-{number}": one.latest for number, one in self.page.story.criteria.items() if one.latest}

    @property
    def criteria(self) -> list[tuple[Criterion, Any, Any]]:
        """Each criterion with its two controls."""
        return [(one, self[f"verdict-{number}"], self[f"evidence-{number}"]) for number, one in sorted(self.page.story.criteria.items())]

    @property
    def notes(self) -> Notes:
        looks = {}
        for number in self.page.story.criteria:
            code = self.text(f"verdict-{number}")
            looks[number] = Look(Verdict(code) if code else None, self.text(f"evidence-{number}"))
        return Notes(looks, *(self.text(name) for name in ("working", "remains", "support", "ahead")))


class StandInForm(OneOfForm):
    """Who holds the next checkpoint in the manager's place: one of those who stand in for the manager anyway."""

    who = forms.ChoiceField(label=gettext_lazy("Who stands in for the manager?"), required=False)
    first = DateField(label=gettext_lazy("First day"), required=False)
    last = DateField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, page: Page, data: Mapping[str, Any] | None = None, place: Mapping[str, str] | None = None) -> None:
        super().__init__(page, data, place)
        if len(self.fields["who"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["who"].help_text = _("Nobody stands in for the manager. The manager names a stand-in first, in their settings.")

    def offered(self) -> QuerySet[Person]:
        return stand_ins_of(self.page.case.manager, at=self.page.at)

    def begin_with(self) -> dict[str, Any]:
        today = day_of(self.page.at)
        return {"first": today, "last": max(self.page.next_day or today, today)}


class MinutesForm(StepForm):
    """Who was at a meeting and what was said."""

    meeting = forms.ChoiceField(label=gettext_lazy("Which meeting was it?"), choices=chosen(MEETINGS), widget=Pills, required=False)
    on = DateField(label=gettext_lazy("On which day was it held?"), required=False)
    present = forms.CharField(label=gettext_lazy("Who was there?"), required=False)
    companion = forms.CharField(label=gettext_lazy("Who came with the person? Or write that nobody did."), required=False)
    minutes = Lines(label=gettext_lazy("What was said?"), required=False, rows=5)
    response = Lines(label=gettext_lazy("What did the person answer, in their words?"), required=False, rows=3)
    hearing = forms.BooleanField(label=gettext_lazy("It could have ended in a formal step."), required=False)

    def begin_with(self) -> dict[str, Any]:
        return {"on": self.page.today}


class AdviceForm(HouseForm):
    """A note of HR's own workspace."""

    use_required_attribute = False
    say_optional = False
    words = Lines(label=gettext_lazy("Advice, questions to counsel, your own reasoning"), required=False, rows=6)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LinkCodeForm(HouseForm):
    """The code that came apart from the link."""

    use_required_attribute = False
    code = forms.CharField(label=gettext_lazy("Code"), max_length=40)


class LinkWordsForm(HouseForm):
    """The appeal of somebody who came in by a link."""

    use_required_attribute = False
    say_optional = False
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    words = Lines(label=gettext_lazy("What do you appeal against, and why?"), required=False, rows=4)


class InviteForm(StepForm):
    """How somebody was invited to a meeting."""

    meeting = forms.ChoiceField(label=gettext_lazy("To which meeting?"), choices=chosen(MEETINGS), widget=Pills, required=False)
    on = DateField(label=gettext_lazy("On which day is it?"), required=False)
    served_on = DateField(label=gettext_lazy("On which day was the invitation given?"), required=False)
    method = forms.ChoiceField(label=gettext_lazy("How?"), choices=chosen(METHODS), widget=Pills, required=False)
    enclosed = Lines(label=gettext_lazy("Which papers came with it?"), required=False)
    companion_told = forms.BooleanField(label=gettext_lazy("It says that a companion may come."), required=False)
    companion = forms.CharField(label=gettext_lazy("Who comes along, or what was said about it? A new day was asked for?"), required=False)

    def begin_with(self) -> dict[str, Any]:
        return {"served_on": self.page.today}
