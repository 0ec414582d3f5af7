"""runs of forecasts"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('forecast_runs',
    sa.Column('forecast_id', sa.String(length=80), nullable=False),
    sa.Column('organisation_id', sa.String(length=80), nullable=False),
    sa.Column('plan_id', sa.String(length=80), nullable=False),
    sa.Column('luck', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['forecast_id'], ['forecast.id'], name=op.f('fk_forecast_runs_forecast_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_forecast_runs_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_forecast_runs_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('forecast_id', name=op.f('pk_forecast_runs'))
    )
    op.create_index(op.f('ix_forecast_runs_organisation_id'), 'forecast_runs', ['organisation_id'], unique=False)
    op.create_index('ix_forecast_runs_plan_id_luck', 'forecast_runs', ['plan_id', 'luck'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_forecast_runs_plan_id_luck', table_name='forecast_runs')
    op.drop_index(op.f('ix_forecast_runs_organisation_id'), table_name='forecast_runs')
    op.drop_table('forecast_runs')
