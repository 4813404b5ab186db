"""Unicode normalisation in linear time."""

import unicodedata

# CPython puts combining marks into canonical order with an insertion sort: 100,000 marks of alternating classes keep it
# busy for seconds. Up to this length the worst case is well below a millisecond.
_SAFE_LENGTH = 1_000


def normalize(text: str) -> str:
    """Return the text in Normalization Form C."""
    if text.isascii():
        return text
    if len(text) > _SAFE_LENGTH:
        text = _in_canonical_order(text)
    return unicodedata.normalize("NFC", text)


def _in_canonical_order(text: str) -> str:
    """Decompose and order the marks, so that nothing is left for the insertion sort to move."""
    # One character decomposes into at most a handful, so each of these calls is O(1).
    characters = list("".join([unicodedata.normalize("NFD", character) for character in text]))
    classes = [unicodedata.combining(character) for character in characters]
    index = 0
    while index < len(characters):
        if classes[index] == 0:
            index += 1
            continue
        end = index
        while end < len(characters) and classes[end] != 0:
            end += 1
        # Canonical order is a stable sort by combining class of each run of non-starters (UAX #15).
        characters[index:end] = sorted(characters[index:end], key=unicodedata.combining)
        index = end
    return "".join(characters)
