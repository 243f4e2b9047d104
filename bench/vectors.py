"""Update `data/vectors.txt` to the content: `python -m bench.vectors`.

Vectors that the file lacks are made by every new installation after its start: that takes longer,
and finds the same.
"""

from bench.search_sets import content_documents
from bot.search.semantic import (
    SHIPPED_VECTORS,
    SentenceEncoder,
    card_texts,
    digest,
    read_shipped_vectors,
    write_shipped_vectors,
)


def main() -> None:
    encoder, kept = SentenceEncoder(), read_shipped_vectors(SHIPPED_VECTORS)
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
