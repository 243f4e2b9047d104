"""Telegram played locally: a strict Bot API and a chat page. Knows nothing of the bot."""
