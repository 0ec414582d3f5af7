"""The compiled schedule kernel: a priority list in, a complete feasible schedule with people and pools out.

A serial schedule generation scheme (Kolisch 1996, doi:10.1016/0377-2217(95)00357-6) over whole projects: each
project of the list is given its earliest launch that the resources left by its predecessors in the list allow.
"""
