"""The second reader on drawn pages: words, places, and nothing made up."""

import socket
import sys

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import second_look
from ingest.document import Box
from ingest.errors import OcrFailed
from ingest.picture import Picture
from ingest.second_look import engine_version, is_installed, look_at_page, look_at_place

NAME_PIXELS = (300, 200)
TITLE_PIXELS = (200, 420)
SCALE = 72 / 200


@pytest.fixture(scope="module")
def picture() -> Picture:
    grey = Image.new("L", (1400, 700), 255)
    pen = ImageDraw.Draw(grey)
    pen.text(NAME_PIXELS, "Marisol Castellano", font=ImageFont.load_default(80), fill=0)
    pen.text(TITLE_PIXELS, "Coagulation Basics for the Bench", font=ImageFont.load_default(56), fill=0)
    return Picture(grey, SCALE, 0)


def test_a_page_is_found_line_by_line_with_places(picture: Picture) -> None:
    name, title = look_at_page(picture)
    assert [word.text for word in name] == ["Marisol", "Castellano"]
    assert [word.text for word in title] == ["Coagulation", "Basics", "for", "the", "Bench"]
    assert abs(name[0].box.x0 - NAME_PIXELS[0] * SCALE) < 8
    assert name[0].box.x1 <= name[1].box.x0 + 1
    assert all(word.confidence is not None and word.confidence > 0.8 for word in (*name, *title))


def test_a_place_is_read_where_it_stands_on_the_page(picture: Picture) -> None:
    (name,) = look_at_place(picture, Box(280 * SCALE, 180 * SCALE, 1060 * SCALE, 310 * SCALE))
    assert [word.text for word in name] == ["Marisol", "Castellano"]
    assert abs(name[0].box.x0 - NAME_PIXELS[0] * SCALE) < 8
    assert abs(name[0].box.top - NAME_PIXELS[1] * SCALE) < 12
    assert look_at_place(picture, Box(10, 10, 60, 30)) == ()


@pytest.mark.parametrize("place", [Box(-50, -50, -10, -10), Box(20, 20, 20, 20), Box(9000, 10, 9100, 20)])
def test_a_place_off_the_page_or_without_area_gives_nothing(picture: Picture, place: Box) -> None:
    assert look_at_place(picture, place) == ()


def test_a_page_without_text_has_no_lines() -> None:
    assert look_at_page(Picture(Image.new("L", (600, 400), 255), SCALE, 0)) == ()


def test_words_follow_the_spaces_of_the_text_not_the_gaps_between_letters() -> None:
    box = Box(0, 0, 10, 10)
    pieces = [second_look._Piece("Aw", 0.9, box), second_look._Piece("arded", 0.7, Box(14, 0, 40, 10))]
    (word,) = second_look._words("Awarded", pieces)
    assert (word.text, word.box) == ("Awarded", Box(0, 0, 40, 10))
    assert word.confidence == pytest.approx((2 * 0.9 + 5 * 0.7) / 7)
    one, two = second_look._words("for 1.0", [second_look._Piece("for1.0", 0.9, Box(0, 0, 60, 10))])
    assert (one.box.x1, two.box.x0) == (30, 30)


def test_two_accounts_of_a_line_that_differ_are_not_believed() -> None:
    assert second_look._words("three", [second_look._Piece("four", 0.9, Box(0, 0, 9, 9))]) == ()


def test_an_error_of_the_engine_is_an_ocr_failure(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    def broken(*_: object, **__: object) -> None:
        raise ONNXRuntimeError("no memory")

    monkeypatch.setattr(second_look, "_engine", lambda: broken)
    with pytest.raises(OcrFailed, match="second reader"):
        look_at_page(picture)


def test_it_is_known_whether_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_installed()
    assert engine_version().startswith("rapidocr 3.")
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not is_installed()
    assert engine_version() == ""


def test_nothing_is_fetched(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the second reader opens a connection")

    second_look._engine.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert look_at_page(picture)
