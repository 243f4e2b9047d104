"""What the operator reads at a start over files that an editor has broken."""

import shutil

from bot.app import import_content_files
from bot.logs import set_up_logs
from bot.server.metrics import Monitor
from bot.settings import SHIPPED, ContentFolder


async def test_every_broken_file_is_told(database, tmp_path, root_logger, capsys):
    files = ContentFolder(shutil.copytree(SHIPPED.path, tmp_path / "content"))
    folder = files.knowledge
    broken = sorted(folder.rglob("*.md"))[:2]
    for file in broken:
        file.write_text("---\n", encoding="utf-8")
    set_up_logs("info", "text")
    await import_content_files(database, Monitor(), files)
    told = capsys.readouterr().err
    assert all(str(file) in told for file in broken)
    assert told.count("The bot goes on with what was imported last") == 1
