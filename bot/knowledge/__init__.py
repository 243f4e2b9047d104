"""What the bot knows: sections and answers, imported from Markdown files into tables."""
