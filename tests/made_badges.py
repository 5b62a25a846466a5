"""Open Badges made up for tests: the data, its signatures, and the files that it is baked into."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any

from joserfc import jwk, jws

ISSUER = "https://prairie.example/issuers/1"
PIXEL = (b"IHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), b"IDAT" + zlib.compress(b"\0\xff"), b"IEND")


def credential(**changes: Any) -> dict[str, Any]:
    """An Open Badges 3.0 credential that states everything."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:2d3c1f1e-0001-4c5d-8e6f-7a8b9c0d1e2f",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Badge",
        "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Prairie Laboratory Society"},
        "validFrom": "2026-03-20T00:00:00Z",
        "awardedDate": "2026-03-14T09:30:00-05:00",
        "credentialSubject": subject(),
        **changes,
    }


def subject(**changes: Any) -> dict[str, Any]:
    return {
        "id": "did:example:dana",
        "type": ["AchievementSubject"],
        "identifier": [identity("Dana R. Whitfield", "name")],
        "creditsEarned": 1.5,
        "achievement": achievement(),
        **changes,
    }


def achievement(**changes: Any) -> dict[str, Any]:
    return {
        "id": "urn:uuid:2d3c1f1e-0002-4c5d-8e6f-7a8b9c0d1e2f",
        "type": ["Achievement"],
        "name": "Anemias of Chronic Disease",
        "description": "Slides and a test, for 1.5 contact hours.",
        "criteria": {"narrative": "Pass the test."},
        "humanCode": "578-063-26",
        **changes,
    }


def identity(value: str, kind: str, *, hashed: bool = False) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": hashed, "identityHash": value, "identityType": kind}


def assertion(**changes: Any) -> dict[str, Any]:
    """An Open Badges 2.0 assertion with its badge class and issuer in it."""
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://prairie.example/assertions/9",
        "recipient": {"type": "email", "hashed": False, "identity": "dana@hospital.example"},
        "extensions:recipientProfile": {"name": "Dana R. Whitfield"},
        "issuedOn": "2026-03-14T00:00:00Z",
        "verification": {"type": "SignedBadge", "creator": f"{ISSUER}#key"},
        "badge": {
            "type": "BadgeClass",
            "id": "https://prairie.example/badges/3",
            "name": "Anemias of Chronic Disease",
            "description": "Slides and a test, for 1.5 contact hours.",
            "criteria": {"narrative": "Pass the test."},
            "issuer": {"type": "Issuer", "id": ISSUER, "name": "Prairie Laboratory Society"},
        },
        **changes,
    }


def record(*credentials: Any, **changes: Any) -> dict[str, Any]:
    """A learner record (CLR 2.0) of the issuer of `credential`."""
    return {
        "id": "urn:uuid:2d3c1f1e-0003-4c5d-8e6f-7a8b9c0d1e2f",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Learner record",
        "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Prairie Laboratory Society"},
        "validFrom": "2026-04-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:dana",
            "type": ["ClrSubject"],
            "identifier": [identity("Dana R. Whitfield", "ext:name")],
            "verifiableCredential": list(credentials),
        },
        **changes,
    }


def signed(said: dict[str, Any], key: jwk.Key, algorithm: str, **header: Any) -> str:
    """A compact token, also with algorithms and headers that no honest issuer uses."""
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = 10_000_000
    return jws.serialize_compact({"alg": algorithm, **header}, json.dumps(said), key, registry=registry)


def save_png(path: Path, text: str, keyword: str = "openbadgecredential", *, kind: str = "iTXt") -> Path:
    """A picture of one pixel with the text baked into it; `kind` is tEXt, iTXt, or zTXt for a compressed iTXt."""
    if kind == "tEXt":
        chunk = b"tEXt" + keyword.encode() + b"\0" + text.encode("latin-1")
    else:
        body = zlib.compress(text.encode()) if kind == "zTXt" else text.encode()
        chunk = b"iTXt" + keyword.encode() + (b"\0\1\0" if kind == "zTXt" else b"\0\0\0") + b"\0\0" + body
    return write_png(path, chunk)


def write_png(path: Path, *chunks: bytes) -> Path:
    header, data, end = PIXEL
    parts = [
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (header, *chunks, data, end)
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path


def save_svg(path: Path, element: str, *, before: str = "") -> Path:
    """A drawing with a badge element in it."""
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 9 9">{element}<path d="M0 0"/></svg>',
        encoding="utf-8",
    )
    return path


def save_key(folder: Path, name: str, key: jwk.RSAKey | jwk.ECKey | jwk.OKPKey, **members: Any) -> Path:
    """The public part of a key, as PEM or, by the name, as JWK."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    if path.suffix == ".pem":
        path.write_bytes(key.as_pem(private=False))
    else:
        path.write_text(json.dumps({**key.as_dict(private=False), **members}), encoding="utf-8")
    return path
