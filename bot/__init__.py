from bot.telegram.lazy_models import build_models_lazily

build_models_lazily()
