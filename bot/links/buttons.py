"""Addresses of links that lead nowhere."""

from bot.ui.address import Address


class OpenLinks(Address, prefix="xwq"):
    """Addresses of the content that lead nowhere any more."""

    page: int = 0
