"""What the pages show, in words: rows of the list, a certificate's fields beside its pages, its history.

Takes certificates as they stand, decisions and findings; gives plain values for the templates, and the
order of the queue.
Refuses to make markup: what a document says reaches the page only through the templates, which escape it.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from pathlib import Path
from typing import Final
from urllib.parse import quote

from ingest.activity import Activity, Category, Credit, Field, FieldName, Issue, IssueCode, Outcome, Unit
from ingest.decision import Action, Change, Decision, FieldValue, State, changes_to
from ingest.record import value_text
from ingest.review.pictures import shape_of
from ingest.seen import FileState, SeenFile
from ingest.standing import StoredCertificate

LABELS: Final = {
    FieldName.HOLDER: "Holder",
    FieldName.TITLE: "Title",
    FieldName.PROVIDER: "Provider",
    FieldName.COMPLETED_ON: "Completed on",
    FieldName.CREDIT: "Credit",
    FieldName.PROGRAM_NUMBER: "Program number",
    FieldName.PROVIDER_NUMBER: "Provider number",
    FieldName.CERTIFICATE_NUMBER: "Certificate number",
    FieldName.LEVEL: "Level",
    FieldName.CATEGORY: "Area",
}
STATES: Final = {  # in the order of the links; a replaced certificate is in no list
    State.NEEDS_REVIEW: "needs review",
    State.ACCEPTED: "accepted",
    State.CONFIRMED: "confirmed",
    State.NOT_A_CERTIFICATE: "not a certificate",
    State.REJECTED: "rejected",
    State.FAILED: "failed",
}
DOUBTS: Final = {
    IssueCode.MISSING: "not found",
    IssueCode.LOW_CONFIDENCE: "not sure enough",
    IssueCode.AMBIGUOUS_DATE: "day and month unclear",
    IssueCode.PARTIAL_DATE: "no day printed",
    IssueCode.IN_FUTURE: "in the future",
    IssueCode.CONFLICT: "contradicted",
    IssueCode.PROPOSED_SPLIT: "one of several in the file",
    IssueCode.NOT_A_CERTIFICATE: "may be no certificate",
    IssueCode.DOUBTFUL_PAPER: "may be no certificate",
    IssueCode.SEVERAL_ON_PAGE: "several on one page",
    IssueCode.SUM_DIFFERS: "its total differs",
    IssueCode.LAYER_DISAGREES: "stored text and picture differ",
    IssueCode.READERS_DISAGREE: "read in two ways",
    IssueCode.MISREAD: "has a sign that it cannot have",
    IssueCode.DIFFERS_FROM_COURSE: "not as on other certificates of the course",
    IssueCode.PROPOSED_VALUE: "not found; known of the course",
    IssueCode.UNVERIFIED_BADGE: "its badge is not verified",
    IssueCode.BAD_SIGNATURE: "the signature of its badge is wrong",
    IssueCode.EXPIRED: "its badge has expired",
    IssueCode.REVOKED: "its badge was revoked",
    IssueCode.ISSUE_DATE_ONLY: "only the day of issue is known",
}
DECIDED: Final = {Action.CONFIRM: "confirmed it", Action.REJECT: "rejected it", Action.REOPEN: "took that back"}
SYMBOLOGIES: Final = {"QRCode": "QR code", "DataMatrix": "Data Matrix code", "Aztec": "Aztec code"}  # others are bars
UNITS: Final = {
    Unit.CONTACT_HOUR: ("contact hour", "contact hours"),
    Unit.CME: ("CME credit", "CME credits"),
    Unit.CEU: ("CEU", "CEU"),
    Unit.POINT: ("point", "points"),
    Unit.HOUR: ("hour", "hours"),
    Unit.SEMESTER_HOUR: ("semester hour", "semester hours"),
    Unit.QUARTER_HOUR: ("quarter hour", "quarter hours"),
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A certificate in the list."""

    key: str
    file: str
    pages: str  # "" for a file of one page
    holder: str
    title: str
    completed_on: str
    credit: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A file that could not be read; `key` is None if it has no page."""

    key: str | None
    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page, in points, and the field that it belongs to."""

    name: str
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of the certificate; width and height are None if its shape is not known, then it has no marks."""

    number: int
    width: float | None
    height: float | None
    marks: tuple[Mark, ...]
    codes: tuple[tuple[str, str], ...] = ()  # what kind of code is on it, and what it says


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field beside the page: what the machine read, how sure it was, and what stands now."""

    name: FieldName
    label: str
    confidence: str | None  # of the machine's value
    doubts: tuple[str, ...]
    printed: str | None  # verbatim from the page
    page: int | None
    machine: str | None  # the machine's value in words, where a person gave another
    decided_by: str | None
    next_best: str | None = None  # of the area of the lab alone: what it may be as well


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A decision in words, with the values before and after."""

    who: str
    when: str
    what: str
    changes: tuple[tuple[str, str, str], ...]  # label, before, after


def queue(certificates: Iterable[StoredCertificate]) -> list[StoredCertificate]:
    """Those that need a person, the quickest first."""
    waiting = (certificate for certificate in certificates if certificate.state is State.NEEDS_REVIEW)
    return sorted(waiting, key=rank)


def rank(certificate: StoredCertificate) -> tuple[int, float, str]:
    """Place in the queue: fewest doubts first, among these the one whose weakest field is the surest; then the key."""
    activity = certificate.outcome.activity
    if activity is None:
        return 0, 0.0, certificate.key
    doubts = [issue for issue in activity.all_issues() if issue.field is not FieldName.CATEGORY]
    doubted = [activity.field(issue.field).confidence or 0.0 for issue in doubts if issue.field is not None]
    return len(doubts), -min(doubted, default=1.0), certificate.key


def list_row(certificate: StoredCertificate) -> ListRow:
    """A certificate in the list; one whose file could not be read has only that to say."""
    activity, failure = certificate.outcome.activity, certificate.machine.failure
    doubts = (failure.message,) if failure else doubts_in_words(certificate.outcome)
    return ListRow(
        certificate.key,
        file_of(certificate).name,
        pages_words(certificate),
        value_words(activity.holder.value) if activity else "",
        value_words(activity.title.value) if activity else "",
        value_words(activity.completed_on.value) if activity else "",
        value_words(activity.credit.value) if activity else "",
        doubts,
    )


def failed_rows(files: Iterable[SeenFile], keys: Container[str]) -> list[FailedRow]:
    """The files that could not be read, in the order of their paths; `keys` are those that have a page."""
    rows = []
    for file in files:
        if file.state is FileState.FAILED and file.failure:
            key = f"{file.sha256}:0-0"
            rows.append(FailedRow(key if key in keys else None, file.path, file.failure.message))
    return rows


def pages_words(certificate: StoredCertificate) -> str:
    """Which pages of its file it takes, and which row of a table on them; "" for a file of one page."""
    first, last = certificate.machine.pages
    pages = f"pages {first} to {last}" if last > first else f"page {first}" if first > 1 else ""
    row = certificate.machine.row
    return ", ".join(words for words in (pages, f"row {row}" if row else "") if words)


def in_address(key: str) -> str:
    """A certificate's key as part of an address of these pages: what follows a `#` would not be sent.

    >>> in_address("ab:1-1#3")
    'ab:1-1%233'
    """
    return quote(key, safe=":")


def file_of(certificate: StoredCertificate) -> Path:
    """The file to name for a certificate."""
    return certificate.paths[0] if certificate.paths else certificate.machine.source.path


def doubts_in_words(outcome: Outcome) -> tuple[str, ...]:
    """The doubts about a certificate, one phrase for each kind, such as "not found: credit, provider"."""
    fields: dict[IssueCode, list[str]] = {}
    for issue in outcome.activity.all_issues() if outcome.activity else ():
        named = fields.setdefault(issue.code, [])
        if issue.field is not None and LABELS[issue.field].lower() not in named:
            named.append(LABELS[issue.field].lower())
    return tuple(f"{DOUBTS[code]}: {', '.join(named)}" if named else DOUBTS[code] for code, named in fields.items())


def field_rows(certificate: StoredCertificate) -> tuple[FieldRow, ...]:
    """The fields in the order in which people read them; none for a file that could not be read."""
    now, machine = certificate.outcome.activity, certificate.machine.activity
    if now is None or machine is None:
        return ()
    return tuple(_field_row(name, now, machine) for name in FieldName)


def page_rows(certificate: StoredCertificate) -> tuple[PageRow, ...]:
    """The pages of a certificate with the boxes of what was read from them; none for a file that could not be read."""
    activity = certificate.machine.activity
    if activity is None:
        return ()
    first, last = certificate.machine.pages
    rows = []
    for number in range(first, last + 1):
        shape = shape_of(certificate, number)
        if shape is None:
            rows.append(PageRow(number, None, None, ()))
        else:
            codes = tuple((SYMBOLOGIES.get(code.symbology, "Bar code"), code.text) for code in shape.codes)
            rows.append(PageRow(number, shape.width, shape.height, _marks(activity, number), codes))
    return tuple(rows)


def record_doubts(certificate: StoredCertificate) -> tuple[str, ...]:
    """The doubts about the certificate as a whole, as sentences; none once a person decided."""
    activity = certificate.outcome.activity
    if activity is None or certificate.state is not State.NEEDS_REVIEW:
        return ()
    return tuple(map(_doubt_words, activity.issues))


def history_rows(decisions: Sequence[Decision]) -> tuple[HistoryRow, ...]:
    """The decisions in words, the newest first; times are those of this machine's clock."""
    return tuple(
        HistoryRow(
            decision.decided_by,
            f"{decision.decided_at.astimezone():%Y-%m-%d %H:%M}",
            DECIDED[decision.action],
            tuple(_change_words(change) for change in decision.changes),
        )
        for decision in reversed(decisions)
    )


