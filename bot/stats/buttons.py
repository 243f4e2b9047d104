"""Addresses of the statistics."""

from bot.ui.address import Address


class OpenStats(Address, prefix="xs"):
    days: int = 7


class SendCharts(Address, prefix="xsc"):
    """The same period drawn, as a message of its own."""

    days: int
