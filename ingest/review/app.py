"""The review application: lists what needs a person, shows a certificate beside its fields, takes the decision.

Takes the store, the settings and the name of who decides; gives a FastAPI application, or serves it.
Refuses to overwrite what somebody else decided meanwhile, and to answer under another name than its own.

Every handler is a plain function, which runs in a thread: the store waits for its database, PDFium for the processor.
"""

import contextlib
import re
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import jinja2
import uvicorn
from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ingest.activity import CategoryLabel, FieldName
from ingest.compliance.audit import audit_lab
from ingest.compliance.audit_export import to_json
from ingest.compliance.rules import all_rules
from ingest.decision import Action, FieldValue, State
from ingest.errors import DecisionConflict, DocumentError, SettingsError, StoreError
from ingest.review.forms import Checked, DecisionForm, check_form, typed_values
from ingest.review.pages import (
    LABELS,
    STATES,
    UNITS,
    category_words,
    differing,
    failed_rows,
    field_rows,
    file_of,
    history_rows,
    in_address,
    list_row,
    page_rows,
    pages_words,
    queue,
    rank,
    record_doubts,
)
from ingest.review.pictures import PagePictures, changed_words, unchanged_path
from ingest.review.safety import SameOriginOnly, is_token, make_token
from ingest.settings import Settings
from ingest.standing import StoredCertificate
from ingest.store import Store

FOLDER: Final = Path(__file__).parent
OWN_NAMES: Final = ("localhost", "127.0.0.1")
ROWS_SHOWN: Final = 100  # of a list, on one page
STOP_SECONDS: Final = 3  # that requests get to end when the server stops
_KEY: Final = re.compile(r"[0-9a-f]{64}:\d{1,6}-\d{1,6}(?:#\d{1,6})?", re.ASCII)
_LOCKED: Final = (State.CONFIRMED, State.REJECTED)


def create_app(store: Store, settings: Settings, *, user: str, host: str = "127.0.0.1") -> FastAPI:
    """Make the application.

    Args:
        store: Is read and decided upon; whoever gives it closes it.
        settings: Bound the pictures of the pages.
        user: The name under which decisions are written down.
        host: A further name or address that browsers may call it by.

    Raises:
        SettingsError: a rule file of the audit is damaged.
    """
    app = FastAPI(title="ingest review", docs_url=None, redoc_url=None, openapi_url=None)
    review = Review(store, settings, user)
    app.get("/", response_class=HTMLResponse)(review.show_list)
    app.get("/audit", response_class=HTMLResponse)(review.show_audit)
    app.get("/certificates/{key}", response_class=HTMLResponse)(review.show_certificate)
    app.get("/certificates/{key}/next")(review.go_on)
    app.get("/certificates/{key}/pages/{number}.png")(review.show_picture)
    app.post("/certificates/{key}", response_class=HTMLResponse)(review.decide)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"))
    app.add_exception_handler(AnyHTTPException, review.show_http_error)
    app.add_exception_handler(RequestValidationError, review.show_wrong_request)
    app.add_exception_handler(StoreError, review.show_store_error)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*OWN_NAMES, host], www_redirect=False)
    app.add_middleware(SameOriginOnly)  # the outer one: its headers are on every answer
    return app


def serve(
    store: Store,
    settings: Settings,
    *,
    user: str,
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Callable[[str], None],
) -> None:
    """Serve the pages until Ctrl-C.

    Args:
        store: See `create_app`.
        settings: See `create_app`.
        user: See `create_app`.
        host: The address to listen on. Whoever can reach it can decide as `user`.
        port: The port; 0 takes a free one.
        announce: Is called with the address of the pages once a browser can open it.

    Raises:
        SettingsError: the address or port cannot be had, or a rule file of the audit is damaged.
    """
    app = create_app(store, settings, user=user, host=host)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise SettingsError(
            f"Cannot listen on {host}, port {port}: {error}. Choose another with --port or --host."
        ) from error
    with listener, contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how one stops it
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, lifespan="off", timeout_graceful_shutdown=STOP_SECONDS
        )
        uvicorn.Server(config).run(sockets=[listener])


