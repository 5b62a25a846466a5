"""The commands about people: `ingest roster load | assign | unassign | aliases`.

Takes the command line; prints. `cli` puts them into the program.
"""

import getpass
import json
import sys
from pathlib import Path

import click

from ingest.options import database_option, open_store, user_option


@click.group()
def roster() -> None:
    """The staff list: who works here, with which credentials and cycles; and whose certificates are."""


@roster.command("load")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@database_option
def load(file: Path, database: str | None) -> None:
    """Make FILE.csv the staff list.

    Columns: person_id, name, other_names (separated by ;), email, credential, certified_on, cycle_start, cycle_end;
    a row for each credential that a person holds.
    """
    from ingest.roster import load_roster

    people = load_roster(file)
    with open_store(database) as store:
        store.save_people(people)
    credentials = sum(len(person.credentials) for person in people)
    click.echo(f"{len(people)} people with {credentials} credentials are on the roster.", err=True)


@roster.command("assign")
@click.argument("key")
@click.argument("person_id", required=False)
@click.option("--nobody", is_flag=True, help="It is nobody's on the roster.")
@user_option
@database_option
def assign(key: str, person_id: str | None, nobody: bool, user: str | None, database: str | None) -> None:
    """Say that the certificate KEY is PERSON_ID's, or with --nobody that it is nobody's.

    The name on it is remembered: certificates with the same name are the same person's from now on.
    """
    if nobody == (person_id is not None):
        raise click.UsageError("Name either a PERSON_ID or --nobody.")
    with open_store(database) as store:
        store.assign(key, person_id, user or getpass.getuser())
    whose = f"person_id {person_id}'s" if person_id is not None else "nobody's"
    click.echo(f"{key} is {whose}. To take that back: ingest roster unassign {key}", err=True)


@roster.command("unassign")
@click.argument("key")
@user_option
@database_option
def unassign(key: str, user: str | None, database: str | None) -> None:
    """Take back what was said about whose the certificate KEY is."""
    with open_store(database) as store:
        store.withdraw_assignment(key, user or getpass.getuser())
    click.echo(f"Whose {key} is, is again as the name on it says.", err=True)


@roster.command("aliases")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@database_option
def aliases(form: str, database: str | None) -> None:
    """List the printed names that are remembered, with the person whom each means."""
    with open_store(database) as store:
        found = sorted(store.aliases().items())
        names = {person.person_id: person.name for person in store.people()}
    if form == "json":
        rows = [{"printed": printed, "person_id": person_id} for printed, person_id in found]
        click.echo(json.dumps({"schema": "ingest/aliases/1", "rows": rows}, ensure_ascii=False))
        return
    from rich.table import Table
    from rich.text import Text

    from ingest.terminal import print_table

    table = Table("Printed", "Person", "Name on the roster")
    for printed, person_id in found:
        row = (printed, person_id, names.get(person_id, "no longer on the roster"))
        table.add_row(*(Text(_printable(cell)) for cell in row))  # as `Text`: a name on paper is no markup
    print_table(table, sys.stdout)


def _printable(text: str) -> str:
    """The text without what would steer the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
