"""Finding the data of badges in files, and parsing it: whole, damaged and hostile."""

import base64
import json
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest import badge_data
from ingest.acquire import acquire, describe
from ingest.badge_data import (
    BADGE_JSON,
    BADGE_PNG,
    BADGE_SVG,
    BADGE_TOKEN,
    BadgeData,
    Kind,
    Number,
    badge_media_type,
    is_badge,
    kind_of,
    parse_badge,
    parse_json,
    parse_token,
    read_badge_data,
)
from ingest.errors import DocumentError, EmptyDocument, TooLarge, UnreadableFile, UnsupportedFile
from ingest.settings import Settings
from tests.made_badges import assertion, credential, record, save_png, save_svg, write_png

SETTINGS = Settings()
TEXT = json.dumps(credential())
TOKEN = ".".join(
    base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in ('{"alg": "none"}', TEXT, "")
)


def data_of_file(path: Path) -> BadgeData:
    source = acquire(path, SETTINGS)
    assert source.media_type is not None
    return read_badge_data(path, source.media_type)


@pytest.mark.parametrize("keyword", ["openbadges", "openbadgecredential"])
@pytest.mark.parametrize("kind", ["iTXt", "tEXt", "zTXt"])
def test_a_png_with_a_badge_is_one(tmp_path: Path, keyword: str, kind: str) -> None:
    path = save_png(tmp_path / "a.png", TEXT, keyword, kind=kind)
    assert acquire(path, SETTINGS).media_type == describe(path).media_type == BADGE_PNG
    assert data_of_file(path) == BadgeData(parse_json(TEXT))


def test_the_chunk_is_found_behind_the_picture_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((600, 600), 90).save(path)
    content = path.read_bytes()
    baked = save_png(tmp_path / "b.png", TEXT).read_bytes()
    chunk = baked[8 + 25 : baked.index(b"IDAT") - 4]
    path.write_bytes(content[:-12] + chunk + content[-12:])
    assert acquire(path, SETTINGS).media_type == BADGE_PNG
    assert data_of_file(path).said["id"] == credential()["id"]


def test_of_two_chunks_the_first_one_counts(tmp_path: Path) -> None:
    chunks = [b"iTXtopenbadges\0\0\0\0\0" + json.dumps(assertion(id=name)).encode() for name in ("one", "two")]
    assert data_of_file(write_png(tmp_path / "a.png", *chunks)).said["id"] == "one"


def test_a_png_without_a_badge_is_a_picture(tmp_path: Path) -> None:
    for name, chunks in {
        "none.png": (),
        "other.png": (b"tEXtComment\0openbadges", b"iTXtXML:com.adobe.xmp\0\0\0\0\0<x/>"),
        "longer.png": (b"tEXtopenbadges2\0{}",),
        "no_end_of_keyword.png": (b"tEXtopenbad",),
    }.items():
        assert acquire(write_png(tmp_path / name, *chunks), SETTINGS).media_type == "image/png", name
    path = tmp_path / "cut.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xffIDAT" + b"x" * 50)
    assert acquire(path, SETTINGS).media_type == "image/png"


def test_a_png_of_countless_chunks_is_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_data, "MOST_CHUNKS", 50)
    path = write_png(tmp_path / "a.png", *[b"tEXt"] * 60, b"tEXtopenbadges\0{}")
    assert acquire(path, SETTINGS).media_type == "image/png"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (f'<openbadges:credential verify="{TOKEN}"/>', TEXT),
        (f"<openbadges:credential><![CDATA[ {TEXT} ]]></openbadges:credential>", TEXT),
        (f'<openbadges:assertion verify="https://x.example/1"><![CDATA[{TEXT}]]></openbadges:assertion>', TEXT),
        (f'<g><openbadges:assertion verify="{TOKEN}">{{"other": 1}}</openbadges:assertion></g>', TEXT),
    ],
)
def test_an_svg_with_a_badge_is_one(tmp_path: Path, element: str, expected: str) -> None:
    path = save_svg(tmp_path / "a.svg", element)
    assert acquire(path, SETTINGS).media_type == BADGE_SVG
    assert data_of_file(path).said == parse_json(expected)


