"""The fingerprint of a layout: the same layout is known again, another is not, and no words are in it."""

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import Activity, Candidate, Field, FieldName
from ingest.document import Document, Page
from ingest.fingerprint import MOST_WORDS, SAME_LAYOUT, Fingerprint, Shared, fingerprint
from tests.made_outcomes import activity
from tests.made_pages import SOURCE, Printed, at, page

NAMES: Final = ("Dana R. Whitfield", "Bo Li", "Maximiliana Featherstonehaugh", "Ann Ode")
TITLES: Final = ("Gram Stain", "Anemias of Chronic Disease", "Massive Transfusion: What to Know", "Casts")


def diploma(name: str, title: str, down: float = 0.0, confidence: float | None = None) -> Page:
    """A certificate of one layout."""
    return page(
        *(
            replace(line, top=line.top + down, confidence=confidence)
            for line in (
                at(180, 80, "Certificate of Completion", 22),
                at(250, 160, "This certifies that"),
                at(220, 190, name, 16),
                at(230, 240, "has successfully finished the course"),
                at(200, 270, title, 16),
                at(220, 330, "offered by Prairie Laboratory Society"),
                at(100, 600, "Education coordinator"),
                at(400, 600, "Date of issue"),
            )
        )
    )


def receipt(name: str, title: str) -> Page:
    """One of another layout of the same provider, which says much the same at other places."""
    return page(
        at(60, 60, "Prairie Laboratory Society", 14),
        at(60, 120, "Participant:"),
        at(200, 120, name),
        at(60, 150, "Course:"),
        at(200, 150, title),
        at(60, 500, "This certifies successfully completed credit hours"),
        at(60, 700, "Keep this statement for your records"),
    )


def understood(made: Page, name: str, title: str) -> Activity:
    """The activity whose holder and title stand on the page."""
    document = Document(SOURCE, (made,))
    found: dict[str, Any] = {field.value: Field(field) for field in FieldName}
    for field, text in ((FieldName.HOLDER, name), (FieldName.TITLE, title)):
        start = made.text.index(text)
        evidence = document.evidence(made, start, start + len(text))
        found[field.value] = Field(field, text, Candidate(field, evidence, 0.9, "made"), 0.9)
    return Activity(**found)


def mark(made: Page, name: str, title: str) -> Fingerprint:
    found = fingerprint((made,), understood(made, name, title))
    assert found is not None
    return found


DIPLOMAS: Final = tuple(mark(diploma(*both), *both) for both in zip(NAMES, TITLES, strict=True))
RECEIPTS: Final = tuple(mark(receipt(*both), *both) for both in zip(NAMES, TITLES, strict=True))


def shared(*items: Fingerprint) -> Shared:
    together = Shared.of(items[0])
    for item in items[1:]:
        together = together.joined_by(item)
    return together


def test_another_name_and_title_make_no_difference() -> None:
    assert {item.marks for item in DIPLOMAS} == {DIPLOMAS[0].marks}
    assert shared(DIPLOMAS[0]).likeness(DIPLOMAS[2]) == 1.0


def test_two_layouts_of_one_provider_are_two() -> None:
    assert shared(*DIPLOMAS).likeness(RECEIPTS[0]) < SAME_LAYOUT
    assert shared(*RECEIPTS).likeness(DIPLOMAS[0]) < SAME_LAYOUT


def test_the_same_words_at_other_places_are_another_layout() -> None:
    moved = mark(diploma(NAMES[0], TITLES[0], down=150), NAMES[0], TITLES[0])
    assert shared(*DIPLOMAS).likeness(moved) < SAME_LAYOUT
    shifted = mark(diploma(NAMES[0], TITLES[0], down=30), NAMES[0], TITLES[0])
    assert shared(*DIPLOMAS).likeness(shifted) == 1.0


