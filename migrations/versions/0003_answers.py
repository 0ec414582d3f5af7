"""answers about plans"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('answer',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.String(length=80), nullable=False),
    sa.Column('plan_id', sa.String(length=80), nullable=False),
    sa.Column('job_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_answer_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_answer_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('job_id', name=op.f('uq_answer_job_id'))
    )
    op.create_index(op.f('ix_answer_organisation_id'), 'answer', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_answer_plan_id'), 'answer', ['plan_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_answer_plan_id'), table_name='answer')
    op.drop_index(op.f('ix_answer_organisation_id'), table_name='answer')
    op.drop_table('answer')
