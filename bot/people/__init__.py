"""The people who use the bot: preferences, privacy, retention, the audit log."""
