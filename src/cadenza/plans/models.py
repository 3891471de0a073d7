"""Development plans: goals, actions, commitments, versions, reviews. One author per text, its own revision each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from cadenza.asks.models import Ask
from cadenza.capability.models import Capability, FrameworkVersion
from cadenza.evidence.models import Evidence, Feedback, GapAssessment, PerformanceInput
from cadenza.learning.models import Option
from cadenza.people.models import Person
from cadenza.plans.learning_models import Application, NearCopy
from cadenza.plans.pause_rules import is_paused
from cadenza.plans.promise_models import EarlierReport
from cadenza.plans.reset_rules import Change, GoalEnd, Side
from cadenza.plans.rules import (
    ActionKind,
    CommitmentState,
    GoalStatus,
    Lane,
    PlanState,
    ReviewKind,
    SelfViewField,
    SuggestionState,
)
from cadenza.plans.sealable import Sealable
from cadenza.plans.time_models import Pause, ProtectedBlock, TradeOff
from cadenza.practice.models import Coached
from cadenza.sealing.registry import Level, personal_text, plain_text
from cadenza.strategy.models import Cycle, KeyResult
from cadenza.web.revisions import Revised, as_text


@personal_text(
    level=Level.P2,
    whose="owner",
    direction_picture="the picture in 12-18 months",
    aimed_role="the role or kind of work aimed at",
    sealed="the same words before they are shared",
)
@plain_text("revisions")
class Plan(Revised, Sealable):
    """One person's development plan for one cycle (PLAN-1)."""

    WORDS = ("direction_picture", "aimed_role")

    owner = models.ForeignKey(Person, models.PROTECT, related_name="plans")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="plans")
    state = models.CharField(max_length=8, choices=PlanState.choices(), default=PlanState.DRAFT)
    direction_picture = models.TextField(max_length=5000, blank=True)
    aimed_role = models.TextField(max_length=500, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    agreed_version = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    """When the version in force became so; the first time is in the trail and in its agreements."""
    answers_given = models.PositiveSmallIntegerField(default=0)
    answers_asked = models.PositiveSmallIntegerField(default=0)
    """Completeness without the words (HR-4), kept by every action on a shared plan; 0 of 0 for a draft."""
    hours_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    """Hours of each week that are kept for development; blocks of days stand in `ProtectedBlock` (TIME-1)."""
    paused_until = models.DateField(null=True, blank=True)
    """A mark that any plan may carry for any reason and that never says why; its versions stand in `Pause` (PIP-19)."""
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "cycle"], name="one_plan_per_person_and_cycle")]
        indexes = [models.Index(fields=["cycle", "state", "owner", "id"], name="plans_of_a_cycle")]  # whose plans, without reading them

    @property
    def is_private(self) -> bool:
        return self.state == PlanState.DRAFT

    def is_paused_on(self, today: date) -> bool:
        """Whether its reviews rest on this day (PIP-19)."""
        return is_paused(self.paused_until, today=today)


@personal_text(
    level=Level.P4, whose="plan.owner", text="what the person is good at or finds difficult", sealed="the same before it is shared"
)
@plain_text("revisions")
class SelfView(Revised, Sealable):
    """One half of the current state in the person's own words: theirs alone until shared (PLAN-1)."""

    WORDS = ("text",)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="self_views")
    field = models.CharField(max_length=12, choices=SelfViewField.choices())
    text = models.TextField(max_length=5000, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "field"], name="one_self_view_of_a_field")]

    @property
    def is_private(self) -> bool:
        return self.shared_at is None


