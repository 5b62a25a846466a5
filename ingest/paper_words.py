"""The words by which a certificate is known, and how such words are written down.

Takes nothing, gives `Cue`s. Refuses to weigh them against each other: that is `paper`.

A phrase is a regular expression that begins and ends at a word's edge; a space in it stands for any white space,
`` ?`` for any or none, and `` | `` for the next phrase.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for a certificate (weight above 0) or for another paper. They count once."""

    what: str  # what they are words of
    weight: float
    pattern: re.Pattern[str]


def make_cue(what: str, weight: float, phrases: str) -> Cue:
    """A cue of phrases, one or more in a line; see the head of this module."""
    phrases = re.sub(r"\\\n\s*", "", phrases).replace(" | ", "|")  # a line may go on after a backslash
    lines = [line.strip().replace(" ?", r"\s*").replace(" ", r"\s+") for line in phrases.splitlines() if line.strip()]
    return Cue(what, weight, re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)", re.IGNORECASE))


# What must come first is not done yet: "your certificate can be printed when you have passed the test".
CONDITION: Final = re.compile(
    r"\b(?:when|once|after|if|until|unless|whether)\s+"
    r"(?:you|they|participants?|attendees?|learners?|students?|all|the\s+\w+)\b"
    r"[^.\n]{0,60}\n?[^.\n]{0,40}",
    re.IGNORECASE,
)

