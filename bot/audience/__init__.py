"""Whom it talks to: people, their roles, and whether they can be written to."""
