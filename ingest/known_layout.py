"""One field on a layout that people confirmed: which of its values stands where the confirmed ones did, how surely.

Takes the field with its runners-up and the layout's lessons; gives the field with the likeliest value first. Refuses to
propose what was not read: it chooses among the values that the machine found.

Each value gets log-odds from what the machine thinks of it and how values fared on the confirmed certificates: at this
place, between these words, in this size, of this wording. `models.known` fits the weights.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ingest.activity import Field, FieldName, Outcome
from ingest.confidence import TEXT_LAYER_READ, Weights, log_odds
from ingest.memory import LearnedLayout, Place, Reading, compared, place_of, value_key

APART: Final = 0.01  # share of the page's height within which a confirmed value's place bears out another's
MOST: Final = 0.9995
SURPRISING: Final = 0.5  # how sure a value is, at most, of whose kind none was confirmed
_LEAST_CHANCE: Final = 1e-4
_MOST_UNLIKE: Final = 1.0  # of two sizes, as a logarithm
WEIGHED: Final = (
    "machine",  # log-odds of the machine's confidence
    "chance",  # logarithm of the first model's chance
    "read",  # log-odds of how well its weakest word was read
    "is_first",  # whether it is the machine's own choice
    "right_here",  # logarithm of 1 + how often the right value stood here, each the less the further above or below
    "never_right_here",
    "wrong_here",  # logarithm of 1 + how often the machine's own choice stood here and was wrong
    "passed_over_here",  # ... and another value that was not right
    "word_before",  # share of the right values with the same word before them
    "word_after",
    "words_before",  # ... the same three words
    "words_after",
    "both_words",  # whether a right value had the same word before and after it
    "both_words_wrong",  # ... a value here that was not right
    "unlike_size",  # logarithm of the ratio of its height to the most alike right one's
    "value_share",  # share of the confirmed certificates with this very value
    "value_confirmed",  # whether any has it
    "value_wrong",  # whether it was read where it was not right
    "never_right",  # whether the right value was among those read on none of the confirmed certificates
)


def on_known_layout(outcome: Outcome, item: Field[Any], layout: LearnedLayout, weights: Weights) -> Field[Any]:
    """The field with the likeliest of its values, sure as the confirmed certificates make it; the others after it."""
    options = options_of(item)
    rows = list(weighed(outcome, options, layout))
    if not rows:
        return item
    shares = weights.shares(rows)
    sure = [
        replace(one, confidence=min(share, SURPRISING if _is_surprising(one, row, layout) else MOST))
        for one, row, share in zip(options, rows, shares, strict=True)
    ]
    best = max(range(len(sure)), key=lambda index: shares[index])
    return replace(sure[best], runners_up=tuple(sure[:best] + sure[best + 1 :]))


def _is_surprising(option: Field[Any], row: tuple[float, ...], layout: LearnedLayout) -> bool:
    """Whether nothing of the kind was confirmed.

    A value that stands neither where a right one stood nor between the same words; of a provider, whose place is no
    matter, another name than the only one that was confirmed: a slip, or another's certificate.
    """
    seen = dict(zip(WEIGHED, row, strict=True))
    if option.name is FieldName.PROVIDER:
        known = {compared(option.name, lesson.confirmed[option.name]) for lesson in layout.papers_taught()}
        return len(known) == 1 and not seen["value_confirmed"]
    return bool(seen["never_right_here"]) and not seen["both_words"]


def options_of(item: Field[Any]) -> list[Field[Any]]:
    """The field's values that stand on the page, the machine's choice first."""
    return [one for one in (replace(item, runners_up=()), *item.runners_up) if one.value is not None and one.candidate]


def weighed(outcome: Outcome, options: Sequence[Field[Any]], layout: LearnedLayout) -> Iterator[tuple[float, ...]]:
    """The numbers of `WEIGHED` for each option."""
    if not options:
        return
    name = options[0].name
    lessons = layout.papers_taught()
    readings = [reading for lesson in lessons for reading in lesson.readings[name]]
    confirmed = [compared(name, lesson.confirmed[name]) for lesson in lessons]
    right = [(reading, reading.place) for reading in readings if reading.was_right and reading.place is not None]
    for rank, option in enumerate(options):
        place = place_of(outcome, option)
        here = [one for one in readings if place and one.place and one.place.is_near(place)]
        wrong = [one for one in here if not one.was_right]
        value = compared(name, value_key(option))
        assert option.candidate is not None
        read = option.candidate.evidence.read_confidence
        yield (
            log_odds(option.confidence or 0.0),
            math.log(option.candidate.confidence + _LEAST_CHANCE),
            log_odds(TEXT_LAYER_READ if read is None else min(read, TEXT_LAYER_READ)),
            float(rank == 0),
            math.log1p(_counted(here, place)),
            float(not any(one.was_right for one in here)),
            math.log1p(sum(one.is_first for one in wrong)),
            math.log1p(sum(not one.is_first for one in wrong)),
            *_around(place, [there for _, there in right]),
            float(any(one.place is not None and _is_between(one.place, place) for one in wrong)),
            _unlike_size(place, [there for _, there in right]),
            confirmed.count(value) / len(confirmed),
            float(value in confirmed),
            float(any(compared(name, one.value) == value for one in readings if not one.was_right)),
            float(not right),
        )


def _counted(here: Sequence[Reading], place: Place | None) -> float:
    tops = [one.place.top for one in here if one.was_right and one.place]
    return sum(math.exp(-abs(top - place.top) / APART) for top in tops) if place else 0.0


def _around(place: Place | None, right: Sequence[Place]) -> tuple[float, ...]:
    """How many of the right values stood between the same words, and whether one did on both sides."""
    if place is None or not right:
        return (0.0,) * 5
    return (
        sum(one.before[-1:] == place.before[-1:] for one in right) / len(right),
        sum(one.after[:1] == place.after[:1] for one in right) / len(right),
        sum(one.before == place.before for one in right) / len(right),
        sum(one.after == place.after for one in right) / len(right),
        float(any(_is_between(one, place) for one in right)),
    )


def _is_between(one: Place, other: Place | None) -> bool:
    """Whether two values stand between the same two words."""
    return other is not None and (one.before[-1:], one.after[:1]) == (other.before[-1:], other.after[:1])


def _unlike_size(place: Place | None, right: Sequence[Place]) -> float:
    if place is None or not right:
        return 0.0
    return min(_MOST_UNLIKE, *(abs(math.log(place.height / one.height)) for one in right))
