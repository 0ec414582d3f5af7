"""Cycles in directed graphs."""

from collections.abc import Mapping, Sequence


def find_cycle(arcs: Mapping[str, Sequence[str]]) -> list[str]:
    """A cycle as the list of its nodes with the first repeated at the end; empty when there is none."""
    state: dict[str, int] = {}
    for root in arcs:
        # Depth first without recursion, so that long chains cannot exhaust the stack.
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                state[node] = 2
                path.pop()
                continue
            if state.get(node) == 1:
                return [*path[path.index(node) :], node]
            if state.get(node) == 2:
                continue
            state[node] = 1
            path.append(node)
            stack.append((node, True))
            for following in arcs.get(node, ()):
                if state.get(following) == 1:
                    return [*path[path.index(following) :], following]
                if state.get(following) is None:
                    stack.append((following, False))
    return []
