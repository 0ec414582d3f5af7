"""comments on projects"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('comment',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.String(length=80), nullable=False),
    sa.Column('portfolio_id', sa.String(length=80), nullable=False),
    sa.Column('project_id', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('author_id', sa.String(length=64), nullable=False),
    sa.Column('author_name', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_comment_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_comment_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    op.create_index('ix_comment_portfolio_id_project_id', 'comment', ['portfolio_id', 'project_id'], unique=False)
    op.create_index(op.f('ix_comment_organisation_id'), 'comment', ['organisation_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_comment_organisation_id'), table_name='comment')
    op.drop_index('ix_comment_portfolio_id_project_id', table_name='comment')
    op.drop_table('comment')
