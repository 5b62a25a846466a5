"""What extraction sees before any model: tokens in columns, pieces proposed, values with a form, features, levels."""

import time

import numpy as np
import pytest
from hypothesis import given

from ingest.activity import FieldName
from ingest.document import Page
from ingest.extract import proposals_of, rows_of
from ingest.extract.compared import FAR
from ingest.extract.cues import CUES
from ingest.extract.features import NAMES, features
from ingest.extract.level import find_levels
from ingest.extract.pieces import MOST_PIECES, STRIPPED, Pieces, propose
from ingest.extract.tokens import FLAGS, NONE, PAGE, Sheet
from ingest.extract.values import CREDIT_NAMES, DATE_NAMES, MOST, NUMBER_NAMES, TEXT_NAMES, Proposals, propose_values
from ingest.layout import Layout
from tests.made_pages import HOSTILE, HOSTILE_SECONDS, Printed, at, document, page, printed_pages, sheet, stacked

FORM = sheet(
    page(
        at(200, 60, "Certificate of Completion", 24),
        at(60, 150, "Participant Name:"),
        at(240, 150, "WHITFIELD, Dana R.,"),
        at(60, 180, "Course Title:", 9),
        at(60, 198, "Blood Bank Basics", 13),
        at(60, 300, "Contact Hours:"),
        at(240, 300, "1.5"),
    )
)


def texts(made: Sheet, pieces: Pieces) -> list[str]:
    """The text of each piece on one line."""
    spans = zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)
    return [" ".join(made.text(start, end).split()) for start, end in spans]


# Tokens


FLAGGED = [
    ("WHITFIELD,", {"upper", "ends_comma"}),
    ("Dana", {"title"}),
    ("has", {"lower", "function_word"}),
    ("2026", {"number", "digits"}),
    ("R.", {"title", "initial", "ends_stop"}),
    ("—", {"punctuation", "dash"}),
    ("“", {"punctuation", "open_mark"}),
    ("University", {"title", "organisation"}),
    ("Dr.", {"honorific"}),
    ("March", {"month"}),
    ("webinars", {"kind"}),
    ("Immunohematology", {"long", "field"}),
    ("Name:", {"ends_colon"}),
]


@pytest.mark.parametrize(("token", "wanted"), FLAGGED)
def test_the_flags_of_a_token(token: str, wanted: set[str]) -> None:
    made = sheet(stacked(token))
    assert made.texts == (token,)
    found = {name for name, value in zip(FLAGS, made.flags[0].tolist(), strict=True) if value}
    assert wanted <= found
    cases = {"upper", "title", "lower", "mixed"}
    assert len(found & cases) <= 1


def test_a_word_is_divided_at_brackets_quotation_marks_and_after_a_colon() -> None:
    assert sheet(stacked("Title:“Rh (D)”|MLS(ASCP)CM")).texts == (
        "Title:", "“", "Rh", "(", "D", ")", "”", "|", "MLS", "(", "ASCP", ")", "CM",
    )  # fmt: skip


def test_who_stands_above_below_and_left() -> None:
    lines = [line.text for line in FORM.layout.lines]

    def beside(text: str) -> list[str | None]:
        return [None if other == NONE else lines[other] for other in FORM.neighbours[lines.index(text)].tolist()]

    assert beside("WHITFIELD, Dana R.,")[4] == "Participant Name:"
    assert beside("1.5")[4] == "Contact Hours:"
    above, over_that, below, _, left = beside("Blood Bank Basics")
    assert (above, over_that, left) == ("Course Title:", "Participant Name:", None)
    assert below == "Contact Hours:"
    assert beside("Certificate of Completion")[:2] == [None, None]


def test_lines_of_two_pages_are_no_neighbours() -> None:
    made = sheet(page(at(60, 60, "Name:")), page(at(60, 80, "Dana"), number=2))
    assert (made.neighbours == NONE).all()
    assert made.starts.tolist() == [0, PAGE]
    assert made.text(PAGE, PAGE + 4) == "Dana"


