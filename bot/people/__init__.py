"""The people who use the bot: preferences, privacy, the audit log."""
