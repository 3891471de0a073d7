"""3E actions: live work with real stakes, somebody to watch and what for, learning with an aim (ACT-2)."""

from __future__ import annotations

from cadenza.wording import shape
from cadenza.wording.findings import Flaw, Found, Kind, ThreeE
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Text

PRETENDED = Phrases("""
    simulation|simulated|simulator|simulate|simulating|sandbox|sandboxed|mock|mocked|mockup|dummy|roleplay|kaggle|hackathon|moot|pretend|imaginary|imagined|imagine|fictitious|fictional|invented|hypothetical|toy|kata|katas|rehearsal|tabletop|exercise|exercises|drill|drills|competition|contest|challenge|tutorial|elearning|quiz|demo|rig|hobby|jam|portfolio|webinar|seminar|bootcamp
    case study|studies
    course|training|workshop @stop|on|in|about|with
    role play|plays|playing|played
    table top
    board|business|simulation|war game|games
    lab|test|training|practice|staging|demo|dev|development|academy|school|college|university|learning environment|cluster|system|rig|kitchen|instance|bench|version|copy|set|data|account|tenant|shop|ward|pharmacy|room|site|setup|database|network|server|stand|area|ground|track|field
    in|on|at a|the|our? lab|laboratory|sandbox|classroom|simulator|college|academy|workshop|rig|university
    with|on a|an|the? colleague|colleagues|friend|friends|family|peers|trainees|students playing|acting|as|at|and
    at|from|for home|friends|fun
    to|for|in the? other trainees|students|learners|apprentices
    last|previous year|month|quarter|season 's
    already|old|closed|past|finished|archived|historic|historical|expired|cancelled|former|completed|dead|obsolete|retired _? _? file|files|case|cases|project|projects|bid|bids|fund|funds|tender|tenders|ticket|tickets|claim|claims|plan|plans|contract|contracts|incident|incidents|audit|audits|job|campaign|campaigns|brief|briefs|call|calls|order|orders|event|accounts
    as if|though
    once more|again
    rebuild|redo|recreate|replay|replan|rewrite|reconstruct|reenact|relive|restage _? _? _? last|old|previous|closed|finished|past|a
    copy|replica|clone|model|mock of|up
    what would|you would
    would have
    against each|one other|another
    ^ practise|practice|rehearse _
    a|some practise|practice _
    play|playing|acting the|as|a|an _
    not be shown|used|sent|published
    capture the
    on paper
    old|former|earlier bids|bid|files|cases
    personal|side|pet|own project
    spare time
""")
"""Work without stakes."""

LIVE = Phrases("""
    live|production|paying|actual|actually
    the real
    really is|are|go|goes|sent
    then @deed|on|to|the|with|for|in
    before the|it|you|we|our _
    dry run|runs
    after|following one|a|the|two dry|short? run|rehearsal|mock
    going live
""")
"""The same as a rehearsal, or on the real thing."""

NO_WORK = Phrases("""
    more|somewhat|slightly demanding|challenging|interesting|complex|responsible
    tasks|projects|things|work which|that|of
    more @stop
    get|getting a|the feel|feeling|taste|flavour|flavor
    feeling for how
    at|in some of the
    more|some|any|new|different|various|other|several|bigger|additional|further|extra|varied|challenging|interesting|stretch|exciting|larger|wider|broader|general|diverse responsibility|responsibilities|tasks|task|projects|project|things|thing|work|experience|exposure|challenges|duties|roles|areas|assignments|opportunities|activities|stuff|ward|kinds|jobs|topics|cases|matters|challenge|assignment|role|variety
    anything|things|stuff|whatever|whichever|wherever|whenever
    do|doing|try|find something
    do|try|some|have|get|gain|gather|collect a|some|more|new|different? _? automation|experience|hands|practice|digital|things|coding|testing|analytics|work|leadership|management|responsibility
    get|getting stuck|involved|out|hands|about|exposed|into|a|more
    broaden|widen|expand|extend|deepen|stretch|diversify
    take|taking|assume on|over? more|additional|extra|greater|some|bigger|wider
    take|taking|assume on|over? responsibility @stop
    take initiative|ownership
    act up
    help|pitch|muck|chip|lend out|in|a|where|with
    step up|in|outside
    occasionally|generally|where|wherever|when possible|it|needed|fits|appropriate
    move|rotate|work around|across|about|through|between
    across|throughout the? _? board|business|service|company|organisation|organization|department|departments|functions
    comfort zone
    stretch assignment|assignments|project|goal|task|opportunity
    learning by
    on the job
    be|get|become more|involved|active|exposed|visible
    what|whatever is|needs|happens|comes|turns
    side of things
    day to day
    hands on
    be proactive
    leadership|management|project|strategic|technical|commercial opportunity|opportunities|experience|role|roles|exposure|responsibility|tasks|side
""")
"""No particular piece of work."""

