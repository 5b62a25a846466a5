"""What a certificate means: candidates, fields, issues, the activity and the outcome for each certificate.

Takes nothing and decides nothing, but for one rule: the status of an outcome follows from its failure and its issues.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from ingest.document import Evidence, PageShape, SourceFile

T = TypeVar("T")


class FieldName(StrEnum):
    """The fields of an activity record, in the order in which people read them."""

    HOLDER = "holder"
    TITLE = "title"
    PROVIDER = "provider"
    COMPLETED_ON = "completed_on"
    CREDIT = "credit"
    PROGRAM_NUMBER = "program_number"
    PROVIDER_NUMBER = "provider_number"
    CERTIFICATE_NUMBER = "certificate_number"
    LEVEL = "level"
    CATEGORY = "category"


# ASCP asks a certificate for date, title, provider, participant and hours (ascp.org "Guidelines for Earning CEs",
# read 2026-11-23); without one of these a person must look.
REQUIRED_FIELDS: Final = (
    FieldName.HOLDER,
    FieldName.TITLE,
    FieldName.PROVIDER,
    FieldName.COMPLETED_ON,
    FieldName.CREDIT,
)


class Unit(StrEnum):
    """What an amount of credit counts."""

    CONTACT_HOUR = "contact_hour"
    CME = "cme"
    CEU = "ceu"
    POINT = "point"
    HOUR = "hour"
    SEMESTER_HOUR = "semester_hour"  # of a college; nothing reads these yet, a person enters them
    QUARTER_HOUR = "quarter_hour"


class CategoryLabel(StrEnum):
    """The areas of the lab. How they count toward a credential is data in the rule files."""

    SAFETY = "safety"
    ETHICS = "ethics"
    BLOOD_BANKING = "blood_banking"
    CHEMISTRY = "chemistry"
    HEMATOLOGY = "hematology"
    COAGULATION = "coagulation"
    MICROBIOLOGY = "microbiology"
    IMMUNOLOGY = "immunology"
    MOLECULAR = "molecular"
    URINALYSIS_BODY_FLUIDS = "urinalysis_body_fluids"
    HISTOLOGY_CYTOLOGY = "histology_cytology"
    PHLEBOTOMY = "phlebotomy"
    POINT_OF_CARE = "point_of_care"
    QUALITY_REGULATORY = "quality_regulatory"
    MANAGEMENT = "management"
    EDUCATION = "education"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Credit:
    """An amount of credit, as printed."""

    amount: Decimal
    unit: Unit


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is printed: a year, a month, or a day. Nothing is filled in.

    >>> str(PartialDate(2026, 3))
    '2026-03'
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day without a month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def days(self) -> tuple[date, date]:
        """The first and the last day that it may mean.

        >>> PartialDate(2024, 2).days()
        (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
        """
        first = date(self.year, self.month or 1, self.day or 1)
        last_month = self.month or 12
        return first, date(self.year, last_month, self.day or calendar.monthrange(self.year, last_month)[1])

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.

        Raises:
            ValueError: anything else.

        >>> PartialDate.parse("2026-03-14")
        PartialDate(year=2026, month=3, day=14)
        """
        parts = text.split("-")
        is_digits = all(part.isascii() and part.isdigit() for part in parts)
        if not (is_digits and 1 <= len(parts) <= 3 and [len(p) for p in parts] == [4, 2, 2][: len(parts)]):
            raise ValueError(f"not a date of the form YYYY-MM-DD, YYYY-MM or YYYY: {text!r}")
        return cls(*map(int, parts))


@dataclass(frozen=True, slots=True)
class Category:
    """An area of the lab with the chance that it is the right one, and the next best.

    `also` names those of the runners-up that the course belongs to as well.
    """

    label: CategoryLabel
    confidence: float
    runners_up: tuple[tuple[CategoryLabel, float], ...] = ()
    method: str = ""
    also: tuple[CategoryLabel, ...] = ()


class IssueCode(StrEnum):
    """A doubt about a field or a record."""

    MISSING = "missing"
    LOW_CONFIDENCE = "low_confidence"
    AMBIGUOUS_DATE = "ambiguous_date"
    PARTIAL_DATE = "partial_date"
    IN_FUTURE = "in_future"
    CONFLICT = "conflict"
    PROPOSED_SPLIT = "proposed_split"
    NOT_A_CERTIFICATE = "not_a_certificate"
    DOUBTFUL_PAPER = "doubtful_paper"  # it may be no certificate
    SEVERAL_ON_PAGE = "several_on_page"  # more than one certificate may stand on one page
    SUM_DIFFERS = "sum_differs"  # a printed total is not the sum of a table's rows
    LAYER_DISAGREES = "layer_disagrees"  # the text stored in the file and the picture of its page: it may be altered
    READERS_DISAGREE = "readers_disagree"  # two readers of the same picture
    MISREAD = "misread"  # it has signs that such a value does not have: a digit in a name
    DIFFERS_FROM_COURSE = "differs_from_course"  # from other certificates of the same course, see `recall`
    PROPOSED_VALUE = "proposed_value"  # not found on the certificate, and confirmed for its course
    UNVERIFIED_BADGE = "unverified_badge"  # nobody whose key is pinned signed it
    BAD_SIGNATURE = "bad_signature"  # a badge that does not fit the pinned key it names: it was altered, or is forged
    EXPIRED = "expired"  # a badge that says so
    REVOKED = "revoked"  # likewise
    ISSUE_DATE_ONLY = "issue_date_only"  # a badge says when it was issued, and not when the course was completed


@dataclass(frozen=True, slots=True)
class Issue:
    """A doubt as data. `field` is None when it concerns the whole record."""

    code: IssueCode
    field: FieldName | None
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of the page that may be the value of a field."""

    name: FieldName
    evidence: Evidence
    confidence: float  # 0..1: how far the finder believes that this is the right piece
    method: str  # such as `pattern:date_label`
    label: str | None = None  # the words that say what it is, where they stand apart from it on the page


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """What is understood of one field.

    `value` None with an issue `missing` could not be read; without one, the certificate does not state it.
    `decided_by` names the person whose value this is; then `candidate` is None.
    `runners_up` are other values that it may have, each with its own evidence, confidence and issues, the surest first.
    """

    name: FieldName
    value: T | None = None
    candidate: Candidate | None = None
    confidence: float | None = None
    issues: tuple[Issue, ...] = ()
    decided_by: str | None = None
    runners_up: tuple["Field[T]", ...] = ()

    @property
    def method(self) -> str | None:
        """How the value was found: the candidate's method, or `human:<user>`."""
        if self.decided_by is not None:
            return f"human:{self.decided_by}"
        return self.candidate.method if self.candidate else None


@dataclass(frozen=True, slots=True)
class Activity:
    """One finished course of one person, as the certificate states it."""

    holder: Field[str]
    title: Field[str]
    provider: Field[str]
    completed_on: Field[PartialDate]
    credit: Field[Credit]
    program_number: Field[str]
    provider_number: Field[str]
    certificate_number: Field[str]
    level: Field[str]
    category: Field[Category]
    issues: tuple[Issue, ...] = ()  # those of the whole record

    def field(self, name: FieldName) -> Field[Any]:
        """The field of that name."""
        field: Field[Any] = getattr(self, name.value)
        return field

    def all_issues(self) -> tuple[Issue, ...]:
        """The record's issues and those of its fields, in the order of the fields."""
        return self.issues + tuple(issue for name in FieldName for issue in self.field(name).issues)


@dataclass(frozen=True, slots=True)
class Run:
    """Made by what. Two outcomes of the same file and run are the same."""

    ingest: str  # our version
    model: str  # version of the shipped models
    ocr: str  # engine and version
    settings: str  # digest of the settings that decide a reading


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read."""

    code: str  # a `DocumentError.code`
    message: str


class Status(StrEnum):
    """What became of a certificate."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"
    NOT_A_CERTIFICATE = "not_a_certificate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of one certificate: an activity or a failure, exactly one.

    A transcript and an attendance list give one for each row of their tables, all with the same pages.
    """

    source: SourceFile
    pages: tuple[int, int]  # first and last, from 1; (0, 0) if the file failed before its pages were known
    run: Run
    activity: Activity | None
    failure: Failure | None
    seconds: tuple[tuple[str, float], ...] = ()  # stage and wall time
    shapes: tuple[PageShape, ...] = ()  # of its pages; empty if the file failed
    row: int | None = None  # of the table on its pages, from 1; None if all of the pages are about one activity
    layout: str | None = None  # a `Fingerprint` as text; None if too little is printed to tell layouts apart
    recalled: str | None = None  # what people's decisions added to it, see `recall`; None if nothing

    def __post_init__(self) -> None:
        if (self.activity is None) == (self.failure is None):
            raise ValueError("an outcome has an activity or a failure, exactly one")
        if self.row is not None and self.row < 1:
            raise ValueError(f"rows count from 1, not {self.row}")

    @property
    def key(self) -> str:
        """Names this certificate across runs: `<sha256>:<first>-<last>`, with `#<row>` for a row of a table."""
        pages = f"{self.source.sha256}:{self.pages[0]}-{self.pages[1]}"
        return pages if self.row is None else f"{pages}#{self.row}"

    @property
    def status(self) -> Status:
        """No person is needed only when nothing is in doubt.

        A doubtful category alone sends nobody to review: the points still count toward the total, but toward an area
        only as possible (see `compliance`).
        """
        if self.activity is None:
            return Status.FAILED
        issues = self.activity.all_issues()
        if any(issue.code is IssueCode.NOT_A_CERTIFICATE for issue in issues):
            return Status.NOT_A_CERTIFICATE
        doubted = any(issue.field is not FieldName.CATEGORY for issue in issues)
        return Status.NEEDS_REVIEW if doubted else Status.ACCEPTED
