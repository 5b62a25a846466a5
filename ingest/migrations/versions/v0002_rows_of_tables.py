"""An outcome and a decision may be about one row of a table: `table_row`, 0 for all that there were until now."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

OUTCOMES_IDENTITY = ("sha256", "first_page", "last_page", "table_row", "run_id")
DECISIONS_NUMBER = ("sha256", "first_page", "last_page", "table_row", "number")


def upgrade() -> None:
    """Add the column, and take it into what makes an outcome and a decision unique."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        _alter()


def _alter() -> None:
    for table, name, columns in (
        ("outcomes", "uq_outcomes_identity", OUTCOMES_IDENTITY),
        ("decisions", "uq_decisions_number", DECISIONS_NUMBER),
    ):
        op.add_column(table, sa.Column("table_row", sa.Integer, nullable=False, server_default="0"))
        op.alter_column(table, "table_row", server_default=None)
        op.drop_constraint(name, table, type_="unique")
        op.create_unique_constraint(name, table, list(columns))


def _rebuild() -> None:
    """SQLite changes no constraint in place, and to drop a table empties those that refer to it: all three anew."""
    _make_new_outcomes()
    _make_new_fields()
    _make_new_decisions()
    for table in ("outcomes", "fields", "decisions"):
        columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
        names = ", ".join(f'"{name}"' for name in columns)
        more_names, more_values = ("", "") if table == "fields" else (", table_row", ", 0")
        op.execute(f"INSERT INTO new_{table} ({names}{more_names}) SELECT {names}{more_values} FROM {table}")
    for table in ("fields", "decisions", "outcomes"):
        op.drop_table(table)
    for table in ("outcomes", "fields", "decisions"):
        op.rename_table(f"new_{table}", table)  # and SQLite renames it in the foreign keys of the others
    op.create_index("ix_outcomes_run_id", "outcomes", ["run_id"])
    op.create_index("ix_decisions_outcome_id", "decisions", ["outcome_id"])


def _make_new_outcomes() -> None:
    op.create_table(
        "new_outcomes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("first_page", sa.Integer, nullable=False),
        sa.Column("last_page", sa.Integer, nullable=False),
        sa.Column("table_row", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("failure_code", sa.Text),
        sa.Column("failure_message", sa.Text),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.UniqueConstraint(*OUTCOMES_IDENTITY, name="uq_outcomes_identity"),
    )


def _make_new_fields() -> None:
    op.create_table(
        "new_fields",
        sa.Column("outcome_id", sa.Integer, sa.ForeignKey("new_outcomes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text),
        sa.Column("unit", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("confidence", sa.Double),
        sa.Column("page", sa.Integer),
        sa.Column("boxes", sa.JSON, nullable=False),
        sa.Column("method", sa.Text),
    )


def _make_new_decisions() -> None:
    op.create_table(
        "new_decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("first_page", sa.Integer, nullable=False),
        sa.Column("last_page", sa.Integer, nullable=False),
        sa.Column("table_row", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("outcome_id", sa.Integer, sa.ForeignKey("new_outcomes.id"), nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.UniqueConstraint(*DECISIONS_NUMBER, name="uq_decisions_number"),
    )
