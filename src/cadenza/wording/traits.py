"""What somebody is said to be, to feel or to mean, instead of what was done (`personality`)."""

from __future__ import annotations

from cadenza.wording.lexicon import words
from cadenza.wording.patterns import Phrases
from cadenza.wording.text import Span, Text

BEING = Phrases("""
    ^^ @trait @stop|about|with|to|towards|by|as|at|when
    ^ very|too|rather|quite|so|always|often|simply|just|really|a|an|bit|generally|somewhat|extremely|not|far|obviously|clearly|openly|increasingly a|bit|very|too|particularly|exactly|really|enough|of|and? @trait
    be|become|seem|appear|come|remain|get|being|act|behave|sound|look|grow|stay|stop|less|more across|over|as|like|being|to|be? a|an|very|too|rather|quite|so|always|often|not|more|less|simply|just|such|generally|really|bit|and|somewhat? a|an|of|bit|very|too|particularly|be|and|so|more|less? @trait
    less|too|so|very|rather|and|or @trait @stop
    ^ @trait , @trait
    friendlier|humbler|nicer|kinder|politer|warmer|braver|bolder|cheerier|calmer|happier
    @trait by nature
    a|an|the _? @trait person|individual|colleague|character|guy|man|woman|attitude|manner|type|somebody|someone|nature|personality|way|streak|engineer|nurse|manager|member|employee|worker|player
    @trait attitude|manner|behaviour|behavior|personality|person|streak|nature|mindset|colleague|spirit|character|demeanour|demeanor|approach
    attitude|personality|mindset|temperament|ego
    team player
    can do attitude|colleague|spirit|person|mentality|mindset
    know it all
    thick|thicker|thin skin|skinned
    more|less|lack|lacks|lacking|show|shows|showing|no|little|zero|without|with|demonstrate|have|has|bring|display|develop|build|grow|gain|need|needs|missing|not|some|enough|any|greater|real|genuine|take|takes|sense|of|your|his|her|their any|some|more|real|enough|the|true|genuine|a|an|of|greater|sufficient|much|sense|little? @attitude
    ^ more @attitude
    @attitude , the|your? @attitude
    lack|lacks|lacking|lacked the|any|in? _
    no|not|little a|an|any|enough|the|much? nose|feel|sense|interest|respect|drive|ambition|backbone|spine|initiative|pride|regard|instinct|feeling|heart|passion|discipline|fire|bite|hunger|motivation|team
    take|takes|taking real|any|some|more? pride
    sense of urgency|responsibility|ownership|humour|humor|duty|pride|purpose
    be|is|are hungry
    hungry
    control freak
    ^ more drive
    lack|lacks|no|enough|the|little drive @stop|we|that|for|to|and|or
    pig|big|bull|hot|empty headed
    too proud|vain|lazy|arrogant|important|good|grand to|for
    lost|lose|losing|no|without interest
    waiting for his|her|their|your pension|retirement|weekend|holiday|exit
    @trait man|woman|lad|lass|girl|boy|fellow|chap|bloke|individual|worker
    scatterbrain|pedant|egotist|pushover|doormat|loudmouth|showoff
    lone wolf
    full of herself|himself|yourself|themselves|excuses
    chip on
    by nature|character|temperament
    not cut out
    not a|an? _? leader|team|people|fit|player|person|finisher|communicator|listener|self
    wrong|bad|poor|right|good|positive|negative|can attitude|fit|spirit|mindset|type
    big|huge ego
    knowitall|knowall|nuisance|troublemaker|timewaster|clockwatcher|snob|cynic|bully|hothead
    born|natural _
    plays|play|playing|played the|a victim|martyr|blame|hero|fool|game
    thinks|thinking highly|only
    too good|proud|important|nice|soft for|to
    somebody|someone|colleague|person who is|wants|takes|meets|cares|believes|loves
    want|wants to be here|there|part
    grudge|grudges
    high|low|short|quick maintenance|energy|fuse|tempered|effort
    temper|arrogance|laziness|stubbornness|selfishness|carelessness|negativity|immaturity|rudeness|hostility
    not customer|people|team|detail|results|client focused|oriented|minded|centred|centered
""")
"""A trait, an attitude, a disposition."""

