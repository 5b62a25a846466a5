"""What kind of paper it is: a certificate that somebody finished a course, or something else.

Takes the pages of one page range, gives an issue where they are no certificate or may be none. Refuses to be bold: a
paper that says that somebody finished something is never called another paper, and in doubt a person looks.

The cues of `paper_words` that stand on the paper are added up; a heading counts where it is a line of its own. What
comes out is held against the chance that all words together give.
"""

import re
import statistics
from collections.abc import Sequence
from functools import cache
from typing import Final

from ingest.activity import Issue, IssueCode
from ingest.credits import find_credits
from ingest.dates import find_dates
from ingest.document import Page, Reader
from ingest.layout import Layout
from ingest.other_papers import AGAINST, BLANK, TIMETABLE
from ingest.paper_kind import PaperKind, load_paper_kind
from ingest.paper_words import ABOUT_COURSES, CONDITION, CREDIT, FINISHED, FOR, HEADING, NOT_A_HEADING, Cue
from ingest.vocabulary import MODEL_FOLDER

FEW_WORDS: Final = 30  # with fewer nobody can tell what a paper is
READABLE: Final = 0.7  # median word confidence below which a page's words are not to be trusted
HEADING_WORDS: Final = 9  # a line of more words is a sentence
# Sums of weights, set on the real certificates of one half of the issuers and on the torture files (2026-11-23).
OTHER: Final = -2.5  # or less: another paper, if no word of it says that somebody finished something
STRONG: Final = -4.0  # a cue, or a sum, that is enough by itself
SURE: Final = 2.0  # or more: a certificate; between the two a person looks
# Of the chance by all words (see `paper_kind`): below the first, a certificate by its cues is doubted; from the second
# on, another paper by its cues may be a certificate, and a doubtful one is taken for one. Set on the written pages that
# are kept back, 142 certificates and 26 other papers (2026-11-23).
UNLIKE, LIKE = 0.4, 0.75
# Words that are on every English page of some length, by which a page is known to be English.
_ENGLISH: Final = re.compile(r"\b(?:the|of|and|to|in|is|for|this|that|with)\b", re.IGNORECASE)
_BLANKS: Final = re.compile(r"_{6,}")
ENGLISH: Final = 0.12  # of a page's words, at least
LONG_ENOUGH: Final = 45  # words; of fewer nobody can tell that none is about a course
STEMS: Final = 1  # words of courses, at least, that keep a paper from being about something else
MANY_TIMES: Final = 4  # different times of the day on one paper
PLAINLY: Final = 0.9  # plainness of a credit that names contact hours, CEU, CME or CE


def judge(pages: Sequence[Page]) -> Issue | None:
    """An issue if the paper is no certificate, another if it may be none; None for a certificate."""
    issue = _by_cues(pages)
    chance = _paper_kind().chance([line for page in pages for line in page.text.split("\n")])
    if issue is None:
        return None if chance >= UNLIKE else _doubtful("its words are rather those of other papers")
    is_form = any(BLANK.pattern.search(page.text) for page in pages)
    if chance < LIKE or is_form or not is_readable(pages):
        return issue
    return None if issue.code is IssueCode.DOUBTFUL_PAPER else _doubtful(issue.detail)


@cache
def _paper_kind() -> PaperKind:
    return load_paper_kind(MODEL_FOLDER)


def _by_cues(pages: Sequence[Page]) -> Issue | None:
    """What the cues alone say."""
    text = "\n".join(page.text for page in pages)
    found = cues(pages)
    score = sum(cue.weight for cue in found)
    against = _what([cue for cue in found if cue.weight < 0])
    if BLANK.pattern.search(text):
        if _is_empty_form(pages, text):
            return _other(f"it shows {BLANK.what}, and no date")
        return _doubtful(f"it shows {BLANK.what}" + (f", and words of {against}" if against else ""))
    is_finished = FINISHED in found
    is_named = is_finished and (HEADING in found or sum(cue.weight < 0 for cue in found) <= 1)
    if score >= (OTHER if is_named else SURE):
        return None
    if is_finished:
        return _doubtful(f"it has words of {against}")
    return _in_doubt(pages, text, found)


