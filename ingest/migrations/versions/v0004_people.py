"""Who certified a person first, and whose a certificate is as people said."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column and make the table."""
    op.add_column("credentials", sa.Column("certified_by", sa.Text))
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False, index=True),
        sa.Column("first_page", sa.Integer, nullable=False),
        sa.Column("last_page", sa.Integer, nullable=False),
        sa.Column("table_row", sa.Integer, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("person_id", sa.Text),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("assigned_by", sa.Text, nullable=False),
        sa.Column("assigned_at", sa.Text, nullable=False),
    )
