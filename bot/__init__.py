from bot.deferred_types import defer_types
from bot.light_structlog import import_structlog

defer_types()
import_structlog()
