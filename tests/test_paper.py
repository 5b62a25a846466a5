"""What is no certificate is said to be none; in doubt it is one, so that a person sees it."""

import time
from dataclasses import replace

import pytest
from hypothesis import given

from ingest.activity import IssueCode
from ingest.document import Page, Reader
from ingest.other_papers import AGAINST
from ingest.paper import cues, is_heading, is_other_paper, judge
from ingest.paper_words import FOR
from tests.made_pages import HOSTILE, HOSTILE_SECONDS, page, printed_pages, stacked

FILLER = "The society thanks all of its members for another good year in the laboratories of the prairie"

INVOICE = (
    "INVOICE",
    "Bill to: Prairie Laboratory Society",
    "Immunology Update, two seats",
    "Subtotal $120.00, amount due $120.00",
    "Payment is due within thirty days of the date of this paper",
    FILLER,
)
FLYER = (
    ("Spring Workshop", 26),
    "Register now for a day of hematology at the lake",
    "You will learn how to read a smear and how to report it",
    "Members: $40, seats are limited, save the date: May 5, 2026",
    FILLER,
)
LETTER = (
    "Dear colleagues",
    FILLER,
    FILLER.lower(),
    "With kind regards from the board of the society and of its friends",
)
CERTIFICATE = (
    ("Certificate of Completion", 26),
    "This is to certify that",
    ("Dana R. Whitfield", 20),
    "has successfully completed",
    "Resolving Antibody Problems",
    "on March 14, 2026 for 1.5 P.A.C.E. contact hours",
    FILLER,
)
CERTIFICATE_WITH_A_PRICE = (
    *CERTIFICATE,
    "Register now for our upcoming courses, $20 for members; order number 17",
)
TRANSCRIPT = ("Transcript", "Dana R. Whitfield", "March 14, 2026", "Gram Stain, 1.5 contact hours", FILLER, FILLER)


EVALUATION = (
    ("Course Evaluation Form", 22),
    "Course: Anaerobes Revisited   Date: March 14, 2026   Speaker: Wendell T. Crane",
    "Please rate each statement: strongly disagree 1 2 3 4 5 strongly agree",
    "The objectives were met", "The handouts were clear", "Contact hours: 1.5",
    "Thank you for attending, and please return this form to the office",
)  # fmt: skip
REGISTRATION = (
    ("Registration Confirmation", 22),
    "Dear Dana, you are registered for the Spring Workshop of the society",
    "Name: Dana R. Whitfield   Date: April 17, 2026   Ticket: 2766724   Contact hours: 6",
    "We look forward to seeing you. Please bring this page and a photo identification",
)
REMINDER = (
    "To Dana Whitfield", "Notice of Assignment",
    "Our records show that you have not completed Bloodborne Pathogens, due on May 5, 2026",
    "The course is worth 1 contact hour, and a certificate is issued when all modules are completed",
    "Sincerely, the education office of the laboratory",
)  # fmt: skip
AGENDA = (
    ("Spring Workshop Agenda", 24), "April 17, 2026, Grand Hotel, Dayton, six contact hours in all for the whole day",
    "8:30 Registration and coffee", "9:00 Smears that fooled us", "10:30 Antibodies in three dimensions",
    "12:00 Lunch break with exhibits", "1:00 Round table on hiring", "2:30 Questions and closing words",
)  # fmt: skip
POLICY = (
    ("Competency Assessment of Testing Personnel", 20), "Purpose: to describe how competency is assessed",
    "Scope: all staff of the department", "Effective date: March 14, 2026   Supersedes: March 1, 2024",
    "Procedure: all personnel must be assessed twice in the first year and once a year after that",
)  # fmt: skip
CARD = (
    ("Identification Card", 18), "Prairie Laboratory Society", "Dana R. Whitfield, technologist, core laboratory",
    "Blood group: O positive", "Member since 2011", "If found, please return to the front desk of the laboratory",
    "This card remains the property of the society at all times and in all places",
)  # fmt: skip
LICENCE = (
    ("State Board of Clinical Laboratory Personnel", 18), "Dana R. Whitfield",
    "is hereby licensed to practice as a technologist in the state of Ohio and in no other",
    "License type: technologist   License expires: March 14, 2028", "This license must be conspicuously displayed",
)  # fmt: skip
JOB = (
    "Dear Dana Whitfield", "We are pleased to offer you a full-time position as a technologist",
    "Your start date is March 14, 2026, and your base salary is stated in the terms of employment attached",
    "This offer of employment depends on a background check. With kind regards, the hiring manager",
)  # fmt: skip
PRICES = (
    ("Course Library", 24), "Title   Contact hours   Fee", "Anaerobes Revisited 1.5 $72.00",
    "Mixing Studies and Factor Assays 2 $84.00", "Thalassemia and Hemoglobin Variants 1 $34.00",
    "All of these may be taken from home and in one's own time, day and night",
)  # fmt: skip
EMPTY_FORM = (
    ("Certificate of Attendance", 24), "This is to certify that", "______________________________",
    "has attended the course Anaerobes Revisited, held by the society for the staff of all laboratories",
    "Date: ________________", "Contact hours: 1.5", "Signature: ____________________",
)  # fmt: skip

