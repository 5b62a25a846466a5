"""Keeps other web sites out of the review pages, and what a document says from running in them.

Takes the application; gives it with checks before and headers after it.
Refuses requests that another site sent, and bodies that are larger than any form of ours.
"""

import secrets
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING_METHODS: Final = frozenset({"GET", "HEAD"})
MOST_BODY_BYTES: Final = 100_000  # a form with every field full has 20,000

SAFE_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers would send our own forms with the origin "null"
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class SameOriginOnly:
    """Middleware: sets `SAFE_HEADERS` on every answer, and refuses what changes something from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SAFE_HEADERS)
            await send(message)

        refusal = None if scope["method"] in READING_METHODS else _refusal(Headers(scope=scope))
        answer = self._app if refusal is None else PlainTextResponse(refusal[1], status_code=refusal[0])
        await answer(scope, receive, send_safely)


def make_token() -> str:
    """A token that a form of this process carries and nobody else knows."""
    return secrets.token_urlsafe(32)


def is_token(given: str, token: str) -> bool:
    """Whether a form carries our token; takes the same time for every wrong one."""
    return secrets.compare_digest(given.encode(), token.encode())


def _refusal(headers: Headers) -> tuple[int, str] | None:
    """Status and reason if the request is not from one of our own pages. Without both headers, the token decides."""
    site, origin = headers.get("sec-fetch-site", "same-origin"), headers.get("origin")
    ours = (f"http://{headers.get('host')}", f"https://{headers.get('host')}")
    if site != "same-origin" or (origin is not None and origin not in ours):
        return 403, "Refused: this was sent from another site. Open the review pages and decide there."
    length = headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_BODY_BYTES:
        return 413, "Refused: no form of these pages is that large."
    return None