def test_some_words_read_wrong_leave_it_the_same_layout() -> None:
    noisy = diploma(NAMES[0], TITLES[0], confidence=0.6)
    text = noisy.text.replace("Certificate", "Certif1cate").replace("course", "oourse").replace("issue", "lssue")
    assert len(text) == len(noisy.text)
    found = mark(replace(noisy, text=text), NAMES[0], TITLES[0])
    assert SAME_LAYOUT <= shared(*DIPLOMAS).likeness(found) < 1.0


def test_a_title_that_was_not_found_matters_less_the_more_certificates_there_are() -> None:
    made = diploma(NAMES[1], "Some Title of Five Long Words")
    whole = fingerprint((made,), understood(made, NAMES[1], NAMES[1]))  # the title's words stay among the layout's
    assert whole is not None
    after_one, after_four = Shared.of(whole), shared(whole, *DIPLOMAS[:3])
    assert after_one.likeness(DIPLOMAS[3]) < after_four.likeness(DIPLOMAS[3])
    assert after_four.likeness(DIPLOMAS[3]) == 1.0


def test_the_shape_of_the_page_and_the_number_of_pages_count() -> None:
    wide = replace(DIPLOMAS[0], shapes=(129,))
    assert shared(*DIPLOMAS).likeness(wide) == 0.0
    assert shared(*DIPLOMAS).likeness(replace(DIPLOMAS[0], shapes=(77, 77))) == 0.0
    assert shared(*DIPLOMAS).likeness(replace(DIPLOMAS[0], shapes=(71,))) == 1.0  # A4 beside Letter


def test_too_few_words_have_no_fingerprint() -> None:
    made = page(at(100, 100, "Certificate of Completion 2026"), at(100, 200, "Dana R. Whitfield"))
    assert fingerprint((made,), understood(made, "Dana R. Whitfield", "Dana R. Whitfield")) is None


def test_numbers_are_not_the_layouts_words() -> None:
    one, two = (
        page(*(at(60, 60 + 20 * row, word) for row, word in enumerate(words)))
        for words in (
            ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "17", "A-12"],
            ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "944", "B-77"],
        )
    )
    assert fingerprint((one,), activity_without_evidence()) == fingerprint((two,), activity_without_evidence())


def activity_without_evidence() -> Activity:
    fields: dict[str, Any] = {name.value: Field(name) for name in FieldName}
    return Activity(**fields)


def test_a_page_full_of_words_has_a_bounded_fingerprint() -> None:
    made = page(*(Printed(f"word{'x' * (row % 50)}{chr(97 + row % 26)}", 50, 5 + row, 1, None) for row in range(700)))
    found = fingerprint((made,), activity_without_evidence())
    assert found is not None and len(found.marks) == MOST_WORDS
    assert len(str(found)) < 2000  # fits a database's row well


def test_no_word_can_be_read_from_it() -> None:
    text = str(DIPLOMAS[0])
    assert all(word not in text for word in ("Certificate", "certificate", "Prairie"))


def test_an_activity_of_other_pages_takes_no_words_away() -> None:
    made = diploma(NAMES[0], TITLES[0])
    far = activity()  # its evidence stands at the beginning of page 1
    other = fingerprint((replace(made, number=7),), far)
    assert other is not None and len(other.marks) > len(DIPLOMAS[0].marks)


@given(
    st.lists(st.integers(0, 99_999), min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.integers(0, 15), st.integers(0, 65_535).map("{:04x}".format), st.integers(0, 255), st.integers(0, 255)
        ),
        max_size=30,
    ),
)
def test_its_text_is_read_back(shapes: list[int], marks: list[tuple[int, str, int, int]]) -> None:
    made = Fingerprint(tuple(shapes), tuple(marks))
    assert Fingerprint.parse(str(made)) == made


@pytest.mark.parametrize(
    "text", ["", "1;;", "2;129;0a1b27f40", "1;129;0a1b27f4", "1;129;xyzxyzxyz", "1;129;0a1b27f40\n"]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a fingerprint"):
        Fingerprint.parse(text)
