"""Write `data/vectors.txt` anew after the content has changed: `python -m bench.vectors`.

Without it the first start makes what is missing itself, in the background.
"""

from bench.search_content import content_documents
from bot.search.semantic.e5 import SmallE5
from bot.search.semantic.shelf import SHELF, digest, read_shelf, write_shelf
from bot.search.semantic.vectors import card_texts


def main() -> None:
    encoder, kept = SmallE5(), read_shelf(SHELF)
    wanted = {
        digest(encoder.name, text): text
        for document in content_documents()
        for text in card_texts(document.title, "\n".join(document.phrasings), document.body)
    }
    write_shelf(
        SHELF,
        {
            name: kept[name] if name in kept else encoder.passage(text)
            for name, text in wanted.items()
        },
    )
    print(f"{len(wanted)} vectors, {len(wanted.keys() - kept.keys())} of them new")


if __name__ == "__main__":
    main()
