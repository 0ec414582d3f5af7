"""Slides with native shapes and tables."""
