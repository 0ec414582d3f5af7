"""Replaying a plan as a policy, many times: the compiled part.

A run takes the phases one after the other, in the order in which they become due and ready, and walks each forward
week by week with the people of the plan until its sampled work is done. Until a phase's planned finish, work that
comes later keeps its planned share of people and pools; after it, the order decides. With the planned amounts the
replay therefore never finishes a phase later than the plan.
"""
