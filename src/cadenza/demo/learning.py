"""The demo's catalogue of learning options, and what became of those that people took up (LEARN-1, LEARN-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q

from cadenza.capability.models import RoleProfile
from cadenza.demo.organisation import House
from cadenza.learning.actions import add_option, suggest_option
from cadenza.learning.models import Option
from cadenza.learning.rules import Fit, OptionDraft, OptionKind
from cadenza.people import days
from cadenza.people.models import Person
from cadenza.people.relations import manager_of, relations_held
from cadenza.people.rules import PRESENT
from cadenza.plans.access import may
from cadenza.plans.application_queries import ASKED_STATES
from cadenza.plans.application_rules import Use, Week, asked_on
from cadenza.plans.applications import ApplicationDraft, say_application
from cadenza.plans.models import Action
from cadenza.plans.rules import ActionKind
from cadenza.practice.practice_rules import FollowUps

K = OptionKind


@dataclass(frozen=True)
class OptionPlan:
    """An option: what it builds up to which level, for which roles, and what it takes."""

    title: str
    kind: OptionKind
    builds: tuple[tuple[str, int | None], ...]
    what: str
    hours: str = ""
    cost: str = ""
    currency: str = ""
    roles: tuple[str, ...] = ()
    url: str = ""


SHORT = "Short exercises of the guilds"

CATALOGUE = (
    OptionPlan("Run the capacity forecast for one release", K.ASSIGNMENT, (("Delivery forecasting", 3),),
               "Own the figures from the first estimate to the look back, and say each week how sure you are.", "18"),
    OptionPlan("Take the first hour of an incident", K.ASSIGNMENT, (("Incident diagnosis", 3), ("Technical facilitation", 2)),
               "Lead the call until the cause is narrowed down; somebody experienced listens and steps in only if asked.", "6"),
    OptionPlan("Write the decision note for a change of supplier", K.ASSIGNMENT, (("Decision writing", 3),),
               "One page, two options, one recommendation. It is read aloud where the decision is taken.", "8"),
    OptionPlan("Stand in for the account lead in one renewal", K.ASSIGNMENT, (("Negotiation", 3), ("Account recovery", 2)),
               "From the first call to the signature, with the lead in the second chair.", "12", roles=("Account executive",)),
    OptionPlan("Six fortnights with a forecaster", K.COACHING, (("Delivery forecasting", None),),
               "Half an hour each time, over your own figures. The same colleague from the platform guild throughout.", "3"),
    OptionPlan("A facilitator in the back row", K.COACHING, (("Technical facilitation", 2), ("Technical facilitation", 3)),
               "Somebody who leads hard meetings sits in on three of yours and tells you afterwards what they saw.", "5"),
    OptionPlan("Talk through a stuck account", K.COACHING, (("Account recovery", None),),
               "An hour with a colleague who has turned three accounts round, over the notes of the last two calls.", "2"),
    OptionPlan("Coaching for those who coach", K.COACHING, (("Coaching others", 3),),
               "Four talks with an outside coach about the talks that you lead yourself.", "4", "640", "GBP", ("Engineering manager", "Customer success lead")),
    OptionPlan("Tracing circle", K.PEER, (("Observability design", 2), ("Incident diagnosis", 2)),
               "Five people, one failed payment, two hours: everybody traces it alone, then side by side.", "2"),
    OptionPlan("Design notes read in pairs", K.PEER, (("System design", 2), ("System design", 3)),
               "Two of you read each other's note before anybody else does, and say only what you did not understand.", "3"),
    OptionPlan("Recorded calls over lunch", K.PEER, (("Customer discovery", 2), ("Customer discovery", 3)),
               "One call a week, stopped wherever somebody would have asked something else.", "6", roles=("Customer success manager",)),
    OptionPlan("Query clinic", K.PEER, (("Data analysis", 2), ("Data modelling", 2)),
               "Bring a question that your data did not answer; leave with the query of somebody at the table.", "1.5"),
    OptionPlan("Two worked examples of forecasting with ranges", K.MODULE, (("Delivery forecasting", 2),),
               "Two past releases with all their figures; you forecast, then turn the page.", "2", "0"),
    OptionPlan("The tracing exercise", K.MODULE, (("Observability design", 2), ("Observability design", 3)),
               "A sandbox with one slow service in nine. Find it, then say which signal would have shown it.", "3", "0"),
    OptionPlan("Small samples, large claims", K.MODULE, (("Data analysis", 3),),
               "One chapter and eight exercises on what twelve answers can and cannot show.", "4", "0", roles=("Data analyst", "Senior data analyst")),
    OptionPlan("The last-time question", K.MODULE, (("Customer discovery", 2),),
               "How to ask about what somebody did instead of what they would do, with five recorded calls.", "2", "0"),
    OptionPlan(SHORT, K.MODULE,
               (("Delivery forecasting", None), ("Incident diagnosis", None), ("Observability design", None), ("Data analysis", None),
                ("Customer discovery", None), ("Negotiation", None)),
               "A worked case from another team, then one of your own. Each guild keeps its exercise up to date.", "3", "0"),
    OptionPlan("Trading terms in writing", K.MODULE, (("Negotiation", 2), ("Negotiation", 3)),
               "Two chapters and a list to fill in before the next talk.", "3", "35", "EUR"),
    OptionPlan("Test design for services under load", K.COURSE, (("Test design", 2), ("Test design", 3)),
               "Two days outside the house. Bring a service of your own; you leave with its test plan.", "16", "780", "EUR",
               url="https://learning.fenwick-harbour.example/test-design"),
    OptionPlan("Writing that decides", K.COURSE, (("Decision writing", 2), ("Stakeholder updates", 2)),
               "Four mornings. Every text is one that you need that week.", "12", "420", "GBP",
               url="https://learning.fenwick-harbour.example/writing"),
    OptionPlan("Certificate in data modelling", K.CREDENTIAL, (("Data modelling", 3),),
               "An examination and a model of your own that two strangers review.", "60", "1150", "EUR", ("Senior data analyst",)),
)  # fmt: skip

LEARNED_FROM = (
    "Read two worked examples of probabilistic forecasting",
    "Do the tracing exercise",
    "Work through the chapter on small samples",
    "Practise the last-time question",
    "Prepare with the two chapters on trading terms",
)
"""How actions of the stories begin that took up the guilds' short exercises: the one option that enough people have answered for."""
IN_THE_WAY = ("The release it was meant for was put off.", "I was on support that month, and nothing of the kind came up.")
SEEN = "I saw it in the notes that came with it: the range was there, and the reason for it."
NOT_SEEN = "I have not come across it in what we looked at together."
UNANSWERED = {"Asha Raman", "Tom Adeyemi"}
"""People whose open questions wait for them and for their manager."""


