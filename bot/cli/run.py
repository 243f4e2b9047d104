"""Commands of the operator: run the bot, back up and restore the database."""

import asyncio
import logging
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import OperatorError
from bot.knowledge.files import ContentError
from bot.logs import set_up_logs
from bot.server.run import serve
from bot.server.standby import Replica, run_replicated
from bot.settings import SettingsError, load_settings, unknown_names
from bot.storage.backup import backup as back_up_database
from bot.storage.errors import DatabaseUnusableError
from bot.storage.restore import restore as restore_database
from bot.storage.served import ServedMark

_log = logging.getLogger(__name__)

EXPLAINED = (OperatorError, SettingsError, DatabaseUnusableError, ContentError)
"""Errors whose text is all that the operator needs."""

REFUSED = 78  # EX_CONFIG of sysexits.h: the same start would fail again
NOTHING_TO_SERVE = (
    "BOT_TOKEN is not set: put the token from @BotFather into the environment or into .env. "
    "BOT_PLAYGROUND=1 starts the playground instead, as a terminal does."
)

Target = Annotated[Path, typer.Argument(help="The file of the copy.")]
File = Annotated[Path | None, typer.Argument(help="The file of the copy.")]
FromReplica = Annotated[
    Path | None,
    typer.Option("--replica", metavar="FILE", help="From where this configuration replicates to."),
]
At = Annotated[
    str, typer.Option("--at", help="As it was then, like 2026-12-01T03:00:00Z; of a replica only.")
]
Stay = Annotated[
    bool,
    typer.Option(
        "--stay",
        help="When only the operator can mend what is wrong, say it and wait to be stopped: "
        "Docker would start an ended container again for ever.",
    ),
]


Replicate = Annotated[
    Path | None,
    typer.Option(
        "--replicate",
        metavar="FILE",
        help="Let litestream replicate the database, as this configuration says. Waits until it is "
        "sure that no other machine serves, and takes over what another one has written since.",
    ),
]


def run(*, stay: Stay = False, replicate: Replicate = None) -> None:
    """Serve Telegram, or without BOT_TOKEN the playground in the browser.

    Exits with 78 when another start would fail in the same way.
    """
    try:
        _serve(replicate)
    except EXPLAINED as error:
        if getattr(error, "passes", False):
            raise
        typer.echo(error, err=True)
        if stay:
            signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
            signal.sigwait(_STOPS)
        raise typer.Exit(REFUSED) from error


_STOPS = {signal.SIGTERM, signal.SIGINT}


def _serve(replicate: Path | None) -> None:
    settings = load_settings()
    set_up_logs(settings.log_level, settings.log_format)
    for unknown in unknown_names():
        _log.warning(unknown)
    if settings.token is not None and replicate is not None:
        run_replicated(settings, replicate)
    if settings.token is not None:
        return asyncio.run(serve(settings))
    if not (settings.playground or sys.stdin.isatty() or sys.stdout.isatty()):
        raise SettingsError(NOTHING_TO_SERVE)
    from bot.server.play import play  # noqa: PLC0415 - a bot with a token never needs it

    return asyncio.run(play(settings))


def backup(file: Target) -> None:
    """Copy the database, also while the bot runs, and prove the copy good."""
    rows = back_up_database(load_settings().database, file)
    typer.echo(f"Copied to {file} and verified: {rows} rows.")


def restore(file: File = None, replica: FromReplica = None, at: At = "") -> None:
    """Put a copy in the place of the database; stop the bot first."""
    if (file is None) == (replica is None):
        raise typer.BadParameter("name the file of a copy, or --replica")
    settings = load_settings()
    database = settings.database
    if replica is not None:
        aside = Replica(settings, replica).restore(at)
    elif file is not None:
        aside = restore_database(file, database)
    ServedMark(database).expire()  # another machine may have served it since
    typer.echo(
        f"{database} now holds {file or 'the replica'}."
        + (f" Before it: {aside}." if aside else "")
    )
