"""Readers of the Patterson format (one project: PSPLIB, RG300) and of the multi-project format of MPLIB.

Patterson 1984 (doi:10.1287/mnsc.30.7.854); Van Eynde & Vanhoucke 2020 (doi:10.1007/s10951-020-00665-x). Numbers count,
not lines: long rows may be wrapped.
"""

from dataclasses import dataclass

from solvers.scheduling.instance import Activity, FormatError, Instance

LARGEST = 1_000_000
"""Durations, needs and capacities beyond this are typing errors."""

MOST = 100_000
"""Activities of an instance."""


@dataclass
class Numbers:
    """The words of a file, one after the other, each with its line."""

    words: list[tuple[int, str]]
    at: int = 0
    last_line: int = 1

    @classmethod
    def of(cls, text: str) -> "Numbers":
        """Words between blanks."""
        rows = [(n, word) for n, line in enumerate(text.splitlines(), 1) for word in line.split()]
        return cls(rows, 0, max(1, len(text.splitlines())))

    @property
    def done(self) -> bool:
        """Whether everything is read."""
        return self.at == len(self.words)

    def line(self) -> int:
        """Line of the next word."""
        return self.words[self.at][0] if not self.done else self.last_line

    def word(self, what: str) -> str:
        """The next word."""
        if self.done:
            raise FormatError(self.last_line, f"the file ends where {what} should stand; is it complete?")
        self.at += 1
        return self.words[self.at - 1][1]

    def number(self, what: str, least: int = 0, most: int = LARGEST) -> int:
        """The next word as a whole number in its range."""
        line = self.line()
        word = self.word(what)
        try:
            value = int(word)
        except ValueError:
            raise FormatError(line, f"{what} is {word!r}; a whole number is needed") from None
        if not least <= value <= most:
            raise FormatError(line, f"{what} is {value}; it must be from {least} to {most}")
        return value


def read_instance(text: str) -> Instance:
    """Read either format: the first line of a multi-project file has one number, of a single project two.

    Raises
    ------
    FormatError
        With the line, the value and what is wanted.
    """
    numbers = Numbers.of(text)
    if numbers.done:
        raise FormatError(1, "the file is empty; a number of activities or projects is needed")
    multi = len([line for line, _ in numbers.words if line == numbers.words[0][0]]) == 1
    instance = _projects(numbers) if multi else _single(numbers)
    if not numbers.done:
        line, word = numbers.words[numbers.at]
        raise FormatError(line, f"{word!r} stands behind the last activity; remove it or correct the counts")
    return instance


def _single(numbers: Numbers) -> Instance:
    count = numbers.number("the number of activities", 1, MOST)
    resources = numbers.number("the number of resources", 0, 1000)
    capacity = _capacity(numbers, resources)
    activities = []
    for i in range(count):
        name = f"activity {i + 1}"
        length, need, followers = _head(numbers, name, capacity, count)
        after = [numbers.number(f"a successor of {name}", 1, count) - 1 for _ in range(followers)]
        activities.append(Activity(name, length, need, tuple(after)))
    return Instance(capacity, tuple(activities))


def _projects(numbers: Numbers) -> Instance:
    projects = numbers.number("the number of projects", 1, MOST)
    resources = numbers.number("the number of resources", 0, 1000)
    capacity = _capacity(numbers, resources)
    sizes: list[int] = []
    rows: list[tuple[str, int, tuple[int, ...], list[tuple[int, int, int]], int]] = []
    for p in range(projects):
        sizes.append(numbers.number(f"the number of activities of project {p + 1}", 1, MOST))
        ready = numbers.number(f"the release of project {p + 1}")
        for k in range(resources):
            numbers.number(f"the use of resource {k + 1} by project {p + 1}", 0, 1)
        for i in range(sizes[-1]):
            name = f"activity {p + 1}:{i + 1}"
            length, need, followers = _head(numbers, name, capacity, MOST)
            after = [_follower(numbers, name) for _ in range(followers)]
            rows.append((name, length, need, after, ready))
    first = [sum(sizes[:p]) for p in range(projects)]
    activities = []
    for name, length, need, pairs, ready in rows:
        after_index = []
        for line, project, activity in pairs:
            if project > projects or activity > sizes[project - 1]:
                raise FormatError(
                    line, f"{project}:{activity} follows {name}, and is no activity; name an existing one"
                )
            after_index.append(first[project - 1] + activity - 1)
        activities.append(Activity(name, length, need, tuple(after_index), ready))
    return Instance(capacity, tuple(activities))


def _capacity(numbers: Numbers, resources: int) -> tuple[int, ...]:
    return tuple(numbers.number(f"the capacity of resource {k + 1}") for k in range(resources))


def _head(
    numbers: Numbers, name: str, capacity: tuple[int, ...], most: int
) -> tuple[int, tuple[int, ...], int]:
    length = numbers.number(f"the duration of {name}")
    need = []
    for k, limit in enumerate(capacity):
        line = numbers.line()
        units = numbers.number(f"the need of {name} for resource {k + 1}")
        if units > limit and length > 0:
            raise FormatError(
                line, f"{name} needs {units} of resource {k + 1}, which has {limit}; lower it or add capacity"
            )
        need.append(units)
    return length, tuple(need), numbers.number(f"the number of successors of {name}", 0, most)


def _follower(numbers: Numbers, name: str) -> tuple[int, int, int]:
    line = numbers.line()
    word = numbers.word(f"a successor of {name}")
    project, _, activity = word.partition(":")
    if not (project.isdecimal() and activity.isdecimal() and int(project) > 0 and int(activity) > 0):
        raise FormatError(line, f"a successor of {name} is {word!r}; write PROJECT:ACTIVITY, counted from 1")
    return line, int(project), int(activity)
