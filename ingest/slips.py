"""What reading and typing do to a word: how unlikely it is that a known word became what is printed.

Takes two folded words; gives a `Slip`, or None where they differ too much for one.
Refuses to know names: whether what is printed is another person's name is `likeness`'s to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

# Minus the natural logarithm of the chance of each slip at one place, rounded: judgement, not fitted. On a poor scan
# one letter in fifty is misread, most often as one that looks like it.
ALIKE: Final = 5.0  # read as letters that look like it
LOST: Final = 5.8
DOUBLED: Final = 6.0
SWAPPED: Final = 6.5  # two letters in the wrong order, which is typing
OTHER: Final = 8.5  # read as any other letter, or a letter that was not there

# So many slips are believed in one word, by its length; more in longer ones would leave too little of it.
MOST_SLIPS: Final = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 2}
MOST: Final = 3

# Letters that look alike, capitals included: "O" and "D", "B" and "R".
_LOOK_ALIKE: Final = frozenset(
    tuple(sorted(pair))
    for pair in (
        "il i1 i! i| ij it if l1 l! l| lt lj lf 1j 1t 1! 1| tf tr tc ft rf o0 oc oe oa oq od ou 0d 0q 0c 0u ec ea "
        "eo es ca cg ce cq co gq g9 g6 gy gc g8 qa q9 s5 s8 sz s$ se b8 b6 bd bh bp br b3 8e 83 8a z2 z7 a4 an au "
        "a@ ao hn hb hk hm nm nu nr un uv uy uo vy vw v7 wm wv xk xy yj kx kr kl pr pf pd ef fp dc db 17 7t 7y rv "
        "vr rn ny"
    ).split()
)
_LOOK_ALIKE_RUNS: Final = frozenset(
    tuple(sorted(pair.split(":")))
    for pair in (
        "rn:m nn:m ni:m in:m ri:n ii:n ii:u li:u il:u cl:d ci:d c1:d ct:d vv:w vy:w uu:w li:h lo:b io:b ic:k lc:k fi:h "
        "iv:n tv:w rr:n nt:m ol:d tt:n m:nt ti:n tl:d h:ln rt:n ll:u ll:n ss:b j:il"
    ).split()
)
_VOWELS: Final = frozenset("aeiouy")
_OFTEN_DOUBLED: Final = frozenset("bcdfglmnprstz")
_OFTEN_DOUBLED_LAST: Final = frozenset("defglnost")
# Letters by which spellings of one name differ; so do vowels, doubled letters and a silent "h".
_SPELLED: Final = frozenset(
    tuple(sorted(pair.split(":")))
    for pair in "c:k c:s c:q s:z s:x k:q g:j j:y d:t b:v b:p v:w f:v f:ph c:ch ch:k ck:k k:ks ks:x gk:k h:j m:n".split()
)


@dataclass(frozen=True, slots=True)
class Slip:
    """How a printed word differs from a known one."""

    cost: float  # minus the logarithm of its chance
    is_spelling: bool  # spellings of one name differ so: a stranger may well be called what is printed


def find_slip(printed: str, known: str) -> Slip | None:
    """How the printed word may be a misread or mistyped known one; None if they are the same or no slip will do.

    >>> find_slip("whitfie1d", "whitfield"), find_slip("bumham", "burnham")
    (Slip(cost=5.0, is_spelling=False), Slip(cost=5.0, is_spelling=False))
    >>> find_slip("hansen", "hanson"), find_slip("jon", "ivan")
    (Slip(cost=5.0, is_spelling=True), None)
    """
    most = MOST_SLIPS.get(len(known), MOST)
    # A slip may change two letters, "rn" for "m"; to look no closer at what is far apart saves most of the time.
    if (
        printed == known
        or not printed
        or not known
        or Levenshtein.distance(printed, known, score_cutoff=most + 1) > most + 1
    ):
        return None
    slips = list(_differences(printed, known))
    if sum(count for _, _, count in slips) > most:
        return None
    return Slip(sum(cost for cost, _, _ in slips), all(is_spelling for _, is_spelling, _ in slips))


def _differences(printed: str, known: str) -> Iterator[tuple[float, bool, int]]:
    """Cost, whether it is a spelling, and number of slips of each place where the words differ."""
    start = end = 0
    shorter = min(len(printed), len(known))
    while start < shorter and printed[start] == known[start]:
        start += 1
    while end < shorter - start and printed[-1 - end] == known[-1 - end]:
        end += 1
    here, there = printed[start : len(printed) - end], known[start : len(known) - end]
    if max(len(here), len(there)) <= 2:
        before, after = known[:start][-2:], known[len(known) - end :][:1]
        yield _difference(here, there, before, after)
        return
    for code in _joined_codes(here, there):
        first, last = start + code[2], start + code[3]
        parts = here[code[0] : code[1]], there[code[2] : code[3]]
        yield _difference(*parts, known[:first][-2:], known[last:][:1])


def _joined_codes(here: str, there: str) -> Iterator[tuple[int, int, int, int]]:
    """The places that differ, neighbours as one: "rn" for "m" is one slip, not a letter misread and another lost."""
    open_code: tuple[int, int, int, int] | None = None
    for code in Levenshtein.opcodes(here, there):
        if code.tag == "equal":
            if open_code:
                yield open_code
            open_code = None
        else:
            first = open_code or (code.src_start, 0, code.dest_start, 0)
            open_code = (first[0], code.src_end, first[2], code.dest_end)
    if open_code:
        yield open_code


def _difference(here: str, there: str, before: str, after: str) -> tuple[float, bool, int]:
    """One place; `before` are the two known letters before it, `after` is the one after it."""
    pair = tuple(sorted((here, there)))
    if pair in _LOOK_ALIKE or pair in _LOOK_ALIKE_RUNS:
        return ALIKE, _is_spelling(here, there, before, after), 1
    if len(here) == len(there) == 2 and here == there[::-1]:
        return SWAPPED, True, 1
    if not here or not there:
        text = here or there
        doubled = len(text) == 1 and text in (before[-1:], after)
        each = DOUBLED if doubled and here else OTHER if here else LOST
        return each * len(text), _is_spelling(here, there, before, after), len(text)
    count = max(len(here), len(there))
    alike = sum(tuple(sorted(letters)) in _LOOK_ALIKE for letters in zip(here, there, strict=False))
    rest = abs(len(here) - len(there))
    cost = alike * ALIKE + (min(len(here), len(there)) - alike) * OTHER + rest * LOST
    return cost, _is_spelling(here, there, before, after), count


def _is_spelling(here: str, there: str, before: str, after: str) -> bool:
    """Whether two spellings of a name may differ by this."""
    if here and there:
        return set(here + there) <= _VOWELS or tuple(sorted((here, there))) in _SPELLED
    text = here or there
    if len(text) != 1 or not before:
        return False
    if text == before[-1]:
        is_between_vowels = before[0] in _VOWELS and after in _VOWELS
        return is_between_vowels and text in _OFTEN_DOUBLED if after else text in _OFTEN_DOUBLED_LAST
    return text in _VOWELS or text == "h" or (not after and text in "sntdkz")
