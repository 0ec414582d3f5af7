"""Counted arrays are read and written like others, with whole numbers of every width, in tuples and slices."""

from typing import NamedTuple

import numpy as np

from solvers.common.compiled import kernel
from solvers.common.frame import Frame


class Fields(NamedTuple):
    table: np.ndarray
    small: np.ndarray
    result: np.ndarray


@kernel
def work(f: Fields) -> float:
    """Uses every kind of index."""
    f.result[:] = 0.0
    total = 0.0
    for r in range(len(f.small)):
        k = f.small[r]
        f.result[k] += f.table[k, r % f.table.shape[1]]
        total += f.table[k][1]
    f.table[2, :] = 7.0
    f.table[0] = f.table[2]
    return total + f.table[1, 1:].sum()


def test_reading_and_writing_are_those_of_numpy() -> None:
    table, small = np.arange(12.0).reshape(4, 3), np.array([3, 1, 1, 0, 2], np.int16)
    expected, result = table.copy(), np.full(4, np.nan)
    found = work(Frame(Fields(table, small, result), counted=True))
    assert found == sum(expected[k, 1] for k in small) + expected[1, 1:].sum()
    for k in range(4):
        assert result[k] == sum(expected[k, r % 3] for r in range(5) if small[r] == k)
    expected[[0, 2]] = 7.0
    assert (table == expected).all()
