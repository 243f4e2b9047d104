"""How the bot runs: serving, health, metrics, a clean stop."""
