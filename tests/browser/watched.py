"""A browser window whose console and whose layout are watched."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

#: A refused form answers 422 or 409 on purpose; browsers write that to the console.
ON_PURPOSE = ("422 (Unprocessable", "409 (Conflict")
MOST_SHIFT = 0.1
"""Of a page that stands still, as Core Web Vitals have it."""
OBSERVE = """
new PerformanceObserver((list) => list.getEntries().filter((e) => !e.hadRecentInput).forEach((e) =>
  window.layoutShifted(`${location.pathname} ${performance.timeOrigin}`, e.value,
    e.sources.map((s) => (s.node && (s.node.outerHTML || s.node.textContent) || "gone").slice(0, 80)).join(" | "))
)).observe({ type: "layout-shift", buffered: true });
"""


class Watch:
    """What a window wrote to the console, and by how much its pages shifted unasked."""

    def __init__(self, context: BrowserContext) -> None:
        self.said: list[str] = []
        self.allowed: tuple[str, ...] = ON_PURPOSE
        self.shifts: dict[str, float] = defaultdict(float)
        self.shifted: dict[str, str] = defaultdict(str)
        context.expose_function("layoutShifted", self._shift)
        context.add_init_script(OBSERVE)
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.said.append(str(error.error)))

    def _shift(self, page: str, value: float, what: str) -> None:
        self.shifts[page] += value
        self.shifted[page] += f"{value:.3f}: {what}\n"

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(text in message.text for text in self.allowed):
            self.said.append(f"{message.page.url if message.page else ''}: {message.text}")

    def check(self) -> None:
        """Fail when there was anything to see."""
        assert not self.said, self.said
        moved = {
            page: (total, self.shifted[page]) for page, total in self.shifts.items() if total > MOST_SHIFT
        }
        assert not moved, moved


@contextmanager
def watched(browser: Browser, width: int) -> Iterator[tuple[Page, Watch]]:
    """A window of that width, a phone below 500 pixels; at the end its console must have been silent and its pages
    must have stood still."""
    phone = width < 500
    context = browser.new_context(
        viewport={"width": width, "height": 844 if phone else 900}, is_mobile=phone, has_touch=phone
    )
    watch = Watch(context)
    yield context.new_page(), watch
    context.close()
    watch.check()
