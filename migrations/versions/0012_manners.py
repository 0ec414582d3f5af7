"""how users have dates and numbers written"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('app_user', sa.Column('locale', sa.String(length=35), nullable=True))


def downgrade() -> None:
    op.drop_column('app_user', 'locale')
