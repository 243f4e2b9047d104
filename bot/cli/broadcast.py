"""Commands about broadcasts: `broadcast list|show|pause|resume|cancel`."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from bot.broadcast.models import Broadcast, DeliveryState, Progress
from bot.broadcast.service import BroadcastService
from bot.errors import NotFoundError, OperatorError
from bot.people.audit import OPERATOR
from bot.settings import load_settings
from bot.storage.database import Database

SHOWN = 20

Result = TypeVar("Result")
Id = Annotated[int, typer.Argument(metavar="ID", help="As `broadcast list` shows it.")]


def build() -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, help="Broadcasts: look at them, stop and resume them.")
    for name, command in COMMANDS.items():
        cli.command(name)(command)
    return cli


def list_() -> None:
    """Print the latest broadcasts, newest first."""
    import rich  # noqa: PLC0415 - only this command pays for it
    from rich.table import Table  # noqa: PLC0415 - as above

    async def read(broadcasts: BroadcastService) -> list[tuple[Broadcast, Progress]]:
        found = await broadcasts.repository.latest(SHOWN)
        return [(each, await broadcasts.results.progress(each.id)) for each in found]

    table = Table("ID", "State", "About", "Started", "Delivered", "Recipients")
    for broadcast, progress in asyncio.run(_run(read)):
        numbers = (progress.counts[DeliveryState.DELIVERED], progress.total)
        about = broadcast.topic or broadcast.kind
        row = (broadcast.id, broadcast.state, about, _when(broadcast), *numbers)
        table.add_row(*(str(cell) for cell in row))
    rich.print(table)


def show(broadcast_id: Id) -> None:
    """Print what is known of one broadcast: its outcomes, adding up to the recipients."""

    async def read(broadcasts: BroadcastService) -> tuple[Broadcast, Progress]:
        found = await broadcasts.repository.find(broadcast_id)
        return found, await broadcasts.results.progress(broadcast_id)

    broadcast, progress = asyncio.run(_run(read))
    typer.echo(f"Broadcast {broadcast.id}: {broadcast.state}, started {_when(broadcast)}")
    if broadcast.problem:
        typer.echo(f"It paused by itself: {broadcast.problem}")
    for what, number in (*progress.counts.items(), *progress.recalled.items()):
        if number:
            typer.echo(f"{what:>12}  {number}")
    typer.echo(f"{'recipients':>12}  {progress.total}")


def pause(broadcast_id: Id) -> None:
    """Stop sending until `resume`; a running bot obeys within a message."""
    _change(broadcast_id, "pause", BroadcastService.pause)


def resume(broadcast_id: Id) -> None:
    """Go on with a paused broadcast; the bot must be running."""
    _change(broadcast_id, "resume", BroadcastService.resume)


def cancel(broadcast_id: Id) -> None:
    """Stop sending for ever; what was sent stays sent."""
    _change(broadcast_id, "cancel", BroadcastService.cancel)


def _change(
    broadcast_id: int, verb: str, change: Callable[[BroadcastService, int, int], Awaitable[bool]]
) -> None:
    async def write(broadcasts: BroadcastService) -> str:
        changed = await change(broadcasts, broadcast_id, OPERATOR)
        state = (await broadcasts.repository.find(broadcast_id)).state
        if not changed:
            raise OperatorError(f"Broadcast {broadcast_id} is {state}: cannot {verb} it.")
        return state

    state = asyncio.run(_run(write))
    typer.echo(f"Broadcast {broadcast_id} is {state} now.")


async def _run(work: Callable[[BroadcastService], Awaitable[Result]]) -> Result:
    settings = load_settings()
    try:
        async with await Database.open(settings.database, settings.now) as database:
            return await work(BroadcastService(database))
    except NotFoundError as error:
        raise OperatorError(f"There is no broadcast {error.key}: see `broadcast list`.") from error


def _when(broadcast: Broadcast) -> str:
    moment = broadcast.started_at or broadcast.scheduled_at
    return f"{moment:%d.%m.%Y %H:%M}" if moment else "—"


COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_,
    "show": show,
    "pause": pause,
    "resume": resume,
    "cancel": cancel,
}
