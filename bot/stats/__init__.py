"""How the bot is used: counted in batches, reported to admins."""
