"""The commands: parse, call, print, and map errors to exit codes.

Takes the command line; gives records on standard output, messages and progress on standard error, and an exit code:
0 all done, 1 our own error, 2 usage or settings, 3 a missing tool, 4 the database, 5 some documents failed,
130 interrupted. Heavy modules are imported inside the commands that need them.
"""

import getpass
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.audit_commands import audit, entries, packet, reminders
from ingest.errors import DocumentError, IngestError, SettingsError
from ingest.export_commands import export
from ingest.options import database_option, learning_bar, open_store, read_settings, today
from ingest.output import output_file
from ingest.roster_commands import roster
from ingest.rule_commands import rules

if TYPE_CHECKING:
    from ingest.activity import Outcome

SOME_FAILED = DocumentError.exit_code
INTERRUPTED = 130

_paths = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
_workers = click.option("--workers", type=click.IntRange(1, 256), help="Worker processes; default: one for each core.")


class _Group(click.Group):
    """Maps our errors to a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IngestError as error:
            click.echo(f"ingest: {error.message}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("\ningest: interrupted. What was saved stays; the same command goes on with the rest.", err=True)
            ctx.exit(INTERRUPTED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cert-ingest", prog_name="ingest")
@click.option("-v", "--verbose", is_flag=True, help="Show what the program notes, with tracebacks of failed documents.")
def main(verbose: bool) -> None:
    """Read continuing-education certificates and check them against credential rules.

    A folder of certificates goes in (PDF, JPEG, PNG, TIFF); activity records and a compliance check come out. Nothing
    in the folder is moved, changed or deleted, and nothing leaves this computer.

    \b
    ingest run FOLDER             read every certificate into the database
    ingest review                 look at the doubtful ones in the browser
    ingest roster load staff.csv  say who works here
    ingest audit                  see who is safe and who is short of what
    """
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, format="%(message)s", stream=sys.stderr)


@main.command()
@_paths
@database_option
@_workers
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
def run(paths: tuple[Path, ...], database: str | None, workers: int | None, form: str) -> None:
    """Read files and folders into the database.

    Safe to repeat: a file that is already done is not read again, and what a person decided stays.
    """
    from ingest.batch import read_files
    from ingest.pipeline import describe_run
    from ingest.store import Store
    from ingest.terminal import Progress, show_batch

    settings = read_settings(database=database, workers=workers)
    events = []
    with Store.open(settings.database, learning_bar(settings)) as store, Progress("Reading") as progress:
        for event in read_files(paths, settings, store, describe_run(settings)):
            progress.show(event.number, event.total)
            events.append(event)
            if form == "jsonl":
                _print_records(event.outcomes)
    _refuse_nothing(events, paths)
    if form == "table":
        show_batch(events, settings.database)
    if any(event.failure for event in events):
        sys.exit(SOME_FAILED)


@main.command()
@_paths
@_workers
def read(paths: tuple[Path, ...], workers: int | None) -> None:
    """Read without a database: one JSON line for each certificate."""
    from ingest.acquire import find_files
    from ingest.pipeline import describe_run
    from ingest.terminal import Progress, say_failures
    from ingest.workers import run_supervised

    settings = read_settings(workers=workers)
    files = tuple(find_files(paths))
    _refuse_nothing(files, paths)
    failures: list[tuple[Path, str]] = []
    with Progress("Reading") as progress:
        for number, outcomes in enumerate(run_supervised(files, settings, describe_run(settings)), start=1):
            progress.show(number, len(files))
            _print_records(outcomes)
            failures += [(item.source.path, item.failure.message) for item in outcomes if item.failure]
    say_failures(failures)
    if failures:
        sys.exit(SOME_FAILED)


@main.command()
@_paths
@_workers
@click.option("--format", "form", type=click.Choice(["jsonl", "plain"]), default="jsonl", show_default=True)
def text(paths: tuple[Path, ...], workers: int | None, form: str) -> None:
    """Show what was read, before anything is understood: one JSON line for each page."""
    from ingest.acquire import find_files
    from ingest.terminal import Progress, say_failures
    from ingest.texts import read_texts

    settings = read_settings(workers=workers)
    files = tuple(find_files(paths))
    _refuse_nothing(files, paths)
    failures: list[tuple[Path, str]] = []
    with Progress("Reading") as progress:
        for number, records in enumerate(read_texts(files, settings), start=1):
            progress.show(number, len(files))
            for record in records:
                _print_json(record) if form == "jsonl" else click.echo(record.get("text", ""))
                if "failure" in record:
                    failures.append((Path(record["path"]), record["failure"]["message"]))
    say_failures(failures)
    if failures:
        sys.exit(SOME_FAILED)


@main.command()
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--user", help="Whose decisions these are; default: who is logged in.")
def review(database: str | None, host: str, port: int, user: str | None) -> None:
    """Serve the review pages: what needs a person, each page beside its fields."""
    from ingest.review.app import serve
    from ingest.store import Store

    settings = read_settings(database=database)
    with Store.open(settings.database, learning_bar(settings)) as store:
        serve(store, settings, user=user or getpass.getuser(), host=host, port=port, announce=_announce)


@main.command()
@database_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def status(database: str | None, form: str) -> None:
    """Account for every file ever seen: the states add up to the number of files."""
    from ingest.terminal import show_files

    with open_store(database) as store:
        files = tuple(store.files())
    if form == "table":
        show_files(files)
        return
    states = Counter(file.state.value for file in files)
    rows = [
        {
            "path": str(file.path),
            "sha256": file.sha256,
            "state": file.state.value,
            "certificates": file.certificates,
            "duplicate_of": file.duplicate_of and str(file.duplicate_of),
            "failure": file.failure and {"code": file.failure.code, "message": file.failure.message},
        }
        for file in files
    ]
    _print_json(
        {"schema": "ingest/status/1", "files": len(files), "states": dict(sorted(states.items())), "rows": rows}
    )


@main.command()
@database_option
@click.option("--review", "only_doubtful", is_flag=True, help="Only what needs a person.")
def show(database: str | None, only_doubtful: bool) -> None:
    """Show the activity records as a table, with what is doubted.

    What needs a person comes in the order of what it can change: first what decides where somebody stands.
    """
    from ingest.compliance.audit import audit_lab
    from ingest.compliance.review_order import review_order
    from ingest.compliance.rules import all_rules
    from ingest.decision import State
    from ingest.terminal import show_certificates

    with open_store(database) as store:
        certificates = tuple(store.current())
        if only_doubtful:
            waiting = {item.key: item for item in certificates if item.state is State.NEEDS_REVIEW}
            found = audit_lab(store, all_rules(read_settings().rules), today())
            certificates = tuple(waiting[key] for key in review_order(found, waiting.values()))
    show_certificates(certificates)


@main.group(invoke_without_command=True)
@database_option
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), help="Default: from -o, else table.")
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of the screen.")
@click.pass_context
def learned(context: click.Context, database: str | None, form: str | None, output: Path | None) -> None:
    """Show what people's decisions taught: the layouts and courses that they confirmed."""
    from ingest.learned_export import write_learned

    context.obj = database  # `ingest learned --database URL forget KEY` means the same
    if context.invoked_subcommand is None:
        with open_store(database) as store, output_file(output) as file:
            write_learned(store.learned(), form or (output.suffix[1:].lower() if output else "table"), file)


