"""What an Open Badge or learner record states, line by line, and the doubts about it.

Takes the parsed data of a badge and the pinned keys; gives for each achievement its statements and what speaks against
believing it. Refuses to fetch what it only names by an address, and to take a hash or an e-mail address for a name.

Meaning of the properties: 1EdTech, "Open Badges 2.0", "Open Badges 3.0" (data model of `AchievementCredential` and the
classes below it) and "Comprehensive Learner Record Standard 2.0" (read 2026-11-24).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from ingest.activity import FieldName, Issue, IssueCode
from ingest.badge_data import MOST_ADDRESS, BadgeData, Kind, Number, data_of, kind_of, parse_token, types_of
from ingest.badge_signature import PinnedKey, doubt_of, quoted, unverified

Said: TypeAlias = Mapping[str, Any]  # a JSON object, of which nothing is sure but that its keys are texts

# The issuer that our own unsigned copies name (see `learning_records`). Read again, they would count a course twice.
COPY_ISSUER: Final = "urn:uuid:5f0c7d1e-8d3b-5a51-9a0e-6b1f4f6f2a10"

MOST_CHARACTERS: Final = 1000  # of a value; what is longer is none
MOST_DESCRIPTION: Final = 4000  # of a description; the rest is left out
MOST_ENTRIES: Final = 50  # of a list are looked at, such as results; achievements are never left out

SUBJECT: Final = "credentialSubject"
# What is stated where: label, field, path. Of the lines of one field the first one counts.
_OB3: Final = (
    ("Holder", FieldName.HOLDER, f"{SUBJECT}.name"),
    ("Title", FieldName.TITLE, f"{SUBJECT}.achievement.name"),
    ("Provider", FieldName.PROVIDER, "issuer.name"),
    ("Awarded on", FieldName.COMPLETED_ON, "awardedDate"),
    ("Ended on", FieldName.COMPLETED_ON, f"{SUBJECT}.activityEndDate"),
    ("Issued on", FieldName.COMPLETED_ON, "validFrom"),
    ("Issued on", FieldName.COMPLETED_ON, "issuanceDate"),  # until 2024
    ("Valid until", None, "validUntil"),
    ("Valid until", None, "expirationDate"),  # until 2024
    ("Code", FieldName.PROGRAM_NUMBER, f"{SUBJECT}.achievement.humanCode"),
    ("Certificate", FieldName.CERTIFICATE_NUMBER, "id"),
    ("Issuer", None, "issuer"),
)
_OB2: Final = (
    ("Holder", FieldName.HOLDER, "extensions:recipientProfile.name"),
    ("Title", FieldName.TITLE, "badge.name"),
    ("Provider", FieldName.PROVIDER, "badge.issuer.name"),
    ("Awarded on", FieldName.COMPLETED_ON, "issuedOn"),
    ("Valid until", None, "expires"),
    ("Certificate", FieldName.CERTIFICATE_NUMBER, "id"),
    ("Certificate", FieldName.CERTIFICATE_NUMBER, "uid"),  # of 1.1
    ("Badge", None, "badge"),
    ("Issuer", None, "badge.issuer"),
    ("Hosted at", None, "verification.url"),
    ("Hosted at", None, "verify.url"),  # of 1.1
)
_DESCRIPTIONS: Final = {Kind.OB3: f"{SUBJECT}.achievement.description", Kind.OB2: "badge.description"}
_AMOUNTS: Final = (
    ("Credits earned", f"{SUBJECT}.creditsEarned"),
    ("Credits available", f"{SUBJECT}.achievement.creditsAvailable"),
)
_ISSUE_DATES: Final = ("validFrom", "issuanceDate")
_ENDS: Final = ("validUntil", "expirationDate", "expires")
_NAME_TYPES: Final = frozenset({"name", "ext:name"})  # the second one is the implementation guide's
_DONE: Final = "Completed"  # of `ResultStatusType`; it holds where no status is stated
_PLAIN_AMOUNT: Final = re.compile(r"\d{1,3}(?:\.\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a badge."""

    label: str
    name: FieldName | None  # for CREDIT, words that may say how much of what
    value: str  # words with single spaces between them
    path: str  # where it stands, such as `credentialSubject.achievement.name`


@dataclass(frozen=True, slots=True)
class Content:
    """What one badge states."""

    kind: Kind
    lines: tuple[Line, ...]
    amount: Line | None  # one of the lines: a number of "credits, generally in semester or quarter credit hours"
    doubt: Issue | None  # None if a pinned key vouches for it
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    """The learner record that a badge lies in."""

    vouched: str | None  # its issuer, where a pinned key bears out the record's signature
    subject: str | None  # the id of its holder
    names: tuple[Line, ...]
    issues: tuple[Issue, ...]


