from bot.ui.callbacks.address import Address


class OpenAudit(Address, prefix="xu"):
    page: int = 0
