"""What was meant by what was typed: other layout, transliteration, typos, spaces.

Repair goes only towards words the content knows and never touches a word that is known.
"""

from bot.search.repair.question import Question, Word, understand

__all__ = ["Question", "Word", "understand"]
