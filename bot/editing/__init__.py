"""Editing in chat: drafts of answers and events, their history, checks and conflicts."""
