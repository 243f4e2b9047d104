"""Replies to typed messages: text commands, small talk, questions."""
