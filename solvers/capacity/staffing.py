"""Work that nobody can do, however people with several skills are shared out."""

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def unfilled(capacity: Floats, proficiency: Floats, demand: Floats) -> Floats:
    """Least demand that is left over by skill and week.

    A transport problem in each week: shares x of people p on skills k with sum over k of x <= capacity, and what
    is done, proficiency x share, at most the demand; the sum of what is left is least. All weeks are one linear
    program, as to begin one takes longer than to solve it.

    Parameters
    ----------
    capacity
        (P, W) share of a full week that each person can give.
    proficiency
        (P, K) effort that a share gives in each skill; 0 without the skill.
    demand
        (K, W) effort wanted.

    Returns
    -------
    (K, W) effort left over, never below zero.
    """
    able = (proficiency > 0)[:, :, None] & (capacity > 0)[:, None, :] & (demand > 0)[None, :, :]
    people, skills, weeks = np.nonzero(able)
    if not len(people):
        return demand.copy()
    rate, count = proficiency[people, skills], capacity.shape[1]
    giving, getting = people * count + weeks, skills * count + weeks
    columns = np.arange(len(people))
    limits = scipy.sparse.vstack(
        [
            scipy.sparse.csr_matrix((np.ones(len(rate)), (giving, columns)), (capacity.size, len(rate))),
            scipy.sparse.csr_matrix((rate, (getting, columns)), (demand.size, len(rate))),
        ]
    )
    found = scipy.optimize.linprog(
        -rate, A_ub=limits, b_ub=np.concatenate([capacity.ravel(), demand.ravel()]), method="highs"
    )
    if found.status != 0:
        raise ArithmeticError(f"sharing people out ended with: {found.message}")
    done = np.bincount(getting, rate * found.x, demand.size).reshape(demand.shape)
    left = demand - done
    return np.where(left > 1e-9, left, 0.0)