@personal_text(level=Level.P2, whose="plan.owner", text="the manager's perspective, beside the person's words")
@plain_text("revisions")
class Perspective(Revised):
    """What the manager sees, beside and never over the person's words (PLAN-1)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="perspectives")
    field = models.CharField(max_length=12, choices=SelfViewField.choices())
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField(max_length=5000, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "field", "author"], name="one_perspective_of_an_author")]


@personal_text(
    level=Level.P2,
    whose="plan.owner",
    direction="the direction that a career goal serves",
    outcome="what the person will be able to do",
    success_measure="what will be seen when it is reached",
    live_work="the work that would prove it",
    support_words="what the supporter is responsible for",
    review_how="how and when progress is looked at",
    learned="what was learned at its end",
    elsewhere_note="what whoever suggested it says about the other role that it serves",
    elsewhere_words="the person’s own words about serving another role",
    dismissed="which of the coach’s hints their writer set aside",
    sealed="the same words before they are shared",
)
@plain_text("revisions")
class Goal(Coached, Sealable):
    """One goal of a plan, in the person's words (PLAN-3 to PLAN-7)."""

    WORDS = (
        "direction",
        "outcome",
        "success_measure",
        "live_work",
        "support_words",
        "review_how",
        "elsewhere_note",
        "elsewhere_words",
        "dismissed",
    )
    AGREED_TERMS = (
        "lane",
        "key_result",
        "direction",
        "capability",
        "level_now",
        "level_aimed",
        "outcome",
        "success_measure",
        "target_date",
    )
    """What person and manager agree. Once agreed, a change of these waits in a `WaitingChange` until both agree it (PLAN-3)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    number = models.PositiveSmallIntegerField()
    lane = models.CharField(max_length=10, choices=Lane.choices(), default=Lane.EXECUTION)
    key_result = models.ForeignKey(KeyResult, models.PROTECT, null=True, blank=True, related_name="goals")
    direction = models.TextField(max_length=500, blank=True)
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="goals")
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, null=True, blank=True, related_name="+")
    level_now = models.PositiveSmallIntegerField(null=True, blank=True)
    level_aimed = models.PositiveSmallIntegerField(null=True, blank=True)
    gap = models.ForeignKey(GapAssessment, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(max_length=5000, blank=True)
    success_measure = models.TextField(max_length=5000, blank=True)
    target_date = models.DateField(null=True, blank=True)
    live_work = models.TextField(max_length=5000, blank=True)
    supporter = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    support_words = models.TextField(max_length=1000, blank=True)
    review_how = models.TextField(max_length=500, blank=True)
    aims_elsewhere = models.BooleanField(default=False)
    """Whether it serves a role other than the person's own path: said openly, by a suggestion and in the person's words (PLAN-10)."""
    elsewhere_note = models.TextField(max_length=2000, blank=True)
    elsewhere_words = models.TextField(max_length=2000, blank=True)
    status = models.CharField(max_length=12, choices=GoalStatus.choices(), default=GoalStatus.ON_TRACK)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    learned = models.TextField(max_length=2000, blank=True)
    ended_as = models.CharField(max_length=8, choices=GoalEnd.choices(), blank=True)
    """What became of it at the reset (REV-6); empty until then."""
    evidence = models.ManyToManyField(Evidence, related_name="+", blank=True)
    feedback = models.ManyToManyField(Feedback, related_name="+", blank=True)
    """Read only through `goal_feedback`: whoever reads the goal need not read these (TRUST D2)."""
    agreed_in = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    """The version in which both agreed it; empty while it is only proposed. The columns hold what is in force."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_goal_of_a_number")]
        indexes = [
            models.Index(fields=["plan", "status"], condition=Q(agreed_in__isnull=False, dropped_at=None), name="goals_in_force"),
            models.Index(
                fields=["plan", "status", "id", "agreed_in"],
                condition=Q(agreed_in__isnull=False, dropped_at=None, ended_as="") & ~Q(status=GoalStatus.COMPLETED),
                name="goals_worked_on",
            ),
        ]
        ordering = ["number"]

    @property
    def is_private(self) -> bool:
        return self.plan.is_private

    @property
    def change(self) -> WaitingChange | None:
        """The change that waits for both to agree it, if there is one."""
        return getattr(self, "waiting", None)

    def proposed(self, name: str) -> Any:
        """A field as it would be agreed: with the waiting change laid over what is in force."""
        return getattr(self.change if self.change and name.removesuffix("_id") in self.AGREED_TERMS else self, name)

    def row_of(self, field: str) -> Any:
        return self.change if self.change and field in self.AGREED_TERMS else self

    def read_field(self, field: str) -> str:
        """What the person last wrote, so that editing goes on where it stopped."""
        if field in self.AGREED_TERMS and self.change:
            return as_text(getattr(self.change, self._meta.get_field(field).attname))  # type: ignore[union-attr]
        return super().read_field(field)

    def write_field(self, field: str, text: str) -> None:
        """An agreed term goes into the waiting change, which begins as a copy of what is in force; everything else into its column."""
        if field not in self.AGREED_TERMS or self.agreed_in_id is None:
            super().write_field(field, text)
            return
        if self.change is None:
            in_force = {column: getattr(self, column) for column in (self._meta.get_field(name).attname for name in self.AGREED_TERMS)}  # type: ignore[union-attr]
            self.waiting = WaitingChange(goal=self, dismissed=self.dismissed, **in_force)
        column: Any = WaitingChange._meta.get_field(field)
        setattr(self.waiting, column.attname, None if text == "" and column.null else column.to_python(text))
        self.set_aside(field, ())


