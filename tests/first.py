"""Imported before all else, as the imports of half a thousand modules depend on it."""

import gc

import bot  # noqa: F401 - from here on a model of aiogram is built when it is first used

gc.disable()  # until the tests begin: imports make much to look through and nothing to collect
