"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of documents and outcomes, of decisions, and of people."""
    _make_document_tables()
    _make_outcome_tables()
    _make_people_tables()


def _make_document_tables() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("ingest", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("ocr", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.UniqueConstraint("ingest", "model", "ocr", "settings", name="uq_runs_made_by"),
    )
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("media_type", sa.Text),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id")),
    )
    op.create_table(
        "sightings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("path", sa.Text, nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), index=True),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("first_seen", sa.Text, nullable=False),
        sa.Column("last_seen", sa.Text, nullable=False),
        sa.Column("failure_code", sa.Text),
        sa.Column("failure_message", sa.Text),
    )


def _make_outcome_tables() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("first_page", sa.Integer, nullable=False),
        sa.Column("last_page", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False, index=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("failure_code", sa.Text),
        sa.Column("failure_message", sa.Text),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.UniqueConstraint("sha256", "first_page", "last_page", "run_id", name="uq_outcomes_identity"),
    )
    op.create_table(
        "fields",
        sa.Column("outcome_id", sa.Integer, sa.ForeignKey("outcomes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text),
        sa.Column("unit", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("confidence", sa.Double),
        sa.Column("page", sa.Integer),
        sa.Column("boxes", sa.JSON, nullable=False),
        sa.Column("method", sa.Text),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("first_page", sa.Integer, nullable=False),
        sa.Column("last_page", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("outcome_id", sa.Integer, sa.ForeignKey("outcomes.id"), nullable=False, index=True),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.UniqueConstraint("sha256", "first_page", "last_page", "number", name="uq_decisions_number"),
    )


def _make_people_tables() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("other_names", sa.JSON, nullable=False),
        sa.Column("email", sa.Text),
    )
    op.create_table(
        "credentials",
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("certified_on", sa.Date),
        sa.Column("cycle_start", sa.Date),
        sa.Column("cycle_end", sa.Date),
    )