def read_contents(data: BadgeData, keys: Sequence[PinnedKey], today: date) -> Iterator[Content]:
    """The achievements that a badge or learner record states, those that state nothing left out."""
    if data.address is not None:
        if address := _text(data.address, MOST_ADDRESS):
            doubt = unverified("it holds only an address, which is never fetched: download the badge with its data")
            yield Content(Kind.OB2, (Line("Hosted at", None, address, "address"),), None, doubt, ())
        return
    yield from (content for content in _contents(data, keys, today, None) if content.lines)


def _contents(data: BadgeData, keys: Sequence[PinnedKey], today: date, record: _Record | None) -> Iterator[Content]:
    said = data.said
    kind = kind_of(said) or (Kind.OB3 if SUBJECT in said or record is not None else Kind.OB2)
    doubt = _doubt(data, kind, keys, record)
    issues = (*_end_issues(data, today), *_revocation(said), *(record.issues if record else ()))
    if kind is Kind.CLR:
        vouched = None if doubt else _issuer(said, kind)
        inner = _Record(vouched, _text(_at(said, f"{SUBJECT}.id")), _names(said), issues)
        for item in _list(_at(said, f"{SUBJECT}.verifiableCredential")):
            token = parse_token(item) if isinstance(item, str) else None
            if token is not None:
                yield from _contents(data_of(token), keys, today, inner)
            elif isinstance(item, dict):
                yield from _contents(BadgeData(item), keys, today, inner)
        return
    amount = next(_amount_lines(said), None)
    lines = (*_stated(said, kind, record), *((amount,) if amount else ()), *_descriptions(said, kind), *_results(said))
    issues = (*_kind_issues(said, kind), *issues, *_date_issues(lines), *_status_issues(said))
    yield Content(kind, lines, amount, doubt, issues)


def _doubt(data: BadgeData, kind: Kind, keys: Sequence[PinnedKey], record: _Record | None) -> Issue | None:
    """Why the badge is not to be believed; None if a pinned key vouches for it, or for the record of its own issuer."""
    issuer = _issuer(data.said, kind)
    if data.token is not None:
        return doubt_of(data.token, issuer, keys)
    if record is not None and record.vouched is not None and record.vouched == issuer:
        return None
    for proof in _entries(data.said.get("proof")):
        named = " ".join(text for key in ("type", "cryptosuite") if (text := _text(proof.get(key))))
        return unverified(f"its proof, {quoted(named)}, is of a kind that cannot be checked here, offline")
    return unverified("it is not signed")


def _stated(said: Said, kind: Kind, record: _Record | None) -> tuple[Line, ...]:
    if kind is Kind.OB2:
        return (*_identity(_only(said.get("recipient")), "type", "identity", "recipient"), *_rows(said, _OB2))
    names = _names(said)
    if record and record.subject and not any(line.name for line in names):
        names += record.names if record.subject == _text(_at(said, f"{SUBJECT}.id")) else ()
    return (*names, *_rows(said, _OB3[1:]), *_other_identifiers(said))


def _rows(said: Said, rows: Sequence[tuple[str, FieldName | None, str]]) -> list[Line]:
    return [Line(label, name, text, path) for label, name, path in rows if (text := _text(_at(said, path)))]


def _names(said: Said) -> tuple[Line, ...]:
    """Who the holder is: her name, and how the badge names her otherwise."""
    found = _rows(said, _OB3[:1])
    subject = _only(said.get(SUBJECT))
    parts = [text for key in ("givenName", "familyName") if (text := _text(subject.get(key)))]
    if len(parts) == 2:
        found.append(Line("Holder", FieldName.HOLDER, " ".join(parts), f"{SUBJECT}.givenName+familyName"))
    for entry in _entries(subject.get("identifier")):
        found += _identity(entry, "identityType", "identityHash", f"{SUBJECT}.identifier")
    return tuple(found)


def _identity(entry: Said, type_key: str, value_key: str, path: str) -> Iterator[Line]:
    """A recipient's identity in plain text; a hashed one says nothing to people."""
    if entry.get("hashed") is False and (value := _text(entry.get(value_key))):
        is_name = _text(entry.get(type_key)) in _NAME_TYPES
        yield Line("Holder" if is_name else "Recipient", FieldName.HOLDER if is_name else None, value, path)


def _other_identifiers(said: Said) -> Iterator[Line]:
    path = f"{SUBJECT}.achievement.otherIdentifier"
    for entry in _entries(_at(said, path)):
        if text := _text(entry.get("identifier")):
            yield Line("Identifier", FieldName.PROGRAM_NUMBER, text, path)


