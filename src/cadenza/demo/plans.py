"""Builds what people do: plans in every state, reviews held and missed, commitments kept and not, evidence from work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from cadenza.asks import actions as asks
from cadenza.demo import stories
from cadenza.demo.endings import end_quarter
from cadenza.demo.organisation import House
from cadenza.demo.quarters import Quarter
from cadenza.demo.stories import STORIES, Story
from cadenza.evidence import actions as evidence
from cadenza.evidence.actions import EvidenceDraft, GapDraft
from cadenza.evidence.models import GapAssessment
from cadenza.evidence.rules import EvidenceKind
from cadenza.people import days
from cadenza.people.models import Person
from cadenza.plans import actions as plans
from cadenza.plans import reviews
from cadenza.plans.actions import ActionDraft, GoalDraft
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import Commitment, Goal, Perspective, Plan, Review, ReviewedGoal, SelfView
from cadenza.plans.rules import ActionKind, CommitmentState, GoalStatus, Lane, ReviewKind, SelfViewField
from cadenza.web.revisions import Edit, Revised, base_of

MISSED_REASON = "The outage took the week. New day agreed in the 1:1."
STAGES = ("draft", "shared", "offered", "active")


@dataclass(frozen=True)
class Course:
    """How one person's plan of the running cycle goes."""

    stage: str = "active"
    """How far it gets: one of STAGES, or "none"."""
    stories: tuple[int, ...] = ()
    """Which stories, by their place in STORIES; empty: what fits the team's key results."""
    blocked: int = 0
    """The number of the goal that is blocked, or 0."""
    reset: bool = False
    completed: int = 0
    late_commitment: bool = False
    mentor: str = ""
    suggested: bool = False


COURSES = {
    "Asha Raman": Course(stories=(0, 2), blocked=2, mentor="Marta Silva"),
    "Tom Adeyemi": Course(stories=(1,), late_commitment=True, mentor="Marta Silva"),
    "Jonas Keller": Course(stories=(14,)),
    "Lena Fischer": Course(stage="offered", stories=(14,), suggested=True),
    "Kenji Ito": Course(stories=(4, 12), completed=1),
    "Marek Nowak": Course(stories=(5,), reset=True),
    "Priya Nair": Course(stories=(13, 12)),
    "Marta Silva": Course(stories=(1, 12)),
    "Sofia Rossi": Course(stories=(10,)),
    "Grace Boateng": Course(stage="shared"),
    "Helen Ward": Course(stories=(11,)),
}
LATE_KEEPER = "Ewan McTaggart"
"""A manager who reports what he promised for the running cycle as missed: the sign of commitments that were not kept shows somebody (HR-2)."""
WITHOUT = {"Margarethe Lindqvist", "Anselm Vogt", "Idris Bello", "Patrick Quinn"}
"""People whose plans the demo leaves alone: the top of the line, and roles that stand apart."""


def build_plans(house: House, quarter: Quarter, *, running: bool, share: float = 1.0) -> None:
    """Give people their plans of one cycle, up to now. In a finished cycle `share` of them had one: the practice spreads."""
    for name in house.people:
        if name in WITHOUT or house.manager(name) is None:
            continue
        course = COURSES.get(name) if running else None
        course = course or _drawn(house, running=running, share=share)
        if course.stage != "none":
            PlanStory(house, quarter, name, course, running=running).tell()


def _drawn(house: House, *, running: bool, share: float) -> Course:
    """A course by chance: most plans are agreed, some are not, and the states mix."""
    draw = house.rng.random()
    if not running:
        return Course(stage="active" if draw < share else "none")
    if draw < 0.08:
        return Course(stage="none")
    if draw < 0.16:
        return Course(stage="draft")
    if draw < 0.22:
        return Course(stage="shared")
    if draw < 0.28:
        return Course(stage="offered")
    return Course(blocked=1 if draw > 0.90 else 0, reset=0.84 < draw <= 0.90, completed=1 if 0.78 < draw <= 0.84 else 0)


