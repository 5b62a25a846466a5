"""A packet against its own manifest: every change that somebody may make later is found, and nothing else raises."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from ingest.errors import DocumentError, EncryptedFile, TooLarge, UnreadableFile
from ingest.packet import write_packet
from ingest.packet_check import Tampered, check_packet
from ingest.packet_manifest import MANIFEST_KEY, MANIFEST_NAME, SEAL, sha256_of
from tests.made_packets import MADE_AT, audit_of, certificate_pdf, changed_pdf, whole_lab

Change = Callable[[pikepdf.Pdf], object]


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("lab")
    write_packet(audit_of(whole_lab(folder)), "17", None, folder / "packet.pdf", MADE_AT)
    return (folder / "packet.pdf").read_bytes()


def found_after(data: bytes, folder: Path) -> set[Tampered]:
    (folder / "packet.pdf").write_bytes(data)
    return {problem.part for problem in check_packet(folder / "packet.pdf")}


def file_of(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    stream: pikepdf.Object = pdf.attachments[name].obj.EF.F
    return stream


def one_byte(pdf: pikepdf.Pdf) -> None:
    stream = pdf.pages[6].obj.Resources.XObject.IngestPage
    data = bytearray(stream.read_bytes())
    data[-3] ^= 1
    stream.write(bytes(data))


def rewrite(pdf: pikepdf.Pdf, change: Callable[[dict[str, object]], object], *, thoroughly: bool = False) -> None:
    stream = file_of(pdf, MANIFEST_NAME)
    manifest = json.loads(stream.read_bytes())
    change(manifest)
    stream.write(json.dumps(manifest).encode())
    if thoroughly:
        pdf.trailer.Info[MANIFEST_KEY] = pikepdf.String(sha256_of(stream.read_bytes()))


def swap(pdf: pikepdf.Pdf) -> None:
    one, other = (file_of(pdf, name) for name in ("001-scan.tiff", "003-locked.pdf"))
    first, second = one.read_bytes(), other.read_bytes()
    one.write(second)
    other.write(first)


def add_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["more.pdf"] = pikepdf.AttachedFileSpec(
        pdf, b"%PDF-1.4", description="", filename="more.pdf", mime_type="", creation_date="", mod_date=""
    )


def second_stream(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["001-scan.tiff"].obj.EF.UF = pdf.make_stream(b"other bytes")


def renamed(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["001-scan.tiff"].obj.UF = pikepdf.String("innocent.exe")


def annotate(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 300, 99])
    pdf.pages[4].obj.Annots = pdf.make_indirect(pikepdf.Array([note]))


def link_elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Annots[0].Dest[0] = pdf.pages[9].obj


def set_root(key: str, value: object) -> Change:
    return lambda pdf: pdf.Root.__setitem__(key, value)


def set_page(number: int, key: str, value: object) -> Change:
    return lambda pdf: pdf.pages[number - 1].obj.__setitem__(key, value)


def swap_pages(pdf: pikepdf.Pdf) -> None:
    pages = [pdf.pages[3].obj, pdf.pages[4].obj]
    first, second = (page.Resources for page in pages)
    pages[0].Resources, pages[1].Resources = second, first


def new_title(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Title = pikepdf.String("Paid")


def new_seal(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject[SEAL].write(b"BT /F1 7.6 Tf 0 0 0 rg 0 3 Td (0000) Tj ET\n")


def bigger_seal(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject[SEAL].BBox = [0, 0, 1, 1]


TAMPERING: tuple[tuple[str, Change, Tampered], ...] = (
    ("one byte of a page", one_byte, Tampered.PAGE),
    ("words over a page", lambda pdf: pdf.pages[0].contents_add(b"0 0 9 9 re f"), Tampered.PAGE),
    ("an annotation", annotate, Tampered.PAGE),
    ("a link elsewhere", link_elsewhere, Tampered.PAGE),
    ("a page cropped", set_page(5, "/CropBox", [0, 0, 100, 100]), Tampered.PAGE),
    ("a page turned", set_page(5, "/Rotate", 180), Tampered.PAGE),
    ("a page with an action", set_page(5, "/AA", pikepdf.Dictionary()), Tampered.PAGE),
    ("two pages exchanged", swap_pages, Tampered.PAGE),
    ("a page deleted", lambda pdf: pdf.pages.__delitem__(5), Tampered.PAGE),
    ("a page added", lambda pdf: pdf.add_blank_page(), Tampered.PAGE),
    ("the last page twice", lambda pdf: pdf.pages.append(pdf.pages[-1]), Tampered.PAGE),
    ("attachments swapped", swap, Tampered.ATTACHMENT),
    ("an attachment deleted", lambda pdf: pdf.attachments.__delitem__("001-scan.tiff"), Tampered.ATTACHMENT),
    ("an attachment added", add_file, Tampered.ATTACHMENT),
    ("an attachment of two contents", second_stream, Tampered.ATTACHMENT),
    ("an attachment renamed", renamed, Tampered.ATTACHMENT),
    ("the manifest edited", lambda pdf: rewrite(pdf, lambda m: m.update(person="Ann")), Tampered.DIGEST),
    ("the manifest and its digest", lambda pdf: rewrite(pdf, lambda m: m.update(person="Ann"), thoroughly=True),
     Tampered.DIGEST),
    ("the manifest deleted", lambda pdf: pdf.attachments.__delitem__(MANIFEST_NAME), Tampered.MANIFEST),
    ("another digest shown", new_seal, Tampered.DIGEST),
    ("the digest hidden", bigger_seal, Tampered.DIGEST),
    ("the information", lambda pdf: pdf.docinfo.__setitem__("/Title", "Paid"), Tampered.INFORMATION),
    ("a bookmark", new_title, Tampered.FRAME),
    ("an action of the document", set_root("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.Named)), Tampered.FRAME),
    ("a form", set_root("/AcroForm", pikepdf.Dictionary(Fields=[])), Tampered.FRAME),
    ("scripts by name", lambda pdf: pdf.Root.Names.__setitem__("/JavaScript", pikepdf.Dictionary()), Tampered.FRAME),
)  # fmt: skip


@pytest.mark.parametrize(("change", "part"), [row[1:] for row in TAMPERING], ids=[row[0] for row in TAMPERING])
def test_tampering_is_found(change: Change, part: Tampered, packet: bytes, tmp_path: Path) -> None:
    assert part in found_after(changed_pdf(packet, change), tmp_path)


def test_a_packet_as_it_was_made_has_no_problem(packet: bytes, tmp_path: Path) -> None:
    assert found_after(packet, tmp_path) == set()


def test_saving_again_without_a_change_is_no_problem(packet: bytes, tmp_path: Path) -> None:
    again = changed_pdf(packet, lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert found_after(again, tmp_path) == set()


def test_the_page_is_named(packet: bytes, tmp_path: Path) -> None:
    (tmp_path / "packet.pdf").write_bytes(changed_pdf(packet, one_byte))
    (problem,) = check_packet(tmp_path / "packet.pdf")
    assert (problem.page, problem.detail) == (7, "page 7 is not as it was made")


def test_documents_that_the_store_does_not_know(packet: bytes, tmp_path: Path) -> None:
    path = tmp_path / "packet.pdf"
    path.write_bytes(packet)
    with pikepdf.open(path) as pdf:
        manifest = json.loads(file_of(pdf, MANIFEST_NAME).read_bytes())
    known = {one["sha256"] for one in manifest["certificates"]}
    assert check_packet(path, known) == ()
    (problem,) = check_packet(path, known - {manifest["certificates"][0]["sha256"]})
    assert problem.part is Tampered.UNKNOWN and "001-scan.tiff" in problem.detail


def test_an_encrypted_packet_is_named(packet: bytes, tmp_path: Path) -> None:
    locked = changed_pdf(packet, lambda _: None, encryption=pikepdf.Encryption(owner="o", user=""))
    assert Tampered.ENCRYPTION in found_after(locked, tmp_path)
    with pytest.raises(EncryptedFile, match="only with a password"):
        found_after(changed_pdf(packet, lambda _: None, encryption=pikepdf.Encryption(owner="o", user="u")), tmp_path)


ODD_MANIFESTS = (
    b"",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"schema": "ingest/packet/2"}',
    b'{"schema": 1e999, "certificates": {"a": [NaN]}}',
    b'{"schema": "ingest/packet/1", "page_sha256": "' + b"9" * 5000 + b'"}',
)


@pytest.mark.parametrize("data", ODD_MANIFESTS, ids=range(len(ODD_MANIFESTS)))
def test_odd_manifests_are_a_problem(data: bytes, packet: bytes, tmp_path: Path) -> None:
    changed = changed_pdf(packet, lambda pdf: file_of(pdf, MANIFEST_NAME).write(data))
    assert Tampered.MANIFEST in found_after(changed, tmp_path)


@pytest.mark.parametrize("key", ["certificates", "page_sha256", "cycle", "made_at", "is_attached", "person"])
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], [{"number": "1"}]], ids=str)
def test_odd_values_are_a_problem(key: str, value: object, packet: bytes, tmp_path: Path) -> None:
    changed = changed_pdf(packet, lambda pdf: rewrite(pdf, lambda m: m.update({key: value}), thoroughly=True))
    assert Tampered.DIGEST in found_after(changed, tmp_path)


def bomb(pdf: pikepdf.Pdf) -> None:
    file_of(pdf, MANIFEST_NAME).write(b" " * 40_000_000)


def circle(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2].obj
    page.Me = page.Resources
    page.Resources = pdf.make_indirect(page.Resources)
    page.Resources.Me = page.Resources


ODD_OBJECTS: tuple[Change, ...] = (
    bomb,
    circle,
    set_root("/Names", pikepdf.Array([])),
    set_root("/Names", 7),
    set_root("/Names", pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[7, 8, 9]))),
    set_root("/Names", pikepdf.Dictionary(EmbeddedFiles=7)),
    lambda pdf: pdf.Root.Names.EmbeddedFiles.__setitem__("/Names", [pikepdf.String(MANIFEST_NAME), 7]),
    lambda pdf: pdf.trailer.__setitem__("/Info", pikepdf.Array([])),
    lambda pdf: pdf.trailer.__setitem__("/Info", pikepdf.Dictionary(IngestManifest=7)),
    set_page(1, "/Resources", pikepdf.Array([])),
    set_page(1, "/Resources", pikepdf.Dictionary(XObject=7)),
    set_page(2, "/MediaBox", pikepdf.Array([])),
    lambda pdf: [pdf.pages.__delitem__(0) for _ in range(len(pdf.pages))],
)


@pytest.mark.parametrize("change", ODD_OBJECTS, ids=range(len(ODD_OBJECTS)))
def test_odd_objects_are_found_or_refused(change: Change, packet: bytes, tmp_path: Path) -> None:
    try:
        assert found_after(changed_pdf(packet, change), tmp_path)
    except DocumentError as error:
        assert error.exit_code == 5 and "packet.pdf" in error.message


@pytest.mark.parametrize("data", [b"", b"no PDF at all", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\ntrailer<</Root 1 0 R>>"])
def test_what_is_no_pdf_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"packet\.pdf"):
        found_after(data, tmp_path)


def test_a_pdf_that_is_no_packet_and_one_that_is_gone(tmp_path: Path) -> None:
    assert found_after(certificate_pdf("x"), tmp_path) == {Tampered.MANIFEST}
    with pytest.raises(UnreadableFile, match=r"gone\.pdf"):
        check_packet(tmp_path / "gone.pdf")
    with pytest.raises(UnreadableFile):
        check_packet(tmp_path)


def test_a_million_attachments_are_refused(packet: bytes, tmp_path: Path) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        spec = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec))
        names = [part for n in range(20_000) for part in (pikepdf.String(f"{n:09}"), spec)]
        pdf.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Names=names)

    with pytest.raises(TooLarge, match="attachments"):
        found_after(changed_pdf(packet, add), tmp_path)


def test_a_huge_packet_is_refused(packet: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.packet_check.MOST_BYTES", 1000)
    with pytest.raises(TooLarge, match="more than any packet"):
        found_after(packet, tmp_path)


@pytest.mark.parametrize("start", range(0, 80_000, 8_000))
def test_damaged_bytes_never_raise_anything_else(start: int, packet: bytes, tmp_path: Path) -> None:
    data = packet[:start] + bytes(400) + packet[start + 400 :]
    with contextlib.suppress(DocumentError):
        found_after(data, tmp_path)
