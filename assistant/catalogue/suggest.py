"""Near names for a designation that no row answers to: to be shown as a guess and asked about, never used."""

from assistant.catalogue.find import Catalogue, catalogue
from assistant.catalogue.spelling import key

# Of 100: keeps "H20O" for H200 and "MI320X" for MI325X, drops words. cases: test_catalogue_suggest.py
NEAR = 70


def suggest(word: str, *, among: Catalogue | None = None, limit: int = 5) -> list[str]:
    """Names of rows, families and systems near to a word, the nearest first; the members of a code name."""
    from rapidfuzz import fuzz, process  # only needed here, and not for the first answer

    names = (among or catalogue()).names
    wanted = key(word)
    guess = names.guesses.get(wanted)
    if guess is not None:
        return [product.name for product in guess.products]
    if not any(char.isdigit() for char in wanted):
        return []
    known = sorted(spelling for spelling in names.meanings if spelling.isdigit() == wanted.isdigit())
    begun = sorted((spelling for spelling in known if len(spelling) > 3 and wanted.startswith(spelling)), key=len)
    near = process.extract(wanted, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=4 * limit)
    labels = [names.meanings[spelling].label for spelling in (*reversed(begun), *(match[0] for match in near))]
    return list(dict.fromkeys(labels))[:limit]
