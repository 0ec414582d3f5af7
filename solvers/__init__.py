"""Pure solvers: arrays in, arrays out. No database, HTTP, settings, clock or global random numbers."""

from solvers.common.compiled import use_own_cache

use_own_cache()
