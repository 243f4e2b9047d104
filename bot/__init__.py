from bot.telegram.lazy_models import defer_types

defer_types()
