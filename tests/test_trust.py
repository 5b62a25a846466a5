"""Which reader a page gets, whether a layer means anything, and when the picture belies it."""

import pytest

from ingest.document import Box, Glyphs, Page, Reader, make_page
from ingest.lines import lay_lines
from ingest.painted import Drawn
from ingest.trust import better_layer, choose_reader, disagreement, looks_wrong


def layer(text: str) -> Page:
    return Page(1, 612, 792, 0, text, (), Reader.TEXT_LAYER, "it has a text layer")


def page(
    *lines: str,
    reader: Reader = Reader.TEXT_LAYER,
    confidence: float | None = None,
    scale: float = 1.0,
    rotation: int = 0,
    shift: float = 0.0,
) -> Page:
    """Lines of type of 12 points, 30 points apart."""
    pieces = []
    for row, text in enumerate(lines):
        words, x = [], 72.0 + shift
        for word in text.split():
            box = Box(x * scale, (72 + 30 * row) * scale, (x + 6 * len(word)) * scale, (84 + 30 * row) * scale)
            words.append(Glyphs(word, box, 12 * scale, confidence))
            x += 6 * len(word) + 4
        pieces.append(words)
    return make_page(
        lay_lines(pieces),
        number=1,
        width=612 * scale,
        height=792 * scale,
        rotation=rotation,
        reader=reader,
        why="it has a text layer",
    )


def seen(*lines: str, confidence: float = 0.95, scale: float = 1.0, rotation: int = 0, shift: float = 0.0) -> Page:
    return page(*lines, reader=Reader.OCR, confidence=confidence, scale=scale, rotation=rotation, shift=shift)


PLAIN = "This is to certify that Ada Example has completed Safe Handling of Specimens on May 5 "
LAYER, OCR = Reader.TEXT_LAYER, Reader.OCR
NO_GOOD, NO_MEANING = "its text layer is no good: ", "its characters have no meaning"
UNSEEN = "its text layer is invisible, made by another program's OCR"


@pytest.mark.parametrize(
    ("text", "drawn", "reader", "wants_ocr", "why"),
    [
        pytest.param(PLAIN, Drawn(0.0, 0), LAYER, False, "it has a text layer", id="text alone"),
        pytest.param(PLAIN, Drawn(1.0, 20_000), LAYER, False, "it has a text layer", id="drawn, no letters"),
        pytest.param(PLAIN, Drawn(1.0, 0, letters=30, row=7), LAYER, False, "it has a text layer", id="logo and seal"),
        pytest.param(PLAIN, Drawn(1.0, 0, letters=40), LAYER, True, "it has a text layer", id="letters in a picture"),
        pytest.param(PLAIN, Drawn(0.0, 900, letters=9, row=8), LAYER, True, "it has a text layer", id="a drawn name"),
        pytest.param("", Drawn(0.0, 0), LAYER, False, "nothing is on it", id="empty page"),
        pytest.param("", Drawn(0.3, 0), OCR, False, "it has no text layer", id="scan"),
        pytest.param("", Drawn(0.0, 9), OCR, False, "it has no text layer", id="outlines"),
        pytest.param("", Drawn(0.0, 0, texts=3), OCR, False, "it has no text layer", id="text PDFium cannot read"),
        pytest.param("Page 1 of 1", Drawn(1.0, 0), OCR, False, "its text layer has only 8 letters", id="footer"),
        pytest.param("Page 1 of 1", Drawn(0.0, 0), LAYER, False, "it has a text layer", id="nothing but a footer"),
        pytest.param("Ad\ufffd h\ufffds", Drawn(0.0, 0), OCR, False, NO_GOOD + NO_MEANING, id="holes"),
        pytest.param("\ue001\ue002\ue003 " * 20, Drawn(0.0, 0), OCR, False, NO_GOOD + NO_MEANING, id="private use"),
        pytest.param("Wklv lv wr fhuwlib qrzz vshf pqst " * 5, Drawn(0.0, 0), OCR, False, "no vowels", id="shifted"),
        pytest.param("abc $%^&*<>~`{} |<>^~ " * 9, Drawn(0.0, 0), OCR, False, "mostly signs", id="signs"),
        pytest.param(PLAIN, Drawn(1.0, 0, texts=9, invisible=9), OCR, False, UNSEEN, id="layer of a scanner"),
    ],
)
def test_the_choice_of_a_reader(text: str, drawn: Drawn, reader: Reader, wants_ocr: bool, why: str) -> None:
    choice = choose_reader(layer(text), drawn)
    assert (choice.reader, choice.wants_ocr) == (reader, wants_ocr)
    assert why in choice.why


