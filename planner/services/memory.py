"""What a process keeps of what was asked for last."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass
class Memory(Generic[K, V]):
    """Answers by question, the last ones up to a limit on the sum of their sizes."""

    limit: int
    kept: OrderedDict[K, tuple[V, int]] = field(default_factory=OrderedDict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, key: K) -> V | None:
        """None when it is not kept."""
        with self.lock:
            if key not in self.kept:
                return None
            self.kept.move_to_end(key)
            return self.kept[key][0]

    def put(self, key: K, value: V, size: int = 1) -> None:
        """What alone is larger than the limit is not kept."""
        with self.lock:
            self.kept[key] = value, size
            self.kept.move_to_end(key)
            while self.kept and sum(one for _, one in self.kept.values()) > self.limit:
                self.kept.popitem(last=False)

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The same object for all who ask at once; everybody waits while it is made, so that must be quick."""
        with self.lock:
            found = self.get(key)
            if found is None:
                found = make()
                self.put(key, found)
            return found
