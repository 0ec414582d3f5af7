"""Quality and speed of plans and forecasts, measured by a written protocol."""
