"""What people's decisions teach, and what they do not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from ingest.activity import CategoryLabel, Field, FieldName, Outcome
from ingest.fingerprint import parse_fingerprint
from ingest.memory import (
    KNOWN_AFTER,
    Forgotten,
    LearnedLayout,
    Lesson,
    Memory,
    Place,
    Reading,
    course_keys,
    lesson,
    make_memory,
    place_of,
    value_keys,
)
from tests.made_memory import DIPLOMA, RECEIPT, area, certificate, day, hours
from tests.made_outcomes import failed, source

START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
NAMES = ("Dana R. Whitfield", "Bo Li", "Ann Ode", "Cy Dow", "Eve Fox")


def taught(made: Outcome, minute: int = 0, **corrected: object) -> Lesson:
    """The lesson of a certificate that a person confirmed with these values."""
    assert made.activity is not None
    fields = {name: Field(FieldName(name), value, decided_by="ana") for name, value in corrected.items()}
    confirmed = replace(made, activity=replace(made.activity, **fields))  # type: ignore[arg-type]  # fields by name
    return lesson(made, confirmed, START + timedelta(minutes=minute))


def lessons(count: int, layout: str = DIPLOMA, first: int = 0) -> list[Lesson]:
    """Different papers of one layout."""
    numbers = range(first, first + count)
    return [taught(certificate(f"{layout[6:10]}{n}.pdf", NAMES[n], layout), n) for n in numbers]


def only_layout(memory: Memory) -> LearnedLayout:
    (layout,) = memory.layouts
    return layout


def own_readings(layout: LearnedLayout, name: FieldName) -> list[Reading]:
    """The machine's choice on each paper."""
    return [lesson.readings[name][0] for lesson in layout.papers_taught()]


@pytest.mark.parametrize("count", range(1, 6))
def test_a_layout_is_known_after_three_certificates(count: int) -> None:
    layout = only_layout(make_memory(lessons(count)))
    assert (layout.papers, layout.is_known) == (count, count >= KNOWN_AFTER)


def test_one_paper_scanned_three_times_is_one() -> None:
    copies = [taught(certificate(f"copy{number}.pdf"), number) for number in range(3)]
    assert only_layout(make_memory(copies)).papers == 1


def test_two_layouts_are_kept_apart() -> None:
    memory = make_memory(lessons(3) + lessons(2, RECEIPT))
    assert [layout.papers for layout in memory.layouts] == [3, 2]
    found = [memory.layout_of(parse_fingerprint(text)) for text in (DIPLOMA, RECEIPT)]
    assert found == list(memory.layouts)
    assert memory.layout_of(None) is None
    assert memory.layout_of(parse_fingerprint("1;77;0ffff1010")) is None


def test_the_order_of_the_lessons_makes_no_difference() -> None:
    made = lessons(2) + lessons(1, RECEIPT)
    assert len({repr(make_memory(order)) for order in permutations(made)}) == 1


def test_how_often_the_machine_was_right_is_before_the_correction() -> None:
    made = [taught(certificate("a.pdf")), taught(certificate("b.pdf", "Bo Li"), 1, title="The Right One")]
    layout = only_layout(make_memory(made))
    assert [reading.was_right for reading in own_readings(layout, FieldName.TITLE)] == [True, False]
    assert [reading.was_right for reading in own_readings(layout, FieldName.HOLDER)] == [True, True]
    # A level that is not printed, was not read and was confirmed as absent is right as well.
    level = own_readings(layout, FieldName.LEVEL)
    assert [(reading.value, reading.was_right) for reading in level] == [("", True)] * 2


def test_where_a_value_stood_is_remembered_by_its_share_of_the_page() -> None:
    (reading,) = own_readings(only_layout(make_memory(lessons(1))), FieldName.HOLDER)
    assert reading.place == Place(
        "pattern:holder", "", 0, 10 / 612, 110 / 612, 20 / 792, 12.5 / 792, ("here", "is"), ("as", "usual")
    )


def test_the_words_around_a_value_are_remembered_but_not_their_digits() -> None:
    made = certificate("a.pdf")
    assert made.activity is not None and made.activity.holder.candidate is not None
    candidate = made.activity.holder.candidate
    evidence = replace(candidate.evidence, before="Given to:", after="on 03/14/2026")
    holder = replace(made.activity.holder, candidate=replace(candidate, evidence=evidence))
    place = place_of(made, holder)
    assert place is not None and (place.before, place.after) == (("given", "to"), ("on", "00000000"))


def test_a_runner_up_that_the_person_chose_was_right() -> None:
    made = certificate("a.pdf")
    assert made.activity is not None
    title = made.activity.title
    other = replace(title, value="The Right One")
    made = replace(made, activity=replace(made.activity, title=replace(title, runners_up=(other,))))
    layout = only_layout(make_memory([taught(made, title="The right one!")]))
    (lesson,) = layout.papers_taught()
    found = [(one.value, one.was_right, one.is_first) for one in lesson.readings[FieldName.TITLE]]
    assert found == [(title.value, False, True), ("The Right One", True, False)]
    assert lesson.confirmed[FieldName.TITLE] == "The right one!" and layout.is_stated(FieldName.TITLE)


