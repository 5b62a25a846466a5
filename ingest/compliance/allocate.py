"""Gives the points of activities to areas: as many minimums met as possible, exactly.

Takes offers (points in hundredths, and the areas they may go to), the points that each area requires, and what groups
of offers may bring together at most; gives what each offer gives to each area. The last area is the rest: it is filled
after the minimums.
Refuses nothing and knows no rule, no date and no person.

Areas are bits of an integer. Which demands can be met together follows from the theorem of maximal flow and minimal
cut: for every set of areas, the offers that may go to any of them, each group up to its limit, must bring at least what
the set requires.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

_Integers: TypeAlias = NDArray[np.int64]
_Kind: TypeAlias = tuple[int, int]  # the areas and the group of offers that are alike

# Search steps for the smallest deciding set, beyond which the greedy set stands; some ten milliseconds.
STEPS_LIMIT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Offer:
    """The points that one activity can give, in hundredths, and the areas that may take them (bit 0: the first).

    `group`: the number, from 1, of the limit that it shares with others; 0: none.
    """

    points: int
    areas: int
    group: int = 0


def allocate(
    offers: Sequence[Offer], required: Sequence[int], floor: Sequence[int] = (), limits: Sequence[int] = ()
) -> tuple[tuple[int, ...], ...]:
    """What each offer gives to each area: shape `(n_offers, n_areas)`, in hundredths of a point.

    The largest possible number of minimums (all areas but the last) is met; among equal choices the earlier areas win.
    Then the other areas, and the last one at the end, get as much as is left; no area gets more than it requires.

    Args:
        offers: When areas need only a part, earlier offers are used first.
        required: Points for each area, in hundredths.
        floor: Points that each area must get at least; the offers must suffice for them.
        limits: What each group of offers may bring in all, in hundredths, the first group first.
    """
    floor = floor or [0] * len(required)
    supply = _supply(offers)
    chosen = _most_minimums(offers, required, floor, limits)
    network = _Network(supply, len(required), limits)
    targets = [(area, floor[area]) for area in range(len(required))]
    targets += [(area, required[area]) for area in chosen]
    targets += [(area, required[area]) for area in range(len(required))]
    for area, target in targets:
        network.fill(area, target)
    return _share_out(offers, {kind: network.given(kind) for kind in supply})


def satisfied(offers: Sequence[Offer], required: Sequence[int], limits: Sequence[int] = ()) -> bool:
    """Whether every area, the rest too, can get what it requires."""
    reach = _reach(offers, len(required), limits)
    return all(bring >= need for bring, need in zip(reach, _sums(required), strict=True))


def short_areas(offers: Sequence[Offer], required: Sequence[int], limits: Sequence[int] = ()) -> int:
    """The areas, as bits, to which further points must be able to go to bring what is missing; 0: nothing is.

    The smallest of the sets of areas that lack most: an area that has enough is in it where it could give way to one
    that has not.
    """
    lacks = [need - bring for bring, need in zip(_reach(offers, len(required), limits), _sums(required), strict=True)]
    most, short = max(lacks), (1 << len(required)) - 1
    for subset, lack in enumerate(lacks):
        if lack == most:
            short &= subset
    return short


def brought(offers: Sequence[Offer], limits: Sequence[int] = ()) -> int:
    """What the offers bring in all, each group up to its limit."""
    of_group = Counter[int]()
    for offer in offers:
        of_group[offer.group] += offer.points
    return sum(min(points, limits[group - 1]) if group else points for group, points in of_group.items())


def smallest_deciding_set(
    sure: Sequence[Offer],
    waiting: Sequence[tuple[Offer, Offer]],
    required: Sequence[int],
    limits: Sequence[int] = (),
) -> tuple[int, ...]:
    """The positions in `waiting` of a smallest set whose confirmation meets every requirement.

    Exact by increasing size of the set, up to `STEPS_LIMIT` search steps; beyond these a set from which nothing can be
    left out, found greedily, which may be larger than the smallest.

    Args:
        sure: What counts whatever a review says.
        waiting: For each record its offer if the review says no (already among `sure`; 0 points if there is none),
            and if it says yes.
        required: Points for each area, in hundredths. All waiting records together must meet them.
        limits: As for `allocate`.
    """
    enough = sum(required)  # more from one offer changes nothing, and would not fit the integers of numpy
    sums = np.array(_sums(required), np.int64)
    cover = _Cover(
        needs=sums[sums > 0],
        start=sum(
            (_gains(offer, np.flatnonzero(sums > 0), enough, len(limits)) for offer in sure),
            np.zeros((len(limits) + 1, int((sums > 0).sum())), np.int64),
        ),
        limits=np.minimum(np.array(limits, object), enough).astype(np.int64),
    )
    gains = [
        _gains(confirmed, np.flatnonzero(sums > 0), enough, len(limits))
        - _gains(refused, np.flatnonzero(sums > 0), enough, len(limits))
        for refused, confirmed in waiting
    ]
    order = sorted(
        (position for position, gain in enumerate(gains) if gain.any()),
        key=lambda position: (-gains[position].sum(), gains[position].tolist(), position),  # alike rows side by side
    )
    rows = np.array([gains[position] for position in order], np.int64).reshape(len(order), *cover.start.shape)
    return tuple(sorted(order[row] for row in _smallest_cover(rows, cover)))


def _supply(offers: Sequence[Offer]) -> Counter[_Kind]:
    supply = Counter[_Kind]()
    for offer in offers:
        supply[offer.areas, offer.group] += offer.points
    return supply


def _gains(offer: Offer, subsets: _Integers, enough: int, n_groups: int) -> _Integers:
    """What an offer brings to each set of areas, in the row of its group: shape `(1 + n_groups, n_subsets)`."""
    gains = np.zeros((1 + n_groups, len(subsets)), np.int64)
    gains[offer.group] = np.where(subsets & offer.areas, min(offer.points, enough), 0)
    return gains


def _reach(offers: Sequence[Offer], n_areas: int, limits: Sequence[int]) -> list[int]:
    """For each set of areas the points that may go to any of them."""
    supply = _supply(offers)
    reach = []
    for subset in range(1 << n_areas):
        of_group = [0] * (1 + len(limits))
        for (areas, group), points in supply.items():
            if areas & subset:
                of_group[group] += points
        reach.append(of_group[0] + sum(map(min, of_group[1:], limits)))
    return reach


def _sums(demand: Sequence[int]) -> list[int]:
    """For each set of areas the sum of its demands."""
    sums = [0]
    for need in demand:
        sums += [need + before for before in sums]
    return sums


def _most_minimums(
    offers: Sequence[Offer], required: Sequence[int], floor: Sequence[int], limits: Sequence[int]
) -> tuple[int, ...]:
    """The largest set of areas (without the rest) that can be met together above the floor."""
    reach = _reach(offers, len(required), limits)
    alone = [area for area in range(len(required) - 1) if reach[1 << area] >= required[area]]
    for size in range(len(alone), 0, -1):
        for chosen in combinations(alone, size):
            demand = [required[area] if area in chosen else floor[area] for area in range(len(required))]
            if all(bring >= need for bring, need in zip(reach, _sums(demand), strict=True)):
                return chosen
    return ()


# Nodes of the network: the source, ("group", number), ("kind", areas, group), ("area", number).
_Node: TypeAlias = tuple[str | int, ...]
_SOURCE: Final[_Node] = ("source",)


class _Network:
    """Points on their way from the source through groups and kinds of offers to areas."""

    def __init__(self, supply: Counter[_Kind], n_areas: int, limits: Sequence[int]) -> None:
        self._room: dict[_Node, dict[_Node, int]] = defaultdict(dict)  # how much more may go from one node to the next
        self._got = [0] * n_areas
        for number, limit in enumerate(limits, start=1):
            self._join(_SOURCE, ("group", number), limit)
        for (areas, group), points in supply.items():
            kind: _Node = ("kind", areas, group)
            self._join(("group", group) if group else _SOURCE, kind, points)
            for area in range(n_areas):
                if areas & (1 << area):
                    self._join(kind, ("area", area), points)

    def fill(self, area: int, target: int) -> None:
        """Give an area up to `target` points, along augmenting paths: no other area loses any."""
        while self._got[area] < target:
            path = self._path_to(("area", area))
            if not path:
                return
            amount = min(target - self._got[area], *(self._room[one][other] for one, other in pairwise(path)))
            for one, other in pairwise(path):
                self._room[one][other] -= amount
                self._room[other][one] += amount
            self._got[area] += amount

    def given(self, kind: _Kind) -> list[int]:
        """What a kind of offers gives to each area."""
        return [self._room["area", area].get(("kind", *kind), 0) for area in range(len(self._got))]

    def _join(self, one: _Node, other: _Node, room: int) -> None:
        self._room[one][other] = room
        self._room[other][one] = 0

    def _path_to(self, node: _Node) -> list[_Node]:
        """The shortest way from the source on which there is room; empty if there is none."""
        goes_to: dict[_Node, _Node | None] = {node: None}
        queue = deque([node])
        while queue:
            there = queue.popleft()
            for here in self._room[there]:
                if here in goes_to or not self._room[here][there]:
                    continue
                goes_to[here] = there
                if here == _SOURCE:
                    path = [here]
                    while (following := goes_to[path[-1]]) is not None:
                        path.append(following)
                    return path
                queue.append(here)
        return []


def _share_out(offers: Sequence[Offer], flow: dict[_Kind, list[int]]) -> tuple[tuple[int, ...], ...]:
    """Divide what each kind of offer gives among the offers of that kind, earlier ones first."""
    left = {kind: list(given) for kind, given in flow.items()}
    shares = []
    for offer in offers:
        points = offer.points
        share = []
        given = left[offer.areas, offer.group]
        for area, wanted in enumerate(given):
            part = min(points, wanted)
            given[area] -= part
            points -= part
            share.append(part)
        shares.append(tuple(share))
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class _Cover:
    """What is to be reached, and from where. Shapes: needs `(n_needs,)`, start `(1 + n_groups, n_needs)`."""

    needs: _Integers
    start: _Integers
    limits: _Integers

    def short(self, brought: _Integers) -> _Integers:
        """What each need still lacks (0 or less: nothing)."""
        capped = np.minimum(brought[1:], self.limits[:, np.newaxis]).sum(axis=0)
        missing: _Integers = self.needs - brought[0] - capped
        return missing


def _smallest_cover(rows: _Integers, cover: _Cover) -> tuple[int, ...]:
    """Row numbers, as few as possible, that reach every need. Rows have shape `(n_rows, 1 + n_groups, n_needs)`."""
    greedy = _greedy_cover(rows, cover)
    search = _Search(rows, cover)
    for size in range(len(greedy)):
        found = search.find(size, 0, cover.start)
        if found is not None:
            return found
        if not search.steps_left:
            break
    return greedy


class _Search:
    """Looks for a cover of a given size, depth first, within `STEPS_LIMIT` steps in all."""

    def __init__(self, rows: _Integers, cover: _Cover) -> None:
        self.rows = rows
        self.cover = cover
        self.steps_left = STEPS_LIMIT
        self.same_as_before = [
            number > 0 and bool((rows[number] == rows[number - 1]).all()) for number in range(len(rows))
        ]
        # most[start][size]: for each need the most that so many rows from `start` on can bring to it alone; a limit
        # can only make it less.
        flat = rows.sum(axis=1)
        self.most = [np.cumsum(-np.sort(-flat[start:], axis=0), axis=0) for start in range(len(rows))]

    def find(self, size: int, start: int, brought: _Integers) -> tuple[int, ...] | None:
        """At most `size` of the rows from `start` on that reach the needs; None if none do, or no steps are left."""
        short = self.cover.short(brought)
        if (short <= 0).all():
            return ()
        for number in range(start, len(self.rows) if size else start):
            if (short > self.most[number][min(size, len(self.rows) - number) - 1]).any():
                return None
            if number > start and self.same_as_before[number]:
                continue  # the same as the one just tried
            if not self.steps_left:
                return None
            self.steps_left -= 1
            found = self.find(size - 1, number + 1, brought + self.rows[number])
            if found is not None:
                return (number, *found)
        return None


def _greedy_cover(rows: _Integers, cover: _Cover) -> tuple[int, ...]:
    """A cover from which no row can be left out: always the row that closes most of the gaps, then the needless out."""
    brought, chosen = cover.start, list[int]()
    while (short := cover.short(brought)).max(initial=0) > 0:
        left = np.array([np.maximum(cover.short(brought + row), 0).sum() for row in rows])
        left[chosen] = np.maximum(short, 0).sum() + 1
        chosen.append(int(left.argmin()))
        brought = brought + rows[chosen[-1]]
    for number in sorted(chosen, key=lambda number: int(rows[number].sum())):
        without = brought - rows[number]
        if (cover.short(without) <= 0).all():
            chosen.remove(number)
            brought = without
    return tuple(sorted(chosen))
