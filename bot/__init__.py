from bot.deferred_types import defer_types

defer_types()
