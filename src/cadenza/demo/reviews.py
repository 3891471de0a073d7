"""Two system reviews, one past with decisions and one being filled, and two talent reviews, one over and one open (SYS-1, TAL-1)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from cadenza.demo.organisation import House
from cadenza.people import days
from cadenza.people.models import HRScope, Person
from cadenza.plans.models import Plan
from cadenza.stewardship import system_reviews, talents
from cadenza.stewardship.system_review_rules import DecisionDraft, half_of
from cadenza.stewardship.talent_rules import SessionDraft
from cadenza.strategy.models import Cycle
from cadenza.web.revisions import Edit, base_of

PAST = {
    "seen": "Plans are agreed on time where a team lead shares a draft of their own first. Reviews held fall off in the eighth week.",
    "worked": "Reviews inside the 1:1 that takes place anyway. Nobody asks for a second meeting any more.",
    "in_the_way": "Goals are written late in the cycle, when the work that would prove them is already given away.",
    "to_change": "Key results name what they need before goals are written. Managers see open needs in week one.",
}
NOW = {"seen": "Fewer goals go on than in spring. Courses without live work are still one in five."}
STEP = "Leads the forecast review of the next release, with Ruth beside for the first one."
ANSWER = "The goal that went on waited for the ledger team; the trade-off is recorded since October."


def build_reviews(house: House) -> None:
    """All four, where the demo's managers, HR and the engineer find them."""
    halves = list(
        dict.fromkeys(half_of(key) for key in Cycle.objects.filter(start_date__lte=days.day_of(house.now)).values_list("key", flat=True))
    )
    if len(halves) > 1:
        _past_review(house, halves[-2])
    _running_review(house, halves[-1])
    _past_talent(house)
    _open_talent(house)


def _past_review(house: House, half: str) -> None:
    admin, leader, manager = house.role("hr-admin"), house.role("leader"), house.role("manager")
    at = house.now - timedelta(days=40)
    today = days.day_of(at)
    review = system_reviews.prepare(half, meets_on=today + timedelta(days=7), by=admin, at=at)
    system_reviews.name(half, leader, by=admin, at=at)
    for number, (part, text) in enumerate(PAST.items()):
        review.refresh_from_db()
        writer = leader if number % 2 else admin
        system_reviews.write(half, {part: Edit(text, base_of(review, part))}, by=writer, at=at + timedelta(days=2))
    held = at + timedelta(days=7)
    system_reviews.move(half, "hold", by=admin, at=held)
    first = DecisionDraft("Every key result names the capability it needs by the end of week one.", manager.pk, today + timedelta(days=50))
    second = DecisionDraft("The catalogue loses courses that nobody used in their work for a year.", admin.pk, today + timedelta(days=30))
    system_reviews.decide(half, first, by=leader, at=held)
    done = system_reviews.decide(half, second, by=admin, at=held)
    system_reviews.move(half, "close", by=admin, at=held + timedelta(days=1))
    system_reviews.report(done.pk, "done", "Six courses were retired; two came back as pairing.", by=admin, at=at + timedelta(days=25))


def _running_review(house: House, half: str) -> None:
    admin, at = house.role("hr-admin"), house.now - timedelta(days=3)
    review = system_reviews.prepare(half, meets_on=days.day_of(house.now) + timedelta(days=18), by=admin, at=at)
    system_reviews.name(half, house.role("leader"), by=admin, at=at)
    system_reviews.write(half, {"seen": Edit(NOW["seen"], base_of(review, "seen"))}, by=admin, at=at + timedelta(hours=3))


def _past_talent(house: House) -> None:
    """The engineer's own team: over, with a next step; one of them has answered."""
    engineer = house.role("engineer")
    at = house.now - timedelta(days=6)
    ref = _session(
        house, "Payments, autumn calibration", house.team_of[engineer.name], (house.role("upline"), house.role("new-manager")), days_ago=6
    )
    talents.note_step(ref, engineer.handle, STEP, by=house.role("new-manager"), at=at + timedelta(days=1))
    talents.move(ref, "close", by=house.role("hr-admin"), at=at + timedelta(days=4))
    talents.read_own(ref, ANSWER, by=house.role("peer"), at=at + timedelta(days=5))


def _open_talent(house: House) -> None:
    """Another team's, the one with most to look back on, open now: the manager takes part."""
    own = house.team_of[house.role("engineer").name]
    counted = Counter(Plan.objects.exclude(reset=None).exclude(owner__team__name=own).values_list("owner__team__name", flat=True))
    scope = set(HRScope.objects.filter(partner=house.role("hr-partner"), until=None).values_list("person__team__name", flat=True))
    team = max((name for name in counted if name in scope), key=lambda name: (counted[name], name), default=None)
    if team is None:  # an organisation without a finished cycle has nothing to look back on
        return
    _session(house, f"{team}, autumn calibration", team, (house.role("manager"), house.role("upline")), days_ago=0)


def _session(house: House, title: str, team: str, participants: tuple[Person, ...], *, days_ago: int) -> str:
    admin, at = house.role("hr-admin"), house.now - timedelta(days=days_ago, minutes=30)
    first = days.day_of(at)
    draft = SessionDraft(title, house.role("hr-partner").pk, first, first + timedelta(days=6))
    made = talents.set_up(draft, house.teams[team].pk, by=admin, at=at)
    looked_at = set(made.snapshots.values_list("person_id", flat=True))
    for person in participants:
        if person.pk not in looked_at:
            talents.name(made.ref, person, by=admin, at=at)
    talents.move(made.ref, "open", by=admin, at=at)
    return made.ref
