"""The allocation of points to areas, against brute force on small cases."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.compliance import allocate as allocate_module
from ingest.compliance.allocate import Offer, allocate, brought, satisfied, short_areas, smallest_deciding_set

AREAS = 3  # two minimums and the rest

offer = st.builds(Offer, st.integers(0, 3), st.integers(0, (1 << AREAS) - 1), st.integers(0, 2))
limits = st.lists(st.integers(0, 4), min_size=2, max_size=2)
offers = st.lists(offer, max_size=4)
required = st.lists(st.integers(1, 4), min_size=AREAS, max_size=AREAS)


def splits(offer: Offer) -> Iterator[tuple[int, ...]]:
    """Every way to give an offer's points to the areas that may take them."""
    ranges = [range(offer.points + 1) if offer.areas & (1 << area) else range(1) for area in range(AREAS)]
    return (split for split in product(*ranges) if sum(split) <= offer.points)


def all_totals(offers: Sequence[Offer], required: Sequence[int], limits: Sequence[int]) -> set[tuple[int, ...]]:
    """What the areas can get, over all allocations; what an area gets beyond its requirement is lost."""
    totals = {((0,) * len(required), tuple(limits))}
    for one in offers:
        further = set()
        for total, left in totals:
            for split in splits(one):
                after = list(left)
                if one.group:
                    after[one.group - 1] -= sum(split)
                if min(after) < 0:
                    continue
                got = (min(need, before + part) for before, part, need in zip(total, split, required, strict=True))
                further.add((tuple(got), tuple(after)))
        totals = further
    return {total for total, _ in totals}


def by_area(shares: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(share[area] for share in shares) for area in range(AREAS))


def minimums_met(total: Sequence[int], required: Sequence[int]) -> int:
    return sum(got >= need for got, need in zip(total[:-1], required[:-1], strict=True))


@given(offers, required, limits)
@settings(max_examples=5_000, deadline=None)
def test_allocation_equals_brute_force(offers: list[Offer], required: list[int], limits: list[int]) -> None:
    shares = allocate(offers, required, limits=limits)
    got, possible = by_area(shares), all_totals(offers, required, limits)
    assert got in possible
    assert minimums_met(got, required) == max(minimums_met(total, required) for total in possible)
    assert sum(got) == max(map(sum, possible))
    for one, share in zip(offers, shares, strict=True):
        assert sum(share) <= one.points
        assert all(part == 0 or one.areas & (1 << area) for area, part in enumerate(share))
    for group, limit in enumerate(limits, start=1):
        assert sum(sum(share) for one, share in zip(offers, shares, strict=True) if one.group == group) <= limit


@given(offers, required, limits)
@settings(max_examples=1_000, deadline=None)
def test_satisfied_equals_brute_force(offers: list[Offer], required: list[int], limits: list[int]) -> None:
    assert satisfied(offers, required, limits) == (tuple(required) in all_totals(offers, required, limits))


@given(offers, offers, required, limits)
@settings(max_examples=200, deadline=None)
def test_with_a_floor_no_area_gets_less_than_before(
    first: list[Offer], more: list[Offer], required: list[int], limits: list[int]
) -> None:
    before = by_area(allocate(first, required, limits=limits))
    after = by_area(allocate([*first, *more], required, before, limits))
    assert all(now >= then for now, then in zip(after, before, strict=True))
    assert sum(after) == max(map(sum, all_totals([*first, *more], required, limits)))


@given(offers, required, offer.filter(lambda one: one.group == 0))
@settings(max_examples=1_000, deadline=None)
def test_more_points_help_just_where_areas_are_short(offers: list[Offer], required: list[int], more: Offer) -> None:
    offers = [Offer(one.points, one.areas) for one in offers]
    before, after = (sum(by_area(allocate(some, required))) for some in (offers, [*offers, more]))
    assert (after > before) == (more.points > 0 and bool(more.areas & short_areas(offers, required)))


