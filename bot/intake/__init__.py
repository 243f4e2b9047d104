"""How updates come in: kept before they are acknowledged, handled in order within each chat."""

from bot.intake.intake import Intake
from bot.intake.repository import Updates

__all__ = ["Intake", "Updates"]
