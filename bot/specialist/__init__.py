"""A person to ask when the bot has no answer."""
