"""Schedules of phases whose crews, shares and durations are stated: serial generation over lists of phases.

The free units of several people share a word of 63 bits, a field for each with a guard bit above it: one subtraction
compares a phase's need with all of them, and a guard that is gone says who has too little.
"""

from typing import NamedTuple

import numpy as np

from solvers.common.compiled import kernel
from solvers.portfolio.problem import Ints


class Tasks(NamedTuple):
    """The phases of one project, read only. Arcs in both directions, as in `Data`."""

    weeks: int
    capacity: Ints
    """(W, words): units of everybody, guards set."""
    guard: Ints
    """(words,): the guard bits."""
    need: Ints
    """(I, words)"""
    length: Ints
    ready: Ints
    """(I,): duration, and first week that may hold work."""
    pred_first: Ints
    pred: Ints
    pred_lag: Ints
    after_first: Ints
    after: Ints
    after_lag: Ints


class Sheet(NamedTuple):
    """The memory of a walk: lists are permutations of the phases in which no phase comes before its predecessors."""

    free: Ints
    """(W, words): what is left of the capacity."""
    start: Ints
    """(I,): weeks of the last schedule."""
    current: Ints
    trial: Ints
    best: Ints
    """(I,): lists."""
    best_start: Ints
    """(I,): weeks of the best schedule."""
    launch: Ints
    """(2,): launches of the current and of the best list."""
    key: Ints
    count: Ints
    sorted: Ints
    waiting: Ints
    """(I,): predecessors in the window that have no place yet; -1 outside the window."""
    open: Ints
    """(I,): phases of the window that may come next."""


@kernel
def fits(tasks: Tasks, sheet: Sheet, i: int, t: int) -> bool:
    """Whether everybody has the units free in week t that phase i needs."""
    for word in range(len(tasks.guard)):
        guard = tasks.guard[word]
        if (sheet.free[t, word] - tasks.need[i, word]) & guard != guard:
            return False
    return True


@kernel
def book(tasks: Tasks, sheet: Sheet, i: int, s: int) -> None:
    """Take the units of phase i from week s on."""
    sheet.start[i] = s
    for t in range(s, s + tasks.length[i]):
        for word in range(len(tasks.guard)):
            sheet.free[t, word] -= tasks.need[i, word]


@kernel
def forward(tasks: Tasks, sheet: Sheet, order: Ints) -> int:
    """Each phase of the list as early as possible; the launch, or -1 when it would lie behind the horizon."""
    sheet.free[:] = tasks.capacity
    launch = 0
    for i in order:
        s = tasks.ready[i]
        for a in range(tasks.pred_first[i], tasks.pred_first[i + 1]):
            before = tasks.pred[a]
            s = max(s, sheet.start[before] + tasks.length[before] + tasks.pred_lag[a])
        # Weeks before `known` are looked at already.
        known, t = s, s + tasks.length[i] - 1
        while t >= known:
            if s + tasks.length[i] > tasks.weeks:
                return -1
            if fits(tasks, sheet, i, t):
                t -= 1
            else:
                known, s = s + tasks.length[i], t + 1
                t = s + tasks.length[i] - 1
        book(tasks, sheet, i, s)
        launch = max(launch, s + tasks.length[i])
    return launch


@kernel
def backward(tasks: Tasks, sheet: Sheet, order: Ints, launch: int) -> None:
    """Each phase of the list, the last one first, as late as the launch permits.

    No phase moves to the left, because its old place is free when its turn comes.
    """
    sheet.free[:] = tasks.capacity
    for o in range(len(order) - 1, -1, -1):
        i = order[o]
        end = launch
        for a in range(tasks.after_first[i], tasks.after_first[i + 1]):
            end = min(end, sheet.start[tasks.after[a]] - tasks.after_lag[a])
        known, t = end, end - tasks.length[i]
        while t < known:
            if fits(tasks, sheet, i, t):
                t += 1
            else:
                known, end = end - tasks.length[i], t
                t = end - tasks.length[i]
        book(tasks, sheet, i, end - tasks.length[i])


@kernel
def sort(sheet: Sheet, order: Ints) -> None:
    """Order a list by `key`, weeks of the horizon; ties stay as they are."""
    sheet.count[:] = 0
    for i in order:
        sheet.count[sheet.key[i] + 1] += 1
    for t in range(len(sheet.count) - 1):
        sheet.count[t + 1] += sheet.count[t]
    for i in order:
        sheet.sorted[sheet.count[sheet.key[i]]] = i
        sheet.count[sheet.key[i]] += 1
    order[:] = sheet.sorted


@kernel
def generate(tasks: Tasks, sheet: Sheet, order: Ints) -> int:
    """The list's schedule with double justification (Valls, Ballestin & Quintanilla 2005,
    doi:10.1016/j.ejor.2004.04.008), in sheet.start; the list is put in its order. Returns the launch or -1."""
    launch = forward(tasks, sheet, order)
    if launch < 0:
        return launch
    for i in order:
        sheet.key[i] = sheet.start[i] + tasks.length[i]
    sort(sheet, order)
    backward(tasks, sheet, order, launch)
    sheet.key[:] = sheet.start
    sort(sheet, order)
    launch = forward(tasks, sheet, order)
    sheet.key[:] = sheet.start
    sort(sheet, order)
    return launch


@kernel
def reshuffle(tasks: Tasks, sheet: Sheet, order: Ints, first: int, size: int, keep: float) -> None:
    """Draw the order of some neighbours in the list anew; with probability `keep` the next one is the old next one."""
    for o in range(first, first + size):
        sheet.waiting[order[o]] = 0
    n = 0
    for o in range(first, first + size):
        i = order[o]
        for a in range(tasks.pred_first[i], tasks.pred_first[i + 1]):
            if sheet.waiting[tasks.pred[a]] >= 0:
                sheet.waiting[i] += 1
        if sheet.waiting[i] == 0:
            sheet.open[n] = i
            n += 1
    for o in range(first, first + size):
        at = 0 if np.random.random() < keep else np.random.randint(n)
        i = sheet.open[at]
        for b in range(at, n - 1):
            sheet.open[b] = sheet.open[b + 1]
        n -= 1
        order[o] = i
        sheet.waiting[i] = -1
        for a in range(tasks.after_first[i], tasks.after_first[i + 1]):
            j = tasks.after[a]
            if sheet.waiting[j] > 0:
                sheet.waiting[j] -= 1
                if sheet.waiting[j] == 0:
                    sheet.open[n] = j
                    n += 1


@kernel
def anneal_lists(
    tasks: Tasks, sheet: Sheet, temperature: float, width: int, trials: int, least: int, seed: int
) -> int:
    """Some trials at one temperature, in weeks of the launch; stops when a launch in week `least` is found.

    Returns
    -------
    Trials that were made.
    """
    np.random.seed(seed)
    n = len(sheet.current)
    for done in range(trials):
        if sheet.launch[1] <= least:
            return done
        sheet.trial[:] = sheet.current
        size = min(n, 2 + np.random.randint(width))
        reshuffle(tasks, sheet, sheet.trial, np.random.randint(n - size + 1), size, 0.9 * np.random.random())
        launch = generate(tasks, sheet, sheet.trial)
        loss = launch - sheet.launch[0]
        if launch < 0 or (
            loss > 0 and (temperature <= 0.0 or np.random.random() >= np.exp(-loss / temperature))
        ):
            continue
        sheet.current[:] = sheet.trial
        sheet.launch[0] = launch
        if launch < sheet.launch[1]:
            sheet.launch[1] = launch
            sheet.best[:] = sheet.trial
            sheet.best_start[:] = sheet.start
    return trials
