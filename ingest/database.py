"""The tables, and how a database is opened and brought up to date.

Takes an SQLAlchemy URL, gives an `Engine` whose database has exactly these tables. All that is particular to SQLite or
to PostgreSQL is in this module.
Refuses, with advice, a database that is newer than this program, damaged, locked, not writable or not ours.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from ingest.errors import MissingToolError, StoreError

MIGRATIONS: Final = Path(__file__).parent / "migrations"
BUSY_SECONDS: Final = 15.0  # how long a writer waits for another one; `?timeout=` in the URL sets another time
MIGRATION_LOCK: Final = 20261123  # any number that is only ours: of two programs, one migrates and the other waits
LEARNING_LOCK: Final = 20261124  # the same for what follows from a decision
WRITES: Final = "ingest_writes"  # the execution option that marks a transaction that will write

METADATA: Final = sa.MetaData()


class AnyText(sa.types.TypeDecorator[str]):
    """Text that may hold what databases refuse: NUL, and the lone surrogates of file names that are not UTF-8.

    These are kept as characters of private plane 16, which no keyboard and no file name gives.
    """

    impl = sa.Text
    cache_ok = True

    _KEPT_AS: Final = {0: 0x10D7FF} | {code: 0x100000 + code for code in range(0xD800, 0xE000)}
    _STANDS_FOR: Final = {kept: code for code, kept in _KEPT_AS.items()}

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else value.translate(self._KEPT_AS)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else value.translate(self._STANDS_FOR)


# Made by what. Outcomes are the same only within one run.
RUNS: Final = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ingest", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("ocr", sa.Text, nullable=False),
    sa.Column("settings", sa.Text, nullable=False),
    sa.UniqueConstraint("ingest", "model", "ocr", "settings", name="uq_runs_made_by"),
)

# Bytes that were seen at least once. `run_id` names the run whose outcomes are in force; NULL: not read yet.
DOCUMENTS: Final = sa.Table(
    "documents",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("media_type", sa.Text),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id")),
)

# One row for each path ever seen, with the bytes that lay there last. A file whose bytes cannot be read has no sha256
# and its failure here; every other failure is an outcome.
SIGHTINGS: Final = sa.Table(
    "sightings",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("path", AnyText, nullable=False, unique=True),
    sa.Column("sha256", sa.ForeignKey("documents.sha256"), index=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("first_seen", sa.Text, nullable=False),
    sa.Column("last_seen", sa.Text, nullable=False),
    sa.Column("failure_code", sa.Text),
    sa.Column("failure_message", AnyText),
)

# What the machine made of each certificate. Rows are added, and replaced only where a failure is tried again.
# `table_row` is `Outcome.row`, 0 where that is None: NULLs would not be equal to each other in the identity.
OUTCOMES: Final = sa.Table(
    "outcomes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.ForeignKey("documents.sha256"), nullable=False),
    sa.Column("first_page", sa.Integer, nullable=False),
    sa.Column("last_page", sa.Integer, nullable=False),
    sa.Column("table_row", sa.Integer, nullable=False),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False, index=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("failure_code", sa.Text),
    sa.Column("failure_message", AnyText),
    sa.Column("record", sa.JSON, nullable=False),
    sa.Column("saved_at", sa.Text, nullable=False),
    sa.UniqueConstraint("sha256", "first_page", "last_page", "table_row", "run_id", name="uq_outcomes_identity"),
)

# The fields of an outcome's record once more, one row for each, to ask with SQL.
FIELDS: Final = sa.Table(
    "fields",
    METADATA,
    sa.Column("outcome_id", sa.ForeignKey("outcomes.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", AnyText),
    sa.Column("unit", sa.Text),
    sa.Column("text", AnyText),
    sa.Column("confidence", sa.Double),
    sa.Column("page", sa.Integer),
    sa.Column("boxes", sa.JSON, nullable=False),
    sa.Column("method", sa.Text),
)

# What people decided, only ever added to. `number` counts from 1 for each certificate; that it is unique is what makes
# the second of two people who decide at the same moment see a conflict.
DECISIONS: Final = sa.Table(
    "decisions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.ForeignKey("documents.sha256"), nullable=False),
    sa.Column("first_page", sa.Integer, nullable=False),
    sa.Column("last_page", sa.Integer, nullable=False),
    sa.Column("table_row", sa.Integer, nullable=False),  # as in `outcomes`
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("outcome_id", sa.ForeignKey("outcomes.id"), nullable=False, index=True),
    sa.Column("decided_by", AnyText, nullable=False),
    sa.Column("decided_at", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
    sa.UniqueConstraint("sha256", "first_page", "last_page", "table_row", "number", name="uq_decisions_number"),
)

# The fingerprint of each outcome's layout once more, to find those that are alike without their records.
LAYOUTS: Final = sa.Table(
    "layouts",
    METADATA,
    sa.Column("outcome_id", sa.ForeignKey("outcomes.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
)

# An outcome with what people's decisions about others add to it; see `learned`. It stands in place of the machine's as
# long as nobody decides about it, and can be made again at any time.
RECALLED: Final = sa.Table(
    "recalled",
    METADATA,
    sa.Column("outcome_id", sa.ForeignKey("outcomes.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("record", sa.JSON, nullable=False),
)

# What a person does not want to be remembered, by the key of a learned layout or course.
FORGOTTEN: Final = sa.Table(
    "forgotten",
    METADATA,
    sa.Column("key", AnyText, primary_key=True),
    sa.Column("fingerprint", sa.Text),  # of a layout
    sa.Column("forgotten_by", AnyText, nullable=False),
    sa.Column("forgotten_at", sa.Text, nullable=False),
)

PEOPLE: Final = sa.Table(
    "people",
    METADATA,
    sa.Column("person_id", AnyText, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),  # in the staff list, from 0
    sa.Column("name", AnyText, nullable=False),
    sa.Column("other_names", sa.JSON, nullable=False),
    sa.Column("email", AnyText),
)

CREDENTIALS: Final = sa.Table(
    "credentials",
    METADATA,
    sa.Column("person_id", sa.ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),  # among the person's credentials, from 0
    sa.Column("name", AnyText, nullable=False),
    sa.Column("certified_on", sa.Date),
    sa.Column("cycle_start", sa.Date),
    sa.Column("cycle_end", sa.Date),
    sa.Column("certified_by", AnyText),
)

# Whose a certificate is, as people said, only ever added to: of each certificate the newest row is in force.
# `person_id` NULL: nobody's on the roster. `withdrawn`: whatever was said before is taken back.
ASSIGNMENTS: Final = sa.Table(
    "assignments",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.ForeignKey("documents.sha256"), nullable=False, index=True),
    sa.Column("first_page", sa.Integer, nullable=False),
    sa.Column("last_page", sa.Integer, nullable=False),
    sa.Column("table_row", sa.Integer, nullable=False),  # as in `outcomes`
    sa.Column("holder", AnyText),  # the name on it, as it stood then
    sa.Column("person_id", AnyText),  # no foreign key: the roster is replaced as a whole
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("assigned_by", AnyText, nullable=False),
    sa.Column("assigned_at", sa.Text, nullable=False),
)


def open_database(url: str) -> sa.Engine:
    """Open a database and bring its tables up to date; a database that is not there is made.

    Raises:
        StoreError: it cannot be opened, is in use for too long, is damaged, newer than this program, or not ours.
        MissingToolError: the driver for it is not installed.
    """
    engine = _make_engine(url)
    try:
        with reported(engine.url), engine.execution_options(**{WRITES: True}).begin() as connection:
            migrate(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(connection: sa.Connection) -> None:
    """Run the migrations that the database lacks, all of them or none.

    Raises:
        StoreError: the database is newer than this program, or another program's.
    """
    shown = connection.engine.url.render_as_string(hide_password=True)
    wait_for_lock(connection, MIGRATION_LOCK)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    heads = MigrationContext.configure(connection).get_current_heads()
    if heads == tuple(script.get_heads()):
        return
    unknown = [head for head in heads if head not in {step.revision for step in script.walk_revisions()}]
    if unknown:
        raise StoreError(
            f"The database {shown} is of version {', '.join(unknown)}, which this program does not know: a newer "
            "ingest wrote it. Install that version, or name another database with --database."
        )
    if not heads and sa.inspect(connection).get_table_names():
        raise StoreError(
            f"The database {shown} holds tables of another program. Name another database with --database."
        )
    command.upgrade(config, "head")


def wait_for_lock(connection: sa.Connection, lock: int) -> None:
    """Let no other transaction that takes the same lock run beside this one; SQLite lets none run beside it anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))


