"""Handlers: each calls one service and shows one view."""
