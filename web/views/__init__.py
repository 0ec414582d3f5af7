"""Typed contexts of the templates, and the functions that make them from domain values."""
