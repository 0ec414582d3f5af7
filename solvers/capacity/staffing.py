"""Work that nobody can do, however people with several skills are shared out."""

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def unfilled(capacity: Floats, proficiency: Floats, demand: Floats) -> Floats:
    """Least demand that is left over in one week, by skill.

    A transport problem: shares x of people p on skills k with sum over k of x <= capacity, and what is done,
    proficiency x share, at most the demand; the sum of what is left is least.

    Parameters
    ----------
    capacity
        (P,) share of a full week that each person can give.
    proficiency
        (P, K) effort that a share gives in each skill; 0 without the skill.
    demand
        (K,) effort wanted.

    Returns
    -------
    (K,) effort left over, never below zero.
    """
    people, skills = np.nonzero((proficiency > 0) & (capacity[:, None] > 0) & (demand[None, :] > 0))
    if not len(people):
        return demand.copy()
    pairs = np.arange(len(people))
    rate = proficiency[people, skills]
    limits = scipy.sparse.vstack(
        [
            scipy.sparse.csr_matrix((np.ones(len(pairs)), (people, pairs)), (len(capacity), len(pairs))),
            scipy.sparse.csr_matrix((rate, (skills, pairs)), (len(demand), len(pairs))),
        ]
    )
    found = scipy.optimize.linprog(
        -rate, A_ub=limits, b_ub=np.concatenate([capacity, demand]), method="highs"
    )
    if found.status != 0:
        raise ArithmeticError(f"sharing people out ended with: {found.message}")
    left = demand - np.bincount(skills, rate * found.x, len(demand))
    return np.where(left > 1e-9, left, 0.0)
