"""Does a text hold a certificate's title, holder, date and hours? The judge of `present`.

Takes a text as read, lines apart by newlines, and a label; gives for each value whether the text holds it. Spaces,
case, accents and punctuation do not count. Refuses to judge what the label does not state (None), and holds to these
rules:

title    Its letters and digits stand in the text in one run (`title_alt` may stand for it). A title that another column
         or a seal cuts in two is not there.
holder   Some run of at most 8 words, within a line or over lines, is the name: folded, without honorifics and without
         letters after it, `Last, First` turned round, its sha256 is `holder_sha256`. Where the label has the plain
         `holder`, its letters in one run are enough, so that letter-spaced names count; a hash cannot tell those.
         A hash of a name in another script than ours is not judged.
date     A printed form of the very day (of the month, where the label has only that; `date_alt` may stand for it):
         numbers in any order with separators, or eight or six digits; or the month's name or its first three letters
         with day and year on either side, the day with or without `th` and `of`, a range before it
         allowed. No digit touches either end. Names of months in English and ten other languages.
hours    The number (`1`, `1.0`, `1.00`, `1,0`, `one`) stands alone, and a unit or `duration` is within 40 characters;
         or the same time in minutes, or in hours and minutes.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

MOST_NAME_WORDS: Final = 8
NOBODY: Final = hashlib.sha256(b"").hexdigest()  # the key of a name without Latin letters, which fits any other such
UNIT_WITHIN: Final = 40  # characters between the number and its unit
NO_LETTER_BEFORE: Final = r"(?<![^\W\d_])"
MONTHS: Final = tuple(
    tuple(names.split())
    for names in (
        "january enero janeiro janvier januar gennaio januari ocak января январь يناير",
        "february febrero fevereiro fevrier februar febbraio februari subat февраля февраль فبراير",
        "march marzo marco mars marz maart maret mart марта март مارس",
        "april abril avril aprile nisan апреля апрель ابريل",
        "may mayo maio mai maggio mei mayis мая май مايو",
        "june junio junho juin juni giugno haziran июня июнь يونيو",
        "july julio julho juillet juli luglio temmuz июля июль يوليو",
        "august agosto aout augustus agustus agustos августа август اغسطس",
        "september sept septiembre setembro septembre settembre eylul сентября сентябрь سبتمبر",
        "october octubre outubro octobre oktober ottobre ekim октября октябрь اكتوبر",
        "november noviembre novembro novembre kasim ноября ноябрь نوفمبر",
        "december diciembre dezembro decembre dezember dicembre desember aralik декабря ديسمبر",
    )
)
NUMBER_WORDS: Final = tuple("zero one two three four five six seven eight nine ten eleven twelve".split())
UNITS: Final = (
    r"hours?|hrs?|h|ceus?|cpes?|cpds?|cmes?|cnes?|cles?|pdus?|credits?|points?|units?|duration|length|time|"
    r"horas?|heures?|stunden?|uur|ore|saat|jam|час\w*"
)
HONORIFICS: Final = frozenset("mr mrs ms miss dr prof shri smt".split())
LETTERS_AFTER: Final = frozenset(
    """mls mlt mt ascp cm cmi amt phd md do rn lpn bsn msn ms msc ma ba bs bsc mba mph mpa edd dcls pharmd sbb bb htl ht
    ct pbt cls clt pa jr sr ii iii iv esq nrcc dabcc fadlm""".split()
)


@dataclass(frozen=True, slots=True)
class Present:
    """Whether each value is there; None where the label states none."""

    title: bool | None
    holder: bool | None
    date: bool | None
    hours: bool | None

    @property
    def three(self) -> bool:
        """Title, holder and date are all there, as far as they are stated."""
        return False not in (self.title, self.holder, self.date)

    @property
    def every(self) -> bool:
        return self.three and self.hours is not False

    @property
    def lacking(self) -> tuple[str, ...]:
        return tuple(name for name in ("title", "holder", "date", "hours") if getattr(self, name) is False)


def judge(text: str, label: Mapping[str, Any]) -> Present:
    """Judge one certificate's text."""
    plain = fold(text)
    titles = [title for key in ("title", "title_alt") if (title := label.get(key))]
    dates = [day for key in ("date", "date_alt") if (day := label.get(key))]
    key, name, hours = label.get("holder_sha256"), label.get("holder"), label.get("hours")
    holder = None
    if (key or name) and key != NOBODY:
        holder = has_holder(text, str(key) if key else name_key(str(name)))
        holder = holder or bool(name and run_together(str(name)) in run_together(text))
    return Present(
        title=any(has_title(text, title) for title in titles) if titles else None,
        holder=holder,
        date=any(has_date(plain, day) for day in dates) if dates else None,
        hours=has_hours(plain, Fraction(str(hours))) if hours is not None else None,
    )


