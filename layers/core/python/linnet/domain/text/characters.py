"""Character classes shared by the scanners.

Each constant is the *inside* of a regular-expression character class, so that a scanner can join several of them. The
scanners only ever repeat one class at a time (`[class]+`): such a pattern cannot backtrack, whatever the input.
"""

import re
from typing import Final

SPACES: Final = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

# Marks, embeddings, overrides and isolates of the bidirectional algorithm. They may touch a URL, a cashtag or the
# leading mention of a reply without being part of it.
DIRECTIONAL: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

# What twitter-text refuses (the byte-order mark and U+FFFE, U+FFFF), plus what no well-formed JSON or XML document can
# carry to a client: lone surrogates, NUL and the other C0 controls that are not tab, line feed or carriage return.
INVALID: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufeff\ufffe\uffff"

ASCII_PUNCTUATION: Final = r"!-/:-@\[-`{-~"

# Latin letters with diacritics and combining diacritics, without the multiplication and division signs.
LATIN_ACCENTS: Final = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    "\u02bb\u0300-\u036f\u1e00-\u1eff"
)

CYRILLIC: Final = "\u0400-\u052f"

AT_SIGNS: Final = "@\uff20"
HASH_SIGNS: Final = "#\uff03"

INVALID_CHARACTER: Final = re.compile(f"[{INVALID}]")
BLANK: Final = re.compile(f"[{SPACES}{DIRECTIONAL}]*")
LATIN_ACCENT: Final = re.compile(f"[{LATIN_ACCENTS}]")