def test_what_follows_the_element_does_not_matter(tmp_path: Path) -> None:
    path = save_svg(tmp_path / "a.svg", f"<openbadges:credential>{json.dumps({'a': 1})}</openbadges:credential>")
    path.write_bytes(path.read_bytes().replace(b"<path", b"<<<path"))
    assert data_of_file(path).said == {"a": "1"}


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "element", "before"),
    [
        ("without", "<g/>", ""),
        ("other prefix", "<x:credential/>", ""),
        ("entities", "<openbadges:credential>&b;</openbadges:credential>", ENTITIES),
        ("outer entity", "<openbadges:credential>&c;</openbadges:credential>", '<!DOCTYPE s [<!ENTITY c SYSTEM "c">]>'),
        ("broken before", "<g><openbadges:credential></g>", ""),
    ],
)
def test_other_svg_stays_unsupported(tmp_path: Path, name: str, element: str, before: str) -> None:
    path = save_svg(tmp_path / "a.svg", element, before=before)
    with pytest.raises(UnsupportedFile, match="an SVG drawing; export it as PDF or PNG"):
        acquire(path, SETTINGS)


@pytest.mark.parametrize("encoding", ["utf-7", "bogus", "rot13", "idna"])
def test_an_svg_in_no_known_encoding_stays_unsupported(tmp_path: Path, encoding: str) -> None:
    path = save_svg(tmp_path / "a.svg", "<openbadges:credential/>")
    path.write_text(path.read_text().replace("UTF-8", encoding))
    with pytest.raises(UnsupportedFile):
        acquire(path, SETTINGS)


@pytest.mark.parametrize(
    ("said", "media_type"),
    [
        (credential(), BADGE_JSON),
        (credential(type="AchievementCredential"), BADGE_JSON),
        (record(credential()), BADGE_JSON),
        (assertion(), BADGE_JSON),
        (credential(type=["VerifiableCredential"]), None),
        ({"type": "Assertion"}, None),
        ({"type": [["OpenBadgeCredential"]]}, None),
        ({}, None),
    ],
)
def test_json_is_a_badge_by_its_type(tmp_path: Path, said: dict[str, object], media_type: str | None) -> None:
    path = tmp_path / "a.json"
    path.write_text("\ufeff\n " + json.dumps(said), encoding="utf-8")
    assert describe(path).media_type == media_type
    if media_type is None:
        with pytest.raises(UnsupportedFile, match="looks like text"):
            acquire(path, SETTINGS)
    else:
        assert data_of_file(path).said["type"] == said["type"]


def test_a_token_is_a_badge_by_its_payload(tmp_path: Path) -> None:
    path = tmp_path / "a.jwt"
    path.write_text(TOKEN + "\n")
    assert acquire(path, SETTINGS).media_type == BADGE_TOKEN
    data = data_of_file(path)
    assert data.token is not None
    assert (data.said, data.token.header) == (parse_json(TEXT), {"alg": "none"})
    path.write_text(TOKEN.replace(".", ".eyJhIjoxfQ.", 1).rpartition(".")[0])  # the payload is another object
    with pytest.raises(UnsupportedFile):
        acquire(path, SETTINGS)


def test_a_large_file_that_might_be_a_badge_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_data, "MOST_BYTES", 500)
    path = tmp_path / "a.json"
    path.write_text(TEXT)
    with pytest.raises(UnsupportedFile):
        acquire(path, SETTINGS)


def test_only_badges_are_badges() -> None:
    assert all(map(is_badge, (BADGE_PNG, BADGE_SVG, BADGE_JSON, BADGE_TOKEN)))
    assert not any(map(is_badge, (None, "image/png", "application/pdf")))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", EmptyDocument),
        ("\n", EmptyDocument),
        ("{", UnreadableFile),
        ("[1]", UnreadableFile),
        ("words without sense", UnreadableFile),
        ('{"a": NaN}', UnreadableFile),
        ('{"a": -Infinity}', UnreadableFile),
        ('{"a": 1, "a": 2}', UnreadableFile),
        ('{"a": {"b": 1, "b": 1}}', UnreadableFile),
        ('{"a":' * 100 + "1" + "}" * 100, UnreadableFile),
        ('{"a":' + "[" * 200_000, UnreadableFile),
        ('{"a":' + "[" * 3000 + "]" * 3000 + "}", UnreadableFile),
        ("a.b.c", UnreadableFile),
        ("https://x.example/" + "a" * 3000, UnreadableFile),
    ],
)
def test_other_data_is_refused_by_name(text: str, error: type[DocumentError]) -> None:
    with pytest.raises(error):
        parse_badge(text)


