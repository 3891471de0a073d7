"""Which characteristics an organisation asks for, and what somebody may answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cadenza.objections import N_, Objection, objection

LABEL_LENGTH = 100
ANSWER_LENGTH = 80
FEWEST, MOST = 2, 20
"""Answers of one question: with one alone there is nothing to compare."""
MOST_QUESTIONS = 10
"""House figure: data that nobody needs is not asked for. Source: TRUST R1, data minimisation."""


def cleaned(answers: Sequence[str]) -> list[str]:
    """Answers one a line as they are kept: without blank lines and spaces around. House arithmetic."""
    return [line for line in (" ".join(answer.split()) for answer in answers) if line]


def objections_to_question(label: str, answers: Sequence[str], *, asked: Collection[str]) -> list[Objection]:
    """Why a question cannot be asked; `asked` holds the labels that are asked already. Rule FAIR-1, TRUST L14."""
    found = []
    if not label.strip():
        found.append(objection("characteristic-without-label", N_("Say what is asked for."), where="label"))
    elif label.strip().casefold() in {one.casefold() for one in asked}:
        found.append(objection("characteristic-asked-already", N_("This is asked already."), where="label"))
    elif len(label) > LABEL_LENGTH:
        found.append(
            objection("characteristic-label-too-long", N_("Keep it within %(limit)d characters."), where="label", limit=LABEL_LENGTH)
        )
    if len(asked) >= MOST_QUESTIONS:
        found.append(
            objection("characteristics-too-many", N_("%(most)d are asked already. Retire one first."), where="label", most=MOST_QUESTIONS)
        )
    lines = cleaned(answers)
    if not FEWEST <= len(lines) <= MOST:
        found.append(
            objection(
                "characteristic-answers-count",
                N_("Give %(fewest)d to %(most)d answers, one a line."),
                where="answers",
                fewest=FEWEST,
                most=MOST,
            )
        )
    if len({line.casefold() for line in lines}) < len(lines):
        found.append(objection("characteristic-answers-alike", N_("Two answers are the same."), where="answers"))
    if any(len(line) > ANSWER_LENGTH for line in lines):
        found.append(
            objection(
                "characteristic-answer-too-long", N_("Keep each answer within %(limit)d characters."), where="answers", limit=ANSWER_LENGTH
            )
        )
    return found


def objections_to_declaring(
    chosen: Mapping[int, int], offered: Mapping[int, Collection[int]], *, frozen: bool, before: bool
) -> list[Objection]:
    """Why answers about oneself cannot be kept: not on offer, or what stands may not be overwritten. Rule FAIR-1; TRUST L13, T12."""
    if frozen and before:
        return [objection("characteristics-held", N_("Your records are kept as they are for now. You can change this later."))]
    strange = [question for question, answer in chosen.items() if answer not in offered.get(question, ())]
    return (
        [objection("characteristic-unknown", N_("Choose one of the answers, or none."), where=f"question_{strange[0]}")] if strange else []
    )


def objections_to_withdrawing(*, frozen: bool) -> list[Objection]:
    """Why one's own answers cannot be taken back now. Rule TRUST L13: a hold stops erasing, one's own too."""
    return (
        [objection("characteristics-kept", N_("Your records are kept as they are for now. You can take this back later."))]
        if frozen
        else []
    )
