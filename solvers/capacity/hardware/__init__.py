"""The catalogue of accelerators."""