def insert_new(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> int | str | None:
    """Insert a row and give its primary key; None if one with the same unique key is there already."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table).values(dict(row)).on_conflict_do_nothing()
    key: int | str | None = connection.execute(statement.returning(*table.primary_key.columns)).scalar()
    return key


@contextlib.contextmanager
def reported(url: sa.URL) -> Iterator[None]:
    """Turn what the database refuses into a `StoreError` that says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        shown = url.render_as_string(hide_password=True)
        cause = str(getattr(error, "orig", None) or error).strip()
        raise StoreError(f"The database {shown} {_advice(cause)} ({cause})") from error


def _advice(cause: str) -> str:
    for part, advice in (
        ("is locked", "is in use by another program for too long: wait until that is done, then run this again."),
        ("not a database", "is not a database, or damaged: restore a copy of it, or name another with --database."),
        ("malformed", "is damaged: restore a copy of it, or name another with --database."),
        ("unable to open", "cannot be opened: its folder must exist and you must be allowed to write there."),
        ("readonly", "is read-only: you must be allowed to write to it and to its folder."),
        ("full", "has no room left: free some disk space, then run this again."),
    ):
        if part in cause:
            return advice
    return "failed: see the reason, then run this again or name another with --database."


def _make_engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        backend = parsed.get_backend_name()
        if backend not in ("sqlite", "postgresql"):
            raise StoreError(f"The database URL {parsed} is for {backend}: use sqlite:///FILE or postgresql://…")
        arguments: dict[str, Any] = {}
        if backend == "sqlite" and "timeout" not in parsed.query:
            arguments["timeout"] = BUSY_SECONDS
        engine = sa.create_engine(parsed, connect_args=arguments)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise StoreError("That is not a database URL: write one such as sqlite:///ingest.db") from error
    except ImportError as error:
        raise MissingToolError(
            "The driver for PostgreSQL is not installed: run `pip install 'cert-ingest[postgres]'`."
        ) from error
    if backend == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions late, and not around changes of tables
    connection.execute("PRAGMA journal_mode = WAL")  # readers go on while one writes; survives a kill
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads and then writes must take the lock first: SQLite does not wait for a lock in the middle.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
