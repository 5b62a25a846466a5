"""Signatures of badges: which key vouches for what, and everything that vouches for nothing."""

import base64
import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwk
from joserfc.errors import SecurityWarning

from ingest.activity import Issue, IssueCode
from ingest.badge_data import parse_token
from ingest.badge_signature import PinnedKey, doubt_of, load_keys, quoted
from ingest.errors import SettingsError
from tests.made_badges import ISSUER, credential, save_key, signed

RSA = jwk.RSAKey.generate_key(2048)
EC = jwk.ECKey.generate_key("P-256")
ED = jwk.OKPKey.generate_key("Ed25519")
OTHER = jwk.ECKey.generate_key("P-256")
KEYS: dict[str, Any] = {"RS256": RSA, "ES256": EC, "EdDSA": ED, "Ed25519": ED}

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # where the tests sign


def doubt(text: str, keys: tuple[PinnedKey, ...], issuer: str | None = ISSUER) -> Issue | None:
    token = parse_token(text)
    assert token is not None
    return doubt_of(token, issuer, keys)


def pinned(folder: Path, name: str, key: Any, **members: Any) -> tuple[PinnedKey, ...]:
    save_key(folder, name, key, **members)
    return load_keys(folder)


@pytest.mark.parametrize("algorithm", KEYS)
@pytest.mark.parametrize("name", ["prairie.pem", "prairie.jwk.json"])
def test_a_pinned_key_vouches_for_what_it_signed(tmp_path: Path, algorithm: str, name: str) -> None:
    keys = pinned(tmp_path / "keys", name, KEYS[algorithm])
    assert doubt(signed(credential(), KEYS[algorithm], algorithm), keys) is None
    assert doubt(signed(credential(), KEYS[algorithm], algorithm, kid="another", typ="JWT", extra=1), keys) is None


def test_of_several_keys_the_right_one_is_found(tmp_path: Path) -> None:
    keys: tuple[Any, ...] = (OTHER, ED, RSA, EC)
    for index, key in enumerate(keys):
        save_key(tmp_path, f"{index}.pem", key)
    assert doubt(signed(credential(), EC, "ES256"), load_keys(tmp_path)) is None


def test_a_large_badge_and_a_long_header_are_checked_as_well(tmp_path: Path) -> None:
    said = credential(image={"id": "data:image/png;base64," + "A" * 500_000, "type": "Image"})
    token = signed(said, RSA, "RS256", jwk=RSA.as_dict(private=False), x5c=["A" * 3000])
    assert doubt(token, pinned(tmp_path, "a.pem", RSA)) is None


def with_part(token: str, index: int, part: str) -> str:
    parts = token.split(".")
    parts[index] = part
    return ".".join(parts)


def test_what_was_changed_after_it_was_signed_is_said_plainly(tmp_path: Path) -> None:
    keys = pinned(tmp_path, "prairie.pem", EC)
    for header in ({"kid": "prairie"}, {"kid": f"{ISSUER}#prairie"}, {"kid": EC.thumbprint()}, {"jwk": public(EC)}):
        token = signed(credential(), EC, "ES256", **header)
        other = signed(credential(name="Another"), EC, "ES256", **header)
        found = doubt(with_part(token, 1, other.split(".")[1]), keys)
        assert found is not None
        assert (found.code, "prairie.pem" in found.detail) == (IssueCode.BAD_SIGNATURE, True)
        for spoiled in (with_part(token, 2, ""), with_part(token, 2, "AAAA"), with_part(token, 2, other.split(".")[2])):
            found = doubt(spoiled, keys)
            assert found is not None and found.code is IssueCode.BAD_SIGNATURE


