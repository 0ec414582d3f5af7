"""What several pages read: the portfolio's place, its rows, its latest plan with forecast and running work."""

from typing import TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
