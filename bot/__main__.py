"""The command line: `python -m bot --help`."""

import errno
import sqlite3
import sys

import typer

from bot.cli import ask, broadcast, check, content, evaluate, run, stats
from bot.settings import load_settings
from bot.storage.errors import DatabaseUnusableError, is_of_the_disk

UNWRITABLE = {errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM}


def build_cli() -> typer.Typer:
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="A Telegram bot that answers from a sourced knowledge base.",
    )
    cli.command("run")(run.run)
    cli.command("check")(check.check)
    cli.command("ask")(ask.ask)
    cli.command("evaluate")(evaluate.evaluate)
    cli.command("stats")(stats.stats)
    cli.command("backup")(run.backup)
    cli.command("restore")(run.restore)
    cli.add_typer(content.build_knowledge(), name="knowledge")
    cli.add_typer(content.build_events(), name="events")
    cli.add_typer(content.build_content(), name="content")
    cli.add_typer(broadcast.build(), name="broadcast")
    return cli


def main() -> None:
    """Run a command. Errors that the operator can correct are printed without a traceback."""
    try:
        build_cli()()
    except run.EXPLAINED as error:
        sys.exit(str(error))
    except sqlite3.Error as error:
        if not is_of_the_disk(error):
            raise
        sys.exit(str(DatabaseUnusableError.because_of(error, load_settings().database)))
    except OSError as error:
        if error.filename is None or error.errno not in UNWRITABLE:
            raise
        sys.exit(f"{error.filename} cannot be written: {error.strerror}. Nothing more was done.")


if __name__ == "__main__":
    main()
