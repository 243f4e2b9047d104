from bot.ui.callbacks.address import Address


class OpenPrivacy(Address, prefix="p"):
    pass


class ExportMe(Address, prefix="pe"):
    pass


class AskDeletion(Address, prefix="pd"):
    """What would be removed, and the button that removes it."""


class DeleteMe(Address, prefix="pdd"):
    pass
