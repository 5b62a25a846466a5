"""The text layer of PDFs made for the purpose: places, turns, and what nobody can see."""

import io
import math
import re
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
import pytest
from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Page, Reader
from ingest.text_layer import read_text_layer

WIDTH, HEIGHT = letter


def make(draw: Callable[[Canvas], None], size: tuple[float, float] = letter) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def read(content: bytes) -> Page:
    pdf = pdfium.PdfDocument(content)
    try:
        page = pdf[0]
        read_page = read_text_layer(page, 1)
        page.close()
        return read_page
    finally:
        pdf.close()


def places(page: Page) -> dict[str, tuple[float, float, float, float]]:
    return {page.text[word.start : word.end]: word.box.as_tuple() for word in page.words}


def draw_two_lines(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 20)
    canvas.drawString(100, HEIGHT - 100, "Safe Specimens")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(100, HEIGHT - 130, "May 5, 2024")


def test_words_have_text_place_and_size() -> None:
    page = read(make(draw_two_lines))
    assert page.text == "Safe Specimens\nMay 5, 2024"
    assert (page.number, page.reader, page.rotation) == (1, Reader.TEXT_LAYER, 0)
    assert (page.width, page.height) == pytest.approx((WIDTH, HEIGHT))
    first = page.words[0]
    assert first.size == pytest.approx(20, abs=0.1)
    assert first.box.x0 == pytest.approx(100, abs=1.5)
    assert first.box.top < 100 < first.box.bottom < 110
    assert page.words[-1].size == pytest.approx(10, abs=0.1)
    assert all(word.confidence is None for word in page.words)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_for_display_has_the_places_of_the_display(turn: int) -> None:
    """Text that is drawn against the turn stands upright on the displayed page, at the same place."""
    upright = read(make(draw_two_lines))

    def draw(canvas: Canvas) -> None:
        width, height = (HEIGHT, WIDTH) if turn in (90, 270) else (WIDTH, HEIGHT)
        canvas.setPageRotation(turn)
        canvas.translate({90: width, 180: width, 270: 0}[turn], {90: 0, 180: height, 270: height}[turn])
        canvas.rotate({90: 90, 180: 180, 270: 270}[turn])
        draw_two_lines(canvas)

    page = read(make(draw))  # reportlab swaps the sides of the page itself
    assert (page.text, page.rotation) == (upright.text, turn)
    assert (page.width, page.height) == pytest.approx((WIDTH, HEIGHT))
    for text, place in places(page).items():
        assert place == pytest.approx(places(upright)[text], abs=0.6)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_whose_text_runs_sideways_is_turned_upright(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)  # against the clock
        canvas.drawString(-100, 20, "Certificate of Completion")
        canvas.drawString(-100, 0, "for Ada Example")

    page = read(make(draw))
    assert (page.text, page.rotation) == ("Certificate of Completion\nfor Ada Example", turn)
    assert all(word.box.width > word.box.height for word in page.words if word.end - word.start > 3)


def test_the_crop_box_is_the_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((72, 72, 540, 720))
        canvas.drawString(172, 600, "inside")
        canvas.drawString(172, 30, "outside")

    page = read(make(draw))
    assert page.text == "inside"
    assert (page.width, page.height) == (468, 648)
    assert page.words[0].box.x0 == pytest.approx(100, abs=1)
    assert page.words[0].box.top < 120 < page.words[0].box.bottom


def test_text_that_nobody_sees_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 500, "seen")
        canvas.drawString(900, 500, "beside")
        canvas.drawString(100, -50, "below")
        canvas.setFont("Helvetica", 0.5)
        canvas.drawString(100, 400, "tiny")

    assert read(make(draw)).text == "seen"


def test_bold_and_shadow_made_by_printing_twice_count_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.4, 0.8):
            canvas.setFont("Times-Roman", 24)
            canvas.drawString(100 + shift, 500 - shift, "Well bookkeeping")

    assert read(make(draw)).text == "Well bookkeeping"


def test_letter_spaced_headings_are_words() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 500)
        text.setFont("Helvetica", 18)
        text.setCharSpace(9)
        text.textOut("CERTIFICATE OF MERIT")
        canvas.drawText(text)
        canvas.drawString(60, 400, "P R O O F")

    assert read(make(draw)).text == "CERTIFICATE OF MERIT\nPROOF"


