from bot.ui.callbacks.address import Address


class OpenEditors(Address, prefix="xr"):
    """The room that all the admins' rooms are reached from."""
