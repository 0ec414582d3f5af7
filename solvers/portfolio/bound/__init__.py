"""A proven upper bound on the value of any plan: Lagrangian relaxation over whole project schedules.

Prices are put on the effort of each skill, on accelerator-hours of each type, on the WIP limit (all by week), on
budgets and on relations between projects. With prices fixed, every project is planned on its own by a dynamic
program over its phases, and every person and pool sells its week to the best payer. Any non-negative prices give
an upper bound (Geoffrion 1974, doi:10.1007/BFb0120690), so the search for good prices can stop at any time.

What the relaxation leaves out only loosens the bound: integer crews, continuity, least shares, focus limits,
effort shares of themes, budgets of single themes and the waiting of one project for another beyond least durations.
"""