MIND = Phrases("""
    you|he|she|they obviously|clearly|really|simply|secretly|just|apparently|evidently|plainly|do|does|did|not|no|longer|still|only|never|openly|always|would? obviously|clearly|really|simply|secretly|not|no|longer|even|to|rather? think|thinks|thought|feel|feels|believe|believes|want|wants|wanted|intend|intends|care|cares|enjoy|enjoys|sulk|sulks|sulking|resent|resents|hate|hates|hope|hopes|despise|despises|wish|bothered|believed|cared|like|dislike|prefer|enjoyed|felt|fear|fears
    ^ do|does|did not care|want|believe|bother|like|mean|respect|enjoy|value|think
    you|he|she|they|does|simply not|no|longer longer? want|wanted|interested|bothered|care|committed|motivated|willing|prepared|engaged
    ^ resents|wants|thinks|believes|hates|feels|enjoys|despises|hopes|cares|sulks|loves|dislikes|considers|regards
    can not be bothered|arsed
    could|can not care|be
    care|cares|cared less|only|more|nothing|little
    could not care
    because|as|since|so|and you|he|she|they|it do|does|did? not? believe|think|feel|want|resent|enjoy|dislike|wanted|thought|felt|like|hate|love|consider|could out|to|not|it?
    because|as you|he|she|they were|was|are|is out|bored|lazy|jealous|angry|unhappy|too|tired|annoyed|afraid
    on purpose
    out of spite|laziness|malice|jealousy|boredom|revenge|arrogance|vanity|pride
    deliberately|intentionally|wilfully|willfully|maliciously|knowingly|spitefully|grudgingly|begrudgingly|reluctantly
    look|looks|looked|seem|seems|appear|appears|sounds|seemed|appeared bored|annoyed|fed|uninterested|disinterested|unhappy|to|like|as|irritated|angry|happy|keen
    bare minimum
    waiting|watching for|the clock
    sulk|sulking|sulks|sulked
    takes|take|taking pleasure|delight|satisfaction
    hoping|hopes|hope that|the|for|it
    beneath her|him|you|them
    the rules are there
    shows|show|showing|proves once|again|how|that ~ little
    how little
    means to you|him|her|them
    job|work means
    my|the impression that|is
    i have the feeling
    plain to|that
    in _? heart|head|mind
    with no intention|interest|desire
    no intention|interest|desire|wish
    regard|regards|see|sees|consider|considers|view|views|treat|treats ~ as beneath|a|something|unimportant|optional|inferior|nuisance
    does not want
    in order to|that annoy|spite|avoid|make|get|provoke|embarrass|humiliate
    not bothered|interested|fussed
    just|only|simply wants|want|trying
    trying to|hard
    you|he|she|they|who|simply|just|longer not? want|wants|wanted|wish|wishes to|it|the|him|her
    because|as|since ~ want|wants|wanted to|the|it|him|her
    be out to
    not care|bother about|whether|if|what|how|who
    last thing on
    was|is|are|were jealous|envious|afraid|scared|ashamed
    enough respect
    heart is|not
    given up
    checked out
    going through the
    attitude
    never|nothing is|to|good his|her|their|your fault|enough
""")
"""A motive, a feeling, an intention that nobody can see."""


def trait(text: Text) -> Span | None:
    """The words that say what a person is, feels or means, outside quotation marks."""
    for phrases in (BEING, MIND):
        for span in phrases.spans(text):
            if span.first not in text.quoted and not _entitled_to(text, span) and not _of_a_thing(text, span):
                return span
    return None


def _entitled_to(text: Text, span: Span) -> bool:
    """Whether the trait is only what one is "entitled to expect"."""
    return text.tokens[span.last - 1].text.lower() == "entitled" and span.last < len(text.tokens) and "to" in text.tokens[span.last].forms


def _of_a_thing(text: Text, span: Span) -> bool:
    """Whether it is said of a thing: "the ward is quiet by ten"."""
    if span.first < 2 or "be" not in text.tokens[span.first].forms:
        return False
    article, noun = (text.tokens[place].forms for place in (span.first - 2, span.first - 1))
    return bool(article & _A_THING) and noun.isdisjoint({"@role", "@person"})


_A_THING = words("the your our its this that")
