"""The command `ingest export`: records for spreadsheets and programs, and learning records for other systems.

Takes the command line; writes files. `cli` puts it into the program.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.options import database_option, open_store, read_settings, today

if TYPE_CHECKING:
    from ingest.compliance.audit import Audit

_FORMS = ("records", "badges", "clr", "xapi")


@click.command()
@database_option
@click.option(
    "-o", "output", type=click.Path(path_type=Path), required=True, help="FILE.csv, .xlsx or .jsonl; see --as."
)
@click.option(
    "--as",
    "form",
    type=click.Choice(_FORMS),
    default="records",
    show_default=True,
    help="badges: a folder of Open Badges 3.0; clr: one CLR 2.0 file of a person; xapi: statements as jsonl.",
)
@click.option("--person", metavar="ID", help="Only this person; clr needs it.")
def export(*, database: str | None, output: Path, form: str, person: str | None) -> None:
    """Write the activity records as csv, xlsx or jsonl, or as learning records."""
    from ingest.export import write_certificates

    if form == "records":
        with open_store(database) as store:
            count = write_certificates(store.current(), output)
        click.echo(f"{count} records are in {output}.", err=True)
        return
    if form == "clr" and person is None:
        raise click.UsageError("A CLR is of one person: --person ID")
    with open_store(database) as store:
        found = _audit(store, person)
    write = {"badges": _write_badges, "clr": _write_clr, "xapi": _write_xapi}[form]
    written, left_out = write(found, output)
    click.echo(f"{written} certificates are in {output}; {left_out} wait for review and were left out.", err=True)


def _audit(store: Any, person: str | None) -> "Audit":
    from ingest.compliance.audit import audit_lab
    from ingest.compliance.rules import all_rules

    return audit_lab(store, all_rules(read_settings().rules), today(), person)


def _owned(found: "Audit") -> tuple[tuple[Any, ...], int]:
    """The certificates of the people of the audit that are settled, and how many of theirs are not."""
    from ingest.learning_records import settled

    shown = {row.person.person_id for row in found.people}
    return settled(one for key, one in found.certificates.items() if found.owners[key] in shown)


def _people(found: "Audit") -> Mapping[str, Any]:
    """The owner of each certificate, by its key."""
    people = {row.person.person_id: row.person for row in found.people}
    return {key: people[owner] for key, owner in found.owners.items() if owner in people}


def _write_badges(found: "Audit", folder: Path) -> tuple[int, int]:
    from ingest.learning_records import achievement_credential

    kept, left_out = _owned(found)
    people = _people(found)
    folder.mkdir(parents=True, exist_ok=True)
    for certificate in kept:
        record = achievement_credential(certificate, people[certificate.key])
        _write(folder / f"{record['id'].rpartition(':')[2]}.json", [json.dumps(record, ensure_ascii=False, indent=1)])
    return len(kept), left_out


def _write_clr(found: "Audit", path: Path) -> tuple[int, int]:
    from ingest.learning_records import clr

    kept, left_out = _owned(found)
    record = clr(found.people[0].person, kept, datetime.now(UTC))
    _write(path, [json.dumps(record, ensure_ascii=False, indent=1)])
    return len(kept), left_out


def _write_xapi(found: "Audit", path: Path) -> tuple[int, int]:
    from ingest.learning_records import xapi_statements

    kept, left_out = _owned(found)
    statements = xapi_statements(kept, _people(found))
    _write(path, (json.dumps(statement, ensure_ascii=False) for statement in statements))
    return len(kept), left_out


def _write(path: Path, lines: Iterable[str]) -> None:
    from ingest.whole_file import whole_file

    with whole_file(path) as file:
        # A byte of a file name that is not UTF-8 is written as its escape.
        file.writelines(f"{line}\n".encode("utf-8", "backslashreplace") for line in lines)
