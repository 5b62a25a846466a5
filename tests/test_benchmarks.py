"""The benchmarks' own arithmetic: the truth of made pages, the counting of words, the judge, the tables."""

import hashlib
import os
import time
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from benchmarks import torture
from benchmarks.reading import office_pages, web_pages
from benchmarks.reading.compare import Result, names_by_font, percentile, summarise
from benchmarks.reading.page_files import PageFile, load_pages, save_truth
from benchmarks.reading.pages import MadePage, make_course, reportlab_pages
from benchmarks.reading.presence import fold_name, has_date, has_hours, judge, name_key
from benchmarks.reading.present import load_labels, rows_by_kind
from benchmarks.reading.readers import DEFAULTS, OURS, warm_readers
from benchmarks.reading.spoil import scanned
from benchmarks.reading.words import Found, count_found
from benchmarks.tables import replace_table
from ingest.errors import UnreadableFile
from samples.style import register_carried_fonts


@pytest.fixture(scope="module")
def pages() -> list[MadePage]:
    register_carried_fonts()
    return reportlab_pages(34, 1, (), ("Times-Italic",))


def layer_words(pdf: bytes) -> list[str]:
    """The words of a text layer, as PDFium gives them: a reader that the truth knows nothing of."""
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_range()).split()


class Texts(HTMLParser):
    """Keeps what stands between the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def words_of_markup(markup: str) -> list[str]:
    """The words between the tags, as a browser would find them."""
    parser = Texts()
    parser.feed(markup)
    return sorted(" ".join(parser.texts).split())


def page_size(pdf: bytes) -> tuple[float, float]:
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
        return float(width), float(height)


class TestMadePages:
    def test_the_truth_is_what_each_layout_prints(self, pages: list[MadePage]) -> None:
        for page in pages:
            found = count_found(layer_words(page.pdf), page.words, page.holder)
            assert (found.recall, found.precision) == (1.0, 1.0), page.name
            assert found.name_right == found.name_printed

    def test_every_layout_is_drawn_and_script_names_are_marked(self, pages: list[MadePage]) -> None:
        assert len({page.pdf for page in pages}) == len(pages)
        assert sum(page.script is not None for page in pages) > len(pages) / 4
        assert all(page.holder for page in pages if page.script)

    def test_the_same_seed_gives_the_same_pages(self, pages: list[MadePage]) -> None:
        assert reportlab_pages(3, 1, (), ("Times-Italic",)) == pages[:3]
        assert reportlab_pages(3, 2, (), ("Times-Italic",)) != pages[:3]

    @pytest.mark.parametrize("layout", web_pages.LAYOUTS, ids=lambda layout: layout[0].__name__)
    def test_the_truth_is_what_a_web_page_says(self, layout: tuple[Any, tuple[float, float], bool]) -> None:
        draw, size, _ = layout
        page = web_pages.WebPage(make_course("a test"), "Lato", "Z003", size)
        html = draw(page)
        assert words_of_markup(html) == sorted(" ".join(page.texts).split())

    @pytest.mark.parametrize("layout", office_pages.LAYOUTS, ids=lambda layout: layout[0].__name__)
    def test_the_truth_is_what_an_office_file_says(self, layout: tuple[Any, bool]) -> None:
        page = office_pages.OfficePage(make_course("a test"), "Lato", "Z003")
        text = layout[0](page)
        assert words_of_markup(text) == sorted(" ".join(page.texts).split())

    def test_a_scan_is_a_picture_and_comes_out_the_same_again(self, pages: list[MadePage]) -> None:
        upright, turned = (scanned(pages[0].pdf, 7, 60, turn=turn, as_pdf=True) for turn in (0, 90))
        assert layer_words(upright) == []
        assert page_size(upright) == page_size(turned)[::-1]
        assert scanned(pages[0].pdf, 7, 60, turn=90, as_pdf=True) == turned

    def test_the_list_of_files_comes_back(self, tmp_path: Path) -> None:
        files = [PageFile(tmp_path / "scan" / "a.pdf", "scan", "chromium", "200 dpi", ("Zoë", "—"), ("Zoë",), None)]
        save_truth(tmp_path, files)
        assert load_pages(tmp_path) == files


class TestWords:
    @pytest.mark.parametrize(
        ("read", "printed", "right"),
        [
            (["a", "a"], ["a"], 1),  # a word read twice is right once
            (["(ASCP)CM,"], ["ascp)cm"], 1),
            (["O’Rourke"], ["O'Rourke"], 1),
            (["Grarn"], ["Gram"], 0),
            (["|", "—", "•"], [], 0),
        ],
    )
    def test_counting(self, read: list[str], printed: list[str], right: int) -> None:
        assert count_found(read, printed).right == right

    def test_marks_are_no_words(self) -> None:
        assert count_found(["|", "x"], ["x"]) == Found(1, 1, 1, 0, 0)

    def test_shares_of_nothing_are_unknown(self) -> None:
        nothing = Found()
        assert (nothing.recall, nothing.precision, nothing.names) == (None, None, None)


def result(file: str, reader: str, seconds: float, *, sampled: bool = True) -> Result:
    found = Found(printed=10, read=8, right=8, name_printed=2, name_right=1)
    return Result(file, "scan", "", "Z003", reader, sampled, seconds, seconds, 100.0, 0.0, None, found)


class TestCompare:
    def test_ratios_are_of_the_files_that_both_read(self) -> None:
        results = [
            result("a", OURS, 1.0),
            result("a", DEFAULTS, 8.0),
            result("b", OURS, 2.0),
            result("b", DEFAULTS, 10.0),
            result("c", OURS, 100.0, sampled=False),
        ]
        whole, ours, other = summarise(results)
        assert (whole.files, whole.median_seconds, whole.ratio) == (3, 2.0, None)
        assert (ours.files, ours.median_seconds) == (2, 1.5)
        assert other.ratio == pytest.approx(9.0 / 1.5)
        assert other.page_ratio == pytest.approx((8.0 + 5.0) / 2)
        assert (other.found.recall, other.found.precision) == (0.8, 1.0)
        assert names_by_font(results) == [("Z003", "3/6", "0/0", "0.500")]

    @pytest.mark.parametrize(("percent", "expected"), [(50, 10), (95, 19), (96, 20), (100, 20), (0, 1)])
    def test_percentile(self, percent: float, expected: int) -> None:
        assert percentile(range(20, 0, -1), percent) == expected

    def test_readers_read_in_processes_of_their_own(self, pages: list[MadePage], tmp_path: Path) -> None:
        path, broken = tmp_path / "page.pdf", tmp_path / "broken.pdf"
        path.write_bytes(pages[0].pdf)
        broken.write_bytes(b"%PDF-1.7 and nothing else")
        with warm_readers([OURS, DEFAULTS], [path]) as readers:
            readings = [reader.read(path) for reader in readers]
            failed = readers[0].read(broken)
        for reading in readings:
            assert count_found(reading.words, pages[0].words).recall == pytest.approx(1.0, abs=0.05)
            assert reading.cpu_seconds > 0 and reading.peak_mib > 10
            assert reading.error is None
        assert failed.words == () and failed.error is not None and "UnreadableFile" in failed.error


class TestJudge:
    # rows: printed text, the day of the label, whether it is there
    @pytest.mark.parametrize(
        ("text", "day", "there"),
        [
            ("March 4, 2026", "2026-03-04", True),
            ("MAR. 04,2026", "2026-03-04", True),
            ("M A R C H  4 , 2 0 2 6", "2026-03-04", True),
            ("Wednesday, 4th of March, 2026", "2026-03-04", True),
            ("4th day of March in the year 2026", "2026-03-04", True),
            ("March 2-4, 2026", "2026-03-04", True),
            ("04-Mar-26", "2026-03-04", True),
            ("3/4/2026", "2026-03-04", True),
            ("04.03.26", "2026-03-04", True),
            ("2026-03-04T10:00", "2026-03-04", True),
            ("20260304", "2026-03-04", True),
            ("4 de março de 2026", "2026-03-04", True),
            ("4 марта 2026 г.", "2026-03-04", True),
            ("March 14, 2026", "2026-03-04", False),
            ("March 4, 2025 and 2026", "2026-03-04", False),
            ("13/4/2026", "2026-03-04", False),
            ("3/4/20261", "2026-03-04", False),
            ("March 40, 2026", "2026-03-04", False),
            ("2026 4 lessons in March", "2026-03-04", False),
            ("March 2026", "2026-03", True),
            ("03/2026", "2026-03", True),
            ("March 4, 2026", "2026-03", False),
            ("13/2026", "2026-03", False),
        ],
    )
    def test_dates(self, text: str, day: str, there: bool) -> None:
        assert has_date(text.casefold().replace("ç", "c"), day) is there

    @pytest.mark.parametrize(
        ("text", "hours", "there"),
        [
            ("1.0 contact hour", "1", True),
            ("contact hours awarded: 1", "1", True),
            ("one (1) hour", "1", True),
            ("60 minutes", "1", True),
            ("1 hour 30 min", "1.5", True),
            ("1½ hours", "1.5", True),
            ("0.1 ceu", "0.1", True),
            (".25 credits", "0.25", True),
            ("11 hours", "1", False),
            ("1.25 hours", "1", False),
            ("page 1 of 1", "1", False),
            ("10:1 ratio, hour", "1", False),
        ],
    )
    def test_hours(self, text: str, hours: str, there: bool) -> None:
        assert has_hours(text, Fraction(hours)) is there

    def test_a_name_is_found_by_its_hash_over_lines_and_turned_round(self) -> None:
        label = {"holder_sha256": hashlib.sha256(b"dana r whitfield").hexdigest()}
        for text in ("presented to\nDana R.\nWhitfield\nfor", "Name: WHITFIELD, DANA R.", "Dr. Dana R. Whitfield, MLS"):
            assert judge(text, label).holder is True, text
        assert judge("Dana Whitfield", label).holder is False

    def test_a_plain_name_may_be_spaced(self) -> None:
        assert judge("D A N A  W H I T F I E L D", {"holder": "Dana Whitfield"}).holder is True

    def test_letters_after_a_name_are_not_part_of_it(self) -> None:
        assert fold_name("Dana Whitfield MLS") == "dana whitfield"

    def test_a_name_without_latin_letters_is_not_judged(self) -> None:
        assert judge("Дана", {"holder_sha256": name_key("Дана")}).holder is None

    def test_a_title_in_two_pieces_is_not_there(self) -> None:
        label = {"title": "Order of Draw", "title_alt": "Drawing Order"}
        assert judge("ORDER-OF\nDRAW!", label).title is True
        assert judge("the drawing order", label).title is True
        assert judge("Order of 2026 Draw", label).title is False

    def test_what_is_not_stated_is_not_judged(self) -> None:
        present = judge("", {"title": None, "holder_sha256": None, "date": None, "hours": None})
        assert (present.title, present.holder, present.date, present.hours) == (None, None, None, None)
        assert present.every

    def test_counts_by_kind(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").touch()
        rows = (
            '{"file": "a.pdf", "kind": "scan", "title": "A", "hours": 1}\n{"file": "not there.pdf", "kind": "scan"}\n'
        )
        (tmp_path / "labels.jsonl").write_text(rows, encoding="utf-8")
        labels = load_labels(tmp_path, tmp_path / "labels.jsonl")
        kind, whole = rows_by_kind(labels, {"a.pdf": judge("a, no hours", labels["a.pdf"])})
        assert kind == ("scan", "1", "1/1", "0/0", "0/0", "0/1", "1/1 = 1.000", "0/1 = 0.000")
        assert whole == ("all", *kind[1:])


HANG_SECONDS = 60


def refuse(path: Path) -> str:
    raise UnreadableFile("is damaged", path=path, stage="read")


def fail(path: Path) -> str:
    raise ValueError(path)


def die(path: Path) -> str:
    os._exit(3)


def hang(path: Path) -> str:
    time.sleep(HANG_SECONDS)
    return ""


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # pytest-xdist has threads; the child uses none
class TestTorture:
    @pytest.mark.parametrize(
        ("work", "state"),
        [
            (refuse, UnreadableFile.code),
            (fail, "FAULT: ValueError"),
            (die, "FAULT: the process ended"),
            (lambda _: "| -", torture.NO_TEXT),
            (lambda _: "Gram stain", torture.READ),
        ],
    )
    def test_every_ending_is_told(self, work: Any, state: str) -> None:
        assert torture.in_child(work, Path("a.pdf")).state.startswith(state)

    def test_what_hangs_is_killed(self) -> None:
        ending = torture.in_child(hang, Path("a.pdf"), give_up_seconds=0.5)
        assert ending.state.startswith("FAULT: not ended") and ending.seconds < HANG_SECONDS

    def test_exceptions_are_files_in_which_only_others_find_text(self) -> None:
        none, some = torture.Ending("no text", 0, 1.0, 0.5, 1.0), torture.Ending("read", 3, 31.0, 9.0, 1.0)
        one, other = (
            torture.Tried("a.pdf", none, {"tesseract": some}),
            torture.Tried("b.pdf", some, {"tesseract": some}),
        )
        assert (one.is_exception, other.is_exception) == (True, False)
        text = torture.write_up([one, other])
        assert "finds some: 1." in text and "- a.pdf (no text): tesseract 3 words" in text
        assert "- b.pdf: 31.0 s (9.0 s of CPU), 1 MiB" in text


def test_a_table_is_put_into_its_place_and_nowhere_else(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("one\n<!-- t -->\nold\n<!-- /t -->\ntwo\n", encoding="utf-8")
    replace_table("t", r"new \1", document)
    assert document.read_text(encoding="utf-8") == "one\n<!-- t -->\nnew \\1\n<!-- /t -->\ntwo\n"
    with pytest.raises(ValueError, match="0 places"):
        replace_table("u", "new", document)
