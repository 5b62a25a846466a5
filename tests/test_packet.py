"""The packet of a person: what is in it, in which order, what is left out, and that nothing active comes along."""

import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import SettingsError
from ingest.packet import PacketSummary, write_packet
from ingest.packet_check import check_packet
from ingest.packet_manifest import MANIFEST_NAME, sha256_of
from ingest.packet_sheets import wrap
from ingest.person import Credential
from ingest.standing import StoredCertificate
from tests.made_packets import (
    MADE_AT,
    ZOE,
    audit_of,
    certificate_pdf,
    changed_pdf,
    picture,
    stored,
    whole_lab,
    with_path,
)


def packet(certificates: list[StoredCertificate], path: Path, **options: object) -> PacketSummary:
    return write_packet(audit_of(certificates), "17", None, path, MADE_AT, **options)  # type: ignore[arg-type]


def page_texts(path: Path) -> list[str]:
    with pdfium.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def page_picture(path: Path, number: int) -> Image.Image:
    with pdfium.PdfDocument(path) as pdf:
        picture: Image.Image = pdf[number - 1].render(scale=1).to_pil().convert("RGB")
        return picture


def only_page(data: bytes, tmp_path: Path, **options: object) -> Path:
    """A packet with one certificate of this content on its third and last page."""
    one = stored(tmp_path / "one.pdf", data, "One", **options)  # type: ignore[arg-type]
    packet([one], tmp_path / "packet.pdf")
    return tmp_path / "packet.pdf"


def red_corner(page: Image.Image) -> str:
    """Where the mark of a picture is."""
    places = [(x, y) for x in range(0, page.width, 3) for y in range(0, page.height, 3) if is_red(page, x, y)]
    across = sum(x for x, _ in places) / len(places) / page.width
    down = sum(y for _, y in places) / len(places) / page.height
    return ("upper " if down < 0.5 else "lower ") + ("left" if across < 0.5 else "right")


def is_red(page: Image.Image, x: int, y: int) -> bool:
    red, green, blue = page.getpixel((x, y))  # type: ignore[misc]
    return bool(red > 200 and green < 80 and blue < 80)


def test_a_packet_of_many_kinds(tmp_path: Path) -> None:
    summary = packet(whole_lab(tmp_path), tmp_path / "packet.pdf")
    texts = page_texts(tmp_path / "packet.pdf")
    assert (summary.included, len(summary.waiting), summary.pages) == (7, 1, len(texts))
    assert [reason.partition(",")[0] for _, reason in summary.left_out] == [
        "its file is no longer there",
        "its file was changed after it was read",
    ]
    assert summary.size_bytes == (tmp_path / "packet.pdf").stat().st_size
    assert (
        "Zoë R. Whitfield" in texts[0] and summary.manifest_sha256 in texts[0] and "check with your board" in texts[0]
    )
    assert "7 in this file, 1 waiting for review, 2 left out" in texts[0]
    assert "The points include 2 certificates whose files are gone or changed" in texts[0]
    assert "Antibody Panels" in texts[1] and "Waiting for review" in texts[1] and "Left out" in "".join(texts[1:3])
    assert "Antibody Panels, page 1" in texts[6], "an owner's password keeps nobody from reading"
    assert "Leading a Shift, page 2" in texts[10] and "Leading a Shift, page 3" in texts[11]
    assert "Open Badge" in texts[7] and "Electrolytes" in texts[7]
    assert "12 of 12 · certificate 7 · sha256" in texts[11]
    assert "Not looked at yet, page" not in "".join(texts)


def test_the_bookmarks_and_links_lead_to_the_pages(tmp_path: Path) -> None:
    packet(whole_lab(tmp_path), tmp_path / "packet.pdf")
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        with pdf.open_outline() as outline:
            found = [(item.title, numbers[item.destination[0].objgen]) for item in outline.root]  # type: ignore[index]
        links = [numbers[link.Dest[0].objgen] for link in pdf.pages[1].Annots]
    assert found[:4] == [("Cover", 1), ("Index", 2), ("1. Fire Safety, 2026-03-05", 4),
                         ("2. Ethics at the Bench, 2026-03-04", 6)]  # fmt: skip
    assert links == [4, 6, 7, 8, 9, 10, 11]