def test_an_address_is_kept() -> None:
    assert parse_badge(" https://prairie.example/assertions/9 ").address == "https://prairie.example/assertions/9"


def test_numbers_stay_as_they_are_written() -> None:
    said = parse_json('{"a": 1.50, "b": -3e999999999999999999999, "c": "1.50", "d": ' + "9" * 100_000 + "}")
    assert (said["a"], type(said["a"]), type(said["c"])) == ("1.50", Number, str)
    assert (said["b"], len(said["d"])) == ("-3e999999999999999999999", 100_000)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a.b", "..", "eyJhIjoxfQ.e30.é", "eyJhIjoxfQ.W10.", "eyJhIjoxfQ.e3 0.", "eyJhIjoxfQ.e30.a.b", "W10.e30."],
)
def test_what_only_looks_like_a_token_is_none(text: str) -> None:
    assert parse_token(text) is None


def test_the_kinds() -> None:
    assert [kind_of(said) for said in (credential(), assertion(), record(), {})] == [Kind.OB3, Kind.OB2, Kind.CLR, None]


def test_a_bomb_in_a_compressed_chunk_is_too_large(tmp_path: Path) -> None:
    path = save_png(tmp_path / "a.png", " " * 30_000_000, kind="zTXt")
    with pytest.raises(TooLarge):
        data_of_file(path)


def test_a_chunk_of_many_bytes_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_data, "MOST_BYTES", 500)
    with pytest.raises(TooLarge):
        data_of_file(save_png(tmp_path / "a.png", TEXT))


@pytest.mark.parametrize(
    "chunk",
    [
        b"iTXtopenbadges",
        b"iTXtopenbadges\0",
        b"iTXtopenbadges\0\0\0",
        b"iTXtopenbadges\0\0\0en",
        b"iTXtopenbadges\0\0\0en\0",
        b"iTXtopenbadges\0\1\0\0\0" + zlib.compress(b"{}")[:-3] + b"???",
        b"iTXtopenbadges\0\1\0\0\0{}",
        b"iTXtopenbadges\0\0\0\0\0\xff\xfe{}",
        b"iTXtopenbadges\0\0\0\0\0",
        b"tEXtopenbadges\0\xff\xfe",
    ],
)
def test_a_damaged_chunk_is_refused_by_name(tmp_path: Path, chunk: bytes) -> None:
    path = write_png(tmp_path / "a.png", chunk)
    assert acquire(path, SETTINGS).media_type == BADGE_PNG
    with pytest.raises((UnreadableFile, EmptyDocument)):
        data_of_file(path)


def test_a_file_that_changed_meanwhile_is_unreadable(tmp_path: Path) -> None:
    path = write_png(tmp_path / "a.png")
    with pytest.raises(UnreadableFile, match="changed"):
        read_badge_data(path, BADGE_PNG)
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_badge_data(tmp_path / "gone.json", BADGE_JSON)


REAL: list[Callable[[Path, str], Path]] = [
    save_png,
    lambda path, text: save_png(path, text, "openbadges", kind="zTXt"),
    lambda path, text: save_svg(path, f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"),
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(which=st.integers(0, 2), seed=st.integers(0, 2**32), changes=st.integers(1, 12), cut=st.booleans())
def test_spoiled_files_end_in_named_states(tmp_path: Path, which: int, seed: int, changes: int, cut: bool) -> None:
    chance = random.Random(seed)
    path = REAL[which](tmp_path / "a", TEXT)
    content = bytearray(path.read_bytes())
    for _ in range(changes):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content[: chance.randrange(len(content))] if cut else content)
    read_or_named(path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=200), start=st.sampled_from([b"", b"{", b"eyJ", b"<svg ", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_end_in_named_states(tmp_path: Path, content: bytes, start: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(start + content)
    read_or_named(path)


def read_or_named(path: Path) -> None:
    """A badge, or something else than a badge, or a fault with a name; never another exception."""
    media_type = badge_media_type(path, "image/png" if path.read_bytes()[:4] == b"\x89PNG" else None, path.read_bytes())
    if media_type is not None:
        try:
            read_badge_data(path, media_type)
        except DocumentError as error:
            assert error.message
