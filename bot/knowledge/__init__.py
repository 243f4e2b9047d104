"""What the bot knows: sections and answers, read from Markdown files into tables."""
