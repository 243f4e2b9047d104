"""Every word a person reads from the bot itself, one module a room; answers are content."""
