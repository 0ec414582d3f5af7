"""Days as other tools and spreadsheets write them."""

import datetime as dt

from planner.integrations.sheet import FaultError

FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
"""Without those that some read as day and month and others as month and day."""


def a_day(text: str, column: str) -> dt.date | None:
    """A day, with or without a time behind it; None when there is none.

    Raises
    ------
    FaultError
        It is no day, or one such as 3/4/2027, which two people read differently.
    """
    plain = text.strip()
    if not plain:
        return None
    for written in FORMATS:
        try:
            return dt.datetime.strptime(plain, written).date()
        except ValueError:
            continue
    try:
        return dt.datetime.fromisoformat(plain).date()
    except ValueError:
        raise FaultError(f"{column} '{text}' is no day such as 2027-01-31", column) from None
