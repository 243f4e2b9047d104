"""Phones begin a message with a capital: /Start is /start, in every room."""

from aiogram import Router
from aiogram.filters import Command


def ignore_case(router: Router) -> None:
    """For the commands of this router and of all below it, each written in small letters."""
    for each in router.chain_tail:
        for route in each.message.handlers:
            for one in route.filters or ():
                if isinstance(one.callback, Command):
                    one.callback.ignore_case = True