PEOPLE = Phrases("""
    @role
    mr|mrs|ms|miss|dr|prof|professor|sir|sister|judge|captain|sergeant|inspector|chief|matron|father|rev _
    's
""")
"""A named person or role."""

SOMEBODY = Phrases("""
    someone|somebody|anyone|anybody|others|people|colleagues|stakeholders|teams|departments|leaders|managers|experts|peers|seniors|practitioners|professionals
    a|an|another|other|different|experienced|more|some|various|senior|several|external|new|any _? _? colleague|colleagues|person|people|expert|leader|leaders|manager|managers|mentor|sponsor|coach|buddy|engineer|engineers|team|teams|department|departments|chef|chefs|authority|authorities|stakeholder|stakeholders|specialist|professional|peer|peers|member|members|company|companies
    network|networking
""")
"""Nobody in particular."""

GENERAL = Phrases("""
    some of the _? meeting|meetings
    feel|feeling for how
    horizon|horizons
    different teams|departments
    network with
    a|an mentor|sponsor|coach|buddy @stop
""")
"""Whatever there is to see."""

FOCUS = Phrases("""
    :
    how|why|what|which|when|where|who|whether|while|whilst|as|during
    note|notes|count|list|log|record|write|compare|discuss|debrief|ask|asking|listen|focus|focusing|focussing|especially|specifically|particularly|pay|attention|jot|map|sketch|report|summarise|summarize|feedback|question|questions
    watch|observe|see|study ~ @deed|@act|dress|dressing
    to see|learn|understand|hear|find|watch|compare|observe|note|pick|get|study|check
    about|into|regarding|around|through|over
    : ?
    ?
    @deed ~ @noun
""")
"""What to look at."""

AIMED = Phrases("""
    because|since|so|as|before|then|after|needed|need|needs|required|requires|unblock|apply|use|using|used|redraft|rewrite|redo|fix|whose|why|where
    so that|i|you|we
    in order
    to be|unblock|stop|help|let|get|close|answer|clear|sort|pass|do|make|understand|re
    for my|our|your|this|these|next|his|her|their|@month|@season|ward|@weekday
    for the !central|staff|company|training|public
    only|just
    the part|parts|section|sections|chapter|chapters|unit|units|module|modules|week|weeks|day|half|bit on|about|only|of|that
    chapter|chapters|section|sections|unit|units|part|parts|week|module|modules|lesson #
    as far as
    our|my|we|i|us
    your !choice|own
    with _ ~ open|beside|behind
    which|that we|i|you|our|my
    and|then|& @deed
    - _ _ _
    ahead of
    on|in|by @month|@weekday _
    followed by
    in view|preparation|time of|for
    ready for|to
    relevant|specific to
    failed|complaint|complaints|audit|incident|incidents|gap
""")
"""Which gap it closes, which part is used, or the work in which it will be."""


def judge(text: Text, e3: ThreeE | None) -> Found:
    """What is missing from an action: ACT-2."""
    if several := shape.compound(text, Kind.THREE_E_ACTION):
        return {Flaw.COMPOUND: several}
    if e3 is ThreeE.EDUCATION:
        return {} if AIMED.first(text) else {Flaw.GENERIC_COURSE: text.whole}
    if e3 is ThreeE.EXPOSURE:
        return {Flaw.VAGUE: text.whole} if _unfocused(text) else {}
    if (pretended := PRETENDED.first(text)) and not LIVE.first(text):
        return {Flaw.SIMULATED: pretended}
    no_work = NO_WORK.first(text)
    return {Flaw.VAGUE: no_work} if no_work else {}


def _unfocused(text: Text) -> bool:
    """Whether it is not said whom to watch, or what for."""
    somebody = PEOPLE.first(text) or any("@name" in token.forms for token in text.tokens)
    return not FOCUS.first(text) or bool(SOMEBODY.first(text) and not somebody) or GENERAL.first(text) is not None