OTHER_PAPERS = {
    "invoice": INVOICE, "flyer": FLYER, "letter": LETTER, "evaluation": EVALUATION, "registration": REGISTRATION,
    "reminder": REMINDER, "agenda": AGENDA, "policy": POLICY, "card": CARD, "licence": LICENCE, "job": JOB,
    "prices": PRICES, "empty form": EMPTY_FORM,
}  # fmt: skip

# Certificates that say little of it, in other ways or languages, or have words of other papers.
ODD_CERTIFICATES = {
    "with a price": CERTIFICATE_WITH_A_PRICE,
    "transcript": TRANSCRIPT,
    "webinar": (
        "Customer Education Webinar", "Thank you for attending!", ("Dana R. Whitfield", 20), "Anaerobes Revisited",
        "Live date: March 14, 2026   P.A.C.E. credit: 1.5 contact hours   Program: 578-063-24", FILLER,
    ),
    "letter": (
        "April 19, 2026", "To whom it may concern: this letter confirms that Dana Whitfield attended the in-service",
        "Anaerobes Revisited, held on April 16, 2026. It was not part of job orientation.", FILLER, "Sincerely",
    ),
    "row of a learning system": (
        "Learning Completion Report", "Run date: May 6, 2026", "Employee: Whitfield, Dana   Employee ID: 4711",
        "Item: Anaerobes Revisited   Completion date: May 1, 2026   Score: 94%   Contact hours: 1.5", FILLER,
    ),
    "with dots before the name": (
        ("Record of Attendance", 20), "Participant ............ Dana Whitfield", "Topic ............ Document Control",
        "Date ............ March 14, 2026   Contact hours ............ 1.5", FILLER,
    ),
    "Spanish": (
        ("CERTIFICADO", 26), "se otorga a", ("Dana Whitfield", 20), "por haber concluido el curso",
        "Bioseguridad en el laboratorio", "14 de marzo de 2026", "No refunds are given after printing", FILLER,
    ),
    "with rules at its foot": (
        *CERTIFICATE, "Employees must keep this for four years. Contact us for more information; see our policy.",
        "Course: Introduction to Human Resources, from registration to invoice", "Licensee: Dana Whitfield",
    ),
}  # fmt: skip


def code_of(*rows: str | tuple[str, float]) -> IssueCode | None:
    issue = judge([stacked(*rows)])
    return issue.code if issue else None


@pytest.mark.parametrize("rows", OTHER_PAPERS.values(), ids=OTHER_PAPERS)
def test_another_paper_is_no_certificate(rows: tuple[str | tuple[str, float], ...]) -> None:
    issue = judge([stacked(*rows)])
    assert issue is not None
    assert (issue.code, issue.field) == (IssueCode.NOT_A_CERTIFICATE, None)