def fold(text: str) -> str:
    """Lower case without accents; all else stays.

    >>> fold("Café № １２")
    'cafe no 12'
    """
    spread = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in spread if not unicodedata.combining(character)).casefold()
    return "".join(str(unicodedata.digit(character)) if character.isdecimal() else character for character in bare)


def run_together(text: str) -> str:
    """The folded letters and digits alone.

    >>> run_together("Order of Draw: A–Z")
    'orderofdrawaz'
    """
    return "".join(character for character in fold(text) if character.isalnum())


def has_title(text: str, title: str) -> bool:
    """Whether the title's letters stand in one run."""
    return run_together(title) in run_together(text)


def name_key(name: str) -> str:
    """The sha256 of a folded name."""
    return hashlib.sha256(fold_name(name).encode()).hexdigest()


def fold_name(name: str) -> str:
    """A person's name in natural order, without honorifics and letters after it.

    >>> fold_name("Whitfield, Dana R."), fold_name("Dr. Dana R. Whitfield, MLS(ASCP)CM")
    ('dana r whitfield', 'dana r whitfield')
    """
    head, comma, tail = name.partition(",")
    if comma:
        after = _ascii_words(tail)
        name = f"{' '.join([] if 'ascp' in after else [word for word in after if word not in LETTERS_AFTER])} {head}"
    words = [word for word in _ascii_words(name) if word not in HONORIFICS]
    while len(words) > 2 and words[-1] in LETTERS_AFTER:
        words.pop()
    return " ".join(words)


def _ascii_words(text: str) -> list[str]:
    spread = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.findall(r"[a-z0-9]+", spread)


def has_holder(text: str, key: str) -> bool:
    """Whether some run of words is the name with this key."""
    return any(name_key(run) == key for part in (*text.splitlines(), text) for run in _runs(part))


def _runs(text: str) -> Iterator[str]:
    words = re.findall(r"[^\W_]+(?:['’.\-][^\W_]+)*|,", text)
    for first, word in enumerate(words):
        if word == ",":
            continue
        for count in range(1, min(MOST_NAME_WORDS, len(words) - first) + 1):
            yield " ".join(words[first : first + count])


def has_date(plain: str, day: str) -> bool:
    """Whether a folded text has a date, given as ``2026-03-04`` or ``2026-03``.

    >>> has_date("on march 4th, 2026", "2026-03-04"), has_date("11/03/04/2026", "2026-03-04")
    (True, False)
    >>> has_date("issued m ar 4, 2026", "2026-03-04")
    True
    """
    year, month, *rest = day.split("-")
    forms = _day_forms(year, month, rest[0]) if rest else _month_forms(year, month)
    pattern = "|".join(f"(?:{form})" for form in forms)
    dense = pattern.replace(NO_LETTER_BEFORE, "")  # without spaces, a name of a month touches the word before it
    return bool(re.search(pattern, plain) or re.search(dense, re.sub(r"\s+", "", plain)))


def _month_name(month: str) -> str:
    names = MONTHS[int(month) - 1]
    shorts = {name[:3] for name in names[:1]}
    return f"(?:{'|'.join(sorted({*names, *shorts}, key=len, reverse=True))})"


