"""Who works with the bot: roles, their rights, and how roles are given and taken."""