def encoded(said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def public(key: Any) -> dict[str, Any]:
    said: dict[str, Any] = key.as_dict(private=False, use="sig")
    return said


def secret_of(key: Any) -> jwk.OctKey:
    """The confusion that HS256 with a public key for its secret is; joserfc warns of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        return jwk.OctKey.import_key(json.dumps(public(key)))


UNVERIFIED = [
    ("no key pinned", lambda: signed(credential(), EC, "ES256"), None, "no key is pinned"),
    ("alg none", lambda: signed(credential(), EC, "none"), EC, "it is not signed"),
    ("another key", lambda: signed(credential(), OTHER, "ES256"), EC, "no pinned key"),
    ("own key", lambda: signed(credential(), OTHER, "ES256", jwk=public(OTHER)), EC, "brings along proves nothing"),
    ("own address", lambda: signed(credential(), OTHER, "ES256", jku="https://x.example"), EC, "proves nothing"),
    ("a secret", lambda: signed(credential(), secret_of(EC), "HS256"), EC, "no pinned key"),
    ("another algorithm", lambda: signed(credential(), RSA, "PS256", kid="a"), RSA, "no pinned key"),
    ("another name", lambda: signed(credential(), OTHER, "ES256", kid="b" * 200), EC, "bbb…"),
    ("for another issuer", lambda: signed(credential(iss="https://x.example"), EC, "ES256"), EC, "signed for"),
    ("with an extension", lambda: signed(credential(), EC, "ES256", b64=True, crit=["b64"]), EC, "extension"),
]


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(("make", "key", "says"), [row[1:] for row in UNVERIFIED], ids=[row[0] for row in UNVERIFIED])
def test_nothing_else_vouches(tmp_path: Path, make: Any, key: Any, says: str) -> None:
    found = doubt(make(), () if key is None else pinned(tmp_path, "a.pem", key))
    assert found is not None
    assert (found.code, found.field) == (IssueCode.UNVERIFIED_BADGE, None)
    assert says in found.detail


@pytest.mark.parametrize("algorithm", [None, 5, ["ES256"], {}, "es256", "", "RS256"])
def test_a_strange_algorithm_gets_no_key(tmp_path: Path, algorithm: Any) -> None:
    token = signed(credential(), EC, "ES256")
    found = doubt(with_part(token, 0, encoded({"alg": algorithm})), pinned(tmp_path, "a.pem", EC))
    assert found is not None and found.code is IssueCode.UNVERIFIED_BADGE


@pytest.mark.parametrize("header", [{"kid": 5}, {"jwk": "x"}, {"jwk": {"kty": ["x"]}}, {"x5c": 5}, {"jku": {}}])
def test_strange_headers_are_no_fault(tmp_path: Path, header: dict[str, Any]) -> None:
    token = with_part(signed(credential(), EC, "ES256"), 0, encoded({"alg": "ES256", **header}))
    assert doubt(token, pinned(tmp_path, "a.pem", EC)) is not None


def test_a_key_with_an_issuer_vouches_for_that_one_alone(tmp_path: Path) -> None:
    keys = pinned(tmp_path, "prairie.jwk.json", EC, iss=ISSUER, kid="k1")
    token = signed(credential(), EC, "ES256", kid="k1")
    assert doubt(token, keys) is None
    found = doubt(token, keys, "https://coast.example/issuers/2")
    assert found is not None and found.code is IssueCode.UNVERIFIED_BADGE
    assert doubt(token, keys, None) is not None


def test_no_folder_and_an_empty_one_pin_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("the keys of our providers")
    (tmp_path / "folder.pem").mkdir()
    assert load_keys(None) == load_keys(tmp_path) == ()


def write(name: str, content: str | bytes) -> Any:
    return lambda folder: (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def weak_key(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        save_key(folder, "a.pem", jwk.RSAKey.generate_key(1024))


WRONG_KEYS = [
    ("no key", write("a.pem", "words")),
    ("an empty file", write("a.pem", "")),
    ("a private key", write("a.pem", EC.as_pem(private=True))),
    ("a private JWK", write("a.jwk.json", json.dumps(EC.as_dict(private=True)))),
    ("a secret", write("a.jwk.json", json.dumps({"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0"}))),
    ("a weak key", weak_key),
    ("another curve", lambda folder: save_key(folder, "a.pem", jwk.ECKey.generate_key("P-384"))),
    ("another Edwards curve", lambda folder: save_key(folder, "a.pem", jwk.OKPKey.generate_key("Ed448"))),
    ("a key for encryption", lambda folder: save_key(folder, "a.jwk.json", EC, use="enc")),
    ("no JSON", write("a.jwk.json", "{")),
    ("a list", write("a.jwk.json", "[]")),
    ("no object's members", write("a.jwk.json", '{"kty": "EC"}')),
    ("a point off the curve", write("a.jwk.json", '{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}')),
    ("an unknown curve", write("a.jwk.json", '{"kty": "OKP", "crv": "X", "x": "AA"}')),
    ("a number for an issuer", lambda folder: save_key(folder, "a.jwk.json", EC, iss=5)),
]


@pytest.mark.parametrize("make", [row[1] for row in WRONG_KEYS], ids=[row[0] for row in WRONG_KEYS])
def test_a_key_that_cannot_be_used_stops_the_run(tmp_path: Path, make: Any) -> None:
    make(tmp_path)
    with pytest.raises(SettingsError, match=r"a\.(pem|jwk\.json)"):
        load_keys(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="badge_keys"):
        load_keys(tmp_path / "keys")


def test_quoted_words_are_short_and_printable() -> None:
    assert quoted("a\u202eb\x00" + "c" * 200) == "“ab" + "c" * 78 + "…”"