def test_soft_hyphens_go_and_columns_do_not_run_together() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))  # comes with reportlab

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 12)
        canvas.drawString(72, 500, "Provider:")
        canvas.drawString(300, 500, "Example\u00ad Labs")
        canvas.drawString(72, 480, "Hours:")
        canvas.drawString(300, 480, "1.5")

    assert read(make(draw)).text == "Provider:\nExample Labs\nHours:\n1.5"


def test_a_hyphen_at_the_end_of_a_line_is_kept() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 500, "an online self-")
        canvas.drawString(72, 486, "paced course")

    assert read(make(draw)).text == "an online self-\npaced course"


def test_a_character_that_the_font_does_not_explain_leaves_a_mark() -> None:
    content = make(lambda canvas: canvas.drawString(72, 500, "Ada Example"))
    encoding = b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [97 /g97] >>"
    page = read(content.replace(b"/WinAnsiEncoding", encoding))  # the glyph for "a" has a name without meaning
    assert page.text == "Ad\ufffd Ex\ufffdmple"


def test_vertical_text_is_read_as_lines_of_its_own() -> None:
    def draw(canvas: Canvas) -> None:
        draw_two_lines(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -40, "ID-4711")

    page = read(make(draw))
    assert page.text == "Safe Specimens\nMay 5, 2024\nID-4711"
    box = page.words[-1].box
    assert box.height > 2 * box.width
    assert (box.x0 < 40 < box.x1 + 2) and box.bottom == pytest.approx(HEIGHT - 300, abs=2)


def letters_on(canvas: Canvas, text: str, size: float, gaps: Callable[[int], float]) -> None:
    """Draw each letter by itself, as browsers do, `gaps(index)` font sizes after the one before."""
    canvas.setFont("Helvetica", size)
    x = 72.0
    for index, drawn in enumerate(text):
        x += gaps(index) * size
        canvas.drawString(x, 500, drawn)
        x += stringWidth(drawn, "Helvetica", size)


def test_a_narrow_gap_parts_words_of_a_script_whose_letters_overlap() -> None:
    gaps = {6: 0.1}
    script = make(lambda canvas: letters_on(canvas, "JeromeMarsh", 33, lambda index: gaps.get(index, -0.07)))
    assert read(script).text == "Jerome Marsh"


def test_a_kerned_gap_in_a_plain_heading_parts_nothing() -> None:
    gaps = {6: 0.07}
    heading = make(lambda canvas: letters_on(canvas, "JeromeMarsh", 33, lambda index: gaps.get(index, 0.0)))
    assert read(heading).text == "JeromeMarsh"


def simple_pdf(
    content: str, *, to_unicode: str = "", page: str = "", more: tuple[str, ...] = (), root: str = ""
) -> bytes:
    """A page of 612 x 792 points whose font is Helvetica, written by hand."""
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        f"{to_unicode} endcmap end"
    )
    mapped = "/ToUnicode 5 0 R" if to_unicode else ""
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {mapped} >>"
    objects = (
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F {font} >> >> {page} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        *more,
    )
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R >>\n%%EOF\n".encode("ascii")


ONE_GLYPH_TT = "2 beginbfchar <40> <00740074> <23> <FB01> endbfchar"


@pytest.mark.parametrize("shift", [None, 0.0, 1.2], ids=["once", "twice", "shadow"])
def test_a_ligature_of_equal_letters_keeps_both(shift: float | None) -> None:
    """One glyph that means two letters puts both at one place: they are no double print."""
    shown = "BT /F 24 Tf 72 700 Td (A@ended the of#ce) Tj ET "
    again = f"BT /F 24 Tf {72 + (shift or 0)} 700 Td (A@ended the of#ce) Tj ET" if shift is not None else ""
    assert read(simple_pdf(shown + again, to_unicode=ONE_GLYPH_TT)).text == "Attended the office"


def test_a_code_without_meaning_leaves_a_mark_even_where_it_looks_like_a_space() -> None:
    nothing = "4 beginbfchar <41> <0041> <42> <0000> <43> <FFFD> <44> <0044> endbfchar"
    text = read(simple_pdf("BT /F 24 Tf 72 700 Td (ABCD) Tj ET", to_unicode=nothing)).text
    assert (text[0], text[-1], len(text)) == ("A", "D", 4)
    assert set(text[1:3]) == {"\ufffd"}