def stock_catalogue(house: House) -> None:
    """Put the options in, when the organisation begins, and let somebody suggest one more."""
    roles = {profile.name: profile.pk for profile in RoleProfile.objects.all()}
    for plan in CATALOGUE:
        draft = OptionDraft(
            plan.title,
            plan.kind,
            plan.what,
            Decimal(plan.hours) if plan.hours else None,
            Decimal(plan.cost) if plan.cost else None,
            plan.currency,
            plan.url,
            tuple(Fit(house.capabilities[name].pk, level) for name, level in plan.builds),
            tuple(roles[name] for name in plan.roles),
        )
        add_option(draft, by=None, at=house.began)
    suggest_option(
        "An afternoon in the port office",
        OptionKind.PEER,
        why="The refunds flow begins there, and none of us has seen it.",
        by=house.person("Kenji Ito"),
        at=house.now - timedelta(days=2),
        capability_id=house.capabilities["Customer discovery"].pk,
    )


def tell_applications(house: House) -> None:
    """Let education point at the option it took up, and let both sides say what became of it, as far as they have been asked by now."""
    said = [Q(what__startswith=words) for words in LEARNED_FROM]
    Action.objects.filter(reduce(or_, said), kind=ActionKind.EDUCATION).update(option=Option.objects.get(title=SHORT))
    rows = Action.objects.filter(kind=ActionKind.EDUCATION, done_on__isnull=False, removed_at=None, goal__plan__state__in=ASKED_STATES)
    for turn, action in enumerate(rows.select_related("goal__plan__owner").order_by("pk")):
        for week in Week:
            _tell(house, action, week, turn)


def _tell(house: House, action: Action, week: Week, turn: int) -> None:
    """One question: answered two days later by most, not by everybody, and not always alike."""
    assert action.done_on is not None
    owner = action.goal.plan.owner
    at = datetime.combine(asked_on(action.done_on, week, FollowUps()) + timedelta(days=2), time(10), tzinfo=days.zone())
    if at > house.now or owner.name in UNANSWERED or owner.status not in PRESENT:
        return
    used = ApplicationDraft(Use.USED, work=action.applied_in or action.what, used_on=action.done_on + timedelta(days=9 + turn % 11))
    if (turn % 5 != 3 or week is Week.TWELFTH) and _may_say(owner, action, at):
        person = used if turn % 4 else ApplicationDraft(Use.NOT_USED, in_the_way=IN_THE_WAY[turn % len(IN_THE_WAY)])
        say_application(action.pk, person, by=owner, at=at)
    later = min(at + timedelta(days=1), house.now)
    manager = manager_of(owner, at=house.now)  # who was it then and is no more can write nothing in that name afterwards
    if manager is not None and turn % 3 and _may_say(manager, action, later):
        seen = ApplicationDraft(Use.USED, SEEN, used.used_on) if turn % 4 else ApplicationDraft(Use.NOT_USED, in_the_way=NOT_SEEN)
        say_application(action.pk, seen, by=manager, at=later)


def _may_say(by: Person, action: Action, at: datetime) -> bool:
    """Whether somebody was asked then: managers change in this organisation, and some have left."""
    plan = action.goal.plan
    return may(relations_held(by, plan.owner, at=at), "application.write", plan.state)