def test_the_originals_and_the_manifest_are_attached(tmp_path: Path) -> None:
    certificates = whole_lab(tmp_path)
    summary = packet(certificates, tmp_path / "packet.pdf")
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        held = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert str(pdf.docinfo["/IngestManifest"]) == summary.manifest_sha256 == sha256_of(held[MANIFEST_NAME])
    manifest = json.loads(held.pop(MANIFEST_NAME))
    assert manifest["schema"] == "ingest/packet/1"
    assert {one["file_name"]: one["sha256"] for one in manifest["certificates"]} == {
        name: sha256_of(data) for name, data in held.items()
    }
    assert held["001-scan.tiff"] == (tmp_path / "scan.tiff").read_bytes()
    assert manifest["certificates"][0]["pages"] == [4, 5]
    assert str(tmp_path) not in json.dumps(manifest)
    packet(certificates, tmp_path / "small.pdf", attach=False)
    with pikepdf.open(tmp_path / "small.pdf") as pdf:
        assert list(pdf.attachments) == [MANIFEST_NAME]
    assert check_packet(tmp_path / "small.pdf") == ()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    certificates = whole_lab(tmp_path)
    for name in ("one.pdf", "other.pdf"):
        packet(certificates, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()


@pytest.mark.parametrize(
    ("kind", "orientation", "rotation", "corner"),
    [
        ("JPEG", 1, 0, "upper left"),
        ("JPEG", 6, 0, "upper right"),  # no shape is known: as EXIF says
        ("JPEG", 6, 180, "lower right"),  # the shape counts EXIF's turn
        ("JPEG", 2, 0, "upper right"),
        ("PNG", 1, 90, "upper right"),
        ("WEBP", 3, 0, "lower right"),
        ("BMP", 1, 180, "lower right"),
        ("TIFF", 1, 0, "upper left"),
    ],
)
def test_a_picture_stands_upright(kind: str, orientation: int, rotation: int, corner: str, tmp_path: Path) -> None:
    data = picture(kind, orientation=orientation)
    path = only_page(data, tmp_path, media_type=f"image/{kind.lower()}", rotation=rotation)
    assert red_corner(page_picture(path, 3)) == corner


@pytest.mark.parametrize("stored_turn", [0, 90, 180, 270])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16", "CMYK", "LA"])
def test_pictures_of_every_mode_are_drawn(mode: str, stored_turn: int, tmp_path: Path) -> None:
    file = io.BytesIO()
    image = Image.new("L", (300, 200), 255).convert(mode.partition(";")[0] if mode != "I;16" else "I")
    if mode == "I;16":
        image = Image.new("I;16", (300, 200), 40_000)
    image.save(file, "TIFF")
    path = only_page(file.getvalue(), tmp_path, media_type="image/tiff", rotation=stored_turn)
    with pikepdf.open(path) as pdf:
        assert "/IngestPage" in pdf.pages[2].Resources.XObject


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_pdf_stands_as_it_was_read(turn: int, tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 692, 100, 100, stroke=0, fill=1)
    canvas.save()
    data = changed_pdf(file.getvalue(), lambda pdf: setattr(pdf.pages[0].obj, "Rotate", 270))
    one = stored(tmp_path / "one.pdf", data, "One", rotation=turn or 360)
    corner = {0: "upper left", 90: "upper right", 180: "lower right", 270: "lower left"}[turn]
    packet([one], tmp_path / "packet.pdf")
    page = page_picture(tmp_path / "packet.pdf", 3)
    assert red_corner(page) == corner
    assert (page.width > page.height) == (turn in (90, 270))


def test_a_page_whose_box_begins_elsewhere_is_whole(tmp_path: Path) -> None:
    def move(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.MediaBox = [-300, -200, 492, 412]
        pdf.pages[0].obj.UserUnit = 2

    data = changed_pdf(certificate_pdf("x"), move)
    page = page_picture(only_page(data, tmp_path), 3)
    assert page.width > page.height
    colours = page.convert("L").point(lambda level: 255 if level < 128 else 0).getbbox()
    assert colours is not None and colours[0] > 250, "the frame begins where the page's middle is"


def active(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("x"), script]))
    pdf.attachments["inside.exe"] = pikepdf.AttachedFileSpec(
        pdf, b"MZ", description="", filename="inside.exe", mime_type="", creation_date="", mod_date=""
    )
    page = pdf.pages[0].obj
    page.AA = pikepdf.Dictionary(O=script)
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 99, 99],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://invented.example")),
    )  # fmt: skip
    appearance = pdf.make_stream(b"1 0 0 rg 0 0 60 60 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    appearance.BBox = [0, 0, 60, 60]
    appearance.PieceInfo = pikepdf.Dictionary(X=script)
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Btn, T=pikepdf.String("b"), F=4,
        Rect=[0, 552, 60, 612], A=script, AP=pikepdf.Dictionary(N=appearance),
    )  # fmt: skip
    field = pdf.make_indirect(field)
    page.Annots = pdf.make_indirect(pikepdf.Array([link, field]))
    page.PieceInfo = pikepdf.Dictionary(X=script)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])


