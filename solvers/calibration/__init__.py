"""How estimates turn out: distributions of actual over estimate, and how well they forecast."""
