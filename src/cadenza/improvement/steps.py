"""Every step of a formal plan that takes a form: its words, its consequences, and the one verb it calls. One table, one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cadenza.improvement import actions, deciding, forms, opening, running
from cadenza.improvement.gate_rules import Condition, Confirmation
from cadenza.improvement.meeting_steps import MEETING_STEPS
from cadenza.improvement.rules import Act
from cadenza.improvement.step import NOBODY_KNOWS, PERSON_READS, STAYS, Step
from cadenza.improvement.support_rules import Answer, Given
from cadenza.objections import N_, Unseen


def _number(form: forms.StepForm) -> int:
    if form.number is None:
        raise Unseen
    return form.number


def _day(form: forms.StepForm) -> date:
    try:
        return date.fromisoformat(form.place.get("day", ""))
    except ValueError:
        raise Unseen from None


def _condition(form: forms.StepForm) -> Condition:
    try:
        return Condition(form.place.get("condition", ""))
    except ValueError:
        raise Unseen from None


def _yes(form: forms.StepForm, name: str) -> bool:
    return form.text(name) == "yes"


YES_OR_NO: Mapping[str, bool] = {"yes": True, "no": False}
"""What was chosen; nothing where nothing was."""


def _seen(form: forms.StepForm) -> int:
    return form.page.sequence_at(int(form.cleaned_data.get("seen") or 0))


def _entry(form: forms.StepForm) -> int:
    return form.page.sequence_at(_number(form))


def _gate(form: Any) -> Confirmation:
    held = frozenset(Condition(code) for code in form.cleaned_data.get("held") or ())
    return Confirmation(held, form.text("words"), form.text("few_reason"))


def _talk(form: Any) -> opening.Talk:
    given = form.cleaned_data
    return opening.Talk(given.get("held_on"), form.points, form.text("present"), form.text("companion"), form.text("minutes"))


def _given(form: Any) -> Given:
    return Given(form.text("given") or Given.MISSED)


def _answer(form: Any) -> Answer | None:
    return Answer(form.text("answer")) if form.text("answer") else None


STEPS: Mapping[str, Step] = {
    "cite": Step(
        Act.CITE,
        forms.CiteForm,
        lambda ref, form, by, at: actions.cite(
            ref, _condition(form), form.text("record"), support_given=form.text("support_given"), by=by, at=at
        ),
        N_("Cite a record"),
        N_("Cite this record"),
        happens=(N_("Its words are copied into the plan as they stand now, with date, author and source."),),
        told=(NOBODY_KNOWS, N_("When the plan is opened the person reads every citation.")),
    ),
    "drop-citation": Step(
        Act.CITE,
        forms.NothingForm,
        lambda ref, form, by, at: actions.drop_citation(ref, _number(form), by=by, at=at),
        N_("Take the citation out"),
        N_("Take it out"),
    ),
    "confirm": Step(
        Act.CONFIRM_GATE,
        forms.GateForm,
        lambda ref, form, by, at: actions.confirm_gate(ref, _gate(form), by=by, at=at),
        N_("Confirm the five conditions"),
        N_("Confirm all five"),
        happens=(N_("Manager and HR partner each confirm for themselves. The second confirmation passes the gate."),),
        told=(NOBODY_KNOWS,),
        fixed=(N_("A missing record refuses the gate. Nobody can set that aside."),),
    ),
    "consider": Step(
        Act.CONSIDER,
        forms.ConsiderForm,
        lambda ref, form, by, at: actions.consider(ref, form.answers, by=by, at=at),
        N_("What is known already"),
        N_("Record what is known"),
        happens=(N_("Write only what you already know. Do not ask around, and name no diagnosis."),),
        told=(N_("Manager, HR partner and, once the plan is opened, the person. Nobody else."),),
    ),
    "terms": Step(
        Act.WRITE_TERMS,
        forms.TermsForm,
        lambda ref, form, by, at: actions.write_terms(
            ref,
            {name: form.text(name) for name in ("concern", "required", "consequence")},
            form.cleaned_data.get("weeks"),
            seen=_seen(form),
            by=by,
            at=at,
        ),
        N_("Write the terms"),
        N_("Keep the terms"),
        happens=(N_("Eight to twelve weeks are recommended; six is the least allowed."), N_("Signatures given before count no longer.")),
        told=(NOBODY_KNOWS,),
    ),
    "criterion": Step(
        Act.WRITE_CRITERION,
        forms.CriterionForm,
        lambda ref, form, by, at: actions.write_criterion(ref, form.number, form.standard, seen=_seen(form), by=by, at=at),
        N_("Write a criterion"),
        N_("Keep this criterion"),
        "criteria",
        happens=(
            N_("Whoever reads it alone must be able to check it. One that cannot be assessed needs other words; there is no exception."),
            N_("Once the plan was opened, new words have no view of the person yet: they get five working days for it."),
        ),
    ),
    "drop-criterion": Step(
        Act.WRITE_CRITERION,
        forms.NothingForm,
        lambda ref, form, by, at: actions.drop_criterion(ref, _number(form), by=by, at=at),
        N_("Take the criterion out"),
        N_("Take it out"),
        "criteria",
        happens=(N_("Once the plan was opened, one criterion is left at least."),),
    ),
    "support": Step(
        Act.PROMISE_SUPPORT,
        forms.SupportForm,
        lambda ref, form, by, at: actions.promise_support(ref, form.draft, by=by, at=at),
        N_("Promise support"),
        N_("Promise it and ask the provider"),
        "support",
        happens=(
            N_(
                "You read the request before it goes out. The provider gets an ordinary request from you in exactly these words with the days behind them, as for any other help. It says nothing of a plan."
            ),
            N_("They write down each day on that request once it is over, and it stands here. Only they can say that it was not taken."),
        ),
        fixed=(N_("Once the plan has begun, what was promised stays promised; whatever is missed must be made good."),),
    ),
    "drop-support": Step(
        Act.PROMISE_SUPPORT,
        forms.NothingForm,
        lambda ref, form, by, at: actions.drop_support(ref, _number(form), by=by, at=at),
        N_("Take the support out"),
        N_("Take it out"),
        "support",
        happens=(
            N_("The request to its provider is withdrawn."),
            N_("Once the plan was opened, it goes only when as much was promised in its place and accepted."),
            N_("Once it has begun, only what was promised since goes, and only while nobody has said yes to it."),
        ),
    ),
    "sign": Step(
        Act.SIGN,
        forms.SignForm,
        lambda ref, form, by, at: actions.sign(ref, parts_confirmed=bool(form.cleaned_data.get("parts")), by=by, at=at),
        N_("Sign the plan"),
        N_("Sign the plan"),
        happens=(N_("Manager and HR partner both sign the plan as it stands. Then the opening conversation can be held."),),
        told=(NOBODY_KNOWS,),
    ),
    "rework": Step(
        Act.REWORK,
        forms.NothingForm,
        lambda ref, form, by, at: actions.rework(ref, by=by, at=at),
        N_("Take the plan back for changes"),
        N_("Take it back"),
        happens=(N_("Both signatures count no longer, and both sign again."),),
        told=(NOBODY_KNOWS,),
    ),
    "withdraw": Step(
        Act.WITHDRAW,
        forms.ReasonForm,
        lambda ref, form, by, at: actions.withdraw(ref, form.text("reason"), by=by, at=at),
        N_("Withdraw the plan"),
        N_("Withdraw the plan"),
        leaves=N_(
            "The plan is withdrawn. HR admin sees that a plan with this number was there, without a name; nobody else ever knew of it."
        ),
        happens=(N_("Nothing of it opens. Requests to providers are withdrawn."),),
        told=(NOBODY_KNOWS,),
        fixed=(N_("A withdrawn plan cannot be taken up again; another begins at its gate."),),
    ),
    **MEETING_STEPS,
    "serve": Step(
        Act.SERVE,
        forms.OpeningForm,
        lambda ref, form, by, at: opening.serve(ref, _talk(form), by=by, at=at),
        N_("Record the opening conversation"),
        N_("Record it and open the plan to the person"),
        "opening",
        happens=(
            N_("Its invitation, which names the right to be accompanied, stands in the record first."),
            N_("From this moment the person reads everything in this plan, the citations among it."),
            N_("They have five working days for their view on each criterion."),
        ),
        told=(PERSON_READS,),
        fixed=(N_("A plan that was opened stays in the record."), N_("The terms cannot be changed afterwards.")),
    ),
    "input": Step(
        Act.GIVE_INPUT,
        forms.InputForm,
        lambda ref, form, by, at: opening.give_input(
            ref, _number(form), form.text("words"), fair=_yes(form, "fair"), seen=_seen(form), by=by, at=at
        ),
        N_("Your view on this criterion"),
        N_("Give my view"),
        "criteria",
        happens=(N_("Your manager sets the standard and answers you; both stand beside the criterion."),),
        told=(PERSON_READS,),
    ),
    "answer-input": Step(
        Act.ANSWER_INPUT,
        forms.WordsForm,
        lambda ref, form, by, at: opening.answer_input(ref, _number(form), form.text("words"), by=by, at=at),
        N_("Answer the person’s view"),
        N_("Answer"),
        "criteria",
        told=(PERSON_READS,),
    ),
    "settle": Step(
        Act.SETTLE,
        forms.NothingForm,
        lambda ref, form, by, at: opening.settle(ref, by=by, at=at),
        N_("Settle the criteria"),
        N_("Settle the criteria"),
        "criteria",
        happens=(N_("The criteria are as they stand now. The receipt comes next."),),
        fixed=(N_("Once the plan runs nothing is tightened or added, unless person and HR partner both agree."),),
    ),
    "receive": Step(
        Act.RECEIVE,
        forms.NothingForm,
        lambda ref, form, by, at: opening.receive(ref, by=by, at=at),
        N_("Acknowledge receipt"),
        N_("I have received it"),
        "opening",
        happens=(
            N_("This says that you have received and read it. It does not say that you agree."),
            N_("You can add a statement at any time."),
        ),
        told=(PERSON_READS,),
    ),
    "refuse-receipt": Step(
        Act.REFUSE_RECEIPT,
        forms.WitnessForm,
        lambda ref, form, by, at: opening.refuse_receipt(ref, form.text("witness"), by=by, at=at),
        N_("Record that the receipt was refused"),
        N_("Record it with the witness"),
        "opening",
        told=(PERSON_READS,),
    ),
    "begin": Step(
        Act.BEGIN,
        forms.NothingForm,
        lambda ref, form, by, at: opening.begin(ref, by=by, at=at),
        N_("Begin the plan"),
        N_("Begin today"),
        happens=(N_("The length counts from today, and every checkpoint gets its day now."),),
        told=(PERSON_READS,),
        fixed=(N_("Promised support is counted from here on."),),
    ),
    "statement": Step(
        Act.STATE,
        forms.WordsForm,
        lambda ref, form, by, at: opening.add_statement(ref, form.text("words"), by=by, at=at),
        N_("Add a statement"),
        N_("Add it to the record"),
        "record",
        told=(PERSON_READS,),
        fixed=(STAYS,),
    ),
    "surprise": Step(
        Act.SAY_SURPRISE,
        forms.SurpriseForm,
        lambda ref, form, by, at: opening.say_surprise(
            ref, form.text("words"), surprised=YES_OR_NO.get(form.text("surprised")), by=by, at=at
        ),
        N_("A question to you alone"),
        N_("Answer"),
        told=(N_("The HR partner alone reads your answer; your manager does not learn that you gave one."),),
    ),
    "surprise-cause": Step(
        Act.EXPLAIN_SURPRISE,
        forms.CauseForm,
        lambda ref, form, by, at: opening.explain_surprise(ref, form.chosen_cause, form.text("words"), by=by, at=at),
        N_("What the surprise says about the process"),
        N_("Record the cause"),
        "integrity",
        told=(N_("Nobody but you as HR partner."),),
    ),
    "adjustment": Step(
        Act.AGREE_ADJUSTMENT,
        forms.AdjustmentForm,
        lambda ref, form, by, at: opening.agree_adjustment(ref, form.text("what"), in_place_on=form.cleaned_data.get("on"), by=by, at=at),
        N_("Record an agreed adjustment"),
        N_("Record the adjustment"),
        happens=(N_("While the plan runs, its length starts anew on the day that the adjustment is in place."),),
        told=(N_("The person, the manager and the HR partner."),),
    ),
    "log-support": Step(
        Act.LOG_SUPPORT,
        forms.LogForm,
        lambda ref, form, by, at: running.log_support(
            ref,
            _number(form),
            _day(form),
            _given(form),
            on=form.cleaned_data.get("on"),
            replaced_by=form.replaced_by,
            note=form.text("note"),
            by=by,
            at=at,
        ),
        N_("Record promised support"),
        N_("Record it"),
        "support",
        happens=(
            N_("The person confirms or contests it within five working days. Silence shows as unconfirmed."),
            N_(
                "A day that was recorded as missed or replaced, or was contested, counts as given only once the person confirms that or HR decides so. What was recorded before stays to be read."
            ),
            N_("A new day that is offered becomes a promised day of its own."),
            N_("What takes another’s place is a support promised since the plan began; it counts once it is recorded as given itself."),
        ),
        told=(PERSON_READS,),
    ),
    "answer-support": Step(
        Act.ANSWER_SUPPORT,
        forms.AnswerForm,
        lambda ref, form, by, at: running.answer_support(
            ref, _number(form), _day(form), _answer(form), words=form.text("words"), by=by, at=at
        ),
        N_("Did this support take place?"),
        N_("Say so"),
        "support",
        happens=(
            N_("What you contest counts as missed until HR decides with reasons."),
            N_("Where a missed day is now said to have been given, it counts as missed until you confirm it or HR decides."),
        ),
        told=(PERSON_READS,),
    ),
    "decide-support": Step(
        Act.DECIDE_SUPPORT,
        forms.DecideForm,
        lambda ref, form, by, at: running.decide_support(
            ref, _number(form), _day(form), form.text("reason"), upheld=YES_OR_NO.get(form.text("upheld")), by=by, at=at
        ),
        N_("Decide whether it was given"),
        N_("Record the decision"),
        "support",
        happens=(N_("You decide what the person contests, and what corrects a missed day once their five working days are over."),),
        told=(PERSON_READS,),
        fixed=(STAYS,),
    ),
    "ease": Step(
        Act.EASE,
        forms.ChangedCriterionForm,
        lambda ref, form, by, at: running.ease_criterion(
            ref, _number(form), form.standard, form.text("reason"), seen=_seen(form), by=by, at=at
        ),
        N_("Ease or clarify the criterion"),
        N_("Ease it"),
        "criteria",
        happens=(
            N_(
                "What was settled stays the standard. Your words stand beside it as enough as well: whoever meets either has met the criterion."
            ),
            N_("So nothing becomes stricter this way. For that, propose a change; it needs the person and the HR partner."),
        ),
        told=(PERSON_READS,),
    ),
    "propose-change": Step(
        Act.PROPOSE_CHANGE,
        forms.ChangedCriterionForm,
        lambda ref, form, by, at: running.propose_change(ref, form.number, form.standard, form.text("reason"), by=by, at=at),
        N_("Propose a stricter or new criterion"),
        N_("Propose it"),
        "criteria",
        happens=(N_("Nothing changes unless the person and the HR partner both agree."),),
        told=(PERSON_READS,),
    ),
    "agree-change": Step(
        Act.AGREE_CHANGE,
        forms.NothingForm,
        lambda ref, form, by, at: running.agree_change(ref, _entry(form), by=by, at=at),
        N_("Agree to the change"),
        N_("Agree to the change"),
        "criteria",
        happens=(N_("It holds once the person and the HR partner have both agreed. You need not."),),
        told=(PERSON_READS,),
    ),
    "pause": Step(
        Act.PAUSE,
        forms.ReasonForm,
        lambda ref, form, by, at: running.pause(ref, form.text("reason"), by=by, at=at),
        N_("Pause the plan"),
        N_("Pause the plan"),
        happens=(N_("Its clock stands still; the days are added when it goes on."),),
        told=(PERSON_READS,),
    ),
    "resume": Step(
        Act.RESUME,
        forms.NothingForm,
        lambda ref, form, by, at: running.resume(ref, by=by, at=at),
        N_("Let the plan go on"),
        N_("Let it go on"),
        told=(PERSON_READS,),
    ),
    "extend": Step(
        Act.EXTEND,
        forms.ExtendForm,
        lambda ref, form, by, at: running.extend(ref, form.cleaned_data.get("weeks"), form.text("reason"), by=by, at=at),
        N_("Extend the plan"),
        N_("Extend the plan"),
        "outcome",
        happens=(N_("A plan is extended once at most, and never beyond 26 weeks."),),
        told=(PERSON_READS,),
    ),
    "manager": Step(
        Act.CONFIRM_MANAGER,
        forms.KeepForm,
        lambda ref, form, by, at: running.confirm_manager(ref, keep=_yes(form, "keep"), by=by, at=at),
        N_("Say who is the manager on the case"),
        N_("Confirm the manager"),
        happens=(N_("The plan has stood still since the change; those days are added."),),
        told=(N_("Whoever is confirmed reads the record from now on."),),
    ),
    "hr-partner": Step(
        Act.NAME_HR,
        forms.PartnerForm,
        lambda ref, form, by, at: running.name_hr_partner(ref, form.person_id, by=by, at=at),
        N_("Name another HR partner"),
        N_("Name the HR partner"),
        happens=(N_("The one until now reads the plan no longer."),),
    ),
    "assess": Step(
        Act.ASSESS,
        forms.ReasonForm,
        lambda ref, form, by, at: deciding.assess(ref, form.text("reason"), by=by, at=at),
        N_("Begin the assessment"),
        N_("Begin the assessment"),
        "outcome",
        happens=(
            N_("A reason is needed only where the plan has not run its length and not every criterion is met."),
            N_("Manager and HR partner have five working days from today to agree on an outcome; after that somebody uninvolved is named."),
        ),
        told=(PERSON_READS,),
    ),
    "propose-outcome": Step(
        Act.PROPOSE_OUTCOME,
        forms.OutcomeForm,
        lambda ref, form, by, at: deciding.propose_outcome(ref, form.draft, by=by, at=at),
        N_("Propose an outcome"),
        N_("Propose the outcome"),
        "outcome",
        happens=(
            N_("The HR partner agrees or says why not."),
            N_("The five working days to agree run from the start of the assessment; a new proposal does not begin them anew."),
        ),
        told=(N_("The HR partner and the person, who can reply to it until it is decided."),),
    ),
    "agree-outcome": Step(
        Act.AGREE_OUTCOME,
        forms.NothingForm,
        lambda ref, form, by, at: deciding.agree_outcome(ref, seen=_entry(form), by=by, at=at),
        N_("Agree to the outcome"),
        N_("Record outcome"),
        "outcome",
        happens=(N_("It is the outcome, with the finding on each criterion. The person can appeal within ten working days."),),
        told=(PERSON_READS,),
        fixed=(N_("The outcome cannot be changed afterwards; only an appeal can overturn it."),),
    ),
    "reply-outcome": Step(
        Act.REPLY_OUTCOME,
        forms.WordsForm,
        lambda ref, form, by, at: deciding.reply_to_outcome(ref, form.text("words"), seen=_entry(form), by=by, at=at),
        N_("Reply to the proposal"),
        N_("Reply"),
        "outcome",
        happens=(N_("It stands beside the proposal for whoever decides. Nothing is decided by it, and saying nothing is no agreement."),),
        told=(N_("The manager, the HR partner, and a decision-maker if one is named."),),
        fixed=(STAYS,),
    ),
    "disagree": Step(
        Act.DISAGREE,
        forms.WordsForm,
        lambda ref, form, by, at: deciding.disagree(ref, form.text("words"), by=by, at=at),
        N_("Say why you do not agree"),
        N_("Do not agree"),
        "outcome",
        happens=(N_("The manager can propose anew. Once the five working days are over, HR admin names somebody uninvolved to decide."),),
        told=(N_("The manager. The person reads it once it is decided."),),
    ),
    "decider": Step(
        Act.NAME_DECIDER,
        forms.WhoForm,
        lambda ref, form, by, at: deciding.name_decider(ref, form.person_id, by=by, at=at),
        N_("Name a decision-maker"),
        N_("Name the decision-maker"),
        happens=(N_("They read the plan and decide, under the same rules as everybody."),),
    ),
    "decide": Step(
        Act.DECIDE,
        forms.OutcomeForm,
        lambda ref, form, by, at: deciding.decide(ref, form.draft, by=by, at=at),
        N_("Decide the outcome"),
        N_("Record outcome"),
        "outcome",
        told=(PERSON_READS,),
        fixed=(N_("The outcome cannot be changed afterwards; only an appeal can overturn it."),),
    ),
    "appeal": Step(
        Act.APPEAL,
        forms.WordsForm,
        lambda ref, form, by, at: deciding.appeal(ref, form.text("words"), by=by, at=at),
        N_("Appeal"),
        N_("Appeal"),
        "appeal",
        happens=(N_("Somebody who never had a part in this decides. You may be accompanied, and get the result in writing."),),
        told=(PERSON_READS,),
    ),
    "appeal-manager": Step(
        Act.NAME_APPEAL,
        forms.WhoForm,
        lambda ref, form, by, at: deciding.name_appeal_manager(ref, form.person_id, by=by, at=at),
        N_("Name who decides the appeal"),
        N_("Name the appeal manager"),
    ),
    "decide-appeal": Step(
        Act.DECIDE_APPEAL,
        forms.AppealDecisionForm,
        lambda ref, form, by, at: deciding.decide_appeal(ref, form.decision, form.text("reason"), by=by, at=at),
        N_("Decide the appeal"),
        N_("Record the decision"),
        "appeal",
        told=(PERSON_READS,),
        fixed=(N_("The decision ends the plan."),),
    ),
    "end": Step(
        Act.END,
        forms.NothingForm,
        lambda ref, form, by, at: deciding.end(ref, by=by, at=at),
        N_("End the plan"),
        N_("End the plan"),
        "outcome",
        happens=(N_("After an outcome other than not met, it leaves everyday view in six months."),),
    ),
}
"""The address of a step -> what it is. The table of moves decides whose it is and when."""
