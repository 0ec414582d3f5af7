"""Layouts of charts: pure functions from a plan or a forecast to coordinates."""
