"""What people asked, and what the bot could not say."""
