"""The HTTP application: the API under /api/v1, health, metrics, and the pages."""