@personal_text(
    level=Level.P2,
    whose="goal.plan.owner",
    direction="the direction that a career goal would serve",
    outcome="what the person would be able to do",
    success_measure="what would be seen when it is reached",
    dismissed="which of the coach’s hints their writer set aside",
)
class WaitingChange(models.Model):
    """An agreed goal as its owner would have it; the goal itself stays in force until both agree (PLAN-3, PLAN-9)."""

    goal = models.OneToOneField(Goal, models.CASCADE, related_name="waiting")
    lane = models.CharField(max_length=10, choices=Lane.choices())
    key_result = models.ForeignKey(KeyResult, models.PROTECT, null=True, blank=True, related_name="+")
    direction = models.TextField(max_length=500, blank=True)
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    level_now = models.PositiveSmallIntegerField(null=True, blank=True)
    level_aimed = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.TextField(max_length=5000, blank=True)
    success_measure = models.TextField(max_length=5000, blank=True)
    target_date = models.DateField(null=True, blank=True)
    dismissed = models.TextField(max_length=500, blank=True)


@personal_text(
    level=Level.P2,
    whose="goal.plan.owner",
    reason="why the state changed",
    blocked_by="what is in the way",
    asked="what is asked of whoever clears it",
)
class StatusChange(models.Model):
    """A goal's state changed, and why (STAT-1); a blocked one says who removes what by when (STAT-2). Appended only."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="status_changes")
    status = models.CharField(max_length=12, choices=GoalStatus.choices())
    reason = models.TextField(max_length=2000, blank=True)
    blocked_by = models.TextField(max_length=2000, blank=True)
    remover = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    remove_by = models.DateField(null=True, blank=True)
    asked = models.TextField(max_length=1000, blank=True)
    """The words addressed to whoever clears it: all that somebody outside the plan is told (TRUST E1, R12)."""
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, blank=True, related_name="+")
    """The request that carries them to somebody who does not read the plan."""
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    review = models.ForeignKey("Review", models.PROTECT, null=True, blank=True, related_name="status_changes")

    class Meta:
        ordering = ["at", "pk"]


@personal_text(
    level=Level.P2,
    whose="goal.plan.owner",
    what="what is done",
    tracked_where="the live work and where it is tracked",
    applied_in="where the learning will be applied",
    doing_evidence="what shows that it was done",
    dismissed="which of the coach’s hints their writer set aside",
    sealed="the same words before they are shared",
)
@plain_text("revisions")
class Action(Coached, Sealable):
    """Something done for a goal: experience, exposure or education; a milestone with due and done dates (ACT-1, ACT-3)."""

    WORDS = ("what", "tracked_where", "applied_in", "dismissed")

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ActionKind.choices())
    what = models.TextField(max_length=2000, blank=True)
    tracked_where = models.TextField(max_length=500, blank=True)
    partner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, blank=True, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, null=True, blank=True, related_name="+")
    """The option of the catalogue that it takes up, if it came from there (LEARN-1)."""
    applied_in = models.TextField(max_length=1000, blank=True)
    due_date = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    doing_evidence = models.TextField(max_length=2000, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="one_action_of_a_number")]
        indexes = [
            models.Index(fields=["goal", "kind"], condition=Q(removed_at=None), name="actions_by_kind"),
            models.Index(fields=["done_on", "goal"], condition=Q(removed_at=None, done_on__isnull=False), name="actions_done"),
        ]
        ordering = ["number"]

    @property
    def is_private(self) -> bool:
        return self.goal.is_private


@personal_text(
    level=Level.P2,
    whose="plan.owner",
    what="what the manager will do",
    reason="why it was missed or renegotiated, or a note beside a delivery",
    contest_words="how the person sees it",
    dismissed="which of the coach’s hints their writer set aside",
)
@plain_text("revisions")
class Commitment(Coached):
    """What the manager will do, specific and dated (COM-1). Its holder is kept apart from who made it: handover moves the holder."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="commitments")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="commitments")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="commitments_held")
    what = models.TextField(max_length=2000)
    due_date = models.DateField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=CommitmentState.choices(), default=CommitmentState.OPEN)
    reason = models.TextField(max_length=2000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    contest_words = models.TextField(max_length=2000, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    review = models.ForeignKey("Review", models.PROTECT, null=True, blank=True, related_name="commitments_from_it")
    """The review whose answer to "what do you need from me" it came from."""

    class Meta:
        ordering = ["due_date", "pk"]
        indexes = [models.Index(fields=["holder", "state", "due_date"], name="commitments_by_holder")]


@personal_text(
    level=Level.P2,
    whose="plan.owner",
    outcome="the goal that is suggested",
    why="why it is suggested",
    note="what the suggester says about another role that it would serve",
    answer="what the person says to it",
)
class Suggestion(models.Model):
    """A goal that a manager or HR suggests. It becomes one only by the person's acceptance, reworded or not (PLAN-3)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="suggestions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lane = models.CharField(max_length=10, choices=Lane.choices(), default=Lane.EXECUTION)
    key_result = models.ForeignKey(KeyResult, models.PROTECT, null=True, blank=True, related_name="+")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    gap = models.ForeignKey(GapAssessment, models.PROTECT, null=True, blank=True, related_name="+")
    """The assessed gap that it would close, where it came from one."""
    need = models.ForeignKey(PerformanceInput, models.PROTECT, null=True, blank=True, related_name="+")
    """Where talk about performance brought it up (GAP-2)."""
    outcome = models.TextField(max_length=5000)
    why = models.TextField(max_length=2000)
    aims_elsewhere = models.BooleanField(default=False)
    note = models.TextField(max_length=2000, blank=True)
    """With the mark "aims at another role": what the person is told about it before they decide (PLAN-10)."""
    state = models.CharField(max_length=10, choices=SuggestionState.choices(), default=SuggestionState.OFFERED)
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    goal = models.OneToOneField(Goal, models.PROTECT, null=True, blank=True, related_name="suggestion")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(aims_elsewhere=False) | ~Q(note=""), name="another_role_comes_with_a_note")]


@personal_text(level=Level.P2, whose="plan.owner", words="the frozen plan as it was offered")
class Version(models.Model):
    """A frozen, numbered copy made at each offer: what is agreed and compared (PLAN-3, PLAN-9)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.JSONField()
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_of_a_number")]
        indexes = [models.Index(fields=["id", "offered_at"], name="plan_versions_by_day")]  # a version's words are long
        ordering = ["number"]


class Agreement(models.Model):
    """Person or manager agreed this very version (PLAN-3)."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="agreements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="one_agreement_per_person_and_version")]


@personal_text(
    level=Level.P2,
    whose="plan.owner",
    done="what was done since last time",
    worked="what worked and what did not",
    in_the_way="what got in the way",
    learned="what was learned",
    focus="what the person will focus on",
    need="what the person needs from the manager",
    goals_change="what should change about the goals",
    support_given="the manager on the support delivered",
    observations="what the manager sees that informs the goals",
    conditions="the conditions the manager creates",
    move_reason="why it was moved",
)
@plain_text("revisions")
class Review(Revised):
    """The monthly look at a plan inside the 1:1, or the reflection that ends the cycle (REV-1, REV-4). Dated from the start."""

    WORDS = ("done", "worked", "in_the_way", "learned", "focus", "need", "goals_change", "support_given", "observations", "conditions")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=ReviewKind.choices(), default=ReviewKind.MONTHLY)
    planned_on = models.DateField()
    """The date it had when the plan was agreed."""
    due_on = models.DateField()
    """The date it has now; a missed one is moved, never dropped (REV-4)."""
    rests = models.BooleanField(default=False)
    """It fell into a pause that both agreed, and is not due anywhere (PIP-19)."""
    moved_times = models.PositiveSmallIntegerField(default=0)
    move_reason = models.TextField(max_length=500, blank=True)
    held_on = models.DateField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    manager = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Whose review it was, kept when it was held."""
    done = models.TextField(max_length=5000, blank=True)
    worked = models.TextField(max_length=5000, blank=True)
    in_the_way = models.TextField(max_length=5000, blank=True)
    learned = models.TextField(max_length=5000, blank=True)
    focus = models.TextField(max_length=5000, blank=True)
    focus_by = models.DateField(null=True, blank=True)
    need = models.TextField(max_length=5000, blank=True)
    goals_change = models.TextField(max_length=5000, blank=True)
    support_given = models.TextField(max_length=5000, blank=True)
    observations = models.TextField(max_length=5000, blank=True)
    conditions = models.TextField(max_length=5000, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on", "held_at"], name="reviews_by_due_date"),
            models.Index(fields=["plan", "due_on", "held_at", "rests"], name="reviews_kept"),
        ]
        constraints = [models.CheckConstraint(condition=Q(held_at=None) | Q(held_on__isnull=False), name="a_held_review_has_its_day")]


@personal_text(
    level=Level.P2,
    whose="review.plan.owner",
    moved="what moved since last time",
    in_the_way="what is in the way and who moves it",
    asked="what is asked of whoever clears it",
)
@plain_text("revisions")
class ReviewedGoal(Revised):
    """One goal inside one review: its state, what moved, what is in the way. Becomes a status change when the review is held."""

    WORDS = ("moved", "in_the_way", "asked")

    review = models.ForeignKey(Review, models.PROTECT, related_name="goals")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="reviewed")
    status = models.CharField(max_length=12, choices=GoalStatus.choices())
    moved = models.TextField(max_length=5000, blank=True)
    in_the_way = models.TextField(max_length=5000, blank=True)
    remover = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    remove_by = models.DateField(null=True, blank=True)
    asked = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "goal"], name="one_row_per_goal_in_a_review")]