@learned.command()
@click.argument("key")
@database_option
@click.option("--user", help="Who wants that; default: who is logged in.")
@click.pass_obj
def forget(given: str | None, key: str, database: str | None, user: str | None) -> None:
    """Use what was learned as KEY no more, until it is restored. Decisions stay."""
    with open_store(database or given) as store:
        store.forget(key, user or getpass.getuser())
    click.echo(f"{key} is forgotten. It comes back with: ingest learned restore {key}", err=True)


@learned.command()
@click.argument("key")
@database_option
@click.pass_obj
def restore(given: str | None, key: str, database: str | None) -> None:
    """Use again what was forgotten as KEY."""
    with open_store(database or given) as store:
        store.restore(key)
    click.echo(f"{key} is remembered again.", err=True)


@main.command()
@click.argument("packet_file", metavar="[PACKET]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@database_option
def verify(packet_file: Path | None, database: str | None) -> None:
    """Hash every original again and hold it against the records; or tell whether PACKET is as it was made."""
    from ingest.terminal import say_failures
    from ingest.verify import verify as find_discrepancies

    if packet_file is not None:
        _verify_packet(packet_file)
        return
    with open_store(database) as store:
        found = tuple(find_discrepancies(store))
        count = sum(1 for _ in store.files())
    say_failures((item.path, f"{item.path.name}: {item.wrong.value}: {item.detail}") for item in found)
    click.echo(f"{count} files looked at, {len(found)} not as they were read.")
    if found:
        sys.exit(SOME_FAILED)


@main.command()
def doctor() -> None:
    """Say what is installed, in which version, and how to get what is missing."""
    from ingest.doctor import examine
    from ingest.terminal import show_parts

    parts = examine(read_settings().ocr_engine)
    show_parts(parts)
    if any(part.is_needed and part.version is None for part in parts):
        sys.exit(3)


for _command in (roster, rules, audit, packet, reminders, entries, export):
    main.add_command(_command)


def _verify_packet(path: Path) -> None:
    from ingest.packet_check import check_packet

    problems = check_packet(path)
    for problem in problems:
        click.echo(f"{path.name}: {f'page {problem.page}: ' if problem.page else ''}{problem.detail}", err=True)
    if problems:
        sys.exit(SOME_FAILED)
    click.echo(f"{path.name} is as it was made. Who made it is not told: packets are not signed.")


def _announce(address: str) -> None:
    click.echo(f"The review pages are at {address} (Ctrl-C stops them).", err=True)


def _print_records(outcomes: "Iterable[Outcome]") -> None:
    from ingest.record import to_record

    for outcome in outcomes:
        _print_json(to_record(outcome))


def _print_json(record: dict[str, Any]) -> None:
    """One line, flushed: who reads our output sees each certificate when it is done."""
    # A byte of a file name that is not UTF-8 is written as its escape.
    line = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _refuse_nothing(found: Sequence[Any], paths: tuple[Path, ...]) -> None:
    """A folder without a file is most likely the wrong folder."""
    if not found:
        raise SettingsError(f"No file was found in {', '.join(map(str, paths))}. Is it the right folder?")