def test_the_detail_says_why() -> None:
    issue = judge([stacked(*INVOICE)])
    assert issue is not None
    assert "a bill" in issue.detail


@pytest.mark.parametrize("rows", [CERTIFICATE, *ODD_CERTIFICATES.values()], ids=["plain", *ODD_CERTIFICATES])
def test_a_certificate_is_one(rows: tuple[str | tuple[str, float], ...]) -> None:
    assert code_of(*rows) is None


def test_what_nobody_can_tell_goes_to_a_person() -> None:
    assert code_of(*LETTER) is IssueCode.NOT_A_CERTIFICATE
    assert code_of(*LETTER[:2]) is IssueCode.DOUBTFUL_PAPER, "too few words"
    assert judge([stacked(*LETTER, confidence=0.95)]) is not None
    badly_read = judge([stacked(*INVOICE, confidence=0.5)])
    assert badly_read is not None and badly_read.code is IssueCode.DOUBTFUL_PAPER
    assert code_of("Une page en français", *("sur les choses de la vie quotidienne en ville",) * 9) is (
        IssueCode.DOUBTFUL_PAPER
    ), "only English can be told to be about something else"


def test_a_finished_course_is_never_called_another_paper() -> None:
    assert code_of(*CERTIFICATE, *INVOICE, *FLYER, *EVALUATION) is IssueCode.DOUBTFUL_PAPER


def test_a_blank_that_a_hand_may_have_filled_goes_to_a_person() -> None:
    empty = stacked(*EMPTY_FORM)
    by_ocr = judge([replace(empty, reader=Reader.OCR)])
    assert by_ocr is not None and by_ocr.code is IssueCode.DOUBTFUL_PAPER
    dated = judge([stacked(*EMPTY_FORM, "March 14, 2026")])
    assert dated is not None and dated.code is IssueCode.DOUBTFUL_PAPER


def test_one_word_alone_makes_no_other_paper() -> None:
    little = ("Anaerobes Revisited", "Dana Whitfield", "the course was held in Dayton, where we attend to education")
    assert code_of(*little, FILLER, "Total: $20.00") is IssueCode.DOUBTFUL_PAPER


def test_what_must_come_first_is_not_done() -> None:
    said = "your certificate can be printed when you have passed the test"
    assert "a finished course" not in {cue.what for cue in cues([stacked(said)])}
    assert "a finished course" in {cue.what for cue in cues([stacked("you have passed the test")])}


@pytest.mark.parametrize("line", ["Certificate of Completion", "RECORD OF ATTENDANCE", "CE Transcript", "CERTIFICADO"])
def test_headings(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Certificate of Compliance",
        "Keep your certificate",
        "Certificates will be sent by e-mail after the meeting ends",
    ],
)
def test_no_headings(line: str) -> None:
    assert not is_heading(line)


def test_a_page_of_another_paper_is_known_by_itself() -> None:
    assert is_other_paper(stacked(*EVALUATION))
    assert not is_other_paper(stacked(*CERTIFICATE))
    assert not is_other_paper(stacked("Learning objectives", "Describe the smear")), "too few words to tell"
    assert not is_other_paper(page())


def test_all_pages_are_looked_at() -> None:
    letter, certificate = stacked(*LETTER), stacked(*CERTIFICATE, number=2)
    assert judge([letter, certificate]) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    for cue in (*FOR, *AGAINST):
        cue.pattern.search(text)
    judge([stacked(text)])
    assert time.process_time() - start < HOSTILE_SECONDS


@given(printed_pages())
def test_any_page_gets_an_answer(made: Page) -> None:
    issue = judge([made])
    assert issue is None or issue.code in (IssueCode.NOT_A_CERTIFICATE, IssueCode.DOUBTFUL_PAPER)
