"""How the bot finds: a question in, the cards that answer it out, and how sure that is."""