LOOSE = (0.07, 0.13, 0.0, 0.1, 0.17)


def spaced_line(canvas: Canvas, text: str, *, size: float, y: float, letters: tuple[float, ...], words: float) -> None:
    """Draw each letter by itself and no spaces; the gaps are in font sizes, those of letters in turn."""
    canvas.setFont("Helvetica", size)
    x, parted = 72.0, True
    for index, drawn in enumerate(text):
        if drawn == " ":
            x, parted = x + words * size, True
            continue
        x += 0 if parted else letters[index % len(letters)] * size
        canvas.drawString(x, y, drawn)
        x, parted = x + stringWidth(drawn, "Helvetica", size), False


@pytest.mark.parametrize(("size", "words"), [(7, 0.38), (8, 0.4), (14, 0.38), (24, 0.45)])
def test_only_the_wide_gaps_of_letter_spaced_print_part_words(size: float, words: float) -> None:
    """PDFium guesses a space at gaps of letters and of words alike."""
    text = "has taken part in Safe Specimens in 2024"
    content = make(lambda canvas: spaced_line(canvas, text, size=size, y=500, letters=LOOSE, words=words))
    assert read(content).text == text


@pytest.mark.parametrize("words", [0.18, 0.25, 0.3])
def test_each_line_of_a_page_has_gaps_of_its_own(words: float) -> None:
    def draw(canvas: Canvas) -> None:
        spaced_line(canvas, "CERTIFICATE OF MERIT", size=12, y=500, letters=(0.11,), words=0.45)
        spaced_line(canvas, "for a course in the lab", size=12, y=470, letters=(0.0,), words=words)

    assert read(make(draw)).text == "CERTIFICATE OF MERIT\nfor a course in the lab"


def test_a_short_line_is_as_loose_as_others_of_its_size() -> None:
    def draw(canvas: Canvas) -> None:
        spaced_line(canvas, "has finished the course", size=12, y=500, letters=(0.13,), words=0.45)
        spaced_line(canvas, "Bo", size=12, y=470, letters=(0.17,), words=0.45)
        spaced_line(canvas, "A Z", size=12, y=440, letters=(0.13,), words=0.45)

    assert read(make(draw)).text.splitlines()[1:] == ["Bo", "A Z"]


def test_a_short_line_alone_keeps_its_words() -> None:
    assert (
        read(make(lambda canvas: spaced_line(canvas, "5 h 3", size=12, y=500, letters=(0.0,), words=0.25))).text
        == "5 h 3"
    )


@pytest.mark.parametrize("kern", [120, 150, 190])
def test_kerning_beside_stored_spaces_parts_nothing(kern: int) -> None:
    content = simple_pdf(
        f"BT /F 12 Tf 72 700 Td [(Valid until May 2) {-kern} (02) {-kern} (8 in all l) {-kern} (abs)] TJ ET"
    )
    assert read(content).text == "Valid until May 2028 in all labs"


@pytest.mark.parametrize("gap", [200, 333, 500])
def test_words_parted_by_offsets_alone_are_words(gap: int) -> None:
    """As TeX writes them: no space is stored, and a justified line may have narrow or wide gaps."""
    words = f" {-gap} ".join(("(F)80(or)", "(a)", "(course)", "(in)", "(V)110(A)90(T)", "(handling)"))
    assert read(simple_pdf(f"BT /F 12 Tf 72 700 Td [{words}] TJ ET")).text == "For a course in VAT handling"


def test_words_drawn_one_by_one_beside_stored_spaces_stay_apart() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 500, "Issued on the 5 of")
        canvas.drawString(72 + stringWidth("Issued on the 5 of", "Helvetica", 12) + 0.17 * 12, 500, "June")

    assert read(make(draw)).text == "Issued on the 5 of June"


def test_two_narrow_letters_in_a_row_are_no_double_print() -> None:
    assert read(simple_pdf("BT /F 24 Tf 40 Tz 72 700 Td (Hill) Tj ET")).text == "Hill"


def slanted(text: str, *, shifts: tuple[float, ...] = (0.0,), kern: float = 0.85) -> bytes:
    """Letters drawn one by one, tight and slanted as those of a script: the box of an l covers most of the next l."""
    shown, x = [], 72.0
    for drawn in text:
        shown += [f"1 0 0.6 1 {x + shift:.3f} 700 Tm ({drawn}) Tj" for shift in shifts]
        x += kern * stringWidth(drawn, "Helvetica", 30)
    return simple_pdf(f"BT /F 30 Tf {' '.join(shown)} ET")


