"""Saved events, alerts on filters, and the notices that the bot sends about them."""