def test_nothing_active_comes_along_but_what_was_filled_in_is_seen(tmp_path: Path) -> None:
    data = changed_pdf(certificate_pdf("Active"), active)
    one = stored(tmp_path / "one.pdf", data, "One")
    packet([one], tmp_path / "packet.pdf", attach=False)
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        told = b"".join(
            thing.unparse(resolved=True) if not isinstance(thing, pikepdf.Stream) else thing.stream_dict.unparse()
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Object)
        )
    for word in (b"JavaScript", b"/JS", b"OpenAction", b"AcroForm", b"invented.example", b"PieceInfo", b"inside.exe"):
        assert word not in told
    assert red_corner(page_picture(tmp_path / "packet.pdf", 3)) == "upper left"


def test_a_hidden_layer_stays_hidden(tmp_path: Path) -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("x")))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[layer]))
        pdf.pages[0].obj.Resources.Properties = pikepdf.Dictionary(L=layer)
        pdf.pages[0].contents_add(b"/OC /L BDC 1 0 0 rg 0 0 300 300 re f EMC")

    page = page_picture(only_page(changed_pdf(certificate_pdf("x"), hide), tmp_path), 3)
    assert not any(is_red(page, x, y) for x in range(0, page.width, 5) for y in range(0, page.height, 5))


