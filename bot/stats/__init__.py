"""How the bot is used: counted in batches, told to admins."""
