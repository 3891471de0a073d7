"""The words the coach knows, in classes that patterns name with an @. Lower case, American spelling or both; lemmas stand for their forms.

To teach it a word, add it to its class and an example to `tests/wording/`. A word may belong to several classes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def words(text: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(text.split())


CONTRACTIONS: Mapping[str, tuple[str, str]] = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "shan't": ("shall", "not"),
    "let's": ("let", "us"),
}
"""Contractions that do not come apart at the apostrophe; the others do."""

BARE_CONTRACTIONS = words("dont doesnt didnt wont isnt arent wasnt werent hasnt havent couldnt wouldnt shouldnt")
"""Contractions typed without their apostrophe."""

JOINED_PREFIXES = frozenset({"co", "e", "re", "pre", "non"})
"""What a hyphen joins to the next word: co-ordinate is coordinate, but follow-up is follow up."""

NUMBER_WORDS = words(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand million dozen"
)

SPELLINGS: Mapping[str, str] = {
    "programme": "program",
    "behaviour": "behavior",
    "rôle": "role",
    "judgement": "judgment",
    "licence": "license",
    "practise": "practice",
    "enrol": "enroll",
    "fulfil": "fulfill",
    "centre": "center",
    "catalogue": "catalog",
    "organisation": "organization",
    "organisational": "organizational",
    "prioritisation": "prioritization",
    "optimisation": "optimization",
    "enquiry": "inquiry",
    "skilful": "skillful",
    "comunication": "communication",
    "communcation": "communication",
    "knowlege": "knowledge",
    "knowladge": "knowledge",
    "proffesional": "professional",
    "profesional": "professional",
    "recieve": "receive",
    "attitide": "attitude",
    "trainning": "training",
    "cource": "course",
    "beter": "better",
    "improove": "improve",
    "strenghten": "strengthen",
    "managment": "management",
    "oportunity": "opportunity",
}
"""Other ways to write a word, right or nearly right, and the one that the classes hold."""

_WORDS: Mapping[str, str] = {
    # --- time
    "month": "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec",
    "surelymonth": "january february april june july august september october november december jan feb apr jun jul aug sep sept oct nov dec",
    "dayish": "day days week weeks",
    "duration": "plan pip probation probationary trial secondment placement internship contract rotation rollout pilot review program process "
    "improvement monitoring",
    "occasion": "rotation turnaround shutdown review meeting audit release launch fair conference inspection assembly exam retrospective retro handover stocktake election "
    "exhibition cycle appraisal presentation board pitch tender migration round rota checkpoint milestone outage incident drill cutover "
    "rehearsal opening intake cohort premiere campaign harvest voyage tour match planning renewal session forum hearing committee "
    "conversation one run survey visit catchup delivery batch project case sitting event count close payday issue edition "
    "production shoot deployment refresh window exercise training steering summit gala festival show season ward",
    "thing": "opening openings shift service duty call ticket job visit order case sprint delivery run flight batch issue file session meeting "
    "review audit inspection check patient class lesson load round report payday sale release stocktake turn edition show match",
    "weekday": "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    "season": "spring summer autumn winter harvest",
    "holiday": "christmas easter ramadan diwali thanksgiving pentecost whitsun hanukkah eid xmas midsummer carnival michaelmas halloween epiphany advent lent whit recess prorogation payday",
    "span": "day week month quarter year term semester trimester sprint season fortnight half weekend decade iteration halfyear midyear "
    "quarterly yearend period",
    "short_span": "minute hour second min hr hrs h mins",
    "frequency": "daily weekly fortnightly monthly quarterly yearly annually biweekly termly nightly hourly",
    # --- learning
    "take_in": "attend watch read shadow enroll participate visit listen observe subscribe study revise browse learn research explore "
    "familiarize familiarise absorb view",
    "lesson": "course training workshop seminar webinar module class lecture conference certificate certification qualification diploma exam "
    "examination elearning tutorial book program bootcamp masterclass mooc session video podcast lesson degree license accreditation "
    "article chapter induction refresher briefing curriculum apprenticeship traineeship credential badge coursework handbook manual "
    "literature documentation summit symposium congress talk ted meetup academy nvq mba cpd retraining textbook talks reading readings "
    "course-work lms whitepaper",
    "credential": "certificate certification qualification diploma exam examination degree license accreditation credential badge nvq mba test "
    "certified chartered charter accredited",
    "finish": "complete finish pass take obtain get gain earn achieve acquire receive undertake book start begin undergo secure",
    # --- skill words
    "improve": "improve develop enhance strengthen grow build boost hone sharpen increase deepen broaden expand raise refine polish upskill "
    "better master cultivate foster nurture elevate advance brush widen extend upgrade optimize maximise maximize improvement",
    "activitything": "round rounds surgery surgeries flyer flyers leaflet leaflets post posts seminar seminars workshop workshops webinar webinars meeting meetings training trainings "
    "newsletter newsletters blog article articles event events demo demos session sessions visit visits call calls interview interviews "
    "explainer explainers letter letters email emails mail mails talk talks class classes course courses tour tours campaign campaigns "
    "brochure brochures video videos poster posters podcast podcasts survey surveys audit audits drill drills mailing mailings roadshow "
    "report reports document documents page pages presentation presentations feature features story stories ticket tickets test tests",
    "role": "manager director head lead chief officer captain chair chairman chairwoman chairperson partner principal controller consultant sister "
    "matron surgeon nurse doctor gp midwife pharmacist registrar foreman forewoman supervisor superintendent inspector sergeant constable "
    "commander teacher headteacher head-teacher professor lecturer dean bursar engineer architect developer designer planner analyst "
    "scientist accountant auditor treasurer buyer merchandiser salesperson broker underwriter adjuster solicitor lawyer barrister judge "
    "clerk secretary assistant chef sommelier host concierge steward stewardess pilot driver signaller dispatcher mechanic fitter "
    "electrician plumber welder machinist toolmaker operator technician farmer agronomist vet veterinarian physiotherapist "
    "therapist dentist hygienist optician radiographer curator conservator librarian archivist editor reporter journalist producer "
    "cameraman gaffer actor writer photographer artist cfo ceo coo cto cio ciso vp president deputy administrator coordinator "
    "negotiator recruiter trainer assessor councillor mayor minister ambassador warden guard ranger keeper owner founder "
    "setter estimator surveyor mp mentor coach specialist bailiff coroner prosecutor magistrate herdsman shepherd "
    "stockman gamekeeper butcher baker brewer florist tailor landlord counsel dba sre pm po sm",
    "noun": "report bug case customer call",
    "act": "take cover run book buy pay sign release swap move teach lend send give hand ring call write ask bring sit join ride pair review read "
    "listen observe introduce arrange order clear block reserve free drop attend hold chair carry roster schedule put let step stay leave "
    "answer share show walk meet go come do watch set change get fund approve assign shift work have organise organize invite "
    "nominate tell email phone speak propose raise present decline cancel protect postpone delegate mark grade check comment accompany "
    "countersign sponsor pull remove rearrange cut allocate keep debrief forward negotiate transfer second draft print collect drive "
    "feed stand act agree",
    "gerund": "taking covering running booking buying paying signing releasing swapping moving teaching lending sending giving handing ringing calling "
    "writing asking bringing sitting joining riding pairing reviewing reading listening observing introducing arranging ordering clearing "
    "blocking reserving freeing dropping attending holding chairing carrying rostering scheduling putting letting stepping staying "
    "leaving answering sharing showing walking meeting going doing watching setting changing getting funding approving assigning working "
    "having organising organizing inviting nominating telling phoning presenting declining cancelling marking keeping providing",
    "give": "give find make provide offer open create get have set take grant deserve lend",
    "goodwill": "time space room support chance opportunity opportunities visibility doors door feedback guidance encouragement advice attention exposure "
    "help backing ear whatever everything freedom trust confidence recognition openings challenge challenges responsibility resource "
    "resources tools mentoring coaching assistance safety potential success journey career progress wellbeing",
    "plainword": "single customer caller client error mistake complaint day person parent parents employee item",
    "madeverb": "held written printed published sent delivered trained hired launched shipped created drafted visited contacted called posted "
    "distributed organised organized produced installed redesigned migrated turned carried recorded conducted documented rolled implemented "
    "worked presented rewritten rebuilt refurbished introduced submitted attended reviewed performed planted converted digitised digitized "
    "mapped scheduled painted translated filmed updated relaunched coached interviewed built swapped knocked replaced moved",
    "thingmade": "brochure website app portal booking display catalog shop server platform newsletter system logo menu intranet showroom tool handbook video",
    "coachy": "coach mentor buddy sponsor",
    "numbered": "level year grade job ticket line ward room lane chapter order section band phase stage version file unit station bay part iso act "
    "rack pr sev key tier route gate block house building floor platform machine cell module article clause rule step appendix page "
    "shop store site road street lot plot desk nos number till pump tank boiler vehicle truck van bus flight period "
    "wrench model type series bed theatre theater district zone sector region division squad group studio stand screen stall hall pen paddock "
    "field shed court terminal dock pier deck wing tower channel server node sprint week wk day quarter ref",
    "fault": "error errors mistake mistakes defect defects complaint complaints correction corrections query fault faults incident incidents "
    "omission omissions delay delays reminder reminders prompt prompts",
    "person": "customer customers client clients caller callers patient patients guest guests visitor visitors parent parents pupil pupils student "
    "students colleague colleagues stakeholder stakeholders user users resident residents passenger passengers reader readers relative "
    "relatives employee employees supplier suppliers shopper shoppers tenant tenants member members driver drivers volunteer volunteers "
    "policyholder policyholders objector objectors claimant claimants councillor donor donors child children staff candidate candidates "
    "person people player players farmer farmers viewer viewers listener applicant applicants investor investors owner owners animal pet cat dog",
    "outcome": "defect defects error errors bug bugs mistake mistakes complaint complaints outage outages accident accidents incident incidents waste "
    "downtime delay delays fault faults stoppage stoppages scrap failure failures injury injuries absence absences churn returns breakage "
    "breakages escalation escalations rejection rejections rework surprise surprises loss losses breach breaches overtime backlog turnover "
    "shrinkage theft cancellation cancellations invoice invoices grievance grievances vacancy vacancies shift shifts question questions "
    "message messages project projects deadline deadlines tender tenders bid bids sale deal deals match matches game games sickness tickets",
    "stop": ", . ; : ) ( ! ? and or with",
    "skill": "skill skillset communication leadership confidence knowledge mindset presence awareness teamwork collaboration creativity "
    "productivity professionalism resilience visibility impact influence ownership initiative understanding expertise ability "
    "capability competence competency gravitas charisma assertiveness organization efficiency effectiveness attitude empathy "
    "motivation engagement performance delegation listening networking multitasking acumen agility adaptability flexibility credibility "
    "maturity authority insight judgment thinking rapport relationship profile potential proficiency fluency literacy capacity craft "
    "punctuality reliability accountability autonomy independence patience tact diplomacy decisiveness behavior conduct culture "
    "knowhow self-confidence self-awareness grasp strength weakness quality standard standards practice side self style approach accuracy",
    "comparative": "better more stronger greater higher lower fewer less faster quicker sooner earlier later smoother clearer deeper wider "
    "broader bigger larger cleaner safer tidier neater calmer tighter shorter longer closer simpler easier further cheaper smarter sharper "
    "happier improved increased reduced enhanced worse best stricter firmer kinder richer leaner",
    "hedge": "soon eventually regularly often frequently generally usually sometimes occasionally promptly timely appropriately properly "
    "adequately sufficiently reasonably significantly substantially considerably markedly noticeably consistently reliably clearly "
    "well smoothly effectively efficiently confidently professionally quickly carefully thoroughly accurately correctly",
    # --- people
    "trait": "lazy arrogant entitled unmotivated motivated negative positive proactive passive aggressive defensive careless careful sloppy rude "
    "selfish self-centred self-centered disinterested uninterested uncommitted committed disorganised disorganized unreliable reliable "
    "difficult stubborn immature mature moody abrasive hostile dismissive condescending patronising patronizing disrespectful respectful "
    "insubordinate uncooperative cooperative untrustworthy trustworthy dishonest honest emotional oversensitive sensitive thin-skinned "
    "hot-headed hothead temperamental volatile impatient patient intolerant inflexible flexible rigid timid shy introverted quiet meek weak "
    "incompetent clueless stupid slow dim unintelligent unprofessional lackadaisical apathetic indifferent disengaged engaged complacent "
    "cynical sarcastic manipulative vindictive jealous bitter resentful sulky grumpy miserable unfriendly friendly cold aloof distant "
    "unapproachable approachable argumentative confrontational combative bossy controlling domineering overbearing pushy needy clingy "
    "attention-seeking insecure overconfident cocky conceited vain egotistical egoistic pompous smug stuck-up snobbish pretentious "
    "precious prickly touchy tetchy irritable bad-tempered short-tempered angry erratic chaotic scatterbrained forgetful absent-minded "
    "inattentive distracted dreamy unfocused unfocussed undisciplined irresponsible reckless impulsive thoughtless "
    "inconsiderate tactless blunt insensitive uncaring callous heartless ungrateful disloyal loyal sneaky devious two-faced shifty "
    "workshy work-shy idle slack slapdash half-hearted disaffected demotivated demotivating toxic poisonous diva prima jobsworth slacker "
    "bully coward pessimist pessimistic naive gullible indecisive spineless helpless hopeless useless ambitious unambitious dedicated "
    "enthusiastic unenthusiastic cheerful dependable conscientious diligent hard-working hardworking resilient assertive confident "
    "unconfident charismatic decisive empathetic empathic creative dynamic energetic passionate driven courteous polite impolite "
    "considerate humble calm supportive caring kind helpful unhelpful nice pleasant unpleasant loner maverick perfectionist pedantic "
    "nitpicky fussy closed-minded narrow-minded open-minded secretive suspicious paranoid anxious nervous fragile overwhelmed fickle "
    "inquisitive keen keener eager curious warm tactful diplomatic discreet indiscreet gossipy flippant frivolous childish juvenile "
    "petulant surly sullen brusque curt abrupt snappy haughty high-handed autocratic dictatorial micromanager obstinate headstrong "
    "opinionated stroppy truculent belligerent obnoxious disruptive",
    "attitude": "attitude proactivity presence commitment motivation enthusiasm energy passion initiative ownership loyalty character "
    "personality temperament demeanour demeanor mindset maturity professionalism charisma gravitas backbone spine grit ambition "
    "willingness work-ethic ethic humility arrogance laziness negativity positivity ego chip interest engagement dedication "
    "self-confidence self-awareness confidence empathy respect integrity honesty resilience courage urgency stamina hunger "
    "tact warmth bearing poise conscientiousness reliability dependability moral morale spirit curiosity "
    "diligence patience manners tone charm temper",
    "support": "advocate support help guide mentor coach champion encourage assist back empower enable facilitate advise sponsor nurture motivate promote "
    "involve check",
    # --- results
    "change": "increase reduce grow raise cut improve achieve reach keep maintain hit retain earn save lower halve double triple decrease drop "
    "shorten boost lift bring hold stay gain win attract convert recover shrink limit exceed beat sustain secure get move fall rise climb "
    "minimise minimize expand accelerate drive push",
    "ship": "revise ship relaunch launch run submit print hire build implement migrate roll deliver publish conduct organize organise train visit call "
    "send write create complete redesign refit renovate introduce install hold set produce prepare host develop design deploy draft "
    "overhaul rework update upgrade replace document map review audit finish recruit plan execute carry perform make start open "
    "establish purchase buy order procure integrate test refactor release distribute post record file schedule commission convene "
    "attend present collect contact interview survey sign finalise finalize replan rebuild rewrite refresh digitise digitize automate "
    "consolidate move transfer pilot trial hand onboard define agree brief tender issue paint plant translate film shoot stage",
    "deed": "fire nominate accept acknowledge adapt add adjust administer agree align allocate amend analyze analyse announce answer apply appoint approve argue "
    "arrange assemble assess assign audit authorize authorise balance bake bid bill book brief bring broker budget build buy calculate "
    "calibrate call cancel care carry cash catalog chair change charge check choose clean clear climb close coach code collect commission "
    "compare compile complete compose conduct configure confirm connect consolidate construct contact contract control convert convince cook "
    "coordinate copy correct cost count cover create cross cure cut date deal debug decide decline define delegate deliver demonstrate deploy "
    "describe design detect diagnose direct discharge discuss dispatch dispense display document double draft draw dress drive drop edit "
    "eliminate enforce enter equip escalate estimate evaluate examine execute explain extract face facilitate feed file fill film finalize "
    "find finish fit fix fly fold forecast format fund gather generate give grade greet grow guide halve hand handle harvest head hear hire "
    "hold host identify implement import inform inspect install instruct integrate interpret interview introduce investigate invite invoice "
    "issue judge justify keep label land launch lay lead leave lend list load locate log lower machine maintain make manage map mark match "
    "measure mediate meet mend mentor merge migrate mix model moderate monitor mount move negotiate note notify observe obtain open operate "
    "order organize organise outline overhaul own pack paint park pass pay perform phone pick pilot place plan plant post prepare prescribe "
    "present press price print process procure produce program project propose prove provide prune publish pull purchase put qualify quote "
    "raise rate reach read rebuild recommend reconcile record recover recruit redesign reduce refer refill refuse register rehearse release "
    "remove renew renovate reopen reorganize reorganise repair replace reply replan report represent request rescue reset resolve respond "
    "restart restock restore restructure retrain return revise rewrite ride ring rotate route run sample save scan schedule score screen "
    "seal search secure segment select sell send separate serve service set settle shape share shift ship shoot show shorten sign simplify "
    "size sketch solve sort source speak specify split staff stage start state steer stock stop store structure submit summarize supervise "
    "supply surface survey swap switch take talk teach tell tender test throw time trace track trade train transfer translate treat triage "
    "trim troubleshoot tune turn type unload update upgrade upload use validate value verify visit walk warn wash weigh weld win wire work "
    "wrap write go stay act become learn attend watch shadow pitch shear milk brew drill dig sew stitch spend sit get",
    "misdeed": "miss ignore interrupt shout swear leave forget refuse skip arrive argue slam hang snap roll walk fail push talk lose overrun break "
    "abuse blame bully click cheat chew conceal criticize cut damage delay deny dismiss disregard drink drop dump duck dodge eat exceed expose "
    "falsify flout fumble gossip grab hide hit hoard insult joke jump kick laugh leak lie light lift mark mislabel mislay mislead mock mutter "
    "neglect omit oversleep overtake park pass patronize pocket post postpone pull punch put quarrel raise reject remove ring "
    "run say scream send shove shut sign silence sleep slip smash smell smoke sneer speak spill spit stare start stay stop store steal "
    "storm tear tell text throw touch turn tweet tick use vape wait wedge whistle yell yawn answer accept approve announce ask assign bring "
    "book carry change charge check claim clean clock close come commit complete copy count deliver deploy discuss enter file finish fill "
    "fit follow fold give go hand hold keep let load lock log make merge move open order override pay pick place play present print promise "
    "publish read record release reply report reset respond return sit sell serve show skim snatch stand surf switch take treat type unplug "
    "upload wash wear weigh withhold work write overwrite rewrite call quote credit reveal spread splash unlock bypass tamper double forward "
    "feed ride drive fly film wake empty water knock discharge prescribe dispense transfer misplace misquote misread miscount misfile misdirect",
}


def _by_word() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, members in _WORDS.items():
        for word in words(members):
            found[word].add(f"@{name}")
    return {word: frozenset(names) for word, names in found.items()}


CLASSES = _by_word()
"""Word -> the classes it belongs to."""
