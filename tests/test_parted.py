"""Names whose family and given part stand apart, each with its caption."""

import pytest
from hypothesis import given

from ingest.document import Page
from ingest.extract.parted import parted_names
from ingest.extract.values import TEXT_NAMES, propose_texts
from ingest.names import FAMILY_FIRST, GIVEN_FIRST, plain_name, whole_name
from tests.made_pages import HOSTILE, Printed, at, page, printed_pages, sheet, vocabulary

OVER = (at(60, 100, "Last name"), at(200, 100, "First name"), at(60, 114, "Moreno"), at(200, 114, "Ana R."))
UNDER = (at(60, 100, "Moreno"), at(200, 100, "Ana"), at(60, 114, "(Last)", 8), at(200, 114, "(First)", 8))
BESIDE = (at(60, 100, "1. SURNAME"), at(200, 100, "MORENO"), at(60, 120, "2. FORENAME"), at(200, 120, "ANA"))
WRAPPED = (*OVER[:3], at(200, 114, "Ana"), at(200, 126, "Beatriz"), at(330, 100, "Grade"), at(330, 114, "7"))
INLINE = (at(60, 100, "Participant's first name: Ana"), at(60, 140, "Participant's last name: Moreno"))


def names(*printed: Printed) -> set[str]:
    """The names that are proposed, as they are written in the end."""
    made = sheet(page(*printed))
    return {plain_name(whole_name(f"{label}: {made.text(*span)}"), vocabulary()) for span, label in parted_names(made)}


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (OVER, "Ana R. Moreno"),
        (UNDER, "Ana Moreno"),
        (BESIDE, "Ana Moreno"),
        (INLINE, "Ana Moreno"),
        (WRAPPED, "Ana Beatriz Moreno"),
    ],
)
def test_the_parts_are_put_together_wherever_their_captions_stand(printed: tuple[Printed, ...], name: str) -> None:
    assert name in names(*printed)


@pytest.mark.parametrize(
    "printed",
    [
        (at(60, 100, "Last name"), at(60, 114, "Moreno")),
        (at(60, 100, "Last name"), at(200, 100, "First name"), at(60, 114, "No. 17"), at(200, 114, "4")),
        (at(60, 100, "Last name Moreno"), at(60, 700, "First name Ana")),
        (at(60, 100, "Last revision: May"), at(60, 114, "First edition: June")),
    ],
)
def test_what_has_not_both_parts_is_no_name(printed: tuple[Printed, ...]) -> None:
    far = at(60, 400, "What stands between them on the page is too much text for two parts of one name.")
    assert not names(*printed, far)


def test_a_parted_name_has_a_label_and_other_texts_have_none() -> None:
    made = sheet(page(*OVER))
    found = propose_texts(made)
    assert found.form.shape == (len(found.pieces), len(TEXT_NAMES))
    labels = [label for label in found.labels if label is not None]
    assert labels and set(labels) <= {FAMILY_FIRST, GIVEN_FIRST}
    assert found.form[:, 0].tolist() == [float(label is not None) for label in found.labels]


def test_a_name_without_a_label_is_left_as_it_is() -> None:
    assert whole_name("Whitfield\nDana") == "Whitfield\nDana"


@given(printed_pages())
def test_a_parted_name_is_verbatim(made: Page) -> None:
    for (start, end), label in parted_names(sheet(made)):
        assert made.text[start:end].strip() and label in (FAMILY_FIRST, GIVEN_FIRST)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_matter(text: str) -> None:
    whole_name(f"{FAMILY_FIRST}: {text[:5000]}")
