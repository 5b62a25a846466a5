"""The phrases that say what stands beside them: "this is to certify that", "Course title:", "expires".

Takes nothing, gives a pattern for each kind of cue. Refuses to judge: what a cue is worth beside a piece is what the
model learns.

The wordings come from certificates of all kinds that their issuers publish, and from the P.A.C.E. wordings of
ascls.org, labce.com and cdc.gov (read 2026-11-23); some in the other languages of certificates that staff hold.
"""

import re
from collections.abc import Mapping
from typing import Final

KIND: Final = (
    r"(?:course|program(?:me)?|activity|event|module|session|training|webinar|workshop|seminar|class|lesson"
    r"|presentation"
    r"|conference|meeting|lecture|learning\s+(?:path|plan)|assessment|exam(?:ination)?|internship|bootcamp"
    r"|curriculum|in-?service"
    r"|specialization|nanodegree|track|symposium|congress|curso|cours|kurs|pelatihan|taller|formation|lehrgang"
    r"|corso|курс)"
)
_DONE: Final = (
    r"(?:complet(?:ed|es)|passed|attended|participated|finished|fulfilled|earned|demonstrated|achieved|met"
    r"|undergone|taken"
    r"|satisfied|received|took\s+part|graduated|mastered)"
)

CUES: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for name, pattern in {
        "certifies": r"\b(?:certif(?:y|ies)|acknowledges?|verif(?:y|ies)|confirms?|attests?|declares?)\s+that\b"
        r"|\bhereby\b|\bcertifi(?:es|camos\s+que)\b"
        r"|\bse\s+otorga\s+a\b|\bcertifica\s+(?:que|a)\b|\bcertifie\s+que\b|\bbescheinigt\b"
        r"|\bdiberikan\s+kepada\b|\bsi\s+certifica\b",
        "given_to": r"\b(?:present(?:ed|s)|award(?:ed|s)|grant(?:ed|s)|given|issued|conferred|confers|bestowed"
        r"|recogni[sz]es)\b"
        r"(?:\s+(?:this\s+\w+|this))?(?:\s+(?:to|upon|on)\b)?|\bin\s+recognition\s+of\b"
        r"|\bcertificate\s+(?:is\s+)?(?:for|to)\b",
        "congratulates": r"\bcongrat\w*|\bdear\b|\bwell\s+done\b|\bhello\b",
        "name_label": r"^\s*(?:participant|attendee|learner|student|recipient|holder|employee|licensee|awardee"
        r"|trainee|candidate"
        r"|registrant|member|delegate|user)(?:['’]s)?(?:\s+name)?\s*(?::|$)|\b(?:full\s+|printed\s+|print\s+"
        r"|first\s+|last\s+)?name\s*(?::|$|\()"
        r"|\bname\s+of\s+(?:the\s+)?(?:participant|attendee|learner|student|recipient|holder|employee)"
        r"|\b(?:completed|earned)\s+by\b"
        r"|\b(?:nombre|nom|nome|nama)\s*:",
        "has_done": rf"\b(?:has|have|had|who)\s+(?:\w+ly\s+){{0,3}}{_DONE}|\b(?:successfully"
        rf"|satisfactorily)\s+\w+ed\b|\bfor\s+(?:the\s+)?(?:\w+ly\s+)?"
        rf"(?:complet|attend|participat|pass|successful)\w*|\b{_DONE}\b|\bha\s+(?:completado|aprobado"
        rf"|participado|superado|concluido|asistido)\b"
        r"|\bconcluiu\b|\bparticipou\b|\ba\s+(?:suivi|particip[ée]|compl[ée]t[ée])\b"
        r"|\bhat\b.{0,40}\bteilgenommen\b|\btelah\b|\bha\s+partecipato\b|\b(?:is|was)\s+awarded\b",
        "doing": r"\b(?:completing|completion\s+of|attending|participating\s+in|participation\s+in|passing"
        r"|attendance\s+(?:at|in|of)|completion\s+for)\b"
        r"|\bparticipant\s+in\b|\bfor\s+the\s+following\b",
        "kind": rf"\b{KIND}s?\b",
        "title_label": rf"(?:^|\b)(?:{KIND}(?:\s*/\s*{KIND})?\s+(?:title|name|topic|completed|attended)"
        rf"|title(?:\s+of\s+(?:the\s+)?{KIND})?|name\s+of\s+(?:the\s+)?{KIND}|topic|subject"
        rf"|completed\s+{KIND}|learning\s+activity)\s*(?::|$|\.{{2}})|^\s*{KIND}\s*(?::|$)",
        "entitled": r"\b(?:entitled|titled|called|named|on\s+the\s+(?:topic|subject|theme)(?:\s+of)?"
        r"|requirements\s+(?:of|for)|intitul[ée]e?|titulado|denominado)\b",
        "completed_on": r"\b(?:complet\w*|finish\w*|conclu\w*|attend(?:ed|ance)|participat(?:ed|ion)|passed"
        r"|earned|done)\b(?:\s*(?:on|date|:))?|\bdate\s+of\s+(?:attendance|participation|completion|service)|\bactivity\s+date",
        "tested_on": r"\b(?:(?:post-?\s?)?test(?:ed|s)?|exam(?:ination)?s?|quiz|assessment|taken(?!\s+for)|submitted"
        r"|graded|scored?|viewed|watched|evaluat\w*|claimed)\b",
        "held_on": r"\b(?:held|conducted|took\s+place|organi[sz]ed|trained|delivered|performed|observed)\b"
        r"|\b(?:event|program(?:me)?|session|course|training|class|live|webinar|workshop|seminar|meeting|service"
        r"|in-?service|broadcast|recording)\s+dates?\b"
        r"|\bdates?\s+of\s+(?:the\s+)?(?:event|program|activity|session|training|course|class|workshop|meeting|in-?service)"
        r"|\bdate\(s\)",
        "issued_on": r"\b(?:issu\w*|award\w*|certif\w*|grant\w*|given|presented|achieved|conferred|credit\w*"
        r"|dated|attest\w*|witness|sign(?:ed|ature))\b",
        "date_label": r"\bdates?\b|\bdata\b|\bfecha\b|\btarikh\b|\btanggal\b|\bdatum\b|\bdate\s*:",
        "expires": r"\b(?:expir\w*|valid\w*|until|renew\w*|due|good\s+(?:until|thr\w*|for)|recertif\w*|retrain\w*"
        r"|lapse\w*|clos(?:e|es|ed|ing)|deadline|no\s+later|last\s+day|(?:may|can|must)\s+be|thr(?:ough|u)|available"
        r"|access|next|ends?|ending|again|maximum|retire[ds]?|sunset|terminat\w*|before|cycle|period|term|anniversary"
        r"|keep|retain\w*|reassess\w*)\b",
        "prepared": r"\b(?:approv\w*|released?|effective|accredit\w*|updated|since|established|estd|revis\w*|review\w*"
        r"|publi(?:shed|cation)|posted|offered|original(?:ly)?|launch\w*|version|edition|recorded|developed|authored|written"
        r"|adopted|copyright|license\w*|first)\b|©",
        "of_person": r"\b(?:birth|born|dob|hire[ds]?|member\s+since|employed)\b",
        "printed_on": r"\b(?:print\w*|generated|downloaded|accessed|verified|created|export\w*|as\s+of|processed|run"
        r"|report(?:ed)?|entered|retrieved|emailed|sent|filed|received|logged|transcript|page)\b",
        "start": r"\b(?:start\w*|beg[ai]n\w*|from|enrol\w*|regist\w*|opened|opens|assigned|purchased|ordered"
        r"|requested)\b",
        "to": r"\b(?:to|till|through|thru)\b|[-–—]\s*$|^\s*[-–—]",
        "on": r"\bon\b|\bthis\b|\bel\b|\ble\b|\bam\b|\bem\b|\bil\b",
        "in": r"\b(?:in|of|for|at|with|about|into|en|sur|sobre|de)\b",
        "by": r"\b(?:by|from|through|por|par|von|oleh)\b",
        "credit_for": r"\b(?:award\w*|earn\w*|claim\w*|credit\w*|contact|granted|total|duration|worth|equal\w*"
        r"|number\s+of|received|consist\w*|length)\b",
        "credit_label": r"\b(?:contact\s*hours?|credit(?:\s*hours?)?s?|P\.?A\.?C\.?E\.?|CE(?:U|s|\s+hours?)?"
        r"|CME|CMLE|hours?|points?|duration|units?)\b[^\n:]{0,20}:",
        "credit_unit": r"\b(?:contact\s*hours?|credits?|hours?|hrs?|minutes?|mins?|points?|CEUs?|CMEs?|CMLEs?"
        r"|PDUs?|CPEs?|horas?|heures|stunden|jam|weeks?|days?|months?)\b|P\.A\.C\.E",
        "not_credit": r"\b(?:maximum|max|up\s+to|at\s+least|minimum|within|every|each|required|valid|access|per"
        r"|based\s+on|score|limit|more\s+than|equivalent|stands?\s+for|equals)\b",
        "provided_by": r"\b(?:offered|provided|presented|sponsored|issued|hosted|organi[sz]ed|conducted"
        r"|delivered|authori[sz]ed|developed|approved|given|produced|created|powered|taught)"
        r"\s+(?:\w+\s+)?by\b|\bon\s+behalf\s+of\b|\bin\s+(?:collaboration|association|partnership|cooperation"
        r"|conjunction)\s+with\b|\bjointly\b|\bcourtesy\s+of\b",
        "provider_label": r"\b(?:provider|sponsor|organi[sz]er|institution|organi[sz]ation|school|agency"
        r"|facility|company|issuer)(?:\s+name)?\s*(?::|$)",
        "approved_provider": r"\b(?:is|are|has\s+been)\s+(?:an?\s+)?(?:approved|accredited|recogni[sz]ed)\b"
        r"|\b(?:approved|accredited)\s+(?:as\s+an?\s+)?(?:provider|sponsor)\b|\baccredit\w+",
        "number_label": r"(?:#|\bno\b\.?|\bnum(?:ber)?\b\.?|n[°º]|\bid\b|\bcode\b)\s*:?",
        "program_number": r"\b(?:program(?:me)?|course|activity|session|event|approval|P\.?A\.?C\.?E\.?)\s*(?:®"
        r"|\(R\))?\s*(?:#|no\b|num(?:ber)?\b|id\b|code\b)",
        "provider_number": r"\b(?:provider|sponsor|agency)\s*(?:#|no\b|num(?:ber)?\b|id\b|code\b)",
        "certificate_number": r"\b(?:certificate|cert\b|certification|credential|validation|verification|serial"
        r"|registration|licen[cs]e|document|record|transaction|reference|unique)"
        r"[^\n:]{0,16}(?:#|\bno\b|\bnum(?:ber)?\b|\bid\b|\bcode\b)",
        "verify": r"\b(?:verif\w*|validat\w*|authentic\w*|confirm\s+at|scan)\b|https?:|www\.",
        "address": r"\S+@\S+\.\w+|\b[\w-]+\.(?:com|org|net|edu|gov|io|in|co)\b",
        "signs": r"\b(?:director|president|vice|chair\w*|secretary|treasurer|dean|principal|manager|coordinator"
        r"|officer|c[etof]o|(?:co-?)?founder|head|chief"
        r"|executive|supervisor|professor|registrar|commissioner|minister|lead|signature|signed|signatory"
        r"|authori[sz]ed|rector|chancellor|convener|general)\b",
        "teaches": r"\b(?:instructor|trainer|facilitator|lecturer|educator|speaker|presenter|faculty|author"
        r"|mentor|taught|teacher|moderator|panel\w*)s?\b",
        "heading": r"\b(?:certificate|certification|certificado|certificat|zertifikat|sertifikat|diploma|award"
        r"|statement|record|transcript)\b",
        "of_completion": r"\b(?:completion|achievement|attendance|participation|accomplishment|appreciation"
        r"|excellence|recognition|merit|finalizaci[oó]n|participaci[oó]n)\b",
        "organisation": r"\b(?:university|college|school|institut\w*|academy|society|association|foundation"
        r"|council|department|ministry|hospital|clinic|cent(?:er|re)"
        r"|laborator(?:y|ies)|labs?|inc|ltd|llc|corp\w*|company|group|network|board|bureau|agency|universidad"
        r"|universidade|universit\w+)\b",
        "grade": r"\b(?:grade|score|distinction|percent|rank|position|place|winner|marks)\b|%",
        "modules": r"\b(?:topics?|modules?|objectives?|skills?|syllabus|includ\w+|cover\w+|contents?|learned)\b",
        "category": r"\b(?:category|level|format|method|type|board|delivery|language)\s*:",
    }.items()
}
