"""Many arrays as one argument of a compiled function.

numba passes a tuple of a hundred arrays by value, which takes minutes to compile, and counts references each time a
structref hands out an array, which takes half of a kernel's time. A frame is one pointer to a table of addresses and
shapes: `frame.name` in compiled code is a load. The frame keeps its arrays alive on the Python side.
"""

from typing import Any, NamedTuple, TypeVar

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from solvers.common.counted import Counted

SCALARS = {
    "int16": types.int16,
    "int64": types.int64,
    "float64": types.float64,
    "bool": types.boolean,
}
SLOTS = 5
"""Words of the table for each field: address (or the scalar itself) and up to four dimensions."""


Fields = TypeVar("Fields", bound=NamedTuple)


def contiguous(fields: Fields) -> Fields:
    """The same fields with every array laid out row by row, as frames take them."""
    laid = (np.ascontiguousarray(field) if isinstance(field, np.ndarray) else field for field in fields)
    return type(fields)(*laid)  # type: ignore[arg-type]


class FrameType(types.Type):  # type: ignore[misc]
    """Type of a frame: names and types of its fields, in order."""

    def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = dict(fields)
        self.places = {name: place for place, (name, _) in enumerate(fields)}
        text = ", ".join(f"{name}: {kind}" for name, kind in fields)
        super().__init__(name=f"Frame({text})")


class Frame:
    """A named tuple of C-contiguous arrays and numbers, bound for compiled code; it shares the arrays.

    Parameters
    ----------
    fields
        What compiled code reads and writes.
    counted
        No index of compiled code is negative, see `Counted`.
    """

    def __init__(self, fields: NamedTuple, *, counted: bool = False) -> None:
        self.fields, self.counted = fields, counted
        names = fields._fields
        self.table = np.zeros(SLOTS * len(names), np.int64)
        kinds = []
        for place, (name, value) in enumerate(zip(names, fields, strict=True)):
            kinds.append((name, self._enter(place * SLOTS, name, value)))
        self.kind = FrameType(tuple(kinds))
        self.address = int(self.table.ctypes.data)

    def _enter(self, at: int, name: str, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            if not value.flags.c_contiguous or not 1 <= value.ndim < SLOTS:
                raise ValueError(f"{name} must be a C-contiguous array of one to four dimensions")
            self.table[at] = value.ctypes.data
            self.table[at + 1 : at + 1 + value.ndim] = value.shape
            kind = SCALARS[str(value.dtype)]
            return Counted(kind, value.ndim) if self.counted else types.Array(kind, value.ndim, "C")
        if isinstance(value, bool | int):
            self.table[at] = int(value)
            return types.int64
        self.table[at : at + 1].view(np.float64)[0] = value
        return types.float64


@typeof_impl.register(Frame)
def _typeof(value: Frame, _: Any) -> FrameType:
    return value.kind


@register_model(FrameType)
class _Model(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: FrameType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@unbox(FrameType)
def _unbox(_: FrameType, value: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(value, "address")
    address = c.pyapi.number_as_ssize_t(number)
    c.pyapi.decref(number)
    return NativeValue(c.builder.inttoptr(address, ir.IntType(64).as_pointer()))


@infer_getattr
class _Attributes(AttributeTemplate):  # type: ignore[misc]
    key = FrameType

    def generic_resolve(self, kind: FrameType, name: str) -> Any:
        return kind.fields.get(name)


def _load(builder: Any, pointer: Any) -> Any:
    # The table never changes while compiled code runs, so the compiler may keep what it has read.
    value = builder.load(pointer)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@lower_getattr_generic(FrameType)
def _getattr(context: Any, builder: Any, kind: FrameType, value: Any, name: str) -> Any:
    at = kind.places[name] * SLOTS
    field = kind.fields[name]
    word = ir.IntType(64)

    def entry(offset: int) -> Any:
        return _load(builder, builder.gep(value, [ir.Constant(word, at + offset)]))

    if not isinstance(field, types.Array):
        return entry(0) if field == types.int64 else builder.bitcast(entry(0), ir.DoubleType())
    array = cgutils.create_struct_proxy(field)(context, builder)
    shape = [entry(1 + axis) for axis in range(field.ndim)]
    itemsize = context.get_abi_sizeof(context.get_data_type(field.dtype))
    strides, stride, count = [], ir.Constant(word, itemsize), ir.Constant(word, 1)
    for extent in reversed(shape):
        strides.insert(0, stride)
        stride = builder.mul(stride, extent)
        count = builder.mul(count, extent)
    array.data = builder.inttoptr(entry(0), array.data.type)
    array.shape = cgutils.pack_array(builder, shape)
    array.strides = cgutils.pack_array(builder, strides)
    array.itemsize = ir.Constant(word, itemsize)
    array.nitems = count
    array.meminfo = ir.Constant(array.meminfo.type, None)
    array.parent = ir.Constant(array.parent.type, None)
    return array._getvalue()
