"""Write `data/vectors.txt` anew after the content has changed: `python -m bench.vectors`.

Without it the first start makes what is missing itself, in the background.
"""

from bot.search.encoder import SmallE5
from bot.search.vectors import (
    SHIPPED_VECTORS,
    card_texts,
    digest,
    read_shipped_vectors,
    write_shipped_vectors,
)

from bench.search_content import content_documents


def main() -> None:
    encoder, kept = SmallE5(), read_shipped_vectors(SHIPPED_VECTORS)
    wanted = {
        digest(encoder.name, text): text
        for document in content_documents()
        for text in card_texts(document.title, "\n".join(document.phrasings), document.body)
    }
    write_shipped_vectors(
        SHIPPED_VECTORS,
        {
            name: kept[name] if name in kept else encoder.passage(text)
            for name, text in wanted.items()
        },
    )
    print(f"{len(wanted)} vectors, {len(wanted.keys() - kept.keys())} of them new")


if __name__ == "__main__":
    main()
