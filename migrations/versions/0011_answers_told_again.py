"""answers that are told again for a key; keys of jobs are keys of requests"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Keys are remembered for some days only: those of earlier versions, which kept no answers, are forgotten.
    op.drop_table('request')
    op.create_table('request',
    sa.Column('organisation_id', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('headers', sa.JSON(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_request_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organisation_id', 'key', name=op.f('pk_request'))
    )
    with op.batch_alter_table('job') as batch:
        batch.drop_constraint(op.f('uq_job_organisation_id_idempotency_key'), type_='unique')
        batch.drop_column('idempotency_key')


def downgrade() -> None:
    with op.batch_alter_table('job') as batch:
        batch.add_column(sa.Column('idempotency_key', sa.String(length=200), nullable=True))
        batch.create_unique_constraint(op.f('uq_job_organisation_id_idempotency_key'), ['organisation_id', 'idempotency_key'])
    op.drop_table('request')
    op.create_table('request',
    sa.Column('organisation_id', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('result_id', sa.String(length=80), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_request_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organisation_id', 'key', name=op.f('pk_request'))
    )