PLACE = Place("pattern:holder", "name", 0, 0.4, 0.6, 0.3, 0.02)


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (PLACE, True),
        (replace(PLACE, left=0.2, right=0.8), True),  # a longer value, centred
        (replace(PLACE, right=0.9), True),  # a longer value, from the same left edge
        (replace(PLACE, left=0.1), True),
        (replace(PLACE, top=0.37), True),
        (replace(PLACE, top=0.4), False),
        (replace(PLACE, left=0.5, right=0.9), False),
        (replace(PLACE, page=1), False),
        (replace(PLACE, label="teacher"), False),
        (replace(PLACE, method="layout:large"), False),
    ],
)
def test_a_place_is_the_same_if_an_edge_and_the_height_are(other: Place, near: bool) -> None:
    assert PLACE.is_near(other) is near
    assert other.is_near(PLACE) is near


def test_a_course_teaches_what_all_its_certificates_agree_on() -> None:
    made = [
        taught(certificate("a.pdf"), 0, category=area(CategoryLabel.HEMATOLOGY, 1.0)),
        taught(certificate("b.pdf", "Bo Li", title="ANEMIAS OF CHRONIC DISEASE"), 1),
        taught(certificate("c.pdf", "Ann Ode"), 2, credit=hours("2")),
    ]
    course = make_memory(made).courses["course:578-063-22"]
    assert course.values[FieldName.TITLE] == ("Anemias of Chronic Disease", 3)
    assert FieldName.CREDIT not in course.values and course.disputed == (FieldName.CREDIT,)
    assert course.is_by_number


def test_amounts_differ_by_their_points() -> None:
    made = [
        taught(certificate("a.pdf", credit=hours("1.5"))),
        taught(certificate("b.pdf", "Bo Li", credit=hours("15")), 1),
    ]
    assert make_memory(made).courses["course:578-063-22"].disputed == (FieldName.CREDIT,)


def test_a_course_without_a_number_is_known_by_title_provider_and_year() -> None:
    first = certificate("a.pdf", without=FieldName.PROGRAM_NUMBER)
    memory = make_memory([taught(first)])
    (key,) = memory.courses
    assert not memory.courses[key].is_by_number
    same = certificate("b.pdf", "Bo Li", without=FieldName.PROGRAM_NUMBER, completed_on=day("2026-11-02"))
    later = certificate("c.pdf", "Bo Li", without=FieldName.PROGRAM_NUMBER, completed_on=day("2025-11-02"))
    assert same.activity and later.activity
    assert memory.course_of(same.activity) == memory.courses[key]
    assert memory.course_of(later.activity) is None


def test_the_number_goes_before_the_title() -> None:
    made = certificate("a.pdf")
    assert made.activity is not None
    keys = course_keys(value_keys(made.activity))
    assert keys[0] == "course:578-063-22" and len(keys) == 2
    assert make_memory([taught(made)]).course_of(made.activity) == make_memory([taught(made)]).courses[keys[0]]


def test_what_is_forgotten_is_not_found() -> None:
    made = certificate("a.pdf")
    assert made.activity is not None
    keys = course_keys(value_keys(made.activity))
    memory = make_memory([taught(made)], [Forgotten(key, None) for key in keys])
    assert memory.course_of(made.activity) is None
    layout = only_layout(make_memory(lessons(3)))
    memory = make_memory(lessons(3), [Forgotten(layout.key, parse_fingerprint(DIPLOMA))])
    assert memory.layout_of(parse_fingerprint(DIPLOMA)) is None
    assert only_layout(memory).is_forgotten and not only_layout(memory).is_known


def test_a_forgotten_layout_stays_so_when_its_first_certificate_is_taken_back() -> None:
    key = only_layout(make_memory(lessons(3))).key
    unwanted = Forgotten(key, parse_fingerprint(DIPLOMA))
    changed = DIPLOMA.replace("0100a6450", "01ffa6450")  # one word is another one
    assert changed != DIPLOMA
    left = make_memory(lessons(3, changed, first=1), [unwanted])
    assert only_layout(left).key != key
    assert left.layout_of(parse_fingerprint(DIPLOMA)) is None


def test_a_certificate_without_a_fingerprint_teaches_its_course_only() -> None:
    memory = make_memory([taught(certificate("a.pdf", layout=None))])
    assert memory.layouts == () and len(memory.courses) == 2


def test_a_failure_teaches_nothing() -> None:
    unread = failed(source(certificate("a.pdf").source.path), "encrypted_file")
    with pytest.raises(ValueError, match="no activity"):
        lesson(unread, unread, START)