def _day_forms(year: str, month: str, day: str) -> Iterator[str]:
    name, plain_day, full_day = _month_name(month), f"0?{int(day)}", f"{int(day):02}"
    years = rf"(?:{year}|['’]?{year[2:]})(?!\d)"
    suffix, gap = r"(?:\s*(?:st|nd|rd|th|o|º))?", r"[\W_]*(?:of|de|del|in|the|year|day)?" * 3 + r"[\W_]*"
    span = r"(?:\d{1,2}\s*(?:st|nd|rd|th)?\s*(?:[-–—/&,]|to|and|through|until)\s*)?"
    yield rf"{NO_LETTER_BEFORE}{name}[\W_]*{span}(?<!\d)(?:{plain_day}{suffix}[\W_]+|{full_day}{suffix}){gap}{years}"
    yield rf"(?<!\d){plain_day}{suffix}{gap}{name}{gap}{years}"
    yield rf"(?<!\d){year}[\W_]*{name}[\W_]*{plain_day}(?!\d)"
    apart, months = r"\s*[-–—./,\\|\s_]\s*", f"0?{int(month)}"
    short = rf"(?:{year}|{year[2:]})"
    for parts in (
        (months, plain_day, short),
        (plain_day, months, short),
        (short, months, plain_day),
        (short, plain_day, months),
    ):
        yield rf"(?<!\d)(?<!\d[./-]){apart.join(parts)}(?!\d)(?![./-]\d)"
    for parts in ((year, month, full_day), (month, full_day, year), (full_day, month, year)):
        yield rf"(?<!\d){''.join(parts)}(?!\d)"


def _month_forms(year: str, month: str) -> Iterator[str]:
    yield rf"{NO_LETTER_BEFORE}{_month_name(month)}[\W_]*(?:of|de)?[\W_]*{year}(?!\d)"
    yield rf"(?<!\d){year}[\W_]*{_month_name(month)}"
    yield rf"(?<!\d)0?{int(month)}\s*[-–./]\s*{year}(?!\d)|(?<!\d){year}\s*[-–./]\s*0?{int(month)}(?!\d)"


def has_hours(plain: str, hours: Fraction) -> bool:
    """Whether a folded text has an amount of credit or time beside a unit.

    >>> has_hours("contact hours: 1.50", Fraction(3, 2)), has_hours("90 minutes", Fraction(3, 2))
    (True, True)
    >>> has_hours("11.5 hours", Fraction(3, 2)), has_hours("module 1.5", Fraction(3, 2))
    (False, False)
    """
    unit = re.compile(rf"(?<![^\W\d_])(?:{UNITS})(?![^\W\d_])")
    for form in _number_forms(hours):
        for found in re.finditer(form, plain):
            before = plain[max(0, found.start() - UNIT_WITHIN) : found.start()]
            if unit.search(before) or unit.search(plain[found.end() : found.end() + UNIT_WITHIN]):
                return True
    return any(re.search(form, plain) for form in _minute_forms(hours))


def _number_forms(hours: Fraction) -> Iterator[str]:
    whole, rest = divmod(hours, 1)
    edge_before, edge_after = r"(?<!\d)(?<!\d[.,:/])", r"(?!\d)(?![.,:/]\d)"
    decimals = f"{float(rest):.4f}"[2:].rstrip("0")
    lead = "0?" if whole == 0 else "0?" + str(whole)
    yield (
        rf"{edge_before}{lead}[.,]{decimals}0{{0,3}}{edge_after}"
        if decimals
        else rf"{edge_before}0?{whole}{edge_after}"
    )
    if not decimals:
        yield rf"{edge_before}0?{whole}[.,]0{{1,3}}{edge_after}"
        if whole < len(NUMBER_WORDS):
            yield rf"(?<![^\W\d_]){NUMBER_WORDS[int(whole)]}(?![^\W\d_])"
    if rest == Fraction(1, 2):
        yield rf"{edge_before}{whole or ''}\s*(?:½|1[⁄/]2)"


def _minute_forms(hours: Fraction) -> Iterator[str]:
    minutes = round(hours * 60)
    full, left = divmod(minutes, 60)
    yield rf"(?<!\d){minutes}(?:[.,]0+)?\s*-?\s*min"
    hour = r"\s*(?:hours?|hrs?|h)\W{0,3}(?:and\s*)?"
    yield rf"(?<!\d){full}{hour}0?{left}\s*(?:m\b|min)" if full else rf"(?<!\d)0{hour}{left}\s*(?:m\b|min)"
    yield rf"(?<![\d:])0?{full}:{left:02}(?!\d)"