def _amount_lines(said: Said) -> Iterator[Line]:
    for label, path in _AMOUNTS:
        value = _at(said, path)
        if isinstance(value, Number) and _PLAIN_AMOUNT.fullmatch(value) and Decimal(value) > 0:
            yield Line(label, None, str(value), path)


def _descriptions(said: Said, kind: Kind) -> Iterator[Line]:
    path = _DESCRIPTIONS[kind]
    value = _at(said, path)
    if isinstance(value, str) and (text := _text(value[:MOST_DESCRIPTION], MOST_DESCRIPTION)):
        yield Line("Description", FieldName.CREDIT, text, path)


def _results(said: Said) -> Iterator[Line]:
    """The values of the results, each with the name of what it is a result of."""
    described = _entries(_at(said, f"{SUBJECT}.achievement.resultDescription"))
    names = {key: _text(entry.get("name")) for entry in described if (key := _text(entry.get("id")))}
    for result in _entries(_at(said, f"{SUBJECT}.result")):
        if value := _text(result.get("value")):
            name = names.get(_text(result.get("resultDescription")) or "")
            yield Line("Result", FieldName.CREDIT, f"{name}: {value}" if name else value, f"{SUBJECT}.result")


def _kind_issues(said: Said, kind: Kind) -> Iterator[Issue]:
    named = sorted(types_of(said))
    if kind_of(said) is None and named:  # Open Badges 1.0 have no type
        yield Issue(IssueCode.NOT_A_CERTIFICATE, None, f"{quoted(', '.join(named))} states no achievement")
    if _issuer(said, kind) == COPY_ISSUER:
        detail = "it is an unsigned copy that ingest wrote: give the certificate that it was made from"
        yield Issue(IssueCode.NOT_A_CERTIFICATE, None, detail)


def _date_issues(lines: Sequence[Line]) -> Iterator[Issue]:
    """A credential may be issued again long after it was awarded, each time with a later date of issue."""
    first = next((line for line in lines if line.name is FieldName.COMPLETED_ON), None)
    if first is not None and first.path in _ISSUE_DATES:
        detail = f"{first.path} is the day on which the badge was issued; the course may have been completed earlier"
        yield Issue(IssueCode.ISSUE_DATE_ONLY, FieldName.COMPLETED_ON, detail)


def _status_issues(said: Said) -> Iterator[Issue]:
    for result in _entries(_at(said, f"{SUBJECT}.result")):
        status = _text(result.get("status"))
        if status is not None and status != _DONE:
            yield Issue(IssueCode.CONFLICT, FieldName.COMPLETED_ON, f"its result is {quoted(status)}, not “{_DONE}”")


def _revocation(said: Said) -> Iterator[Issue]:
    if said.get("revoked") not in (None, False):
        reason = _text(said.get("revocationReason"))
        yield Issue(IssueCode.REVOKED, None, f"it says so itself{f': {quoted(reason)}' if reason else ''}")


def _end_issues(data: BadgeData, today: date) -> Iterator[Issue]:
    ends = [(text, _day(text)) for key in _ENDS if (text := _text(data.said.get(key)))]
    if data.token is not None and isinstance(seconds := data.token.payload.get("exp"), Number):
        ends.append((str(seconds), _day_of_seconds(seconds)))
    for text, last in ends:
        if last is None or last < today:
            told = f"it was valid until {last}" if last else f"it ends on {quoted(text)}, which cannot be read"
            yield Issue(IssueCode.EXPIRED, None, told)
            return


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _day_of_seconds(text: str) -> date | None:
    """The day of seconds since 1970 (`NumericDate`)."""
    try:
        return datetime.fromtimestamp(int(text), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _issuer(said: Said, kind: Kind) -> str | None:
    """The id of the issuer."""
    value = _at(said, "badge.issuer" if kind is Kind.OB2 else "issuer")
    return _text(value) or _text(_only(value).get("id"))


def _at(said: Said, path: str) -> Any:
    """What stands at a path of keys; None where nothing does, or more than one thing."""
    value: Any = said
    for key in path.split("."):
        value = _only(value).get(key)
    return value


def _only(value: Any) -> Said:
    """The one object that stands there, alone or in a list; {} for anything else."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    """JSON-LD writes a list of one as that one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _entries(value: Any) -> list[Said]:
    """The objects of a list, or the one that stands in its place."""
    return [entry for entry in _list(value)[:MOST_ENTRIES] if isinstance(entry, dict)]


def _text(value: Any, most: int = MOST_CHARACTERS) -> str | None:
    """The words of a text, without what cannot be printed; None for anything else, and for what is no value."""
    if type(value) is not str or len(value) > most:
        return None
    words = ("".join(filter(str.isprintable, word)) for word in value.split())
    return " ".join(word for word in words if word) or None
