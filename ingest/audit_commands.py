"""The commands about the audit: `ingest audit`, `packet`, `reminders` and `entries`.

Takes the command line; prints or writes files. `cli` puts them into the program.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.options import database_option, open_store, read_settings, today
from ingest.output import output_file

if TYPE_CHECKING:
    from ingest.compliance.audit import Audit
    from ingest.store import Store

_as_of = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the audit; default: today.")
_person = click.option("--person", metavar="ID", help="Only this person.")
_suffixes = {".json": "json", ".html": "html", ".xlsx": "xlsx"}


@click.command()
@database_option
@_as_of
@_person
@click.option("--claims", type=click.Path(path_type=Path, dir_okay=False), help="What the staff declared, csv or xlsx.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "html", "xlsx"]), help="Default: from -o, or table."
)
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of the screen.")
def audit(
    *,
    database: str | None,
    as_of: datetime | None,
    person: str | None,
    claims: Path | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Check every person on the roster against the rules of their credentials.

    With --claims, compare what the staff declared with what the certificates prove instead.
    """
    form = form or (_suffixes.get(output.suffix.lower(), "table") if output else "table")
    if form == "xlsx" and output is None:
        raise click.UsageError("A spreadsheet needs a file: -o audit.xlsx")
    with open_store(database) as store:
        found = _audit(store, as_of, person)
        if claims is not None:
            _write_claims(store, found, claims, form, output)
        elif form == "xlsx" and output is not None:
            from ingest.compliance.audit_workbook import write_audit_workbook

            write_audit_workbook(found, output)
        else:
            _write_audit(store, found, form, output)


@click.command()
@click.argument("person", metavar="PERSON")
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.pdf")
@click.option("--credential", help="Which of several credentials.")
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True)
@click.option("--attach/--no-attach", default=True, show_default=True, help="Put the original files into the packet.")
@_as_of
@database_option
def packet(
    *,
    person: str,
    output: Path,
    credential: str | None,
    paper: str,
    attach: bool,
    as_of: datetime | None,
    database: str | None,
) -> None:
    """Write one PDF for an auditor: cover, index, the certificates of PERSON in order, a manifest.

    `ingest verify FILE.pdf` tells later whether it still is as it was made.
    """
    from ingest.packet import write_packet

    with open_store(database) as store:
        found = _audit(store, as_of, person)
    made = write_packet(found, person, credential, output, datetime.now(UTC), attach=attach, paper=paper)
    click.echo(f"Certificates in {output}: {made.included}, on {made.pages} pages.", err=True)
    for key, why in (*made.waiting, *made.left_out, *made.noticed):
        click.echo(f"not shown: {_name(found, key)}: {why}", err=True)


@click.command()
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.ics or .csv")
@click.option("--all", "all_", is_flag=True, help="Also for those who have met the requirement.")
@click.option("--names", is_flag=True, help="Write names, and not only person_ids, into the calendar.")
@_as_of
@database_option
def reminders(*, output: Path, all_: bool, names: bool, as_of: datetime | None, database: str | None) -> None:
    """Write the ends of cycles for a calendar (.ics) or as a list (.csv)."""
    from ingest.reminders import write_reminders

    with open_store(database) as store:
        found = _audit(store, as_of, None)
    made = write_reminders(found, output, datetime.now(UTC), all_=all_, with_names=names)
    click.echo(f"Reminders for {made.credentials} credentials are in {output}.", err=True)
    if made.undated:
        click.echo(f"{made.undated} have no cycle_end on the roster and are not among them.", err=True)


@click.command()
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.csv or .xlsx")
@click.option("--ce-broker", is_flag=True, help="In the order of columns of CE Broker, for approved providers.")
@click.option("--state", default="", help="The state of the licences for CE Broker, such as FL.")
@_person
@_as_of
@database_option
def entries(
    *, output: Path, ce_broker: bool, state: str, person: str | None, as_of: datetime | None, database: str | None
) -> None:
    """Write what is to be typed in at the ASCP, person by person, in the order of the allocation."""
    from ingest.entry_sheet import write_ce_broker, write_entries

    with open_store(database) as store:
        found = _audit(store, as_of, person)
    count = write_ce_broker(found, output, state) if ce_broker else write_entries(found, output)
    click.echo(f"{count} rows are in {output}.", err=True)


def _audit(store: "Store", as_of: datetime | None, person: str | None) -> "Audit":
    from ingest.compliance.audit import audit_lab
    from ingest.compliance.rules import all_rules

    people = store.people()
    if not people:
        raise click.UsageError("The roster is empty. Load one first: ingest roster load FILE.csv")
    if person is not None and person not in {item.person_id for item in people}:
        raise click.UsageError(f"Nobody on the roster has the id {person}.")
    day = as_of.date() if as_of else today()
    return audit_lab(store, all_rules(read_settings().rules), day, person)


def _name(found: "Audit", key: str) -> str:
    from ingest.compliance.wording import certificate_words

    return certificate_words(found.certificates[key]) if key in found.certificates else key


def _write_claims(store: "Store", found: "Audit", claims: Path, form: str, output: Path | None) -> None:
    from ingest.compliance.claims import load_claims
    from ingest.compliance.claims_check import compare
    from ingest.compliance.claims_export import claims_record, claims_table, signs_table
    from ingest.compliance.signs import signs
    from ingest.terminal import print_table

    if form not in ("table", "json"):
        raise click.UsageError("What was declared is compared as a table or as json.")
    declared = load_claims(claims, read_settings().claims)
    differing = compare(declared, found, store.people(), store.current())
    noticed = signs(found.certificates)
    with output_file(output) as file:
        if form == "json":
            json.dump(claims_record(declared, differing, noticed), file, ensure_ascii=False, indent=1)
            file.write("\n")
        else:
            print_table(claims_table(declared, differing, claims), file)
            print_table(signs_table(noticed), file)


def _write_audit(store: "Store", found: "Audit", form: str, output: Path | None) -> None:
    from ingest.compliance.audit_export import to_json, to_table
    from ingest.terminal import print_table

    with output_file(output) as file:
        if form == "json":
            json.dump(to_json(found), file, ensure_ascii=False, indent=1)
            file.write("\n")
        elif form == "html":
            from ingest.compliance.report import report_html

            file.write(report_html(found, tuple(store.current())))
        else:
            print_table(to_table(found), file)