@pytest.mark.parametrize(
    ("data", "media_type", "reason"),
    [
        (b"%PDF-1.7 and nothing more", "application/pdf", "cannot be drawn"),
        (changed_pdf(certificate_pdf("x"), lambda _: None, encryption=pikepdf.Encryption(user="u", owner="o")),
         "application/pdf", "only with a password"),
        (picture("PNG")[:200], "image/png", "the image cannot be drawn"),
        (b"GIF89a", "image/gif", "the image cannot be drawn"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_has_a_page_that_says_so(
    data: bytes, media_type: str, reason: str, tmp_path: Path
) -> None:
    one = stored(tmp_path / "one.x", data, "One", media_type=media_type)
    summary = packet([one], tmp_path / "packet.pdf")
    assert reason in summary.noticed[0][1]
    text = page_texts(tmp_path / "packet.pdf")[2]
    assert "cannot be shown" in text and reason in " ".join(text.split())
    assert check_packet(tmp_path / "packet.pdf") == ()


def test_a_missing_page_is_said(tmp_path: Path) -> None:
    one = stored(tmp_path / "one.pdf", certificate_pdf("x"), "One", pages=(1, 4))
    assert "cannot be drawn" in packet([one], tmp_path / "packet.pdf").noticed[0][1]


def test_certificates_of_one_page_share_it(tmp_path: Path) -> None:
    data = certificate_pdf("Transcript")
    one, other = (stored(tmp_path / "list.pdf", data, title, day=day) for title, day in (("One", 1), ("Other", 2)))
    other = replace(other, key=f"{other.key}#2")
    audit = audit_of([one, other])
    summary = write_packet(audit, "17", None, tmp_path / "packet.pdf", MADE_AT)
    assert (summary.included, summary.pages) == (2, 3)
    assert "certificates 1 to 2" in page_texts(tmp_path / "packet.pdf")[2]


def test_an_original_of_many_certificates_is_attached_once(tmp_path: Path) -> None:
    data = certificate_pdf("Several", 2)
    files = [stored(tmp_path / "all.pdf", data, f"No. {n}", pages=(n, n), day=n) for n in (1, 2)]
    assert packet(files, tmp_path / "packet.pdf").pages == 4
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        assert sorted(pdf.attachments) == ["001-all.pdf", MANIFEST_NAME]
    assert check_packet(tmp_path / "packet.pdf") == ()


def test_another_copy_of_the_same_bytes_is_taken(tmp_path: Path) -> None:
    one = stored(tmp_path / "one.pdf", certificate_pdf("x"), "One")
    (tmp_path / "one.pdf").rename(tmp_path / "moved.pdf")
    assert packet([one], tmp_path / "packet.pdf").included == 0
    assert packet([with_path(one, tmp_path / "moved.pdf")], tmp_path / "packet.pdf").included == 1


def test_an_empty_packet_says_so(tmp_path: Path) -> None:
    assert packet([], tmp_path / "packet.pdf").pages == 2
    assert check_packet(tmp_path / "packet.pdf") == ()


def test_several_credentials_need_a_name(tmp_path: Path) -> None:
    both = replace(ZOE, credentials=(*ZOE.credentials, Credential("PBT", None, None, date(2027, 1, 31))))
    lab = audit_of([stored(tmp_path / "one.pdf", certificate_pdf("x"), "One")], both)
    with pytest.raises(SettingsError, match=r"name one of them: MLS \(until 2027-04-30\), PBT"):
        write_packet(lab, "17", None, tmp_path / "packet.pdf", MADE_AT)
    with pytest.raises(SettingsError, match="does not hold 'MT'"):
        write_packet(lab, "17", "MT", tmp_path / "packet.pdf", MADE_AT)
    assert write_packet(lab, "17", "mls", tmp_path / "packet.pdf", MADE_AT).credential == "MLS"
    summary = write_packet(lab, "17", "PBT", tmp_path / "packet.pdf", MADE_AT)
    assert summary.included == 0 and "no rule is known for PBT" in summary.left_out[0][1]


def test_wrong_calls_are_refused(tmp_path: Path) -> None:
    one = stored(tmp_path / "one.pdf", certificate_pdf("x"), "One")
    lab = audit_of([one])
    with pytest.raises(SettingsError, match="nobody"):
        write_packet(lab, "77", None, tmp_path / "packet.pdf", MADE_AT)
    with pytest.raises(SettingsError, match="one of the originals"):
        write_packet(lab, "17", None, tmp_path / "one.pdf", MADE_AT)
    with pytest.raises(SettingsError, match="no paper"):
        write_packet(lab, "17", None, tmp_path / "packet.pdf", MADE_AT, paper="a5")
    with pytest.raises(SettingsError, match="cannot be written"):
        write_packet(lab, "17", None, tmp_path / "nowhere" / "packet.pdf", MADE_AT)
    with pytest.raises(SettingsError, match="time zone"):
        write_packet(lab, "17", None, tmp_path / "packet.pdf", datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(SettingsError, match="no credential"):
        write_packet(audit_of([], replace(ZOE, credentials=())), "17", None, tmp_path / "packet.pdf", MADE_AT)
    assert not list(tmp_path.glob(".packet-*"))


def test_names_and_titles_of_any_kind(tmp_path: Path) -> None:
    title = "\u202eZażółć {0} {} <b> 血液学 \x00\n" + "W" * 300
    one = stored(tmp_path / "b\u202ea{}:\n|.pdf", certificate_pdf("x"), title)
    packet([one], tmp_path / "packet.pdf", paper="a4")
    assert check_packet(tmp_path / "packet.pdf") == ()
    with pikepdf.open(tmp_path / "packet.pdf") as pdf:
        assert sorted(pdf.attachments) == ["001-ba____.pdf", MANIFEST_NAME]
        assert [round(float(edge)) for edge in pdf.pages[0].mediabox.as_list()] == [0, 0, 595, 842]
    text = page_texts(tmp_path / "packet.pdf")[1]
    assert r"\u8840" in text and "\u202e" not in text


def test_a_long_word_is_broken() -> None:
    lines = list(wrap("a " + "m" * 100, "Helvetica", 10, 100))
    assert lines[0] == "a" and "".join(lines[1:]) == "m" * 100
    assert list(wrap("", "Helvetica", 10, 100)) == [""]
