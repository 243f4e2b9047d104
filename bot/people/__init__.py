"""Whom the bot talks to: people, preferences, privacy, audit."""
