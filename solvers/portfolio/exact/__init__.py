"""The planning problem as a constraint program: proofs for small portfolios, and a second opinion on the rest.

`variables`, `constraints` (one function a rule) and `objective` build the model; `prove` solves it beside the search.
"""
