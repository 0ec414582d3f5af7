"""Progress of long work, for those who call services and show it."""

from solvers.common.progress import OnProgress, Progress, ShouldStop, ignore, never

__all__ = ["OnProgress", "Progress", "ShouldStop", "ignore", "never"]