def _in_doubt(pages: Sequence[Page], text: str, found: Sequence[Cue]) -> Issue:
    """Another paper, or a doubt, where nothing says that somebody finished a course."""
    score, against = sum(cue.weight for cue in found), _what([cue for cue in found if cue.weight < 0])
    if not is_readable(pages):
        return _doubtful("too little of it can be read to tell what it is")
    if score <= OTHER and _is_plain(found, score):
        return _other(f"it has words of {against}, and nowhere says that somebody finished a course")
    if not _is_about_courses(text):
        return _other("it has no words of a course")
    return _doubtful("it hardly says that somebody finished a course")


def cues(pages: Sequence[Page]) -> tuple[Cue, ...]:
    """The cues that stand on the pages, those for a certificate first."""
    text = "\n".join(page.text for page in pages)
    found = [HEADING] if any(is_heading(line.text) for line in Layout(tuple(pages)).lines) else []
    if FINISHED.pattern.search(CONDITION.sub(" ", text)):
        found.append(FINISHED)
    if any(span.plainness >= PLAINLY for span in find_credits(text)):
        found.append(CREDIT)
    if len({match[0] for match in TIMETABLE.pattern.finditer(text)}) >= MANY_TIMES:
        found.append(TIMETABLE)
    return (*found, *(cue for cue in (*FOR, *AGAINST) if cue.pattern.search(text)))


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a certificate.

    >>> is_heading("CERTIFICATE OF ATTENDANCE"), is_heading("Certificates will be sent by e-mail after the meeting.")
    (True, False)
    """
    if len(line.split()) > HEADING_WORDS or NOT_A_HEADING.search(line):
        return False
    return bool(HEADING.pattern.search(line))


def is_other_paper(page: Page) -> bool:
    """Whether a page of a file plainly is none of a certificate: a bill, an evaluation form, a flyer."""
    issue = judge([page]) if is_readable([page]) else None
    return issue is not None and issue.code is IssueCode.NOT_A_CERTIFICATE and bool(against_of(page))


def against_of(page: Page) -> tuple[Cue, ...]:
    """The cues against on one page."""
    return tuple(cue for cue in AGAINST if cue.pattern.search(page.text))


def is_readable(pages: Sequence[Page]) -> bool:
    """Whether enough was read, and well enough, to tell what a paper is."""
    confidences = [word.confidence for page in pages for word in page.words if word.confidence is not None]
    is_clear = not confidences or statistics.median(confidences) >= READABLE
    return is_clear and sum(len(page.words) for page in pages) >= FEW_WORDS


def _what(found: Sequence[Cue]) -> str:
    return ", ".join(cue.what for cue in found)


def _is_plain(found: Sequence[Cue], score: float) -> bool:
    """Whether it is not one word alone that speaks against a certificate; more is asked of a paper with its heading."""
    against = [cue.weight for cue in found if cue.weight < 0]
    return (len(against) > 1 or min(against) <= STRONG) and (HEADING not in found or score <= STRONG)


def _is_empty_form(pages: Sequence[Page], text: str) -> bool:
    """Whether nobody can have filled a form in: what is written by hand stands on pictures, which are read by OCR."""
    is_digital = all(page.reader is Reader.TEXT_LAYER for page in pages)
    return is_digital and len(_BLANKS.findall(text)) >= 2 and not find_dates(text)


def _is_about_courses(text: str) -> bool:
    """Only English can be told to be about something else."""
    is_english = len(_ENGLISH.findall(text)) >= ENGLISH * len(text.split())
    stems = {match[1].casefold() for match in ABOUT_COURSES.finditer(text)}
    return not is_english or len(text.split()) < LONG_ENOUGH or len(stems) >= STEMS


def _other(detail: str) -> Issue:
    return Issue(IssueCode.NOT_A_CERTIFICATE, None, detail)


def _doubtful(detail: str) -> Issue:
    return Issue(IssueCode.DOUBTFUL_PAPER, None, detail)