def differing(activity: Activity | None, values: Mapping[FieldName, FieldValue | None]) -> dict[FieldName, str]:
    """The fields in which `values` differ from what stands, with what stands in words."""
    changes = changes_to(activity, values) if activity else ()
    return {change.name: value_words(change.before) or "nothing" for change in changes}


def value_words(value: FieldValue | None) -> str:
    """A value as a person says it; "" for none.

    >>> value_words(Credit(Decimal("1.50"), Unit.CONTACT_HOUR))
    '1.5 contact hours'
    """
    if value is None:
        return ""
    if isinstance(value, Credit):
        amount = value_text(Field(FieldName.CREDIT, value))
        return f"{amount} {UNITS[value.unit][value.amount != Decimal(1)]}"
    if isinstance(value, Category):
        return category_words(value.label.value)
    return str(value)


def category_words(label: str) -> str:
    """An area of the lab as a person says it.

    >>> category_words("urinalysis_body_fluids")
    'Urinalysis body fluids'
    """
    return label.replace("_", " ").capitalize()


def percent(confidence: float | None) -> str | None:
    """A confidence, rounded down, so that 100 % is only what is certain.

    >>> percent(0.9996), percent(0.849), percent(1.0)
    ('99.9 %', '84 %', '100 %')
    """
    if confidence is None:
        return None
    if confidence >= 0.99:
        return f"{floor(confidence * 1000 + 1e-9) / 10:g} %"
    return f"{floor(confidence * 100 + 1e-9)} %"