class Review:
    """What the handlers share. Each public method answers one kind of request."""

    def __init__(self, store: Store, settings: Settings, user: str) -> None:
        self._store = store
        self._user = user
        self._token = make_token()
        self._rules = all_rules(settings.rules)
        self._pictures = PagePictures(settings)
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["in_address"] = in_address

    def show_list(self, state: State = State.NEEDS_REVIEW, page: int = 1, done: str | None = None) -> Response:
        """The certificates of one state, and how many there are of each."""
        certificates = list(self._store.current())
        failed = failed_rows(self._store.files(), {certificate.key for certificate in certificates})
        counts = Counter(certificate.state for certificate in certificates)
        counts[State.FAILED] = len(failed)
        if state is State.NEEDS_REVIEW:
            chosen = queue(certificates)
        else:
            chosen = [certificate for certificate in certificates if certificate.state is state]
        start = (max(page, 1) - 1) * ROWS_SHOWN
        is_failed = state is State.FAILED
        return self._page(
            "list.html",
            state=state,
            states=[(each, words, counts[each]) for each, words in STATES.items()],
            rows=[] if is_failed else [list_row(each) for each in chosen[start : start + ROWS_SHOWN]],
            failed=failed[start : start + ROWS_SHOWN] if is_failed else [],
            page=max(page, 1),
            more=start + ROWS_SHOWN < counts[state],
            is_empty=not certificates and not failed,
            done=self._done(done),
        )

    def show_certificate(self, key: str, edit: bool = False, done: str | None = None) -> Response:
        """The page of a certificate."""
        certificate = self._certificate(key)
        return self._certificate_page(certificate, unlocked=edit, done=self._done(done))

    def show_picture(self, key: str, number: int) -> Response:
        """A page of a certificate as a picture."""
        certificate = self._certificate(key)
        if not any(row.number == number for row in page_rows(certificate)):
            raise HTTPException(404, "The certificate has no such page.")
        try:
            return Response(self._pictures.png(certificate, number), media_type="image/png")
        except DocumentError as error:
            raise HTTPException(404, error.message) from error

    def go_on(self, key: str) -> Response:
        """Leave a certificate undecided and go on to the next of the queue."""
        return self._next(self._certificate(key), done=None)

    def decide(self, key: str, form: Annotated[DecisionForm, Form()]) -> Response:
        """Take a decision: save it and go on, or show the form again with what is wrong."""
        if not is_token(form.token, self._token):
            raise HTTPException(403, "This form is older than the running program. Open the certificate again.")
        certificate = self._certificate(key)
        if certificate.state is State.REPLACED:
            raise HTTPException(409, "The file of this certificate holds other bytes today, so nothing can be decided.")
        checked = Checked({}, {})
        if form.action is Action.CONFIRM and certificate.outcome.activity is not None:
            checked = check_form(form.typed(), self._user, _today())
        if checked.problems:
            return self._certificate_page(certificate, unlocked=True, typed=form, checked=checked, status=422)
        try:
            self._store.decide(key, self._user, checked.values, form.action, seen=form.seen)
        except DecisionConflict:
            certificate = self._certificate(key)
            return self._certificate_page(certificate, unlocked=True, typed=form, checked=checked, status=409)
        if certificate.state is State.NEEDS_REVIEW:
            return self._next(certificate, done=key)
        return RedirectResponse(f"/certificates/{in_address(key)}", 303)

    def show_audit(self) -> Response:
        """Every person of the lab against the rules, as of today."""
        people, certificates = self._store.people(), list(self._store.current())
        found = audit_lab(self._store, self._rules, _today())
        records = to_json(found)["people"]
        rows = [(row, record, row.missing) for row, record in zip(found.people, records, strict=True)]
        files = {certificate.key: file_of(certificate).name for certificate in certificates}
        notes = tuple(dict.fromkeys(row.rule.note for row in found.people if row.rule))
        return self._page("audit.html", audit=found, rows=rows, notes=notes, nobody=not people, files=files)

    def show_http_error(self, request: Request, error: Exception) -> Response:
        """A page for what was not found or is refused."""
        status, detail = (error.status_code, error.detail) if isinstance(error, AnyHTTPException) else (500, "")
        return self._page("error.html", status, message=detail)

    def show_wrong_request(self, request: Request, error: Exception) -> Response:
        """A page for an address or a form that is none of ours."""
        return self._page("error.html", 400, message="This is no address or form of these pages.")

    def show_store_error(self, request: Request, error: Exception) -> Response:
        """A page for a decision that the store refuses, and for a database that cannot be used."""
        return self._page("error.html", 503, message=str(error))

    def _certificate(self, key: str) -> StoredCertificate:
        certificate = self._store.find(key) if _KEY.fullmatch(key) else None
        if certificate is None:
            raise HTTPException(404, "There is no such certificate. Look for it in the list.")
        return certificate

    def _certificate_page(
        self,
        certificate: StoredCertificate,
        *,
        unlocked: bool,
        typed: DecisionForm | None = None,
        checked: Checked | None = None,
        done: StoredCertificate | None = None,
        status: int = 200,
    ) -> Response:
        activity = certificate.outcome.activity
        decisions = self._store.history(certificate.key)
        values: Mapping[FieldName, FieldValue | None] = checked.values if checked else {}
        return self._page(
            "certificate.html",
            status,
            certificate=certificate,
            file=file_of(certificate),
            extent=pages_words(certificate),
            fields=field_rows(certificate),
            pages=page_rows(certificate),
            doubts=record_doubts(certificate),
            missing_file=None if unchanged_path(certificate) else changed_words(certificate),
            texts=typed.typed() if typed else typed_values(activity) if activity else {},
            problems=checked.problems if checked else {},
            others=differing(activity, values) if status == 409 else {},
            newer=history_rows([each for each in decisions if typed and each.number > typed.seen]),
            history=history_rows(decisions),
            locked=certificate.state in _LOCKED and not unlocked,
            decided=certificate.state in _LOCKED,
            done=done,
        )

    def _next(self, certificate: StoredCertificate, *, done: str | None) -> Response:
        """To the certificate after this one, then from the beginning of the queue; to the list when none is left."""
        waiting = [each for each in queue(self._store.current()) if each.key != certificate.key]
        later = [each for each in waiting if rank(each) > rank(certificate)]
        place = f"/certificates/{in_address((later or waiting)[0].key)}" if waiting else "/"
        return RedirectResponse(place + (f"?done={in_address(done)}" if done else ""), 303)

    def _done(self, key: str | None) -> StoredCertificate | None:
        """The certificate that was decided a moment ago."""
        certificate = self._store.find(key) if key and _KEY.fullmatch(key) else None
        return certificate if certificate and certificate.state in _LOCKED else None

    def _page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        shared = {
            "user": self._user,
            "token": self._token,
            "STATES": STATES,
            "LABELS": LABELS,
            "UNITS": UNITS,
            "CATEGORIES": [(label.value, category_words(label.value)) for label in CategoryLabel],
        }
        text = self._templates.get_template(template).render(**shared, **values)
        return HTMLResponse(text.encode("utf-8", "replace"), status)  # a file name may be no text


def _today() -> date:
    """The day by the clock of this machine."""
    return datetime.now().astimezone().date()
