"""Gives the points of activities to areas: as many minimums met as possible, exactly.

Takes offers (points in hundredths, and the areas they may go to) and the points that each area requires; gives what
each offer gives to each area. The last area is the rest: it is filled after the minimums.
Refuses nothing and knows no rule, no date and no person.

Areas are bits of an integer. Which demands can be met together follows from Hall's condition: for every set of areas,
the offers that may go to any of them must bring at least what the set requires.
"""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

_Integers: TypeAlias = NDArray[np.int64]

# Search steps for the smallest deciding set, beyond which the greedy set stands; some ten milliseconds.
STEPS_LIMIT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Offer:
    """The points that one activity can give, in hundredths, and the areas that may take them (bit 0: the first)."""

    points: int
    areas: int


def allocate(
    offers: Sequence[Offer], required: Sequence[int], floor: Sequence[int] = ()
) -> tuple[tuple[int, ...], ...]:
    """What each offer gives to each area: shape `(n_offers, n_areas)`, in hundredths of a point.

    The largest possible number of minimums (all areas but the last) is met; among equal choices the earlier areas win.
    Then the other areas, and the last one at the end, get as much as is left; no area gets more than it requires.

    Args:
        offers: When areas need only a part, earlier offers are used first.
        required: Points for each area, in hundredths.
        floor: Points that each area must get at least; the offers must suffice for them.
    """
    floor = floor or [0] * len(required)
    supply = Counter[int]()
    for offer in offers:
        supply[offer.areas] += offer.points
    chosen = _most_minimums(supply, required, floor)
    flow = {areas: [0] * len(required) for areas in supply}
    slack = dict(supply)
    targets = [(area, floor[area]) for area in range(len(required))]
    targets += [(area, required[area]) for area in chosen]
    targets += [(area, required[area]) for area in range(len(required))]
    for area, target in targets:
        _fill(area, target - sum(given[area] for given in flow.values()), flow, slack)
    return _share_out(offers, flow)


def satisfied(offers: Sequence[Offer], required: Sequence[int]) -> bool:
    """Whether every area, the rest too, can get what it requires."""
    return all(bring >= need for bring, need in zip(_reach(offers, len(required)), _sums(required), strict=True))


def smallest_deciding_set(
    sure: Sequence[Offer], waiting: Sequence[tuple[Offer, Offer]], required: Sequence[int]
) -> tuple[int, ...]:
    """The positions in `waiting` of a smallest set whose confirmation meets every requirement.

    Exact by increasing size of the set, up to `STEPS_LIMIT` search steps; beyond these a set from which nothing can be
    left out, found greedily, which may be larger than the smallest.

    Args:
        sure: What counts whatever a review says.
        waiting: For each record its offer if the review says no (already among `sure`; 0 points if there is none),
            and if it says yes.
        required: Points for each area, in hundredths. All waiting records together must meet them.
    """
    enough = sum(required)  # more from one offer changes nothing, and would not fit the integers of numpy
    bring = _reach(sure, len(required))
    subsets = np.arange(1 << len(required))
    needs = np.array([max(need - bring[subset], 0) for subset, need in enumerate(_sums(required))], np.int64)
    open_subsets = subsets[needs > 0]
    gains = np.array(
        [
            _gains(confirmed, open_subsets, enough) - _gains(refused, open_subsets, enough)
            for refused, confirmed in waiting
        ],
        np.int64,
    ).reshape(len(waiting), len(open_subsets))
    order = sorted(
        (position for position in range(len(waiting)) if gains[position].any()),
        key=lambda position: (-gains[position].sum(), gains[position].tolist(), position),  # alike rows side by side
    )
    cover = _smallest_cover(gains[order], needs[open_subsets])
    return tuple(sorted(order[row] for row in cover))


def _gains(offer: Offer, subsets: _Integers, enough: int) -> _Integers:
    """What an offer brings to each set of areas."""
    return np.where(subsets & offer.areas, min(offer.points, enough), 0)


def _reach(offers: Sequence[Offer], n_areas: int) -> list[int]:
    """For each set of areas the points that may go to any of them."""
    supply = Counter[int]()
    for offer in offers:
        supply[offer.areas] += offer.points
    return [sum(points for areas, points in supply.items() if areas & subset) for subset in range(1 << n_areas)]


def _sums(demand: Sequence[int]) -> list[int]:
    """For each set of areas the sum of its demands."""
    sums = [0]
    for need in demand:
        sums += [need + before for before in sums]
    return sums