def test_the_white_before_a_token_is_in_font_sizes_and_none_within_a_word() -> None:
    made = sheet(page(at(60, 100, "Name: (Dana)")))
    assert made.texts == ("Name:", "(", "Dana", ")")
    assert made.gaps.tolist() == pytest.approx([0, 0.3, 0, 0], abs=0.01)


def test_where_the_cues_stand() -> None:
    made = sheet(stacked("This is to certify that", "Dana Whitfield", "completed the course Blood Bank Basics"))
    names = list(CUES)
    assert made.line_cues[0, names.index("certifies")] == 1
    assert made.line_cues[1].sum() == 0
    assert made.line_cues[2, names.index("kind")] == 1
    starts, ends = made.matches[names.index("certifies")]
    assert [made.text(*span) for span in zip(starts.tolist(), ends.tolist(), strict=True)] == ["certify that"]


@given(printed_pages())
def test_every_token_is_verbatim_and_every_line_has_its_tokens(made: Page) -> None:
    columns = sheet(made)
    spans = zip(columns.starts.tolist(), columns.ends.tolist(), strict=True)
    assert tuple(columns.text(*span) for span in spans) == columns.texts
    assert "".join(columns.texts) == "".join(made.text.split())
    for line, (first, end) in enumerate(columns.line_tokens.tolist()):
        assert end > first
        assert set(columns.line_of[first:end].tolist()) == {line}
    assert np.isfinite(columns.gaps).all() and (columns.gaps >= 0).all()


# Pieces


PROPOSED = [
    ("This is to certify that Dana R. Whitfield has completed Immunology Update", "Dana R. Whitfield"),
    ("This is to certify that Dana R. Whitfield has completed Immunology Update", "Immunology Update"),
    ("Course Title: Blood Bank Basics", "Blood Bank Basics"),
    ("Name Dana Whitfield", "Dana Whitfield"),
    ("presented to Dana Whitfield, MLS(ASCP) for attending", "Dana Whitfield"),
    ("has attended “Sickle Cell: New Therapies” held online", "Sickle Cell: New Therapies"),
    ("Sponsored by the Prairie Laboratory Society on March 14, 2026", "Prairie Laboratory Society"),
    ("completed the course Fire Safety Basics on March 14, 2026", "Fire Safety Basics"),
    ("Dr. Dana Whitfield", "Dana Whitfield"),
    ("FOR COMPLETING THE COURSE OF FRONT-END\nWEB DEVELOPMENT WITH GRADE A", "FRONT-END WEB DEVELOPMENT"),
    ("You have passed Casts and Crystals March 16-18, 2023", "Casts and Crystals"),
    ("Preparing for the Next Inspection in\nSmall and Rural Laboratories", None),
]


@pytest.mark.parametrize(("row", "wanted"), PROPOSED)
def test_what_may_be_a_value_is_proposed(row: str, wanted: str | None) -> None:
    made = sheet(stacked(("Certificate", 24), row))
    assert (wanted or " ".join(row.split())) in texts(made, propose(made))


def test_a_title_of_lines_of_two_sizes_is_proposed_but_not_across_the_page() -> None:
    near = sheet(page(at(60, 100, "Blood Bank", 20), at(60, 125, "Basics for All", 14)))
    far = sheet(page(at(60, 100, "Blood Bank", 20), at(60, 400, "Basics for All", 14)))
    assert "Blood Bank Basics for All" in texts(near, propose(near))
    assert "Blood Bank Basics for All" not in texts(far, propose(far))


@given(printed_pages())
def test_a_piece_is_stripped_verbatim_and_proposed_once(made: Page) -> None:
    columns = sheet(made)
    pieces = propose(columns)
    spans = list(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True))
    assert len(spans) == len(set(spans)) <= MOST_PIECES
    assert spans == sorted(spans)
    for start, end in spans:
        assert 0 <= start < end <= len(made.text)
        text = columns.text(start, end)
        assert text == made.text[start:end] == text.strip(STRIPPED)
        assert sum(map(str.isalpha, text)) >= 2
    assert (columns.starts[pieces.first] <= pieces.starts).all()
    assert (columns.ends[pieces.last] >= pieces.ends).all()


