"""Accelerator-hours of training runs."""