def _most_minimums(supply: Counter[int], required: Sequence[int], floor: Sequence[int]) -> tuple[int, ...]:
    """The largest set of areas (without the rest) that can be met together above the floor."""
    reach = _reach([Offer(points, areas) for areas, points in supply.items()], len(required))
    alone = [area for area in range(len(required) - 1) if reach[1 << area] >= required[area]]
    for size in range(len(alone), 0, -1):
        for chosen in combinations(alone, size):
            demand = [required[area] if area in chosen else floor[area] for area in range(len(required))]
            if all(bring >= need for bring, need in zip(reach, _sums(demand), strict=True)):
                return chosen
    return ()


def _fill(area: int, wanted: int, flow: dict[int, list[int]], slack: dict[int, int]) -> None:
    """Give an area up to `wanted` more points, along augmenting paths: no other area loses any."""
    while wanted > 0:
        path = _path(area, flow, slack)
        if not path:
            return
        amount = min(wanted, slack[path[-1][1]])
        for (_, giver), (taken_from, _) in pairwise(path):
            amount = min(amount, flow[giver][taken_from])
        for (_, giver), (taken_from, _) in pairwise(path):
            flow[giver][taken_from] -= amount
        for receiver, giver in path:
            flow[giver][receiver] += amount
        slack[path[-1][1]] -= amount
        wanted -= amount


def _path(area: int, flow: dict[int, list[int]], slack: dict[int, int]) -> list[tuple[int, int]]:
    """The shortest chain of (area, giver): each giver takes from the next area; the last has points to spare.

    Empty if there is none.
    """
    came_from: dict[int, tuple[int, int] | None] = {area: None}  # area -> (the area before it, the giver between)
    queue = deque([area])
    while queue:
        receiver = queue.popleft()
        for giver, given in flow.items():
            if not giver & (1 << receiver):
                continue
            if slack[giver]:
                chain = [(receiver, giver)]
                while (step := came_from[chain[-1][0]]) is not None:
                    chain.append(step)
                return chain[::-1]
            for other, points in enumerate(given):
                if points and other not in came_from:
                    came_from[other] = (receiver, giver)
                    queue.append(other)
    return []


def _share_out(offers: Sequence[Offer], flow: dict[int, list[int]]) -> tuple[tuple[int, ...], ...]:
    """Divide what each kind of offer gives among the offers of that kind, earlier ones first."""
    left = {areas: list(given) for areas, given in flow.items()}
    shares = []
    for offer in offers:
        points = offer.points
        share = []
        for area, wanted in enumerate(left[offer.areas]):
            part = min(points, wanted)
            left[offer.areas][area] -= part
            points -= part
            share.append(part)
        shares.append(tuple(share))
    return tuple(shares)


def _smallest_cover(rows: _Integers, needs: _Integers) -> tuple[int, ...]:
    """Row numbers, as few as possible, whose sums reach every need. Rows have shape `(n_rows, n_needs)`."""
    greedy = _greedy_cover(rows, needs)
    search = _Search(rows)
    for size in range(len(greedy)):
        found = search.cover(size, 0, needs)
        if found is not None:
            return found
        if not search.steps_left:
            break
    return greedy


class _Search:
    """Looks for a cover of a given size, depth first, within `STEPS_LIMIT` steps in all."""

    def __init__(self, rows: _Integers) -> None:
        self.rows = rows
        self.steps_left = STEPS_LIMIT
        self.same_as_before = [
            number > 0 and bool((rows[number] == rows[number - 1]).all()) for number in range(len(rows))
        ]
        # most[start][size]: for each need the most that so many rows from `start` on can bring to it alone.
        self.most = [np.cumsum(-np.sort(-rows[start:], axis=0), axis=0) for start in range(len(rows))]

    def cover(self, size: int, start: int, needs: _Integers) -> tuple[int, ...] | None:
        """At most `size` of the rows from `start` on that reach the needs; None if none do, or no steps are left."""
        if (needs <= 0).all():
            return ()
        for number in range(start, len(self.rows) if size else start):
            if (needs > self.most[number][min(size, len(self.rows) - number) - 1]).any():
                return None
            if number > start and self.same_as_before[number]:
                continue  # the same as the one just tried
            if not self.steps_left:
                return None
            self.steps_left -= 1
            found = self.cover(size - 1, number + 1, needs - self.rows[number])
            if found is not None:
                return (number, *found)
        return None


def _greedy_cover(rows: _Integers, needs: _Integers) -> tuple[int, ...]:
    """A cover from which no row can be left out: always the row that closes most of the gaps, then the needless out."""
    left, chosen = needs, list[int]()
    while (left > 0).any():
        closed = np.minimum(np.maximum(left, 0), rows).sum(axis=1)
        closed[chosen] = -1
        chosen.append(int(closed.argmax()))
        left = left - rows[chosen[-1]]
    for number in sorted(chosen, key=lambda number: int(rows[number].sum())):
        without = left + rows[number]
        if (without <= 0).all():
            chosen.remove(number)
            left = without
    return tuple(sorted(chosen))
