"""Hands the named tuples of arrays to compiled code as one pointer each.

numba passes a tuple of a hundred arrays by value, which takes minutes to compile; a structref is one pointer to the
same arrays. The tuples stay the view that Python code reads.
"""

from typing import Any

from numba import types
from numba.experimental import structref

from solvers.portfolio.kernel.data import Data, Genes, State


class _Fields(types.StructRef):  # type: ignore[misc]
    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


@structref.register
class DataType(_Fields):
    """Compiled view of Data."""


@structref.register
class StateType(_Fields):
    """Compiled view of State."""


@structref.register
class GenesType(_Fields):
    """Compiled view of Genes."""


class DataRef(structref.StructRefProxy):  # type: ignore[misc]
    """Data as compiled functions take it."""


class StateRef(structref.StructRefProxy):  # type: ignore[misc]
    """State as compiled functions take it."""


class GenesRef(structref.StructRefProxy):  # type: ignore[misc]
    """Genes as compiled functions take them."""


structref.define_proxy(DataRef, DataType, list(Data._fields))
structref.define_proxy(StateRef, StateType, list(State._fields))
structref.define_proxy(GenesRef, GenesType, list(Genes._fields))


def bind(fields: Data | State | Genes) -> Any:
    """The compiled view; it shares the arrays with the tuple."""
    proxy = {Data: DataRef, State: StateRef, Genes: GenesRef}[type(fields)]
    return proxy(*fields)
