"""Whether a badge's signature was made with a key that the lab pinned.

Takes a signed token, the issuer that its badge names, and the pinned keys; gives the doubt that remains, or None.
Refuses every key but the pinned ones, above all those that a token brings along or points to, and every algorithm but
RS256, ES256 and EdDSA with Ed25519. Nothing is fetched.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from joserfc import jwk, jws
from joserfc.errors import InvalidKeyTypeError, JoseError, SecurityWarning

from ingest.activity import Issue, IssueCode
from ingest.badge_data import MOST_BYTES, Token, parse_json
from ingest.errors import SettingsError
from ingest.settings import key_files

MOST_QUOTED: Final = 80  # characters of a stranger's words
_NOT_SIGNED: Final = "none"
_OWN_KEY: Final = ("jwk", "jku", "x5c", "x5u")
_IDENTIFYING: Final = ("crv", "e", "kty", "n", "x", "y")  # the members of a public key (RFC 7638, 3.2)
_EXTENSIONS: Final = ("crit", "b64")  # change what is signed, or ask to be understood (RFC 7515, 4.1.11; RFC 7797)


@dataclass(frozen=True, slots=True)
class PinnedKey:
    """A public key that the lab trusts."""

    path: Path
    names: frozenset[str]  # by which a token may call it: `kid`, thumbprint (RFC 7638), the name of its file
    algorithms: frozenset[str]
    issuer: str | None  # the only one that it vouches for; None for any
    key: jwk.RSAKey | jwk.ECKey | jwk.OKPKey


def doubt_of(token: Token, issuer: str | None, keys: Sequence[PinnedKey]) -> Issue | None:
    """Why the token's badge is not to be believed; None if a pinned key vouches for it.

    Args:
        token: The badge as it is signed.
        issuer: The id of the issuer that the badge names.
        keys: The pinned keys.
    """
    algorithm = token.header.get("alg")
    if not isinstance(algorithm, str) or algorithm == _NOT_SIGNED:
        return unverified("it is not signed")
    if any(name in token.header for name in _EXTENSIONS):
        return unverified("its signature needs an extension that is not supported")
    claimed = token.payload.get("iss")
    if claimed is not None and claimed != issuer:
        return unverified(f"it is signed for {quoted(claimed)} and names {quoted(issuer or '')} as its issuer")
    fitting = [key for key in keys if algorithm in key.algorithms and key.issuer in (None, issuer)]
    if any(_verifies(token, algorithm, key) for key in fitting):
        return None
    for key in fitting:
        if _is_called(token, key):
            detail = f"its signature does not fit the pinned key {key.path.name}: it was altered, or is forged"
            return Issue(IssueCode.BAD_SIGNATURE, None, detail)
    return unverified(_why_not(token, algorithm, keys))


def unverified(detail: str) -> Issue:
    """The doubt about a badge that no pinned key vouches for."""
    return Issue(IssueCode.UNVERIFIED_BADGE, None, detail)


def quoted(said: object) -> str:
    """A stranger's words in a sentence of ours, without what cannot be printed, and cut short.

    >>> quoted("InProgress")
    '“InProgress”'
    """
    words = "".join(filter(str.isprintable, str(said)))
    return f"“{words[:MOST_QUOTED]}…”" if len(words) > MOST_QUOTED else f"“{words}”"


def load_keys(folder: Path | None) -> tuple[PinnedKey, ...]:
    """The pinned keys of a folder, in the order of their names; none without a folder.

    Raises:
        SettingsError: there is no such folder, or a key in it cannot be used.
    """
    if folder is None:
        return ()
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder (badge_keys). Correct the setting.", path=folder)
    return tuple(map(_load_key, key_files(folder)))


def _load_key(path: Path) -> PinnedKey:
    try:
        # A key of fewer than 2048 bits is a warning to joserfc; here it vouches for nothing (NIST SP 800-131A).
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            key, issuer = _imported(path)
            key.check_use("sig")  # a key for encryption is none
    except (OSError, JoseError, SecurityWarning, ValueError, TypeError, LookupError) as error:
        raise SettingsError(f"{path}: no public key that can be used ({error}).", path=path) from error
    algorithms = _algorithms(key)
    if not algorithms:
        raise SettingsError(f"{path}: no key for RS256, ES256 or EdDSA with Ed25519.", path=path)
    if key.is_private:
        raise SettingsError(f"{path}: a private key. Keep only the issuer's public key here.", path=path)
    names = {key.kid, key.thumbprint(), path.name.partition(".")[0]}
    return PinnedKey(path, frozenset(name for name in names if name), algorithms, issuer, key)


def _imported(path: Path) -> tuple[jwk.RSAKey | jwk.ECKey | jwk.OKPKey, str | None]:
    """The key, and the issuer that a JWK binds it to.

    The member `iss` is what 1EdTech's "Open Badges 3.0 Implementation Guide", section "Key provenance", proposes for
    that (read 2026-11-24).
    """
    content = path.read_bytes()
    if path.suffix == ".json":
        said: Any = parse_json(content.decode("utf-8-sig"))
        key, issuer = jwk.import_key(said), said.get("iss")
        if isinstance(key, jwk.OctKey):
            raise ValueError("a secret that both sides share")
        if issuer is not None and type(issuer) is not str:
            raise ValueError("iss is no text")
        return key, issuer
    for kind in (jwk.RSAKey, jwk.ECKey, jwk.OKPKey):
        try:
            return kind.import_key(content), None
        except InvalidKeyTypeError:
            continue
    raise ValueError("of no kind that is known")


def _algorithms(key: jwk.RSAKey | jwk.ECKey | jwk.OKPKey) -> frozenset[str]:
    """The algorithms that a key is used with; a token that names another one does not get it."""
    if isinstance(key, jwk.RSAKey):
        return frozenset({"RS256"})
    if isinstance(key, jwk.ECKey):
        return frozenset({"ES256"} if key.curve_name == "P-256" else ())
    return frozenset({"EdDSA", "Ed25519"} if key.curve_name == "Ed25519" else ())


def _verifies(token: Token, algorithm: str, key: PinnedKey) -> bool:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    # joserfc bounds these for log-ins: a badge may carry pictures, and its header a key.
    registry.max_header_length = registry.max_payload_length = MOST_BYTES
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # EdDSA is the name that badges use for Ed25519
            jws.deserialize_compact(token.text, key.key, registry=registry)
    except (JoseError, ValueError, TypeError):
        return False
    return True


def _is_called(token: Token, key: PinnedKey) -> bool:
    """Whether the token says that it was signed with this key: by its id, or by bringing its copy."""
    own, called = token.header.get("jwk"), token.header.get("kid")
    if isinstance(own, dict):
        return jwk.thumbprint({name: own[name] for name in _IDENTIFYING if name in own}) in key.names
    return isinstance(called, str) and (called in key.names or called.rpartition("#")[2] in key.names)


def _why_not(token: Token, algorithm: str, keys: Sequence[PinnedKey]) -> str:
    if not keys:
        return "it is signed, but no key is pinned that could vouch for it (badge_keys)"
    called = token.header.get("kid")
    by = f"{quoted(called)}, {quoted(algorithm)}" if called else quoted(algorithm)
    own = "; the key that it brings along proves nothing" if any(name in token.header for name in _OWN_KEY) else ""
    return f"it is signed ({by}), but no pinned key of its issuer vouches for it{own}"