def test_the_second_of_two_slanted_letters_drawn_one_by_one_is_kept() -> None:
    """PDFium takes it for a double print of the first."""
    page = read(slanted("Miller"))
    assert page.text == "Miller"
    assert page.words[0].box.x1 > read(slanted("Mille")).words[0].box.x1


def test_slanted_letters_each_printed_twice_count_once() -> None:
    assert read(slanted("Miler", shifts=(0.0, 0.6))).text == "Miler"


def test_spaces_drawn_one_by_one_are_no_letters() -> None:
    assert read(slanted("All of it", kern=1.0)).text.split() == ["All", "of", "it"]


ALEF_BET = "".join(chr(code) for code in range(0x5D0, 0x5EB))
HEBREW = "27 beginbfchar " + " ".join(f"<{0x61 + i:02x}> <{ord(c):04x}>" for i, c in enumerate(ALEF_BET)) + " endbfchar"
ONE_WORD, OTHER, THIRD = ALEF_BET[0:4], ALEF_BET[4:8], ALEF_BET[8:12]  # a-d, e-h and i-l of the font
AS_READ = f"{ONE_WORD} {OTHER} 2024 ({THIRD})"


def test_right_to_left_words_stored_as_they_stand_on_paper_are_read_in_order() -> None:
    page = read(simple_pdf("BT /F 24 Tf 72 700 Td ((lkji) 2024 hgfe dcba) Tj ET", to_unicode=HEBREW))
    assert page.text == AS_READ
    boxes = [word.box for word in page.words]
    assert [box.x0 for box in boxes] == sorted((box.x0 for box in boxes), reverse=True)


def test_right_to_left_letters_drawn_one_by_one_are_words_in_order() -> None:
    """As browsers draw them: letter by letter, from the right, without spaces."""
    shown, x = [], 500.0
    for drawn in (*"abcd", " ", *"efgh", " ", "2024", " ", ")", *"ijkl", "("):
        x -= stringWidth(drawn, "Helvetica", 24)
        escaped = f"\\{drawn}" if drawn in "()" else drawn
        shown.append(f"1 0 0 1 {x:.2f} 700 Tm ({escaped}) Tj" if drawn != " " else "")
    content = simple_pdf(f"BT /F 24 Tf {' '.join(shown)} ET", to_unicode=HEBREW)
    assert read(content).text == AS_READ


def test_arabic_letters_are_stored_as_letters_whatever_their_shape() -> None:
    """Kaf, ta (in the middle of a word), lam-alef as one glyph and as one character, and a number."""
    shapes = "5 beginbfchar <61> <FEDB> <62> <FE98> <63> <06440627> <64> <FEFB> <33> <0663> endbfchar"
    page = read(simple_pdf("BT /F 24 Tf 72 700 Td (33 dba cba) Tj ET", to_unicode=shapes))
    assert page.text == "\u0643\u062a\u0644\u0627 \u0643\u062a\u0644\u0627 \u0663\u0663"


def test_a_latin_line_keeps_its_order_around_a_right_to_left_name() -> None:
    page = read(simple_pdf("BT /F 24 Tf 72 700 Td (FOR hgfe dcba MAY 5, 2024) Tj ET", to_unicode=HEBREW))
    assert page.text == f"FOR {ONE_WORD} {OTHER} MAY 5, 2024"


def test_an_invisible_layer_is_read_with_its_places() -> None:
    page = read(simple_pdf("BT 3 Tr /F 12 Tf 72 700 Td (Scanned words) Tj ET"))
    assert page.text == "Scanned words"
    assert page.words[0].box.x0 == pytest.approx(72, abs=1)


def test_an_owner_password_alone_keeps_nobody_from_reading() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=letter, encrypt=StandardEncryption("", ownerPassword="owner", strength=128))
    draw_two_lines(canvas)
    canvas.save()
    assert read(file.getvalue()).text == "Safe Specimens\nMay 5, 2024"


