"""scenarios, and links to one plan"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('scenario',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.String(length=80), nullable=False),
    sa.Column('portfolio_id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('edits', sa.LargeBinary(), nullable=False),
    sa.Column('base_plan_id', sa.String(length=64), nullable=True),
    sa.Column('plan_id', sa.String(length=64), nullable=True),
    sa.Column('applied_version', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_scenario_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['portfolio_id'], ['portfolio.id'], name=op.f('fk_scenario_portfolio_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scenario'))
    )
    op.create_index('ix_scenario_organisation_id_portfolio_id', 'scenario', ['organisation_id', 'portfolio_id'], unique=False)
    op.create_index(op.f('ix_scenario_portfolio_id'), 'scenario', ['portfolio_id'], unique=False)
    op.add_column('job', sa.Column('scenario_id', sa.String(length=64), nullable=True))
    op.add_column('plan', sa.Column('scenario_id', sa.String(length=64), nullable=True))
    op.create_index(op.f('ix_plan_scenario_id'), 'plan', ['scenario_id'], unique=False)
    with op.batch_alter_table('share') as batch:
        batch.add_column(sa.Column('plan_id', sa.String(length=80), nullable=True))
        batch.create_foreign_key(op.f('fk_share_plan_id'), 'plan', ['plan_id'], ['id'], ondelete='CASCADE')
        batch.create_index(op.f('ix_share_plan_id'), ['plan_id'], unique=False)


def downgrade() -> None:
    # Earlier versions know neither links to one plan nor plans of scenarios: they would show them as something else.
    op.execute("delete from share where plan_id is not null")
    op.execute("delete from plan where scenario_id is not null")
    with op.batch_alter_table('share') as batch:
        batch.drop_index(op.f('ix_share_plan_id'))
        batch.drop_constraint(op.f('fk_share_plan_id'), type_='foreignkey')
        batch.drop_column('plan_id')
    op.drop_index(op.f('ix_plan_scenario_id'), table_name='plan')
    op.drop_column('plan', 'scenario_id')
    op.drop_column('job', 'scenario_id')
    op.drop_index(op.f('ix_scenario_portfolio_id'), table_name='scenario')
    op.drop_index('ix_scenario_organisation_id_portfolio_id', table_name='scenario')
    op.drop_table('scenario')
