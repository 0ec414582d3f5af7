"""decisions on the plan of record, and links that share it"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('publication',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.String(length=80), nullable=False),
    sa.Column('portfolio_id', sa.String(length=80), nullable=False),
    sa.Column('plan_id', sa.String(length=64), nullable=False),
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('actor_name', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_publication_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_publication_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication'))
    )
    op.create_index(op.f('ix_publication_organisation_id'), 'publication', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_publication_portfolio_id'), 'publication', ['portfolio_id'], unique=False)
    # Decisions so far are in the audit trail; those of portfolios that are gone are left there.
    op.execute(
        "insert into publication (id, organisation_id, portfolio_id, plan_id, actor_id, actor_name, note, at) "
        "select c.id, c.organisation_id, c.portfolio_id, c.slug, c.actor_id, c.actor_name, '', c.at "
        "from change c join portfolio p on p.id = c.portfolio_id "
        "where c.action = 'publish' and c.kind = 'plans'"
    )
    op.create_table('share',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.String(length=80), nullable=False),
    sa.Column('portfolio_id', sa.String(length=80), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('with_costs', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_share_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_share_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share')),
    sa.UniqueConstraint('digest', name=op.f('uq_share_digest'))
    )
    op.create_index(op.f('ix_share_organisation_id'), 'share', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_share_portfolio_id'), 'share', ['portfolio_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_share_portfolio_id'), table_name='share')
    op.drop_index(op.f('ix_share_organisation_id'), table_name='share')
    op.drop_table('share')
    op.drop_index(op.f('ix_publication_portfolio_id'), table_name='publication')
    op.drop_index(op.f('ix_publication_organisation_id'), table_name='publication')
    op.drop_table('publication')