def test_vertical_lines_are_lines() -> None:
    def draw(canvas: Canvas) -> None:
        draw_two_lines(canvas)
        for turn, x in ((90, 40), (270, 580)):
            canvas.saveState()
            canvas.translate(x, 400)
            canvas.rotate(turn)
            canvas.drawString(0, 0, "Valid until revoked")
            canvas.restoreState()

    assert read(make(draw)).text.splitlines()[2:] == ["Valid until revoked"] * 2


@pytest.mark.parametrize(("radius", "size"), [(150, 18), (90, 14), (60, 9)])
def test_words_on_a_curve_come_out_whole_and_in_order(radius: float, size: float) -> None:
    def draw(canvas: Canvas) -> None:
        text = "CERTIFICATE OF TRAINING 2024"
        canvas.setFont("Helvetica", size)
        widths = [stringWidth(drawn, "Helvetica", size) for drawn in text]
        angle = math.pi / 2 + sum(widths) / radius / 2
        for drawn, width in zip(text, widths, strict=True):
            middle = angle - width / radius / 2
            canvas.saveState()
            canvas.translate(306 + radius * math.cos(middle), 400 + radius * math.sin(middle))
            canvas.rotate(math.degrees(middle) - 90)
            canvas.drawString(-width / 2, 0, drawn)
            canvas.restoreState()
            angle -= width / radius
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 100, "This is to certify that Ada Example has finished")

    assert read(make(draw)).text.splitlines()[0] == "CERTIFICATE OF TRAINING 2024"


def test_a_tilted_line_is_a_line() -> None:
    def draw(canvas: Canvas) -> None:
        draw_two_lines(canvas)
        canvas.translate(100, 300)
        canvas.rotate(25)
        canvas.drawString(0, 0, "Copy, not valid")

    assert read(make(draw)).text.splitlines()[-1] == "Copy, not valid"


def test_columns_stay_apart_and_in_order() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, (left, right) in enumerate((("Continuing education in", "Level: basic"), ("clinical chemistry", ""))):
            canvas.drawString(72, 500 - 12 * row, left)
            canvas.drawString(330, 494 - 12 * row, right)

    assert read(make(draw)).text.splitlines() == ["Continuing education in", "clinical chemistry", "Level: basic"]


def test_a_type_3_font_has_the_size_of_its_boxes() -> None:
    """The scale of such a font is its own: a size of 0.02 may be print of 20 points."""
    glyph = "1000 0 0 0 750 750 d1 0 0 750 750 re f"
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 6 0 R >> "
        "/Encoding << /Type /Encoding /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1000] >>"
    )
    content = simple_pdf(
        "BT /G 0.02 Tf 72 700 Td (aaa) Tj ET",
        page=f"/Resources << /Font << /G {font} >> >>",
        more=(f"<< /Length {len(glyph)} >>\nstream\n{glyph}\nendstream",),
    ).replace(b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica  >> >> >>", b"")
    page = read(content)
    assert len(page.words) == 1
    assert page.words[0].size > 5


@pytest.mark.parametrize(
    "matrix", ["0 0 0 0 72 700", "1e30 0 0 1e30 72 700", "1 0 0 1 1e9 700", "1e-9 0 0 1e-9 72 700"]
)
def test_text_of_an_impossible_place_or_size_is_left_out_in_silence(matrix: str) -> None:
    content = f"BT /F 12 Tf 72 700 Td (seen) Tj ET BT /F 12 Tf {matrix} Tm (unseen) Tj ET"
    assert read(simple_pdf(content)).text == "seen"


def test_a_page_without_text_has_no_words() -> None:
    page = read(make(lambda canvas: canvas.rect(10, 10, 50, 50)))
    assert (page.text, page.words) == ("", ())


SAMPLES = Path(__file__).parent.parent / "samples" / "certificates"


WHOLE = [path for path in sorted(SAMPLES.glob("*.pdf")) if path.name != "download_interrupted.pdf"]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_no_word_is_lost_that_pdfplumber_finds(path: Path) -> None:
    with pdfplumber.open(path) as reference, pdfium.PdfDocument(path) as pdf:
        for number, page in enumerate(reference.pages):
            ours = folded(read_text_layer(pdf[number], number + 1).text)
            theirs = [folded(word["text"]) for word in page.extract_words()]
            assert [word for word in theirs if word not in ours] == []


def folded(text: str) -> str:
    """Letters and digits only: the two readers put spaces and marks differently."""
    return re.sub(r"\W+", "", text).casefold()
