"""What several commands take, and how they open the database.

Takes what was given on the command line; gives the settings and the store. Heavy modules are imported when
they are needed.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ingest.learned import Bar
    from ingest.settings import Settings
    from ingest.store import Store

database_option = click.option(
    "--database", metavar="URL", help="SQLAlchemy URL of the database; default: INGEST_DATABASE or sqlite:///ingest.db."
)
user_option = click.option("--user", help="Who says so; default: who is logged in.")


def today() -> date:
    """Today on the lab's own calendar: cycles end there."""
    return date.today()  # noqa: DTZ011


def read_settings(**given: Any) -> "Settings":
    """The settings, with the options given on the command line over them."""
    from ingest.settings import load_settings

    return load_settings(**{name: value for name, value in given.items() if value is not None})


def open_store(database: str | None) -> "Store":
    """The database that is meant, with the threshold by which decisions teach."""
    from ingest.store import Store

    settings = read_settings(database=database)
    return Store.open(settings.database, learning_bar(settings))


def learning_bar(settings: "Settings") -> "Bar":
    """What a record must clear to be accepted because of decisions about others."""
    from ingest.learned import load_bar

    return load_bar(settings.promised_error)
