"""From the rows on a desk to dues in words: to whom, by when, why, and the one button (DUE-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.asks.rules import AskState
from cadenza.handover.models import Handover
from cadenza.handover.rules import accept_by
from cadenza.home.access_dues import access_dues
from cadenza.home.custody_dues import custody_dues
from cadenza.home.desk import Desk
from cadenza.home.formal import formal_dues
from cadenza.home.rules import Due, DueKind, after_snooze, agree_by, answer_by, end_of_week, hand_over_by, take_over_on
from cadenza.home.season import season_dues
from cadenza.home.steward_dues import steward_dues
from cadenza.home.strategy_dues import strategy_dues
from cadenza.home.talks import talk_dues
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.rules import PersonStatus
from cadenza.plans.models import Plan, Review
from cadenza.plans.rules import CommitmentState, PlanState, ReviewKind
from cadenza.stewardship.rules import FollowUpState
from cadenza.web.words import first_line


def dues_of(desk: Desk) -> list[Due]:
    """Everything the reader owes, in no order yet, each on the day that counts for them: a due put off stands on the day they named."""
    found = [
        *_handovers(desk),
        *_reviews(desk),
        *_focus(desk),
        *_commitments(desk),
        *_plans(desk),
        *_suggestions(desk),
        *_gaps(desk),
        *_asks(desk),
        *_feedback(desk),
        *_blocks(desk),
        *season_dues(desk),
        *talk_dues(desk),
        *strategy_dues(desk),
        *formal_dues(desk),
        *steward_dues(desk),
        *custody_dues(desk),
        *access_dues(desk),
        *_actions(desk),
        *_grants(desk),
        *_follow_ups(desk),
        *_loose_ends(desk),
        *_system(desk),
    ]
    return [after_snooze(due, desk.snoozes) for due in found]


def _handovers(desk: Desk) -> Iterator[Due]:
    """What a change of manager asks of the two managers and of the person; eight at once are one due each way (HAND-1, HAND-2)."""
    taking, sending = desk.handovers.to_accept, desk.handovers.to_send
    if taking:
        last = min(accept_by(day_of(one.since)) for one in taking)
        what = ngettext("Take over %(name)s", "Take over %(count)d people", len(taking))
        yield Due(
            kind=DueKind.TAKE_OVER,
            on=take_over_on(desk.today, last),
            what=what % {"count": len(taking), "name": taking[0].person.name},
            why=_("Their plans carry on. Take each open commitment over by name, by %(day)s.") % {"day": said(last)},
            url=reverse("handovers-accept"),
            button=_("Take over"),
            about=_names(taking),
        )
    if sending:
        what = ngettext("Hand over %(name)s", "Hand over %(count)d people", len(sending))
        yield Due(
            kind=DueKind.HAND_OVER,
            on=min(hand_over_by(day_of(one.since), desk.today) for one in sending),
            what=what % {"count": len(sending), "name": sending[0].person.name},
            why=_("Each pack assembles itself. Add what the next manager should know, and send it."),
            url=reverse("handovers-send"),
            button=_("Hand over"),
            about=_names(sending),
        )
    for one in desk.handovers.to_read:
        yield Due(
            kind=DueKind.READ_HANDOVER,
            on=answer_by(max(day_of(one.opened_at), day_of(one.sent_at or one.since))),
            what=_("Read what goes along to your next manager"),
            why=_("From %(old)s to %(new)s. You can add a word of your own.")
            % {"old": one.outgoing.name, "new": one.incoming.name if one.incoming else _("whoever comes next")},
            url=reverse("handover", args=[one.ref]),
            button=_("Read it"),
            of=str(one.pk),
        )


def _names(rows: Sequence[Handover]) -> str:
    return ", ".join(one.person.name for one in rows[:3])


def _reviews(desk: Desk) -> Iterator[Due]:
    for review in desk.reviews:
        if review.held_on is not None or review.due_on > desk.today + timedelta(days=35) or _rests(review, desk.today):
            continue
        owner = review.plan.owner
        own = owner.pk == desk.reader.pk
        reflection = review.kind == ReviewKind.REFLECTION
        of_month = _n(owner) | {"month": date_format(review.planned_on, "F")}  # two may be owed at once
        if own:
            what = (_("Hold the quarterly reflection") if reflection else _("Hold your %(month)s review")) % of_month
            why = _("In your 1:1. Write what you can beforehand; it saves time together.")
        else:
            what = (
                _("Hold the quarterly reflection with %(name)s") if reflection else _("Hold the %(month)s review with %(name)s")
            ) % of_month
            why = _("In your 1:1.")
        if review.moved_times:
            why = f"{why} {_('Moved from %(day)s.') % {'day': said(review.planned_on)}}"
        elif review.due_on < desk.today:
            why = f"{why} {_('If you could not meet, the page moves it to the next working day.')}"
        yield Due(
            kind=DueKind.REVIEW,
            on=review.due_on,
            what=what,
            why=why,
            url=reverse("one-to-one", args=[owner.handle, review.due_on]),
            button=_("Open 1:1"),
            about="" if own else _("with %(name)s") % _n(owner),
        )


def _rests(review: Review, today: date) -> bool:
    """What fell into a pause is not due, and while it lasts nothing is (PIP-19)."""
    return review.rests or review.plan.is_paused_on(today)


def _focus(desk: Desk) -> Iterator[Due]:
    """What the person said they would focus on, until the next review is held."""
    own = [review for review in desk.reviews if review.plan.owner_id == desk.reader.pk and review.held_on is not None]
    last = max(own, key=lambda review: review.held_on or date.min, default=None)
    if last is not None and last.focus and last.focus_by is not None:
        yield Due(
            kind=DueKind.FOCUS,
            on=last.focus_by,
            what=first_line(last.focus),
            why=_("Your focus from the review of %(day)s.") % {"day": said(last.held_on)},
            url=reverse("one-to-one-next", args=[desk.reader.handle]),
            button=_("Note what moved"),
            of=str(last.pk),
        )


def _commitments(desk: Desk) -> Iterator[Due]:
    for one in desk.commitments:
        owner = one.plan.owner
        if owner.pk != desk.reader.pk and one.contested_at is not None:
            yield Due(
                kind=DueKind.REPORT,
                on=answer_by(day_of(one.contested_at)),
                what=_("Talk with %(name)s about: %(what)s") % {"name": owner.short_name, "what": first_line(one.what)},
                why=_("%(name)s sees your report differently. Both views stand beside each other.") % {"name": owner.short_name},
                url=f"{reverse('one-to-one-next', args=[owner.handle])}#commitment-{one.pk}",
                button=_("See both"),
                about=first_line(one.what),
                of=_told(one.pk, one.contested_at),
            )
        elif owner.pk != desk.reader.pk and one.state == CommitmentState.OPEN:
            handed = one.holder_id != desk.reader.pk
            by = {"name": owner.short_name, "day": said(one.due_date), "holder": one.holder.short_name}
            yield Due(
                kind=DueKind.HANDED if handed else DueKind.COMMITMENT,
                on=one.due_date,
                what=_("Deliver to %(name)s: %(what)s") % {"name": owner.short_name, "what": first_line(one.what)},
                why=(
                    _("%(holder)s committed to this in %(name)s’s plan, by %(day)s. Take it over, or give it a new day.")
                    if handed
                    else _("You committed to this in %(name)s’s plan, by %(day)s.")
                )
                % by,
                url=f"{reverse('one-to-one-next', args=[owner.handle])}#commitment-{one.pk}",
                button=_("Report it"),
                about=first_line(one.what),
            )
        elif owner.pk == desk.reader.pk and one.state != CommitmentState.OPEN and one.reported_at is not None and one.contested_at is None:
            yield Due(
                kind=DueKind.REPORT,
                on=answer_by(day_of(one.reported_at)),
                what=_("Confirm what %(name)s reports: %(what)s") % {"name": one.holder.short_name, "what": first_line(one.what)},
                why=_("Not confirmed by the next review, it counts as not delivered."),
                url=f"{reverse('one-to-one-next', args=[owner.handle])}#commitment-{one.pk}",
                button=_("Answer"),
                about=first_line(one.what),
                of=_told(one.pk, one.reported_at),
            )


def _plans(desk: Desk) -> Iterator[Due]:
    for plan in desk.plans:
        own = plan.owner_id == desk.reader.pk
        waits = getattr(plan, "latest", None) and plan.agreed_version_id != plan.latest and not plan.agreed_by_reader  # type: ignore[attr-defined]  # annotated by desk
        if plan.state in {PlanState.OFFERED, PlanState.ACTIVE} and waits:
            yield _to_agree(plan, own=own)
        elif plan.state == PlanState.SHARED and not own and plan.shared_at is not None:
            yield Due(
                kind=DueKind.AGREE,
                on=answer_by(day_of(plan.shared_at)),
                what=_("Read %(name)s’s draft") % _n(plan.owner),
                why=_("%(name)s shared it on %(day)s. Say what you commit to, then offer it for agreement.")
                % {"name": plan.owner.short_name, "day": said(day_of(plan.shared_at))},
                url=_plan_url(plan),
                button=_("Read draft"),
                about=_("of %(name)s") % _n(plan.owner),
                of=f"draft-{plan.pk}",
            )
        elif plan.state == PlanState.DRAFT and own:
            yield Due(
                kind=DueKind.SHARE,
                on=agree_by(plan.cycle.start_date, day_of(plan.created_at)),
                what=_("Finish and share your plan"),
                why=_("Only you can read it until you share it."),
                url=reverse("plan-edit", args=[plan.owner.handle, plan.cycle.key]),
                button=_("Go on writing"),
                of=str(plan.pk),
            )
    if desk.own_plan is None and desk.cycle is not None and desk.manager is not None and desk.reader.status == PersonStatus.ACTIVE:
        yield Due(
            kind=DueKind.BEGIN,
            on=agree_by(desk.cycle.start_date, desk.reader.start_date or desk.cycle.start_date),
            what=_("Begin your plan for this quarter"),
            why=_("One to three goals. It stays yours alone until you share it."),
            url=reverse("my-plan"),
            button=_("Begin"),
            of=desk.cycle.key,
        )


def _to_agree(plan: Plan, *, own: bool) -> Due:
    offered = day_of(plan.offered_at)  # type: ignore[attr-defined]  # annotated by desk
    changed = plan.state == PlanState.ACTIVE
    if own:
        what = _("Agree the change to your plan") if changed else _("Agree your plan")
    else:
        what = (_("Agree the change to %(name)s’s plan") if changed else _("Agree %(name)s’s plan")) % _n(plan.owner)
    return Due(
        kind=DueKind.AGREE,
        on=answer_by(offered),
        what=what,
        why=_("Offered on %(day)s. Both of you agree the same version.") % {"day": said(offered)},
        url=_plan_url(plan),
        button=_("Read and agree"),
        about="" if own else _("with %(name)s") % _n(plan.owner),
        of=str(plan.latest),  # type: ignore[attr-defined]  # annotated by desk
    )


def _suggestions(desk: Desk) -> Iterator[Due]:
    plan = desk.own_plan
    count = getattr(plan, "suggested", 0)
    if plan is not None and count:
        yield Due(
            kind=DueKind.SUGGESTION,
            on=answer_by(day_of(plan.suggested_at)),  # type: ignore[attr-defined]  # annotated by desk
            what=ngettext("Answer %(count)d suggested goal", "Answer %(count)d suggested goals", count) % {"count": count},
            why=_("It becomes a goal only if you accept it, in your words."),
            url=_plan_url(plan),
            button=_("Read it"),
            of=_told(plan.pk, plan.suggested_at),  # type: ignore[attr-defined]  # annotated by desk
        )


def _gaps(desk: Desk) -> Iterator[Due]:
    for gap in desk.gaps:
        if gap.proposed_by_id == desk.reader.pk:
            continue  # the other one's to answer
        own = gap.person_id == desk.reader.pk
        yield Due(
            kind=DueKind.GAP,
            on=answer_by(day_of(gap.proposed_at)),
            what=(_("Agree where you stand in %(capability)s") if own else _("Agree where %(name)s stands in %(capability)s"))
            % {"name": gap.person.name, "capability": gap.capability.name},
            why=_("%(name)s assessed it from evidence on %(day)s.")
            % {"name": gap.proposed_by.short_name, "day": said(day_of(gap.proposed_at))},
            url=f"{reverse('evidence', args=[gap.person.handle])}#gap-{gap.pk}",
            button=_("See the evidence"),
            about=gap.capability.name,
            of=str(gap.pk),
        )


def _asks(desk: Desk) -> Iterator[Due]:
    """Requests to the reader; neutral by what the asker wrote, for nothing else is in them.

    The answer is due as any answer is, whatever was asked for; the help, on the day it is wanted by.
    """
    for ask in desk.asks:
        if ask.helper_id != desk.reader.pk:
            continue
        accepted = ask.state == AskState.ACCEPTED
        answer = answer_by(day_of(ask.asked_at), wanted_by=ask.due_date)
        yield Due(
            kind=DueKind.ASK,
            on=ask.due_date or answer if accepted else answer,
            what=(_("Help %(name)s as you agreed") if accepted else _("Answer %(name)s’s request")) % _n(ask.asker),
            why=first_line(ask.what),
            url=reverse("ask", args=[ask.ref]),
            button=_("Mark as held") if accepted else _("Answer"),
            about=ask.ref,
            of=f"{ask.pk}-{ask.state}",
        )


def _feedback(desk: Desk) -> Iterator[Due]:
    """What was given to the reader: from whom, and not a word of it before it is opened (FB-1)."""
    for one in desk.feedback:
        yield Due(
            kind=DueKind.READ_FEEDBACK,
            on=answer_by(day_of(one.given_at)),
            what=_("Read what %(name)s saw in your work") % _n(one.giver),
            why=_("Given %(day)s. It is yours; you decide who else reads it.") % {"day": said(day_of(one.given_at))}
            if one.shared_at is None
            else _("Given %(day)s. Your manager reads it too.") % {"day": said(day_of(one.given_at))},
            url=reverse("feedback-one", args=[one.ref]),
            button=_("Read it"),
            about=one.ref,
            of=str(one.pk),
        )


def _blocks(desk: Desk) -> Iterator[Due]:
    """Blocks to clear. Only the person and their manager read what blocks which goal; anybody else is told whom to ask (E1)."""
    near = {plan.owner_id for plan in desk.plans}
    for block in desk.blocks:
        plan = block.goal.plan
        insider = plan.owner_id in near
        yield Due(
            kind=DueKind.BLOCK,
            on=block.remove_by or answer_by(day_of(block.at)),
            what=_("Clear what is in the way: %(what)s") % {"what": first_line(block.blocked_by)}
            if insider
            else _("Clear something for %(name)s") % _n(plan.owner),
            why=(_("Goal %(number)d of %(name)s’s plan is blocked.") if insider else _("%(by)s named you. Ask %(name)s what it is about."))
            % {"number": block.goal.number, "name": plan.owner.short_name, "by": block.by.short_name},
            url=reverse("goal", args=[plan.owner.handle, plan.cycle.key, block.goal.number])
            if insider
            else reverse("person", args=[plan.owner.handle]),
            button=_("Open goal") if insider else _("See person"),
            about=_("of %(name)s") % _n(plan.owner) if insider else plan.owner.name,
            of=str(block.pk),
        )


def _actions(desk: Desk) -> Iterator[Due]:
    plan = desk.own_plan
    for action in desk.actions:
        if plan is not None and action.due_date is not None and action.due_date <= desk.today + timedelta(days=35):
            yield Due(
                kind=DueKind.ACTION,
                on=action.due_date,
                what=first_line(action.what),
                why=_("An action of goal %(number)d.") % {"number": action.goal.number},
                url=reverse("goal", args=[desk.reader.handle, plan.cycle.key, action.goal.number]),
                button=_("Open goal"),
                about=first_line(action.what),
                of=f"{action.pk}-{action.due_date:%Y%m%d}",
            )


def _grants(desk: Desk) -> Iterator[Due]:
    """Roles that a second person confirms."""
    for proposal in desk.proposals:
        if proposal.proposed_by_id == desk.reader.pk:
            continue  # somebody else confirms it
        yield Due(
            kind=DueKind.GRANT,
            on=answer_by(day_of(proposal.proposed_at)),
            what=_("Confirm a role for %(name)s") % _n(proposal.person),
            why=_("%(name)s proposed it. A second person confirms every role.") % {"name": proposal.proposed_by.name},
            url=reverse("settings-roles"),
            button=_("See it"),
            about=proposal.person.name,
            of=str(proposal.pk),
        )


def _follow_ups(desk: Desk) -> Iterator[Due]:
    """What the reader was asked about a sign of drift, and what was answered to them."""
    for one in desk.drift_asked:
        open_one = one.state == FollowUpState.OPEN
        yield Due(
            kind=DueKind.DRIFT,
            on=one.due_on if open_one or one.answered_at is None else answer_by(day_of(one.answered_at)),
            what=(_("Answer a follow-up about %(name)s") if open_one else _("Close a follow-up about %(name)s")) % _n(one.about),
            why=_("%(name)s asked you.") % {"name": one.asked_by.name} if open_one else _("%(name)s answered.") % {"name": one.asked.name},
            url=reverse("follow-up", args=[one.pk]),
            button=_("Answer") if open_one else _("Read it"),
            about=one.about.name,
            of=str(one.pk),
        )


def _loose_ends(desk: Desk) -> Iterator[Due]:
    """What keeps the system true: handovers that stand open, people without a manager or a plan (HR owns system quality)."""
    if late := desk.not_taken_over:
        yield Due(
            kind=DueKind.NOT_TAKEN_OVER,
            on=desk.today,
            what=ngettext("See why %(count)d handover is not taken over", "See why %(count)d handovers are not taken over", late)
            % {"count": late},
            why=_("The days for taking over are past. Reviews stay due meanwhile."),
            url=reverse("handovers"),
            button=_("See them"),
            of=_quarter(desk),
        )
    if nobody := desk.people.get("no_manager", 0):
        yield Due(
            kind=DueKind.NO_MANAGER,
            on=desk.today,
            what=ngettext("Name a manager for %(count)d person", "Name a manager for %(count)d people", nobody) % {"count": nobody},
            why=_("Without one nobody can agree a plan with them."),
            url=reverse("settings-people"),
            button=_("See people"),
            of=_quarter(desk),
        )
    if desk.cycle is not None and (unplanned := desk.people.get("no_plan", 0)):
        yield Due(
            kind=DueKind.NO_PLAN,
            on=max(desk.today, agree_by(desk.cycle.start_date, desk.cycle.start_date)),
            what=ngettext("See why %(count)d person has no plan", "See why %(count)d people have no plan", unplanned)
            % {"count": unplanned},
            why=_("No plan of this quarter, not even a draft."),
            url=reverse("overview"),
            button=_("See teams"),
            of=_quarter(desk),
        )


def _system(desk: Desk) -> Iterator[Due]:
    """What the operator looks after: counts and no content."""
    if desk.jobs is None:
        return
    url = reverse("home") + "#system-head"
    if dead := desk.jobs.dead:
        what = ngettext("Look at %(count)d job that gave up", "Look at %(count)d jobs that gave up", dead) % {"count": dead}
        yield Due(
            DueKind.JOBS,
            desk.today,
            what,
            _("Each was tried several times. Once the cause is gone, “cadenza worker --again” tries them anew."),
            url,
            _("See health"),
        )
    if stuck := desk.jobs.mail_stuck:
        what = ngettext("Look at %(count)d message that is stuck", "Look at %(count)d messages that are stuck", stuck) % {"count": stuck}
        yield Due(DueKind.MAIL, desk.today, what, _("Begun and not finished for ten minutes."), url, _("See health"))
    yield Due(
        DueKind.BACKUP,
        end_of_week(desk.today),
        _("Make sure that backups are made"),
        _("Cadenza does not see whether your backup runs. The command is “cadenza backup”; keep the keys apart."),
        reverse("help") + "#backups",
        _("How to"),
        of=_quarter(desk),
    )


def _quarter(desk: Desk) -> str:
    """What stands there until somebody sees to it can be put off once a quarter."""
    return desk.cycle.key if desk.cycle else f"{desk.today:%Y}"


def _told(row_id: int, at: datetime | None) -> str:
    """One thing that was said at one time: said anew, it is another due."""
    return f"{row_id}-{at:%Y%m%d%H%M}" if at else str(row_id)


def _plan_url(plan: Plan) -> str:
    return reverse("plan", args=[plan.owner.handle, plan.cycle.key])


def _n(person: Person) -> dict[str, str]:
    return {"name": person.name}


def said(day: date | None) -> str:
    """A day, written out."""
    return date_format(day, "j F Y") if day else ""
