"""A local simulation of Telegram: a strict Bot API and a chat page. Imports nothing of the bot."""
