"""How surely printed names find their people: a staff with near-twins, misread names, and strangers' certificates.

    python -m benchmarks.people [--seeds 301 302 ...] [--show 20] [--write]

Takes seeds; makes for each a staff of 400 with 20 pairs of near-twins, five certificates for each of them, and one for
each of 300 strangers; gives what was matched without a person looking, how much of that is right, the errors by kind,
and how strangers fare whose names are a letter from a colleague's.
The matching was made with the seeds 1 to 10; the ten default ones were looked at once, when it was done.
Refuses a stranger whom no print can tell from a colleague: the same first and last name, and no other middle initial.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.people.printed import Printed, print_name
from benchmarks.people.staff import TWINS, make_near_strangers, make_staff, make_strangers
from benchmarks.tables import PERFORMANCE, made_on, markdown_table, replace_table
from ingest.matching import Match, NameIndex
from models.calibrate import upper_bound

STAFF: Final = 400
STRANGERS: Final = 300
EACH: Final = 5  # certificates of a colleague
SEEDS: Final = tuple(range(301, 311))
DOCUMENT: Final = PERFORMANCE.with_name("people.md")
PROMISED_RIGHT: Final = 0.995
PROMISED_MATCHED: Final = 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """A printed name, whose it is (None: a stranger's), and what came out."""

    printed: Printed
    person_id: str | None
    match: Match

    @property
    def is_taken(self) -> bool:
        return self.match.certain

    @property
    def is_right(self) -> bool:
        return self.match.person_id == self.person_id


@dataclass(frozen=True, slots=True)
class Lab:
    """All certificates of a lab, and what became of them."""

    judged: tuple[Judged, ...]
    near: tuple[Judged, ...]  # those of strangers a letter from a colleague, which are counted apart
    left_out: int  # strangers whom nothing tells from a colleague
    seconds: float  # for matching


def judge_lab(seed: int, staff: int = STAFF, strangers: int = STRANGERS) -> Lab:
    """Make a lab and match its certificates."""
    rng = random.Random(seed)
    people = make_staff(rng, staff, TWINS)
    others, left_out = make_strangers(rng, strangers, people)
    printed: list[tuple[Printed, str | None]] = [
        (print_name(person, rng), person.person_id) for person in people for _ in range(EACH)
    ]
    printed += [(print_name(person, rng), None) for person in others]
    hard = [print_name(person, rng) for person in make_near_strangers(rng, people)]
    start = time.perf_counter()
    index = NameIndex([person.on_roster() for person in people])
    judged = tuple(Judged(name, person_id, index.match(name.text)) for name, person_id in printed)
    seconds = time.perf_counter() - start
    return Lab(judged, tuple(Judged(name, None, index.match(name.text)) for name in hard), left_out, seconds)


def write_up(labs: Sequence[Lab], seeds: Sequence[int]) -> str:
    """The figures, and the errors by kind."""
    judged = [one for lab in labs for one in lab.judged]
    ours = [one for one in judged if one.person_id]
    taken = [one for one in judged if one.is_taken]
    wrong = [one for one in taken if not one.is_right]
    found = sum(one.is_taken and one.is_right for one in ours)
    bound = 1 - upper_bound(len(wrong), len(taken))
    rows = [
        ("certificates", f"{len(judged)}", f"{len(ours)} of colleagues, {len(judged) - len(ours)} of strangers"),
        ("matched without a person", f"{len(taken)}", f"{len(taken) / len(judged):.1%} of all"),
        (
            f"... right (promised: {PROMISED_RIGHT:.1%})",
            f"{1 - len(wrong) / len(taken):.2%}",
            f"{len(wrong)} wrong; 95 % sure: above {bound:.2%}",
        ),
        (
            f"colleagues' matched so, rightly (promised: {PROMISED_MATCHED:.0%})",
            f"{found / len(ours):.2%}",
            f"{found} of {len(ours)}",
        ),
        ("to review, with a proposal", *_share(one for one in judged if not one.is_taken and one.match.person_id)),
        ("to review, without one", *_share(one for one in ours if not one.is_taken and not one.match.person_id)),
        ("strangers' taken for a colleague's", f"{sum(one.person_id is None for one in wrong)}", ""),
        ("colleagues' taken for another's", f"{sum(one.person_id is not None for one in wrong)}", ""),
    ]
    by_kind = markdown_table(("printed", "n", "matched", "wrong"), list(kind_rows(judged)))
    near = [one for lab in labs for one in lab.near]
    taken_near = sum(one.is_taken for one in near)
    milliseconds = 1000 * sum(lab.seconds for lab in labs) / len(judged)
    return (
        f"{markdown_table((f'seeds {_listed(seeds)}', '', ''), rows)}\n\n{by_kind}\n\n"
        f"{sum(lab.left_out for lab in labs)} strangers were left out whom nothing tells from a colleague. "
        f"Of {len(near)} strangers made a letter apart from a colleague, {taken_near} were taken for the colleague. "
        f"{milliseconds:.2f} ms for a certificate. Made on {made_on()}"
    )


def _listed(seeds: Sequence[int]) -> str:
    return ", ".join(map(str, seeds))


def _share(judged: Iterable[Judged]) -> tuple[str, str]:
    doubts = Counter(str(one.match.doubt or "nobody") for one in judged)
    return f"{doubts.total()}", ", ".join(f"{doubt} {count}" for doubt, count in doubts.most_common(5))


def kind_rows(judged: Sequence[Judged]) -> Iterator[tuple[str, str, str, str]]:
    """For each way of printing a colleague's name: how many, how many matched, how many of these wrong."""
    kinds = sorted({kind for one in judged for kind in one.printed.kinds})
    groups = [(kind, [one for one in judged if one.person_id and kind in one.printed.kinds]) for kind in kinds]
    for kind, group in [*groups, ("strangers", [one for one in judged if one.person_id is None])]:
        taken = [one for one in group if one.is_taken]
        share = f"{len(taken) / len(group):.1%}" if group else "-"
        yield kind, f"{len(group)}", share, f"{sum(not one.is_right for one in taken)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, match, print."""
    parser = argparse.ArgumentParser(description="Measure how surely printed names find their people.")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--show", type=int, default=0, help="so many errors and reviews, with their reasons")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/people.md")
    options = parser.parse_args(arguments)
    labs = [judge_lab(seed) for seed in options.seeds]
    for one in _worst(one for lab in labs for one in lab.judged)[: options.show]:
        print(f"{one.printed.text!r} of {one.person_id}: {one.match.person_id} {one.match.certain}, {one.match.reason}")
    text = write_up(labs, options.seeds)
    print(text)
    if options.write:
        replace_table("people", text, DOCUMENT)
    return 0


def _worst(judged: Iterable[Judged]) -> list[Judged]:
    """Wrong ones first, then colleagues' that a person must look at."""
    of_interest = [one for one in judged if (not one.is_right if one.is_taken else one.person_id is not None)]
    return sorted(of_interest, key=lambda one: not one.is_taken)


if __name__ == "__main__":
    sys.exit(main())
