"""Tells of managers who changed lately: one who waits to be taken over, one taken over, one whose manager left, one known ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.demo.organisation import House
from cadenza.handover import actions as handovers
from cadenza.handover.models import Briefing, Handover
from cadenza.handover.rules import Answer, Reply
from cadenza.people import days
from cadenza.people.actions import begin_line
from cadenza.people.leaving import mark_left
from cadenza.people.models import Person
from cadenza.plans.models import Commitment, Plan
from cadenza.plans.rules import CommitmentState, PlanState
from cadenza.web.revisions import Edit, base_of

ADVICE = "Wants the date before the detail. Notes the day before a talk save both of you half of it."
RISKS = "The ferry season opens in nine weeks; no change to fares goes out in the last two of them."
CONTACTS = "Hannah Brandt for what the ports say, Noor Haddad for anything that touches the platform."
COMMENT = "I would like to keep the Thursday slot, and to go on with the rota that we began in October."
NEW_DAY = "The rota is full until then; agreed in our first 1:1."


def build_handovers(house: House) -> None:
    """Let four people change manager, and each handover stand somewhere else."""
    _accepted(house)
    _left(house)
    _waiting(house)
    _ahead(house)


def _waiting(house: House) -> None:
    """Two people came to the new manager some days ago; the words were sent, one of the two has answered them."""
    old, new = house.person("Ewan McTaggart"), house.role("new-manager")
    at = house.now - timedelta(days=3)
    people = _with_plan(house, old)[:2]
    sent = [_open(person, new, at) for person in people]
    if not sent:  # a very small organisation, or the first days of a quarter
        return
    _brief(sent, old, at + timedelta(hours=2))
    handovers.send([one.ref for one in sent], by=old, at=at + timedelta(hours=3))
    handovers.comment(sent[0].ref, Edit(COMMENT, base_of(sent[0], "comment")), by=people[0], at=at + timedelta(hours=22))


def _accepted(house: House) -> None:
    """Somebody was taken over two weeks ago: one promise by a new day, the others as they were."""
    old, new = house.person("Ines Carvalho"), house.person("Ewan McTaggart")
    at = house.now - timedelta(days=13)
    for person in _with_plan(house, old)[:1]:
        one = _open(person, new, at)
        _brief([one], old, at + timedelta(hours=2))
        handovers.send([one.ref], by=old, at=at + timedelta(hours=3))
        handovers.comment(one.ref, None, by=person, at=at + timedelta(days=1))
        handovers.accept(one.ref, _replies(person, at), by=new, at=at + timedelta(days=2))


def _left(house: House) -> None:
    """Somebody led a colleague for some weeks and left; the pack for the next manager made itself."""
    lead = house.person("Hannah Brandt")
    people = _with_plan(house, lead)
    if len(people) < 2:
        return
    person, acting = people[0], people[1]
    at = house.now - timedelta(days=12)
    taken = _open(person, acting, at)
    handovers.accept(taken.ref, _replies(person, at), by=acting, at=at + timedelta(days=1))
    gone = house.now - timedelta(days=2)
    mark_left(acting, last_day=days.day_of(gone), by=None, at=gone)
    _open(person, lead, gone + timedelta(hours=3))


def _ahead(house: House) -> None:
    """Somebody moves to another team in three weeks, and their manager knows."""
    for person in [one for one in _with_plan(house, house.role("manager")) if one.name == "Marek Nowak"]:
        begin_line(person, house.role("new-manager"), since=days.day_of(house.now) + timedelta(days=20), by=None, at=house.now)
        handovers.settle_lines(house.now)


def _with_plan(house: House, manager: Person) -> list[Person]:
    """The manager's people who have an agreed plan of the running quarter, without those whom the demo needs where they are."""
    kept = {house.role(role).pk for role in ("leaver", "mentor", "operator", "outsider", "engineer", "peer", "on-pip")}
    plans = Plan.objects.filter(state=PlanState.ACTIVE, owner__lines__manager=manager, owner__lines__until=None).exclude(owner__in=kept)
    return [plan.owner for plan in plans.select_related("owner").order_by("owner_id")]


def _open(person: Person, manager: Person, at: datetime) -> Handover:
    """Another manager from an instant on; the handover opens by itself."""
    begin_line(person, manager, since=at, by=None, at=at)
    handovers.settle_lines(at)
    return Handover.objects.filter(person=person, accepted_at=None, called_off_at=None).latest("since")


def _brief(rows: list[Handover], by: Person, at: datetime) -> None:
    briefing = Briefing.objects.get(outgoing=by)
    words = {"risks": RISKS, "contacts": CONTACTS}
    edits = {name: Edit(text, base_of(briefing, name)) for name, text in words.items()}
    handovers.write_briefing([one.ref for one in rows], edits, by=by, at=at)
    handovers.write_advice(rows[0].ref, {"advice": Edit(ADVICE, base_of(rows[0], "advice"))}, by=by, at=at)


def _replies(person: Person, at: datetime) -> dict[int, Reply]:
    """The first open promise gets a new day, the others are taken over as they are."""
    rows = Commitment.objects.filter(plan__owner=person, plan__state=PlanState.ACTIVE, state=CommitmentState.OPEN).order_by(
        "due_date", "pk"
    )
    later = Reply(Answer.RENEGOTIATE, days.day_of(at) + timedelta(days=28), NEW_DAY)
    return {one.pk: Reply(Answer.TAKE_OVER) if number else later for number, one in enumerate(rows)}
