"""Scheduling instances: files, mapping, search, check."""
