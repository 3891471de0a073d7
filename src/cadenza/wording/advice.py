"""What the coach says of each flaw: why it matters, in a sentence, and a better version built from the writer's own words.

"___" stands for what is missing. The sentences speak of the text, never of the person who wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping

from cadenza.objections import N_, Objection, objection
from cadenza.wording.findings import Flaw, Kind, ThreeE

QUOTED_AT_MOST = 140
"""Characters of the writer's text that a better version repeats."""

WHY: Mapping[Flaw, str] = {
    Flaw.ACTIVITY: N_("This is an effort. It does not say yet what will be different once it is done."),
    Flaw.VAGUE: N_("This can mean many things, so two people would picture different work."),
    Flaw.NO_MEASURE: N_("Two fair people could disagree whether this has been reached."),
    Flaw.NO_DATE: N_("Nothing says when, so nobody knows when to look."),
    Flaw.PERSONALITY: N_("This describes a person or a motive. Only what was said or done can be seen, discussed and changed."),
    Flaw.NOT_ASSESSABLE: N_("This depends on somebody's opinion, so it can be neither planned for nor proved."),
    Flaw.GENERIC_SUPPORT: N_("This is goodwill. There is no act in it that could be seen to happen."),
    Flaw.GENERIC_COURSE: N_("A course or a book by its title alone rarely changes the work: no gap, part or use is named."),
    Flaw.SIMULATED: N_("This has nothing at stake. Experience counts when the work is live."),
    Flaw.ABSOLUTE: N_("This leaves no room for a single exception, so it is lost the first time something goes wrong."),
    Flaw.COMPOUND: N_("There are several results in here. If one is met and another is not, nobody can say what happened."),
}
"""One sentence a flaw; a hint shows the words it is about before it."""

BETTER: Mapping[tuple[Flaw, str], str] = {
    (Flaw.ACTIVITY, ""): N_("%(text)s, so that by ___ I can ___ without ___."),
    (Flaw.ACTIVITY, Kind.PIP_CRITERION): N_("After this (%(text)s): at least ___ of ___ are ___ between ___ and ___, as recorded in ___."),
    (Flaw.ACTIVITY, Kind.KEY_RESULT): N_("%(text)s, so that ___ goes from ___ to ___."),
    (Flaw.VAGUE, ""): N_("Instead of “%(words)s”, one task: by ___ I can ___ without ___."),
    (Flaw.VAGUE, Kind.SUCCESS_MEASURE): N_("Instead of “%(words)s”: ___ of ___ are ___, as ___ shows."),
    (Flaw.VAGUE, Kind.PIP_CRITERION): N_(
        "Instead of “%(words)s”, what is done: ___ happens in at least ___ of ___ cases between ___ and ___, as ___ shows."
    ),
    (Flaw.VAGUE, Kind.CONCERN_STATEMENT): N_("Instead of “%(words)s”, what was seen: on ___ you ___, and ___ followed."),
    (Flaw.VAGUE, Kind.KEY_RESULT): N_("What would show “%(words)s”? ___ goes from ___ to ___."),
    (Flaw.VAGUE, ThreeE.EXPERIENCE): N_("%(text)s: namely ___ (the piece of work), for ___, by ___."),
    (Flaw.VAGUE, ThreeE.EXPOSURE): N_("%(text)s: with ___ (a name or role), while ___, to note how ___."),
    (Flaw.NO_MEASURE, ""): N_("%(text)s: seen when ___ of ___ are ___, without ___."),
    (Flaw.NO_MEASURE, Kind.PIP_CRITERION): N_("%(text)s: in at least ___ of ___ cases, as ___ shows."),
    (Flaw.NO_MEASURE, Kind.KEY_RESULT): N_("%(text)s: from ___ to ___."),
    (Flaw.NO_DATE, ""): N_("By ___: %(text)s."),
    (Flaw.NO_DATE, Kind.PIP_CRITERION): N_("From ___ to ___: %(text)s."),
    (Flaw.NO_DATE, Kind.CONCERN_STATEMENT): N_("On ___ and on ___: %(text)s."),
    (Flaw.NO_DATE, Kind.MANAGER_COMMITMENT): N_("%(text)s, on ___."),
    (Flaw.PERSONALITY, ""): N_("Instead of “%(words)s”, what anybody present could see or hear: on ___ you ___."),
    (Flaw.PERSONALITY, Kind.PIP_CRITERION): N_(
        "Instead of “%(words)s”, what is to be done: ___ in at least ___ of ___ cases between ___ and ___."
    ),
    (Flaw.NOT_ASSESSABLE, ""): N_("Instead of “%(words)s”, what two people would answer alike: ___ of ___ are ___, as ___ finds in ___."),
    (Flaw.GENERIC_SUPPORT, ""): N_(
        "Instead of “%(words)s”, one act: on ___ I ___ (take over, book, introduce, sit in, sign), so that you can ___."
    ),
    (Flaw.GENERIC_COURSE, ""): N_("%(text)s: the part on ___, because ___; used in ___ by ___."),
    (Flaw.SIMULATED, ""): N_("%(text)s as a rehearsal; then the same live: ___ with ___ on ___."),
    (Flaw.ABSOLUTE, ""): N_("Instead of “%(words)s”, what is enough: at least ___ of ___, or an exception agreed before ___."),
    (Flaw.ABSOLUTE, Kind.MANAGER_COMMITMENT): N_("Instead of “%(words)s”, what you can keep: until ___ I ___, unless ___."),
    (Flaw.COMPOUND, ""): N_("Keep one here, and give “%(words)s” and each of the others a place of its own."),
}


def why(flaw: Flaw) -> Objection:
    """Why it matters."""
    return objection(flaw, WHY[flaw], warning=True)


def better(flaw: Flaw, kind: Kind, e3: ThreeE | None, *, text: str, words: str) -> Objection:
    """How a better one begins, from the writer's own words."""
    message = next(BETTER[key] for key in ((flaw, e3 or kind), (flaw, kind), (flaw, "")) if key in BETTER)
    return objection(f"{flaw}-better", message, warning=True, text=_short(text), words=_short(words))


def _short(words: str) -> str:
    """The words on one line, without the signs at their end, cut at a word where they are long."""
    line = " ".join(words.split()).rstrip(".,;:!? ")
    return line if len(line) <= QUOTED_AT_MOST else line[:QUOTED_AT_MOST].rsplit(" ", 1)[0] + " …"