def test_a_group_brings_no_more_than_its_limit_and_gives_way_where_others_can_do() -> None:
    college, other = Offer(4500, 0b11, 1), Offer(800, 0b10)
    assert allocate([college, other], [200, 2400], limits=[1800]) == ((200, 1600), (0, 800))
    assert brought([college, other], [1800]) == 2600


def test_one_met_minimum_is_better_than_two_half_met() -> None:
    either = Offer(200, 0b011)
    assert by_area(allocate([either], [200, 200, 100])) == (200, 0, 0)


def test_an_activity_is_split_when_that_meets_both_minimums() -> None:
    both, only_first = Offer(300, 0b011), Offer(100, 0b001)
    assert allocate([both, only_first], [200, 200, 100]) == ((100, 200, 0), (100, 0, 0))


def test_minimums_come_before_the_rest_and_the_surplus_fills_it() -> None:
    assert allocate([Offer(500, 0b101)], [200, 100, 400]) == ((200, 0, 300),)


refused_or_confirmed = st.tuples(st.integers(0, 1), offer).map(
    # refused: nothing at all, or (an accepted record with a doubtful area) the rest only
    lambda drawn: (
        Offer(drawn[1].points, 0b100, drawn[1].group) if drawn[0] and drawn[1].areas & 0b100 else Offer(0, 0),
        drawn[1],
    )
)


@given(offers, st.lists(refused_or_confirmed, max_size=6), required, limits)
@settings(max_examples=1_000, deadline=None)
def test_the_deciding_set_is_smallest(
    sure: list[Offer], waiting: list[tuple[Offer, Offer]], required: list[int], limits: list[int]
) -> None:
    def settles(confirmed: Sequence[int]) -> bool:
        chosen = [pair[number in confirmed] for number, pair in enumerate(waiting)]
        return satisfied([*sure, *chosen], required, limits)

    everything = range(len(waiting))
    if not settles(everything):
        return
    found = smallest_deciding_set([*sure, *(refused for refused, _ in waiting)], waiting, required, limits)
    assert settles(found)
    smallest = next(
        size for size in range(len(waiting) + 1) if any(settles(some) for some in combinations(everything, size))
    )
    assert len(found) == smallest


def test_out_of_steps_the_greedy_set_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    required = [400, 100, 0]
    brings = (Offer(300, 0b101), Offer(200, 0b111), Offer(400, 0b110), Offer(300, 0b101))
    waiting = [(Offer(0, 0), one) for one in brings]
    assert smallest_deciding_set([], waiting, required) == (0, 1)
    monkeypatch.setattr(allocate_module, "STEPS_LIMIT", 0)
    assert smallest_deciding_set([], waiting, required) == (0, 2, 3)


def test_what_greed_took_too_early_is_left_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [(Offer(0, 0), one) for one in (Offer(600, 0b10), Offer(200, 0b11), Offer(200, 0b01))]
    monkeypatch.setattr(allocate_module, "STEPS_LIMIT", 0)
    assert smallest_deciding_set([], waiting, [300, 100]) == (1, 2)


@given(st.lists(offer, max_size=9), required, limits, st.integers(0, 4))
@settings(max_examples=300, deadline=None)
def test_out_of_steps_nothing_can_be_left_out_of_the_set(
    brings: list[Offer], required: list[int], limits: list[int], steps: int
) -> None:
    if not satisfied(brings, required, limits):
        return
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(allocate_module, "STEPS_LIMIT", steps)
        found = smallest_deciding_set([], [(Offer(0, 0), one) for one in brings], required, limits)
    assert satisfied([brings[number] for number in found], required, limits)
    for left_out in found:
        assert not satisfied([brings[number] for number in found if number != left_out], required, limits)


def test_an_amount_beyond_all_integers_is_counted() -> None:
    huge = Offer(10**30, 0b111)
    assert smallest_deciding_set([], [(Offer(0, 0), huge)], [100, 100, 100]) == (0,)
    assert by_area(allocate([huge], [100, 100, 100])) == (100, 100, 100)