def test_the_few_words_of_a_footer_are_kept_beside_ocr() -> None:
    assert choose_reader(layer("Page 1 of 1"), Drawn(1.0, 0)).keeps_layer
    assert not choose_reader(layer(PLAIN), Drawn(1.0, 0, letters=99)).keeps_layer
    assert not choose_reader(layer(PLAIN), Drawn(1.0, 0, texts=9, invisible=9)).keeps_layer


@pytest.mark.parametrize(
    ("drawn", "suspects"),
    [
        (Drawn(0.0, 0, texts=9), None),
        (Drawn(0.0, 0, texts=9, invisible=1), "some of its text is not painted"),
        (Drawn(1.0, 0, texts=9, invisible=9), "some of its text is not painted"),
        (Drawn(0.0, 4, texts=9, covered=1), "some of its text is covered by what is drawn later"),
        (Drawn(0.0, 0, texts=9, pale=2), "some of its text has the colour of the paper"),
    ],
    ids=["nothing", "some invisible", "all invisible", "covered", "pale"],
)
def test_text_that_nobody_sees_is_a_reason_to_look(drawn: Drawn, suspects: str | None) -> None:
    choice = choose_reader(layer(PLAIN), drawn)
    assert choice.suspects == suspects
    assert (choice.wants_ocr or choice.reader is OCR) == (suspects is not None)


TRUE_LINES = ("This is to certify that", "Grace Sample", "completed Safe Handling of Specimens", "on May 5, 2024")


def test_a_picture_of_the_same_words_does_not_contradict() -> None:
    assert disagreement(page(*TRUE_LINES), seen(*TRUE_LINES)) is None
    assert disagreement(page(*TRUE_LINES), seen(*TRUE_LINES, scale=2.0)) is None


def test_slips_and_unsure_words_of_ocr_do_not_contradict() -> None:
    slips = ("Thls is to certlfy that", "Grave Sarnple", "compleled Sate Handiing ol Speclmens", "on Mav 5. 2O24")
    assert disagreement(page(*TRUE_LINES), seen(*slips)) is None
    noise = ("~~ xkq wvz", "zzyyxx qqwwkk", "vvxxyy", "")
    assert disagreement(page(*TRUE_LINES), seen(*noise, confidence=0.85)) is None


def test_other_cuts_between_words_do_not_contradict() -> None:
    assert disagreement(page("Certificateof Completion"), seen("Certificate of Completion")) is None
    assert disagreement(page("C E R T I F I E D"), seen("CERTIFIED")) is None


def test_words_where_the_layer_has_none_do_not_contradict() -> None:
    assert disagreement(page("", "Grace Sample"), seen("Certificate of Completion", "Grace Sample")) is None


def test_another_name_at_the_place_of_the_layers_is_named() -> None:
    altered = (TRUE_LINES[0], "Victor Hugosson", *TRUE_LINES[2:])
    found = disagreement(page(*TRUE_LINES), seen(*altered))
    assert found == "the text layer says 'Sample' where the picture shows 'Hugosson'"


def test_a_layer_of_another_document_is_found() -> None:
    other = ("Quarterly sales report", "Figures unaudited", "Northern warehouse", "Budget")
    assert disagreement(page(*TRUE_LINES), seen(*other)) is not None


def test_pages_that_stand_differently_cannot_be_compared() -> None:
    other = ("Quarterly sales report", "Figures unaudited")
    assert disagreement(page(*TRUE_LINES), seen(*other, rotation=90)) is None
    assert disagreement(page(*TRUE_LINES), seen()) is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (PLAIN, False),
        ("", False),
        ("\ufffd\ufffd\ufffd", True),
        (PLAIN + "\ufffd", False),
        ("\ue001\ue002\ue003", False),
    ],
    ids=["plain", "empty", "no meaning", "one hole", "private use"],
)
def test_a_layer_of_glyphs_without_meaning_looks_wrong(text: str, wrong: bool) -> None:
    assert looks_wrong(layer(text)) is wrong


@pytest.mark.parametrize(
    ("second", "better"),
    [
        ("Issue of the certificate", True),
        ("\ufffd\ufffd of\ufffd the", False),
        ("! : . /-,0 1 23 ,4", False),
        (None, False),
    ],
    ids=["words", "as bad", "signs", "nothing"],
)
def test_the_second_reader_counts_where_its_words_make_sense(second: str | None, better: bool) -> None:
    first = layer("\ufffd\ufffd\ufffd\ufffd")
    other = None if second is None else layer(second)
    assert (better_layer(first, other) is other) == (better or other is first)
    assert (better_layer(first, other) is first) == (not better)