@personal_text(
    level=Level.P2,
    whose="goal.plan.owner",
    shows="what in the work shows the change",
    level_seen="the level seen in the work",
    cites="which evidence is cited, before it is shared",
    learned="what was learned",
    sealed="the same before its author shares it",
)
@plain_text("revisions")
class Judgement(Revised, Sealable):
    """What one of the two says of one goal at the reset: sealed in the author's own unit until they share it (REV-6, IMP-2)."""

    WORDS = ("change", "shows", "level_seen", "cites", "end", "learned")

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="judgements")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    side = models.CharField(max_length=7, choices=Side.choices())
    change = models.CharField(max_length=9, choices=Change.choices(), blank=True)
    shows = models.TextField(max_length=2000, blank=True)
    level_seen = models.CharField(max_length=3, blank=True)
    cites = models.CharField(max_length=500, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="+", blank=True)
    """What `cites` names, once it is shared."""
    end = models.CharField(max_length=8, choices=GoalEnd.choices(), blank=True)
    learned = models.TextField(max_length=2000, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "author"], name="one_judgement_of_an_author")]

    @property
    def is_private(self) -> bool:
        return self.shared_at is None


class Reset(models.Model):
    """The quarter of a plan was looked at as a whole, and each goal has its end (REV-6). Made when it is done."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="reset")
    done_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    alone = models.BooleanField(default=False)
    """Whether the person finished without the manager's view."""


__all__ = [
    "Action",
    "Agreement",
    "Application",
    "Commitment",
    "EarlierReport",
    "Goal",
    "Judgement",
    "NearCopy",
    "Pause",
    "Perspective",
    "Plan",
    "ProtectedBlock",
    "Reset",
    "Review",
    "ReviewedGoal",
    "Sealable",
    "SelfView",
    "StatusChange",
    "Suggestion",
    "TradeOff",
    "Version",
    "WaitingChange",
]