def _field_row(name: FieldName, now: Activity, machine: Activity) -> FieldRow:
    field, read = now.field(name), machine.field(name)
    evidence = read.candidate.evidence if read.candidate else None
    return FieldRow(
        name,
        LABELS[name],
        percent(read.confidence),
        tuple(_doubt_words(issue) for issue in field.issues),
        " ".join(evidence.text.split()) if evidence else None,
        evidence.page if evidence else None,
        (value_words(read.value) or "nothing") if field.decided_by else None,
        field.decided_by,
        _next_best(read.value) if isinstance(read.value, Category) else None,
    )


def _next_best(category: Category) -> str | None:
    """The second choice with its chance, and the further areas that the title names; None where one would mislead.

    >>> from ingest.activity import CategoryLabel as C
    >>> _next_best(Category(C.MOLECULAR, 0.8, ((C.SAFETY, 0.15), (C.OTHER, 0.02)), "", (C.SAFETY,)))
    'Next best: Safety (15 %). The title names Safety too'
    """
    said = []
    if category.runners_up and category.runners_up[0][1] >= 0.01:
        label, chance = category.runners_up[0]
        said.append(f"Next best: {category_words(label.value)} ({percent(chance)})")
    if category.also:
        said.append(f"The title names {' and '.join(category_words(label.value) for label in category.also)} too")
    return ". ".join(said) or None


def _doubt_words(issue: Issue) -> str:
    """A doubt as a sentence; how sure the machine is of a field stands beside it already."""
    if issue.code is IssueCode.LOW_CONFIDENCE and issue.field is not FieldName.CATEGORY:
        return "Not sure enough to accept it without a person"
    if issue.code is IssueCode.LAYER_DISAGREES:
        return (
            "The text stored in this file says something else than its picture: the certificate may have been altered. "
            f"Compare it with the original, or ask its provider ({issue.detail})"
        )
    return f"{DOUBTS[issue.code].capitalize()}: {issue.detail}"


def _marks(activity: Activity, number: int) -> tuple[Mark, ...]:
    """The boxes on one page. The area has the title's words for its evidence, so it gets no boxes of its own."""
    return tuple(
        Mark(name.value, LABELS[name], box.x0, box.top, box.width, box.height)
        for name in FieldName
        if name is not FieldName.CATEGORY
        for candidate in (activity.field(name).candidate,)
        if candidate and candidate.evidence.page == number
        for box in candidate.evidence.boxes
    )


def _change_words(change: Change) -> tuple[str, str, str]:
    return LABELS[change.name], value_words(change.before) or "nothing", value_words(change.after) or "nothing"
