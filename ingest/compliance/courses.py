"""How alike two courses are named, and pairs that fit best overall.

Takes titles and amounts of likeness; gives shares from 0 to 1, and pairs.
Refuses to take Part 1 for Part 2, however alike the rest is written.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize

from rapidfuzz import fuzz

MAX_OPTIMAL: Final = 250  # courses on the smaller side of a group; a larger group is paired best first
DIFFERS_IN_NUMBER: Final = 0.5  # the most that such titles are alike

_PART: Final = re.compile(r"\d+|\b(?:i{1,3}|iv|v|vi{1,3}|ix|x)\b")
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_LAST_LETTER: Final = re.compile(r"\s([a-z])$")


@lru_cache(maxsize=100_000)
def folded_words(text: str) -> str:
    """Lower-case words without accents and marks, one space between them.

    >>> folded_words("Résumé: Red-Cell  Inclusions")
    'resume red cell inclusions'
    """
    plain = "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", plain.replace("&", " and ")).split())


def letters(text: str) -> str:
    """Letters and digits alone, for numbers that are written with and without hyphens."""
    return folded_words(text).replace(" ", "")


@lru_cache(maxsize=200_000)
def title_likeness(one: str, other: str) -> float:
    """How alike two titles are, 0 to 1.

    >>> title_likeness("Red Cells, Part 1", "Red Cells, Part II") <= DIFFERS_IN_NUMBER
    True
    >>> title_likeness("Anaerobes Revisited", "anaerobes re-visited") > 0.9
    True
    """
    ours, theirs = folded_words(one), folded_words(other)
    if not ours or not theirs:
        return 0.0
    if ours.replace(" ", "") == theirs.replace(" ", ""):
        return 1.0
    ratio = max(fuzz.ratio(ours, theirs), fuzz.token_sort_ratio(ours, theirs)) / 100
    if min(len(ours.split()), len(theirs.split())) >= 3:  # one leaves out a subtitle
        ratio = max(ratio, 0.9 * fuzz.token_set_ratio(ours, theirs) / 100)
    numbers = _numbers(ours), _numbers(theirs)
    differ = numbers[0] and numbers[1] and numbers[0] != numbers[1]
    return min(ratio, DIFFERS_IN_NUMBER) if differ else ratio


def best_pairs(scores: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """The pairs with the greatest sum, each number in one pair only.

    Args:
        scores: Above 0, of each pair that may be made; a pair that is not there is never made.

    >>> best_pairs({(0, 0): 5, (0, 1): 4, (1, 0): 4})
    {0: 1, 1: 0}
    """
    pairs: dict[int, int] = {}
    for left, right in _groups(scores):
        if min(len(left), len(right)) <= MAX_OPTIMAL:
            pairs.update(_optimal(left, right, scores))
        else:
            pairs.update(_best_first(left, scores))
    return dict(sorted(pairs.items()))


def _numbers(text: str) -> frozenset[str]:
    found = {_ROMAN.get(part, part.lstrip("0")) for part in _PART.findall(text)}
    return frozenset(found | set(_LAST_LETTER.findall(text)) - _ROMAN.keys())


def _groups(scores: Mapping[tuple[int, int], int]) -> list[tuple[list[int], list[int]]]:
    """The parts that have no pair in common, which are solved one by one."""
    of_left: dict[int, list[int]] = {}
    of_right: dict[int, list[int]] = {}
    for one, other in scores:
        of_left.setdefault(one, []).append(other)
        of_right.setdefault(other, []).append(one)
    groups, seen = list[tuple[list[int], list[int]]](), set[int]()
    for start in of_left:
        if start in seen:
            continue
        left, right, waiting = {start}, set[int](), [start]
        while waiting:
            for other in of_left[waiting.pop()]:
                if other not in right:
                    right.add(other)
                    new = [one for one in of_right[other] if one not in left]
                    left.update(new)
                    waiting += new
        seen |= left
        groups.append((sorted(left), sorted(right)))
    return groups


def _best_first(left: list[int], scores: Mapping[tuple[int, int], int]) -> dict[int, int]:
    inside = set(left)
    pairs: dict[int, int] = {}
    taken = set[int]()
    for one, other in sorted((pair for pair in scores if pair[0] in inside), key=lambda pair: (-scores[pair], pair)):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def _optimal(left: list[int], right: list[int], scores: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """The Hungarian method (Kuhn 1955, with potentials): rows are the smaller side; no pair costs nothing."""
    if len(left) > len(right):
        turned = {(other, one): score for (one, other), score in scores.items()}
        return {one: other for other, one in _optimal(right, left, turned).items()}
    rows, columns = len(left), len(right)
    cost = [[-scores.get((one, other), 0) for other in right] for one in left]
    row_price, column_price = [0] * (rows + 1), [0] * (columns + 1)
    owner = [0] * (columns + 1)  # the row of each column, from 1; 0: none
    for row in range(1, rows + 1):
        owner[0], column = row, 0
        least, before = [10**12] * (columns + 1), [0] * (columns + 1)
        used = [False] * (columns + 1)
        while owner[column]:
            used[column] = True
            current, step, following = owner[column], 10**12, 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                reduced = cost[current - 1][other - 1] - row_price[current] - column_price[other]
                if reduced < least[other]:
                    least[other], before[other] = reduced, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    row_price[owner[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            owner[column] = owner[before[column]]
            column = before[column]
    made = ((left[owner[place + 1] - 1], right[place]) for place in range(columns) if owner[place + 1])
    return {one: other for one, other in made if (one, other) in scores}
