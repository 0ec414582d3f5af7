"""A proven upper bound on the value of any plan: Lagrangian relaxation over whole project schedules.

Prices are put on the effort of each skill, on accelerator-hours of each type, on the WIP limit (all by week), on effort
shares, budgets, relations between projects and the waiting of one phase for another. With prices fixed, every project
is planned on its own by a dynamic program over its phases, and every person and pool sells its week to the best payer.
Any non-negative prices give an upper bound (Geoffrion 1974, doi:10.1007/BFb0120690), so the search for good prices can
stop at any time.

It goes in two stages. By skill, every phase can have the fastest crew of each size. By person, which is tighter and
slower, each crew is one of its own, and what it costs is its people's time.

What the relaxation leaves out only loosens the bound: least and constant shares, focus limits and budgets of single
themes; and by skill also who is on a crew.
"""
