"""Entries that come together are stored in one transaction."""

import asyncio

from bot.broadcast.worker_pool import BatchWriter


class Storage:
    """Answers every entry with its double; remembers which entries came together."""

    def __init__(self, faults=()) -> None:
        self.together: list[list[int]] = []
        self.faults = list(faults)

    async def save(self, entries):
        self.together.append(list(entries))
        await asyncio.sleep(0)
        if self.faults:
            raise self.faults.pop(0)
        return [entry * 2 for entry in entries]


async def test_what_comes_during_a_write_goes_together_into_the_next_one():
    storage = Storage()
    writer = BatchWriter(storage.save)
    answers = await asyncio.gather(*(writer.write(number) for number in range(50)))
    assert answers == [number * 2 for number in range(50)]
    assert storage.together == [[0], [*range(1, 50)]]


async def test_who_was_not_saved_is_told_so_and_the_next_writer_is_not_harmed():
    storage = Storage([OSError("the disk is full")])
    writer = BatchWriter(storage.save)
    first = await asyncio.gather(writer.write(1), writer.write(2), return_exceptions=True)
    assert [str(answer) for answer in first] in (
        ["the disk is full"] * 2,
        ["the disk is full", "4"],
    )
    assert await writer.write(3) == 6


async def test_a_writer_that_gave_up_does_not_harm_the_others():
    storage = Storage()
    writer = BatchWriter(storage.save)
    async with asyncio.TaskGroup() as tasks:
        writers = [tasks.create_task(writer.write(number)) for number in range(3)]
        await asyncio.sleep(0)
        writers[1].cancel()
    assert [writers[0].result(), writers[2].result()] == [0, 4]
    assert storage.together == [[0], [1, 2]]
