"""The commands about rules: `ingest rules list | show | check`.

Takes the command line; prints. `cli` puts them into the program.
"""

import json
import sys
from pathlib import Path

import click

from ingest.errors import SettingsError
from ingest.settings import load_settings


@click.group()
def rules() -> None:
    """What each credential asks, with the source of each fact; the lab's own rules."""


@rules.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_rules(form: str) -> None:
    """List the rules that ship, and the lab's own."""
    from ingest.compliance.rules import all_rules
    from ingest.compliance.rules_export import rule_record, rules_table
    from ingest.terminal import print_table

    found = all_rules(load_settings().rules)
    if form == "json":
        click.echo(json.dumps([rule_record(rule) for rule in found], ensure_ascii=False, indent=1))
    else:
        print_table(rules_table(found), sys.stdout)


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def show_rule(rule_id: str, form: str) -> None:
    """Show the rule ID in full, each fact with its source."""
    from ingest.compliance.rules import all_rules
    from ingest.compliance.rules_export import rule_lines, rule_record

    found = {rule.id: rule for rule in all_rules(load_settings().rules)}
    if rule_id not in found:
        raise SettingsError(f"There is no rule {rule_id}. See: ingest rules list")
    if form == "json":
        click.echo(json.dumps(rule_record(found[rule_id]), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(rule_lines(found[rule_id])))


@rules.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def check_file(file: Path) -> None:
    """Check a rule FILE, alone and beside the shipped ones; tell what is wrong, with the key."""
    from ingest.compliance.rules import SHIPPED_RULES, load_rule_file, refuse_overlap

    own = load_rule_file(file)
    shipped = (path for path in sorted(SHIPPED_RULES.glob("*.toml")) if not path.samefile(file))
    others = [(path, rule) for path in shipped for rule in load_rule_file(path)]
    refuse_overlap([*others, *((file, rule) for rule in own)])
    click.echo(f"{file}: {', '.join(rule.id for rule in own)}: nothing is wrong.")