def test_a_page_full_of_words_gives_no_more_than_so_many_pieces() -> None:
    row = "Dana, Whitfield (Blood) Bank Basics for 2 and Prairie: Society, "
    made = sheet(page(*(at(20, 20 + 14 * index, row, 8) for index in range(55))))
    assert len(propose(made)) == MOST_PIECES


# Values with a form of their own


def values(*rows: str) -> dict[FieldName, tuple[list[str], Proposals]]:
    made = sheet(stacked(*rows))
    return {names[0]: (texts(made, item.pieces), item) for names, item in propose_values(made)}


def form(proposals: Proposals, names: tuple[str, ...] | list[str], row: int) -> dict[str, float]:
    return dict(zip(names, proposals.form[row].tolist(), strict=True))


def test_dates_with_what_their_form_says() -> None:
    found, dates = values("March 3, 2026 to March 5, 2026", "Expires 01/02/28", "May 2026")[FieldName.COMPLETED_ON]
    assert found == ["March 3, 2026", "March 5, 2026", "01/02/28", "May 2026"]
    first, last, short, partial = (form(dates, DATE_NAMES, row) for row in range(4))
    assert (first["range_follows"], first["range_precedes"]) == (1, 0)
    assert (last["range_follows"], last["range_precedes"]) == (0, 1)
    assert (short["readings"], short["has_two_digit_year"], short["later_dates"]) == (2, 1, 0)
    assert (partial["is_whole"], first["is_whole"]) == (0, 1)
    assert (first["dates"], first["later_dates"], first["earlier_dates"]) == (4, 3, 0)


def test_credits_with_what_their_form_says() -> None:
    found, credits = values("awarded 1.5 contact hours", "lasting 2 hours")[FieldName.CREDIT]
    assert found == ["1.5 contact hours", "2 hours"]
    first, second = (form(credits, CREDIT_NAMES, row) for row in range(2))
    assert (first["plainness"], first["amount"], first["unit_contact_hour"], first["larger"]) == (1, 1.5, 1, 1)
    assert (second["unit_hour"], second["unit_contact_hour"], second["smaller"]) == (1, 0, 1)
    assert credits.labels == (None, None)


PLACES = [
    ("left", at(60, 200, "Contact Hours:"), at(240, 200, "1.5")),
    ("above", at(60, 180, "Contact Hours:", 9), at(60, 198, "1.5", 13)),
    ("below", at(60, 180, "1.5", 13), at(60, 198, "Contact Hours", 9)),
]


@pytest.mark.parametrize(("label", "value"), [places[1:] for places in PLACES], ids=[places[0] for places in PLACES])
def test_a_number_alone_is_a_credit_by_its_label(label: Printed, value: Printed) -> None:
    made = sheet(page(label, value))
    ((_, credits),) = [item for item in propose_values(made) if item[0] == (FieldName.CREDIT,)]
    (found,) = zip(texts(made, credits.pieces), credits.labels, strict=True)
    assert (found[0], (found[1] or "").casefold()) == ("1.5", "contact hours")
    assert form(credits, CREDIT_NAMES, 0)["is_labelled_apart"] == 1


def test_numbers_with_what_their_form_says() -> None:
    rows = ("P.A.C.E. 578-063-24", "Certificate No. PL-20417", "in 2026", "example.org/verify/AB12CD34EF")
    found, numbers = values(*rows)[FieldName.PROGRAM_NUMBER]
    told = {text: form(numbers, NUMBER_NAMES, row) for row, text in enumerate(found)}
    assert {"578-063-24", "578", "PL-20417", "2026", "AB12CD34EF"} <= told.keys()
    assert (told["578-063-24"]["is_pace"], told["578"]["is_pace_part"]) == (1, 1)
    assert (told["2026"]["is_year"], told["AB12CD34EF"]["in_link"], told["PL-20417"]["hyphens"]) == (1, 1, 1)