# Somebody finished something: what only a certificate says, in the languages of the papers that staff hold.
FINISHED: Final = make_cue(
    "a finished course",
    4.0,
    r"""
    certif(?:y|ies|ied) that(?! (?:i|we|the (?:above|information|statements?)))
    (?:has|have|having|had) (?:\w+ly )?(?:complet|attend|participat|pass|finish|earn|fulfil|satisf|achiev|master\
      |demonstrat)\w*
    (?:has|have|having) (?:\w+ly )?(?:been (?:awarded|granted)|taken|met (?:the|all))
    \w+ly (?:completed|finished|passed|attended)
    (?:awarded|presented|conferred|granted|given|issued) (?:to|upon)
    in recognition of
    (?:is )?(?:to|hereby) (?:acknowledge|confirm|verify|recogni[sz]e|attest)s? that
    (?:earned|attended|completed|passed) by
    (?:it is )?(?:hereby )?certified that
    (?:in )?acknowledg?e?ment of
    (?:watched|viewed|read|taken) and (?:completed|passed)
    (?:is|was) given to
    completion of the following
    certif(?:y|ies|ying) (?:the )?(?:\w+ )?(?:completion|attendance|participation)
    (?:bearer|holder) of this certificate | in testimony (?:where|there)?of | (?:is|are) hereby deemed
    (?:letter|form|document|record|report)? ?(?:confirms?|verif(?:y|ies)|acknowledges?|attests?\
      |documents?) (?:that(?!(?: \S+){1,6} is (?:now )?(?:enrolled|registered))|the attendance|the completion)
    serves as (?:an? |your )?(?:\w+ ){0,2}(?:certificate|proof|record|verification|documentation)
    (?:attended|completed) (?:in full|on \w+ \d{1,2},? \d{4}|and (?:attended|completed|passed))
    (?:admitted|registered) and attended
    (?<!you\s)for (?:\w+ly )?(?:completing|attending|passing|finishing|participating|taking part)
    (?<!you\s)for (?:the |your |(?:his|her|their) )?(?:successful )?(?:completion|attendance\
      |participation)(?: (?:of|at|in))?
    (?:completed|attended) (?:by|our|this|the (?:[\w-]+ ){0,3}(?:course|class|training|program\w*|activity\
      |following|requirements|sessions?))
    you (?:have )?(?:completed|attended|passed)
    (?:completed|attended|passed)(?= ?[“"‘«])
    post-?test passed
    ha (?:completado|superado|concluido|asistido|participado|realizado|culminado|aprobado|conclu[ií]do|seguito)
    concluiu | participou | (?:conferido|concedido|outorgado|otorgado|décerné|délivré|verliehen) (?:a|à|an) \
      | por (?:concluir|haber)
     certific[ao]mos (?:que|a) | certifica (?:que|a) | otorga(?:do)?(?: a)? | a suivi | atteste que
    hat (?:\w+ ){0,9}(?:teilgenommen|abgeschlossen|absolviert|bestanden) | hiermit wird
    certifie que | a (?:réussi|participé|achevé|terminé) | conferisce | per (?:la partecipazione|aver) \
      | ha (?:frequentato|partecipato|completato)
    confirm (?:your|the) (?:completion|attendance) | ausgestellt für | finalizou | conclu[ií]do em
    hace constar | asistió | participó | aprobó | completó | heeft (?:\w+ ){0,6}(?:afgerond|behaald|gevolgd\
      |deelgenomen)
    telah (?:menyelesaikan|mengikuti|berpartisipasi) | diberikan kepada | tamamla\w+ | katıl\w+
    """,
)
# Words of courses and what they give: a paper with hardly one of them is about something else.
ABOUT_COURSES: Final = re.compile(
    r"\b(certif|attend|complet|award|credit|hours?\b|course|train|educat|achiev|particip|skill|learn|exam|session"
    r"|programm?e?\b)",
    re.IGNORECASE,
)
CREDIT: Final = Cue("an amount of credit", 2.0, re.compile(r"(?!)"))  # found by `credits`, not by a pattern
# What stands at the head of a certificate, in a line of its own.
HEADING: Final = make_cue(
    "a certificate's heading",
    3.0,
    r"""
    certificat[eo]? | certificad[oa] | certificaat | \w*zertifikat
    sertifika\w* | certidão | certificação \
      | diploma | sijil | credential | certifi(?:ed|cation)
    teilnahme\w* | (?:teilnahme)?bescheinigung | attestat\w* | \w*nachweis | declaração
    attestation | constancia | getuigschrift
    award of (?:completion|training|attendance|achievement|participation)
    course completed
    (?:statement|record|verification|proof|confirmation|letter|notice|evidence|documentation\
      |acknowledge?ment) of (?:\w+ )?(?:completion|attendance|participation|achievement|accomplishment|training\
        |credits?|education)
    (?:completion|attendance|participation|training|education|session|ce|credit) (?:receipt|record|statement\
      |confirmation|verification|transcript)
    transcript
    """,
)
NOT_A_HEADING: Final = re.compile(
    r"application|request|will\s+be|order|replacement|how\s+to|policy|insurance|birth|analysis|gift|log\s*in|renew"
    r"|your\s+(?:official\s+)?certificate|\bkeep\b|\babout\b|\bprint(?:ed)?\b|licen[cs]e|compliance|waiver"
    r"|registration|incorporation|membership",
    re.IGNORECASE,
)
FOR: Final = (
    make_cue(
        "completion",
        2.0,
        r"""
        completion date
        (?:date )?completed(?: on)? ?:
        completed on
        date (?:of )?(?:completion|completed|attend\w+|earned|passed)
        (?:awarded|issued|granted) (?:on|this|by)
        congratulations
        passed on
        """,
    ),
    make_cue(
        "credit earned",
        2.0,
        r"""
        (?:contact|credit|ce|cme|cmle|ceu|training|continuing education) ?(?:hours?|credits?\
          |units?)?(?:\(s\))? (?:earned|awarded|granted|claimed|completed)
        (?:earned|awarded|claimed|received) (?:an? )?(?:total (?:of )?)?[\d.]+ ?(?:[\w.®/]+ ){0,5}(?:hours?\
          |credits?|ceus?|cmes?|points?|units?)
        assigns [\d.]+ contact hours?
        """,
    ),
    make_cue(
        "a program's number",
        1.0,
        r"""
        p\.?a\.?c\.?e\.?®? (?:program )?(?:no|number|\#)\.?
        \d{3}-\d{3}-\d{2}
        (?:accredit|approv)ed (?:as a )?provider
        provider (?:no|number|\#)\.?
        """,
    ),
    make_cue(
        "a certificate's number",
        1.5,
        r"""
        (?:certificate|credential|verification|license key) ?(?:id|no|number|code|url)?\.? ?[:\#]
        verify (?:this|at|the) [^\n]{0,40}
        verified certificate
        """,
    ),
    make_cue(
        "a participant",
        1.5,
        r"""
        (?:participant|learner|attendee|trainee|student|recipient|candidate)(?:['’]s)?(?: name)? ?:
        name of (?:the )?(?:participant|attendee|learner|employee)
        """,
    ),
    make_cue("thanks", 1.0, r"thank you for (?:attending|participating|completing|your (?:attendance|participation))"),
    make_cue("a passed test", 1.0, r"(?:final |test |exam |quiz )?(?:score|grade) ?:? ?\d+"),
)
