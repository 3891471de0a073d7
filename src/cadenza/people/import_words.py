"""The words that people files use: column names of other systems, states, countries, vacancies. Tables and small look-ups; pure."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from cadenza.people.rules import PersonStatus
from cadenza.web.file_mappings import Columns, plain

PEOPLE = Columns(
    names=(
        "email",
        "name",
        "manager_email",
        "title",
        "team",
        "start_date",
        "id",
        "called",
        "role",
        "level",
        "status",
        "end_date",
        "country",
        "timezone",
        "hr_partner_email",
        "manager_id",
        "manager_name",
    ),
    needed=("name",),  # and an e-mail or an id: `import_rows.missing_columns`
    other_names={
        "email": (
            "e-mail",
            "mail",
            "e-mail address",
            "email id",
            "work email",
            "work e-mail",
            "business email",
            "company email",
            "office email",
            "primary email",
            "primary work email",
            "email primary work",
            "employee email",
            "worker email",
            "user email",
            "user principal name",
            "upn",
            "userid email",
            "dienstliche e-mail",
            "adresse e-mail",
            "correo",
        ),
        "name": (
            "full name",
            "display name",
            "employee name",
            "worker",
            "worker name",
            "employee",
            "legal name",
            "employee full name",
            "person",
            "nom complet",
            "nombre completo",
            "vollständiger name",
        ),
        "manager_email": (
            "manager",
            "manager e-mail",
            "manager's email",
            "manager work email",
            "manager email address",
            "manager email id",
            "supervisor email",
            "supervisor e-mail",
            "supervisor",
            "reports to",
            "reports to email",
            "reporting to",
            "reporting manager",
            "reporting manager email",
            "line manager",
            "line manager email",
            "direct manager",
            "direct manager email",
            "boss",
            "vorgesetzter",
            "responsable",
        ),
        "title": (
            "job title",
            "position",
            "position title",
            "business title",
            "job",
            "job position",
            "designation",
            "function",
            "titel",
            "poste",
            "puesto",
            "cargo",
        ),
        "team": (
            "department",
            "department name",
            "org unit",
            "organisation unit",
            "organization unit",
            "organisational unit",
            "organizational unit",
            "sub unit",
            "supervisory organization",
            "group",
            "unit",
            "team name",
            "team path",
            "abteilung",
            "service",
            "equipe",
            "departamento",
        ),
        "start_date": (
            "hire date",
            "hired on",
            "date of hire",
            "joining date",
            "date joined",
            "date of joining",
            "joined date",
            "start",
            "employment start date",
            "original hire date",
            "continuous service date",
            "eintrittsdatum",
            "date d'entree",
            "fecha de alta",
        ),
        "id": (
            "employee id",
            "employee number",
            "employee #",
            "employee no",
            "employee external id",
            "external id",
            "worker id",
            "person id",
            "personnel number",
            "staff id",
            "staff number",
            "badge id",
            "personalnummer",
            "matricule",
        ),
        "called": ("preferred name", "known as", "nickname", "goes by", "preferred first name"),
        "role": ("role profile", "job role", "job family", "job profile"),
        "level": ("grade", "job level", "career level", "job grade", "management level", "band"),
        "status": ("employment status", "employee status", "worker status", "active status", "lifecycle status"),
        "end_date": (
            "termination date",
            "leaving date",
            "last day",
            "last working day",
            "last day of work",
            "relieving date",
            "date left",
            "exit date",
            "employment end date",
            "contract end date",
            "austrittsdatum",
        ),
        "country": ("country code", "location country", "work country", "country of work", "land", "pays", "pais"),
        "timezone": ("time zone", "tz", "iana time zone"),
        "hr_partner_email": (
            "hr partner",
            "hr business partner",
            "hrbp",
            "hrbp email",
            "hr business partner email",
            "hr manager email",
            "people partner",
            "people partner email",
            "hr contact",
        ),
        "manager_id": (
            "manager employee id",
            "manager's employee id",
            "supervisor id",
            "reports to id",
            "manager number",
            "manager employee number",
            "line manager id",
            "manager worker id",
        ),
        "manager_name": ("manager's name", "supervisor name", "worker's manager", "manager full name", "reports to name"),
    },
)

_STATUS_WORDS: dict[PersonStatus, str] = {
    PersonStatus.ACTIVE: "active;a;employed;current;working;confirmed;probation;on probation;permanent;full time;part time;notice period;on notice;hired;aktiv;actif;activo;1;true;yes",
    PersonStatus.ABSENT: "absent;on leave;leave;leave of absence;on leave of absence;loa;parental leave;maternity leave;paternity leave;maternity;paternity;sick leave;sabbatical;garden leave;gardening leave;furlough;furloughed;suspended;elternzeit;en congé",
    PersonStatus.VACANT: "vacant;vacancy;open;open position;unfilled;to be hired;tbh;tbd;tba;position open;vakant",
    PersonStatus.LEAVER: "leaver;left;former;terminated;termination;inactive;resigned;retired;dismissed;deactivated;disabled;exited;ex employee;ex-employee;alumni;ended;past;departed;redundant;ausgeschieden;parti;0;false;no",
}
STATUS_WORDS: dict[str, PersonStatus] = {plain(word): status for status, words in _STATUS_WORDS.items() for word in words.split(";")}

VACANT_NAME = re.compile(
    r"(?:vacan(?:t|cy|te)|vakan[tz]|unfilled|open (?:position|role|req\w*|headcount|seat)|tb[adhc]|to be (?:hired|determined|decided|confirmed|announced|recruited)"
    r"|new hire|future hire|backfill|n\.\s?n\.?)(?:\W|\Z)",
    re.IGNORECASE,
)
VACANCY_IN_BRACKETS = re.compile(r"[\[(<{]\s*(?:vacant|vacancy|open|tb[adhc])\b", re.IGNORECASE)

_COUNTRY_SYNONYMS = {
    "uk": "GB",
    "unitedkingdom": "GB",
    "greatbritain": "GB",
    "unitedkingdomofgreatbritainandnorthernireland": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northernireland": "GB",
    "usa": "US",
    "unitedstatesofamerica": "US",
    "america": "US",
    "czechia": "CZ",
    "czechrepublic": "CZ",
    "southkorea": "KR",
    "republicofkorea": "KR",
    "korearepublicof": "KR",
    "northmacedonia": "MK",
    "holland": "NL",
    "thenetherlands": "NL",
    "russianfederation": "RU",
    "vietnam": "VN",
    "vietnamsocialistrepublicof": "VN",
    "turkiye": "TR",
    "turkey": "TR",
    "taiwanprovinceofchina": "TW",
    "uae": "AE",
    "hongkongsar": "HK",
    "deutschland": "DE",
    "osterreich": "AT",
    "schweiz": "CH",
    "espana": "ES",
    "italia": "IT",
    "brasil": "BR",
    "polska": "PL",
    "ivorycoast": "CI",
    "iranislamicrepublicof": "IR",
    "moldovarepublicof": "MD",
    "tanzaniaunitedrepublicof": "TZ",
    "boliviaplurinationalstateof": "BO",
    "venezuelabolivarianrepublicof": "VE",
}
_ALPHA_3 = (
    "AFG=AF ALB=AL DZA=DZ AND=AD AGO=AO ARG=AR ARM=AM AUS=AU AUT=AT AZE=AZ BHR=BH BGD=BD BLR=BY BEL=BE BEN=BJ BOL=BO BIH=BA BWA=BW BRA=BR BGR=BG KHM=KH CMR=CM "
    "CAN=CA CHL=CL CHN=CN COL=CO CRI=CR CIV=CI HRV=HR CUB=CU CYP=CY CZE=CZ DNK=DK DOM=DO ECU=EC EGY=EG SLV=SV EST=EE ETH=ET FIN=FI FRA=FR GEO=GE DEU=DE GHA=GH "
    "GRC=GR GTM=GT HND=HN HKG=HK HUN=HU ISL=IS IND=IN IDN=ID IRN=IR IRQ=IQ IRL=IE ISR=IL ITA=IT JAM=JM JPN=JP JOR=JO KAZ=KZ KEN=KE KOR=KR KWT=KW KGZ=KG LVA=LV "
    "LBN=LB LIE=LI LTU=LT LUX=LU MAC=MO MYS=MY MLT=MT MUS=MU MEX=MX MDA=MD MCO=MC MNG=MN MNE=ME MAR=MA MMR=MM NAM=NA NPL=NP NLD=NL NZL=NZ NIC=NI NGA=NG MKD=MK "
    "NOR=NO OMN=OM PAK=PK PAN=PA PRY=PY PER=PE PHL=PH POL=PL PRT=PT PRI=PR QAT=QA ROU=RO RUS=RU RWA=RW SAU=SA SEN=SN SRB=RS SGP=SG SVK=SK SVN=SI ZAF=ZA ESP=ES "
    "LKA=LK SWE=SE CHE=CH TWN=TW TZA=TZ THA=TH TTO=TT TUN=TN TUR=TR UGA=UG UKR=UA ARE=AE GBR=GB USA=US URY=UY UZB=UZ VEN=VE VNM=VN ZMB=ZM ZWE=ZW"
)


@cache
def countries() -> dict[str, str]:
    """Plain name or code -> two-letter code, from the list that the time zone data carries."""
    found: dict[str, str] = {}
    for line in files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t", 1)
            found[plain(code)] = code
            found.setdefault(plain(name), code)
    for pair in _ALPHA_3.split():
        long, short = pair.split("=")
        found.setdefault(plain(long), short)
    return found | _COUNTRY_SYNONYMS


@cache
def zones_by_plain_name() -> dict[str, str]:
    """Lower-case name -> IANA name."""
    return {zone.lower(): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}


def country_code(text: str) -> str | None:
    """The two-letter code of a country, however it is named; None when no country is called so."""
    return countries().get(plain(text))


def zone_name(text: str) -> str | None:
    """The IANA name of a zone without regard to case; what a spreadsheet appends in brackets is passed over. None when unknown."""
    name = text.split(" ", 1)[0].strip() if "/" in text.split(" ", 1)[0] else text.strip()
    return zones_by_plain_name().get(name.replace(" ", "_").lower())


def status_of(text: str) -> PersonStatus | None:
    """The state a word means; None when it is not one of the known words."""
    return STATUS_WORDS.get(plain(text))


def is_vacancy(name: str) -> bool:
    """Whether a "name" names an empty seat instead of a person."""
    return bool(VACANT_NAME.match(name) or VACANCY_IN_BRACKETS.search(name))
