"""Page range -> candidates with evidence, by cue phrases, patterns and layout.

Takes a document and the first and last page of one certificate, gives candidates for every field, the best of each
field first. Refuses to choose a value or to fill one in: that is `normalise`.
"""

from collections.abc import Callable
from typing import Final

from ingest.activity import Candidate, FieldName
from ingest.document import Document
from ingest.extract import completed_on, credit, holder, numbers, provider, title
from ingest.extract.scene import Found, Scene, Span, make_scene
from ingest.vocabulary import Vocabulary

# Candidates kept for each field: enough for a person to choose from.
KEPT: Final = 5

_FINDERS: Final[tuple[Callable[[Scene], list[Found]], ...]] = (
    holder.find,
    title.find,
    provider.find,
    completed_on.find,
    credit.find,
    numbers.find,
)


def extract(document: Document, pages: tuple[int, int], vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """All candidates of the certificate on `pages` (first and last, from 1)."""
    scene = make_scene(document, pages, vocabulary)
    found = [item for find in _FINDERS for item in find(scene)]
    kept: list[Candidate] = []
    for name in FieldName:
        best: dict[Span, Found] = {}
        for item in (item for item in found if item.name is name):
            if item.span not in best or item.odds > best[item.span].odds:
                best[item.span] = item
        ranked = sorted(best.values(), key=lambda item: (-item.odds, item.span))
        kept += [scene.candidate(item) for item in ranked[:KEPT]]
    return tuple(kept)