@given(printed_pages())
def test_values_are_verbatim_and_their_form_is_finite(made: Page) -> None:
    columns = sheet(made)
    for _, proposals in propose_values(columns):
        count = len(proposals.pieces)
        assert count == len(proposals.form) == len(proposals.labels) <= MOST
        assert np.isfinite(proposals.form).all()
        for start, end in zip(proposals.pieces.starts.tolist(), proposals.pieces.ends.tolist(), strict=True):
            assert 0 <= start < end <= len(made.text)
            assert columns.text(start, end) == made.text[start:end] != ""


# Features


def feature(made: Sheet, text: str, name: str) -> float:
    pieces = propose(made)
    return float(features(made, pieces)[texts(made, pieces).index(text), NAMES.index(name)])


def test_the_names_of_the_features_are_different() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_features_tell_the_place_the_size_and_the_words() -> None:
    assert feature(FORM, "Certificate of Completion", "size_to_largest") == 1
    assert feature(FORM, "Blood Bank Basics", "size") == 13
    assert feature(FORM, "Blood Bank Basics", "tokens") == 3
    assert feature(FORM, "Blood Bank Basics", "above_title_label") == 1
    assert feature(FORM, "WHITFIELD, Dana R.", "has_comma") == 1
    assert feature(FORM, "WHITFIELD, Dana R.", "left_name_label") == 1
    assert feature(FORM, "Certificate of Completion", "cue_inside_heading") == 1


def test_features_tell_how_far_a_cue_is() -> None:
    made = sheet(stacked("This is to certify that Dana Whitfield has completed Immunology"))
    assert feature(made, "Dana Whitfield", "cue_before_certifies") == 1
    assert feature(made, "Dana Whitfield", "cue_after_has_done") == 1
    assert feature(made, "Dana Whitfield", "cue_after_certifies") == FAR


def dated(made: Sheet, text: str, name: str) -> float:
    """A feature of a date."""
    proposals = next(found for names, found in propose_values(made) if names == (FieldName.COMPLETED_ON,))
    return float(features(made, proposals.pieces)[texts(made, proposals.pieces).index(text), NAMES.index(name)])


def test_the_nearest_cue_before_a_value_is_told_from_those_further_away() -> None:
    made = sheet(stacked("Completed on 03/04/2026 and valid until 03/04/2028"))
    assert dated(made, "03/04/2026", "near_completed_on") == 1
    assert dated(made, "03/04/2026", "near_expires") == 0
    assert dated(made, "03/04/2028", "near_expires") == 1
    assert dated(made, "03/04/2028", "near_completed_on") == 0


def test_a_value_knows_what_is_said_of_its_rivals() -> None:
    made = sheet(stacked("Completed on 03/04/2026 and valid until 03/04/2028"))
    assert dated(made, "03/04/2028", "rivals_near_completed_on") == 1
    assert dated(made, "03/04/2026", "rivals_near_completed_on") == 0
    assert dated(made, "03/04/2026", "rivals_near_expires") == 1


def test_what_is_said_of_a_name_in_one_place_holds_in_the_others() -> None:
    made = sheet(
        page(
            at(60, 60, "Cedar Ridge Learning", 20),
            at(60, 200, "Dana Whitfield"),
            at(60, 400, "CEDAR RIDGE LEARNING is approved as a provider of continuing education."),
        )
    )
    assert feature(made, "Cedar Ridge Learning", "twins_before_approved_provider") == 1
    assert feature(made, "Dana Whitfield", "twins_before_approved_provider") == 0


