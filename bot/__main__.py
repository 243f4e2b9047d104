"""The command line: `python -m bot --help`."""

import sys

import typer

from bot.cli import ask, broadcast, content, run, stats
from bot.errors import OperatorError
from bot.knowledge.files import ContentError
from bot.settings import SettingsError
from bot.storage.errors import DatabaseUnusableError

EXPLAINED = (OperatorError, SettingsError, DatabaseUnusableError, ContentError)


def build_cli() -> typer.Typer:
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="A Telegram bot that answers from a sourced knowledge base.",
    )
    cli.command("run")(run.run)
    cli.command("ask")(ask.ask)
    cli.command("evaluate")(ask.evaluate)
    cli.command("stats")(stats.stats)
    cli.command("backup")(run.backup)
    cli.command("restore")(run.restore)
    cli.add_typer(content.build_knowledge(), name="knowledge")
    cli.add_typer(content.build_events(), name="events")
    cli.add_typer(broadcast.build(), name="broadcast")
    return cli


def main() -> None:
    """Run a command. Errors that the operator can correct are printed without a traceback."""
    try:
        build_cli()()
    except EXPLAINED as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
