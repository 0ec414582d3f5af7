"""Arrays whose indices count from their beginning only.

numba takes every index for one that may count from the end, and asks so at every access: a fifth of the time of code
that looks at single numbers. The arrays of a frame may do without.
"""

import operator
from typing import Any

from numba import types
from numba.core import cgutils
from numba.core.typing.templates import signature
from numba.extending import lower_builtin, models, register_model


class Counted(types.Array):  # type: ignore[misc]
    """Type of such an array; parts of it (slices, rows) are arrays like any other."""

    def __init__(self, dtype: Any, ndim: int) -> None:
        super().__init__(dtype, ndim, "C", name=f"counted({dtype}, {ndim}d)")

    @property
    def plain(self) -> Any:
        """The array as others see it; both are laid out alike."""
        return types.Array(self.dtype, self.ndim, "C")


register_model(Counted)(models.ArrayModel)


def _unsigned(context: Any, builder: Any, kind: Any, value: Any) -> tuple[Any, Any]:
    """Type and value of an index without a sign, of which numba does not ask whether it counts from the end."""
    if isinstance(kind, types.BaseTuple):
        kinds: Any = kind
        parts = cgutils.unpack_tuple(builder, value)
        each = [_unsigned(context, builder, one, part) for one, part in zip(kinds, parts, strict=True)]
        whole = types.Tuple([one for one, _ in each])
        return whole, context.make_tuple(builder, whole, [part for _, part in each])
    if isinstance(kind, types.Integer):
        return types.uintp, context.cast(builder, value, kind, types.intp)
    return kind, value


@lower_builtin(operator.getitem, Counted, types.Integer)
@lower_builtin(operator.getitem, Counted, types.BaseTuple)
def _getitem(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    inner = signature(sig.return_type, sig.args[0].plain, kind)
    return context.get_function(operator.getitem, inner)(builder, (args[0], index))


@lower_builtin(operator.setitem, Counted, types.Any, types.Any)
def _setitem(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    inner = signature(sig.return_type, sig.args[0].plain, kind, sig.args[2])
    return context.get_function(operator.setitem, inner)(builder, (args[0], index, args[2]))
