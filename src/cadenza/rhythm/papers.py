"""The agenda of a 1:1 as Markdown, to paste where a pair keeps its notes (REV-5). It holds what the reader's page shows, no more."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cadenza.plans.review_rules import LOOKING_BACK, LOOKING_FORWARD
from cadenza.practice.rules import Prompts
from cadenza.rhythm.queries import GoalPart, Meeting, SupportPart
from cadenza.web.markdown import bullets, document, plain, section
from cadenza.web.templatetags.web import weekday
from cadenza.web.words import shown, state_word


def agenda_markdown(meeting: Meeting, prompts: Prompts) -> str:
    """What is open, what was promised, where each goal stands, and the questions due. `meeting` is the reader's own (rhythm.queries)."""
    asked = [prompts.review[name] for name in (*LOOKING_BACK, *LOOKING_FORWARD)] if meeting.writable else []
    return document(
        [
            f"# {_('1:1')}, {weekday(meeting.day)}",
            *section(_("Agenda"), (f"- [{'x' if point.ticked_for else ' '}] {plain(point.text)}" for point in meeting.agenda)),
            *section(_("Promised support"), bullets(map(_promised, meeting.support))),
            *section(_("Goals"), (line for part in meeting.goals for line in _goal(part))),
            *section(_("Questions"), bullets(map(plain, asked))),
        ]
    )


def _promised(part: SupportPart) -> str:
    one = part.commitment
    words = {"what": plain(one.what), "name": plain(one.holder.short_name), "day": shown(one.due_date), "state": state_word(one.state)}
    return _("%(what)s (%(name)s, by %(day)s): %(state)s") % words


def _goal(part: GoalPart) -> Iterator[str]:
    yield f"- **{plain(part.goal.outcome)}**: {state_word(part.row.status)}"
    if part.row.status == "blocked" and part.row.in_the_way:
        yield f"  - {_('In the way')}: {plain(part.row.in_the_way)}"
    for action in part.open_actions:
        by = _(", by %(day)s") % {"day": shown(action.due_date)} if action.due_date else ""
        yield f"  - [ ] {plain(action.what)}{by}"
