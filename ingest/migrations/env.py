"""Runs the migrations over the connection that `database` hands in.

Takes the connection in the attributes of the Alembic configuration; `database.migrate` is the only caller.
Refuses to open a connection of its own, or to write SQL to a file: a database is only ever migrated by opening it.
"""

from alembic import context

from ingest.database import METADATA


def run_migrations() -> None:
    """Run the steps that the open database lacks, in the transaction of its connection."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        render_as_batch=True,  # SQLite cannot alter a column in place
    )
    context.run_migrations()


if __name__ == "env_py":  # Alembic runs this file under that name; an import by anything else must do nothing
    run_migrations()
