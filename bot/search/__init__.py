"""How the bot finds: a question in, the cards that answer it out, and how sure that is."""

from bot.search.engine import Search
from bot.search.models import Candidate, Explanation, Found, Hit, Outcome, Part
from bot.search.small_talk import SmallTalk

__all__ = ["Candidate", "Explanation", "Found", "Hit", "Outcome", "Part", "Search", "SmallTalk"]