class PlanStory:
    """One person's plan in one cycle, told through the same actions that people use."""

    def __init__(self, house: House, quarter: Quarter, name: str, course: Course, *, running: bool) -> None:
        self.house, self.quarter, self.name, self.course, self.running = house, quarter, name, course, running
        self.rng = house.rng
        self.me = house.person(name)
        manager = house.manager(name)
        assert manager is not None
        self.manager: Person = manager
        pieces = stories.PIECES.get(house.team_of[name], stories.DEFAULT_PIECES)
        self.piece = pieces[self.rng.randrange(len(pieces))]
        self.mentor = house.person(course.mentor) if course.mentor else self._colleague()
        self.occasion = "" if course.stories else stories.OCCASIONS[list(house.people).index(name) % len(stories.OCCASIONS)]
        self.shift = timedelta(minutes=self.rng.randrange(0, 360))
        self._told_here = quarter.told.setdefault(house.team_of[name], set())
        self.told: list[Story] = []
        self.goals: list[Goal] = []

    def tell(self) -> None:
        """Begin, share, agree, review: as far as the course and the calendar go."""
        plan = self._draft()
        if plan is None or self.course.stage == "draft":
            return
        share_at = self._share_at()
        if share_at > self.house.now:
            return
        views = [SelfViewField.STRENGTHS] if self.rng.random() < 0.4 else list(SelfViewField)
        plans.share_plan(plan.pk, by=self.me, at=share_at, self_views=views)
        self._answer_share(plan, share_at)
        if self.course.stage == "shared" or share_at + timedelta(days=1) > self.house.now:
            return
        version = plans.offer_plan(plan.pk, by=self.me, at=share_at + timedelta(days=1))
        if self.course.stage == "offered" or share_at + timedelta(days=2) > self.house.now:
            return
        plans.agree_plan(plan.pk, version.number, by=self.manager, at=share_at + timedelta(days=2))
        self._asks_answered(share_at + timedelta(days=4))
        self._work(plan)
        if not self.running:
            end_quarter(self.house, plan, self.me, self.manager, at=self._at(week=13, day=1), closes=self._at(week=14, day=1))

    def _share_at(self) -> datetime:
        """Week 1; a plan of the running cycle that is still on its way was shared some days ago."""
        if self.running and self.course.stage in {"shared", "offered"}:
            return max(self._at(week=1, day=2), self.house.now - timedelta(days=3) - self.shift)
        return self._at(week=1, day=2)

    def _at(self, *, week: int, day: int = 0, hour: int = 9) -> datetime:
        return self.quarter.instant(week=week, day=day, hour=hour) + self.shift

    def _colleague(self) -> Person:
        taken = {self.me.pk, self.manager.pk}
        near = [person for person in self.house.people.values() if person.pk not in taken and person.email != ""]
        return near[self.rng.randrange(len(near))]

    def _words(self, text: str) -> str:
        return text.format(
            piece=self.piece,
            date=_written(self._target()),
            mentor=self.mentor.short_name.split()[0],
            manager=self.manager.short_name.split()[0],
        )

    def _own(self, text: str, *, tie: str) -> str:
        """Words of a story as this person's own: tied to what their quarter happens to meet."""
        return self._words(text) + (f"{tie}{self.occasion}" if self.occasion else "")

    def _target(self) -> date:
        return self.quarter.cycle.end_date - timedelta(days=13)

    def _choose(self) -> list[tuple[Story, str]]:
        """The stories of this plan, each with the key result it serves ("" on the career lane)."""
        if self.course.stories:
            wanted = [STORIES[number] for number in self.course.stories]
            return [(story, self._result_for(story.capability) if story.lane == "execution" else "") for story in wanted]
        found = self._serving()
        if not found or self.rng.random() < 0.45:
            career = [story for story in STORIES if story.lane == "career"]
            story = career[self.rng.randrange(len(career))] if self.rng.random() < 0.6 else self._as_career()
            found.append((story, ""))
        for story, _ in found:
            self._told_here.add(story.outcome)
        return found

    def _serving(self) -> list[tuple[Story, str]]:
        """A story that serves a key result of the team, if there is one that nobody in the team tells already."""
        fresh = [
            (story, key)
            for key, capability in self._needed()
            for story in STORIES
            if story.capability == capability and story.lane == "execution" and story.outcome not in self._told_here
        ]
        return [fresh[self.rng.randrange(len(fresh))]] if fresh else []

    def _as_career(self) -> Story:
        untold = [story for story in STORIES if story.outcome not in self._told_here] or list(STORIES)
        story = untold[self.rng.randrange(len(untold))]
        picture, _ = stories.DIRECTIONS[self.rng.randrange(len(stories.DIRECTIONS))]
        return replace(story, lane="career", direction=picture)

    def _needed(self) -> list[tuple[str, str]]:
        team = self.house.team_of[self.name]
        mine = [(key, need[0]) for key, needs in self.quarter.needs.items() if self.quarter.team_of[key] == team for need in needs]
        company = [(key, need[0]) for key, needs in self.quarter.needs.items() if not self.quarter.team_of[key] for need in needs]
        return mine or company

    def _result_for(self, capability: str) -> str:
        team = self.house.team_of[self.name]
        keys = [key for key, needs in self.quarter.needs.items() if any(need[0] == capability for need in needs)]
        mine = [key for key in keys if self.quarter.team_of[key] == team]
        return (mine or keys or list(self.quarter.results))[0]

    def _draft(self) -> Plan | None:
        at = self._at(week=1, day=self.rng.randrange(2))
        if self.running and self.course.stage != "active":
            at = max(at, self.house.now - timedelta(days=4) - self.shift)
        if at > self.house.now:
            at = self.house.now - timedelta(hours=1)
        if at < self.quarter.began:
            return None
        plan = plans.start_plan(self.me.pk, self.quarter.cycle.pk, by=self.me, at=at)
        self._current_state(plan, at)
        for story, key in self._choose():
            self.told.append(story)
            self.goals.append(plans.add_goal(plan.pk, self._goal(story, key, at), by=self.me, at=at + timedelta(minutes=20)))
        return plan

    def _current_state(self, plan: Plan, at: datetime) -> None:
        views = {view.field: view for view in SelfView.objects.filter(plan=plan)}
        strengths = self._words(self.rng.choice(stories.STRENGTHS))
        difficulties = self._words(self.rng.choice(stories.DIFFICULTIES))
        picture, role = self.rng.choice(stories.DIRECTIONS)
        edits = PlanEdits(
            plan={"direction_picture": _typed(plan, "direction_picture", picture), "aimed_role": _typed(plan, "aimed_role", role)},
            strengths={"text": _typed(views[SelfViewField.STRENGTHS], "text", strengths)},
            difficulties={"text": _typed(views[SelfViewField.DIFFICULTIES], "text", difficulties)},
        )
        plans.save_words(plan.pk, edits, by=self.me, at=at + timedelta(minutes=10))

    def _goal(self, story: Story, key: str, at: datetime) -> GoalDraft:
        gap = self._gap(story, at)
        return GoalDraft(
            lane=Lane(story.lane),
            key_result_id=self.quarter.results[key].pk if key else None,
            direction=story.direction,
            capability_id=self.house.capabilities[story.capability].pk,
            level_now=story.level_now,
            level_aimed=story.level_aimed,
            gap_id=gap.pk if gap else None,
            outcome=self._own(story.outcome, tie=" First chance: ") + ("." if self.occasion else ""),
            success_measure=self._words(story.measure),
            target_date=self._target(),
            live_work=self._words(story.live_work),
            supporter_id=self.mentor.pk,
            support_words=self._words(story.support),
            review_how="In the monthly 1:1 in weeks 4, 8 and 12, with the work itself on the table",
            actions=tuple(self._action(story, number) for number in range(len(story.actions))),
        )

    def _action(self, story: Story, number: int) -> ActionDraft:
        action = story.actions[number]
        kind = ActionKind(action.kind)
        due = self.quarter.cycle.start_date + timedelta(weeks=(5, 8, 10)[number % 3], days=4)
        due = max(due, days.day_of(self._share_at()) + timedelta(days=10 + 5 * number))
        return ActionDraft(
            kind=kind,
            what=self._own(action.what, tie=", starting with ") + self._on_two_days(action.what, due) * (kind == ActionKind.EXPOSURE),
            tracked_where=self._words(action.place) if kind == ActionKind.EXPERIENCE else "",
            partner_id=self.mentor.pk if kind == ActionKind.EXPOSURE else None,
            applied_in=self._words(action.place) if kind == ActionKind.EDUCATION else "",
            due_date=due,
        )

    def _on_two_days(self, what: str, last: date) -> str:
        """The days of what takes place twice: whoever asks for help names them in their words."""
        return f" ({last - timedelta(days=14):%-d %B}, {last:%-d %B %Y})" if " two " in what else ""

    def _gap(self, story: Story, at: datetime) -> GapAssessment | None:
        """Evidence from the weeks before, and the assessment that cites it; agreed by both."""
        capability = self.house.capabilities[story.capability]
        kind, what = story.gap
        before = at - timedelta(days=self.rng.randrange(6, 25))
        fact = EvidenceDraft(EvidenceKind(kind), self._words(what), days.day_of(before), capability.pk)
        shown = evidence.add_evidence(self.me.pk, fact, by=self.manager if self.rng.random() < 0.5 else self.me, at=at)
        draft = GapDraft(capability.pk, story.level_now, story.level_aimed, [shown.pk])
        gap = evidence.assess_gap(self.me.pk, draft, by=self.me, at=at + timedelta(minutes=2))
        if not self.running or self.course.stage == "active" or self.rng.random() < 0.5:
            evidence.agree_gap(gap.pk, by=self.manager, at=at + timedelta(minutes=5))
        return gap

    def _answer_share(self, plan: Plan, share_at: datetime) -> None:
        at = share_at + timedelta(hours=4)
        if at > self.house.now:
            return
        for number, story in enumerate(self.told, 1):
            plans.add_commitment(
                plan.pk,
                what=self._words(story.commitment),
                due_date=self._commitment_due(number),
                goal_number=self.goals[number - 1].number,
                by=self.manager,
                at=at,
            )
        if self.rng.random() < 0.6:
            words = self.rng.choice(stories.PERSPECTIVES)
            plans.write_perspective(plan.pk, SelfViewField.STRENGTHS, _typed(Perspective(), "text", words), by=self.manager, at=at)
        if self.course.suggested:
            draft = plans.SuggestionDraft(
                self._words(STORIES[13].outcome),
                "The updates on the refunds work reach the ports late; this would help them and is close to what you do already.",
                Lane.CAREER,
                None,
                self.house.capabilities["Stakeholder updates"].pk,
            )
            plans.suggest_goal(plan.pk, draft, by=self.manager, at=at + timedelta(minutes=5))

    def _commitment_due(self, number: int) -> date:
        if self.course.late_commitment:
            return max(days.day_of(self.house.now) - timedelta(days=4), self.quarter.cycle.start_date + timedelta(days=7))
        due = self.quarter.cycle.start_date + timedelta(weeks=4 if number == 1 else 9, days=3)
        return max(due, days.day_of(self._share_at()) + timedelta(days=12 + 7 * number))

    def _asks_answered(self, at: datetime) -> None:
        for goal in self.goals:
            for action in goal.actions.select_related("ask", "partner").exclude(ask=None):
                answered = min(at, self.house.now)
                assert action.ask is not None and action.partner is not None
                if answered <= action.ask.asked_at or (self.running and self.rng.random() < 0.1):
                    continue
                asks.accept(action.ask.ref, by=action.partner, at=answered, reply="Gladly. Put it in my calendar.")
                held_at = self._on(action.due_date, 15) if action.due_date else answered
                if held_at <= self.house.now:
                    asks.mark_held(action.ask.ref, held_on=days.day_of(held_at), by=action.partner, at=held_at)

    def _work(self, plan: Plan) -> None:
        """What happens between agreement and the end of the cycle, in the order of the calendar."""
        happenings: list[tuple[datetime, int, object]] = []
        for number, review in enumerate(Review.objects.filter(plan=plan).order_by("due_on")):
            happenings.append((self._on(review.due_on, 14), number, review))
        for goal, story in zip(self.goals, self.told, strict=True):
            happenings.append((self._at(week=6, day=2), 10 + goal.number, (goal, story)))
        for goal in self.goals:
            for action in goal.actions.all():
                if action.due_date and self.rng.random() < 0.85:
                    done = action.due_date - timedelta(days=self.rng.randrange(0, 6))
                    happenings.append((self._on(done, 16), 20 + action.pk, action))
        for at, _, what in sorted(happenings, key=lambda one: one[:2]):
            if at <= self.house.now:
                self._happen(plan, at, what)

    def _happen(self, plan: Plan, at: datetime, what: object) -> None:
        if isinstance(what, Review):
            self._review(plan, what, at)
        elif isinstance(what, tuple):
            self._progress(*what, at=at)
        else:
            plans.mark_action_done(
                what.pk,  # type: ignore[attr-defined]  # an Action: the only other thing that happens
                done_on=days.day_of(at),
                evidence="Done as planned; notes are in the place where the work is tracked.",
                by=self.me,
                at=at,
            )

    def _on(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=days.zone()) + self.shift / 6

    def _progress(self, goal: Goal, story: Story, *, at: datetime) -> None:
        kind, what = story.progress
        capability = self.house.capabilities[story.capability]
        fact = EvidenceDraft(EvidenceKind(kind), self._words(what), days.day_of(at), capability.pk)
        shown = evidence.add_evidence(self.me.pk, fact, by=self.me, at=at)
        plans.cite_evidence(goal.pk, shown.pk, by=self.me, at=at)

    def _review(self, plan: Plan, review: Review, at: datetime) -> None:
        recent = self.running and self.house.now - at < timedelta(days=4)
        has_a_state_to_tell = self.course.blocked or self.course.reset or self.course.completed
        if recent or (self.rng.random() < 0.10 and not has_a_state_to_tell):
            return  # still due, or missed
        if self.rng.random() < 0.08 and review.kind == ReviewKind.MONTHLY:
            moved = reviews.move_review(review.pk, by=self.manager, at=at, reason="Priority incident that afternoon")
            at = self._on(moved.due_on, 11)
            if at > self.house.now:
                return
        month = 0 if at < self._at(week=6) else 1 if at < self._at(week=10) else 2
        self._answer(plan, review, at, month)
        self._report_commitments(plan, at + timedelta(minutes=20))
        reviews.hold_review(review.pk, by=self.manager, at=at + timedelta(minutes=30))

    def _answer(self, plan: Plan, review: Review, at: datetime, month: int) -> None:
        review = Review.objects.get(pk=review.pk)
        words = {
            "done": self._words(self.told[0].moved[month]),
            "in_the_way": self.rng.choice(stories.IN_THE_WAY),
            "learned": self.told[0].learned,
            "focus": self._words(self.told[-1].actions[min(month, len(self.told[-1].actions) - 1)].what),
        }
        if self.rng.random() < 0.35:
            words["need"] = self.rng.choice(stories.NEEDS)
        goals = {goal.number: self._look(review, goal, story, month) for goal, story in zip(self.goals, self.told, strict=True)}
        mine = {field: _typed(review, field, text) for field, text in words.items()}
        reviews.save_review_words(review.pk, by=self.me, at=at, words=mine, goals=goals)
        seen = {"observations": _typed(review, "observations", self.rng.choice(stories.OBSERVATIONS))}
        reviews.save_review_words(review.pk, by=self.manager, at=at + timedelta(minutes=5), words=seen)

    def _look(self, review: Review, goal: Goal, story: Story, month: int) -> dict[str, Edit]:
        row = ReviewedGoal(review=review, goal=goal, status=Goal.objects.get(pk=goal.pk).status)
        said = {"moved": self._words(story.moved[month])}
        place = self.goals.index(goal) + 1
        last = month == 2
        if self.course.blocked == place and month >= 0 and story.blocked:
            said |= {
                "status": GoalStatus.BLOCKED,
                "in_the_way": self._words(story.blocked),
                "remover": str(self.manager.pk),
                "remove_by": (days.day_of(self.house.now) + timedelta(days=5)).isoformat(),
            }
        elif self.course.reset and place == 1:
            said["status"] = GoalStatus.NEEDS_RESET
        elif self.course.completed == place or (not self.running and last and self.rng.random() < 0.6):
            said["status"] = GoalStatus.COMPLETED
        elif not self.running and last:
            said["status"] = GoalStatus.ON_TRACK if self.rng.random() < 0.7 else GoalStatus.NEEDS_RESET
        return {field: _typed(row, field, text) for field, text in said.items()}

    def _report_commitments(self, plan: Plan, at: datetime) -> None:
        today = days.day_of(at)
        for commitment in Commitment.objects.filter(plan=plan, state=CommitmentState.OPEN, due_date__lte=today + timedelta(days=7)):
            if self.course.late_commitment:
                continue
            missed = self.rng.random() < 0.15 or (self.running and self.manager.name == LATE_KEEPER)
            state = CommitmentState.MISSED if missed else CommitmentState.DELIVERED
            reviews.report_commitment(commitment.pk, state, by=self.manager, at=at, reason=MISSED_REASON if missed else "")
            if self.rng.random() < 0.8 and at + timedelta(days=1) < self.house.now:
                reviews.confirm_commitment(commitment.pk, by=self.me, at=at + timedelta(days=1))


def _typed(row: Revised, field: str, text: str) -> Edit:
    return Edit(text, base_of(row, field))


def _written(day: date) -> str:
    return f"{day.day} {day.strftime('%B')}"
