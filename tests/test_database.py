"""A database of an earlier version is brought up to date with all that it holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from ingest.database import METADATA, MIGRATIONS, open_database

ROWS = (
    "INSERT INTO runs VALUES (1, '0.1.0', 'm', 'tesseract 5.3.0', 's')",
    "INSERT INTO documents VALUES ('ab', 'application/pdf', 3, 1)",
    "INSERT INTO outcomes VALUES (7, 'ab', 1, 2, 1, 'needs_review', NULL, NULL, '{}', '2026-11-23')",
    "INSERT INTO fields VALUES (7, 'holder', 'Dana Whitfield', NULL, NULL, 0.9, 1, '[]', 'pattern:holder')",
    "INSERT INTO decisions VALUES (3, 'ab', 1, 2, 1, 7, 'kim', '2026-11-23', 'confirm', '{}')",
)


def make_first_version(path: Path) -> None:
    """A database as the first version left it, with one certificate that a person decided."""
    engine = sa.create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in ROWS:
            connection.exec_driver_sql(row)
    engine.dispose()


def test_the_first_version_is_brought_up_to_date_and_loses_nothing(tmp_path: Path) -> None:
    make_first_version(tmp_path / "lab.db")
    engine = open_database(f"sqlite:///{tmp_path / 'lab.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "lab.db")) as connection:
        assert connection.execute("SELECT id, last_page, table_row, run_id FROM outcomes").fetchall() == [(7, 2, 0, 1)]
        assert connection.execute("SELECT outcome_id, value FROM fields").fetchall() == [(7, "Dana Whitfield")]
        assert connection.execute("SELECT id, table_row, number, outcome_id FROM decisions").fetchall() == [
            (3, 0, 1, 7)
        ]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert {row[2] for row in connection.execute("PRAGMA foreign_key_list(fields)")} == {"outcomes"}
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {name for name in tables if name.startswith("new_")} == set()