ADDRESSED = [
    ("Cedar Ridge Learning", "in_address", "write to ce@cedarridgelearning.org"),
    ("Cedar Ridge", "in_address", "www.cedarridge.com/verify"),
    ("Cedar Ridge Learning", "initials_on_page", "offered by CRL"),
    ("Cedar Ridge Learning", "initials_on_page", "www.crl.org"),
]


@pytest.mark.parametrize(("name", "column", "row"), ADDRESSED)
def test_an_address_and_initials_speak_for_a_name(name: str, column: str, row: str) -> None:
    made = sheet(page(at(60, 60, name, 20), at(60, 200, "Dana Whitfield"), at(60, 400, row)))
    assert feature(made, name, column) == 1
    assert feature(made, "Dana Whitfield", column) == 0


def test_a_known_provider_is_known_in_any_case() -> None:
    made = sheet(page(at(60, 60, "CENTERS FOR DISEASE CONTROL AND PREVENTION", 20), at(60, 200, "Dana Whitfield")))
    assert feature(made, "CENTERS FOR DISEASE CONTROL AND PREVENTION", "is_known_provider") == 1
    assert feature(made, "Dana Whitfield", "is_known_provider") == 0


@given(printed_pages())
def test_the_matrix_has_its_columns_and_is_finite(made: Page) -> None:
    columns = sheet(made)
    for _, proposals in proposals_of(columns):
        matrix = rows_of(columns, proposals)
        assert matrix.shape == (len(proposals.pieces), len(NAMES) + proposals.form.shape[1])
        assert matrix.dtype == np.float32
        assert np.isfinite(matrix).all()


def test_an_empty_page_gives_no_rows_but_their_columns() -> None:
    columns = sheet(page())
    widths = [len(TEXT_NAMES), len(DATE_NAMES), len(CREDIT_NAMES), len(NUMBER_NAMES)]
    for (_, proposals), form_width in zip(proposals_of(columns), widths, strict=True):
        assert rows_of(columns, proposals).shape == (0, len(NAMES) + form_width)


# Levels


LEVELS = [
    ("Level: Basic", "Basic", 0.98),
    ("Level of instruction: Intermediate", "Intermediate", 0.98),
    ("an advanced course", "advanced", 0.88),
    ("Immunology (Advanced)", "Advanced", 0.77),
    ("Basic", "Basic", 0.73),
]


@pytest.mark.parametrize(("row", "text", "chance"), LEVELS)
def test_a_level_is_as_sure_as_its_wording(row: str, text: str, chance: float) -> None:
    made = stacked(("Certificate", 24), row)
    (found,) = find_levels(document(made), Layout((made,)))
    assert (found.evidence.text, found.confidence) == (text, chance)


def test_the_plainest_level_comes_first_and_a_form_with_every_level_tells_none() -> None:
    two = stacked("an advanced course", "Level: Basic")
    assert [item.evidence.text for item in find_levels(document(two), Layout((two,)))] == ["Basic", "advanced"]
    for row in ("Level: Basic Intermediate Advanced", "[ ] Basic [ ] Intermediate [x] Advanced"):
        made = stacked(row)
        assert find_levels(document(made), Layout((made,))) == ()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    words = text.split() or ["x"]
    start = time.process_time()
    columns = sheet(page(at(60, 5, " ".join(words))))
    for _, proposals in proposals_of(columns):
        rows_of(columns, proposals)
    assert time.process_time() - start < HOSTILE_SECONDS


@pytest.mark.parametrize(
    ("row", "piece"),
    [
        ("Thalassemia Variants (2026 & 2027)", "Thalassemia Variants (2026 & 2027)"),
        ("Marchetti, Sofia L.", "Marchetti, Sofia L."),
        ("Acme Diagnostics, Inc.", "Acme Diagnostics, Inc."),
        ("Blood Bank Basics.", "Blood Bank Basics"),
    ],
)
def test_marks_that_belong_to_the_last_word_stay(row: str, piece: str) -> None:
    made = sheet(stacked(row))
    found = texts(made, propose(made))
    assert piece in found
    assert (row in found) is (row == piece)
