"""Recognise emoji sequences, from Unicode's data and the grammar of UTS #51.

The grammar, not a list of the sequences that vendors support, so that the emoji of later years are recognised too. The
price is that a sequence which no font draws counts as one emoji; the limits below keep what that can hide small.
"""

import re
from functools import cache
from typing import Final

# Code points in hexadecimal (Unicode 17, emoji-data.txt): Extended_Pictographic, which includes the ones reserved for
# future emoji, and Emoji_Modifier_Base. Without A9 and AE, which are signs of text unless a variation selector follows.
_PICTOGRAPHS: Final = """
203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 23CF 23E9-23F3 23F8-23FA 24C2 25AA-25AB 25B6 25C0
25FB-25FE 2600-2604 260E 2611 2614-2615 2618 261D 2620 2622-2623 2626 262A 262E-262F 2638-263A 2640 2642 2648-2653
265F-2660 2663 2665-2666 2668 267B 267E-267F 2692-2697 2699 269B-269C 26A0-26A1 26A7 26AA-26AB 26B0-26B1 26BD-26BE
26C4-26C5 26C8 26CE-26CF 26D1 26D3-26D4 26E9-26EA 26F0-26F5 26F7-26FA 26FD 2702 2705 2708-270D 270F 2712 2714 2716
271D 2721 2728 2733-2734 2744 2747 274C 274E 2753-2755 2757 2763-2764 2795-2797 27A1 27B0 27BF 2934-2935 2B05-2B07
2B1B-2B1C 2B50 2B55 3030 303D 3297 3299 1F004 1F02C-1F02F 1F094-1F09F 1F0AF-1F0B0 1F0C0 1F0CF-1F0D0 1F0F6-1F0FF
1F170-1F171 1F17E-1F17F 1F18E 1F191-1F19A 1F1AF-1F1E5 1F201-1F20F 1F21A 1F22F 1F232-1F23A 1F23C-1F23F 1F249-1F25F
1F266-1F321 1F324-1F393 1F396-1F397 1F399-1F39B 1F39E-1F3F0 1F3F3-1F3F5 1F3F7-1F3FA 1F400-1F4FD 1F4FF-1F53D
1F549-1F54E 1F550-1F567 1F56F-1F570 1F573-1F57A 1F587 1F58A-1F58D 1F590 1F595-1F596 1F5A4-1F5A5 1F5A8 1F5B1-1F5B2
1F5BC 1F5C2-1F5C4 1F5D1-1F5D3 1F5DC-1F5DE 1F5E1 1F5E3 1F5E8 1F5EF 1F5F3 1F5FA-1F64F 1F680-1F6C5 1F6CB-1F6D2
1F6D5-1F6E5 1F6E9 1F6EB-1F6F0 1F6F3-1F6FF 1F7DC-1F7F0 1F80C-1F80F 1F848-1F84F 1F85A-1F85F 1F888-1F88F 1F8AE-1F8AF
1F8BC-1F8BF 1F8C2-1F8CF 1F8D9-1F8FF 1F90C-1F93A 1F93C-1F945 1F947-1F9FF 1FA58-1FA5F 1FA6E-1FAFF 1FC00-1FFFD
"""
_MODIFIER_BASES: Final = """
261D 26F9 270A-270D 1F385 1F3C2-1F3C4 1F3C7 1F3CA-1F3CC 1F442-1F443 1F446-1F450 1F466-1F478 1F47C 1F481-1F483
1F485-1F487 1F48F 1F491 1F4AA 1F574-1F575 1F57A 1F590 1F595-1F596 1F645-1F647 1F64B-1F64F 1F6A3 1F6B4-1F6B6 1F6C0
1F6CC 1F90C 1F90F 1F918-1F91F 1F926 1F930-1F939 1F93C-1F93E 1F977 1F9B5-1F9B6 1F9B8-1F9B9 1F9BB 1F9CD-1F9CF
1F9D1-1F9DD 1FAC3-1FAC5 1FAF0-1FAFA
"""
_MODIFIERS: Final = "\U0001f3fb-\U0001f3ff"
_REGIONAL_INDICATORS: Final = "\U0001f1e6-\U0001f1ff"
_BLACK_FLAG: Final = "\U0001f3f4"
_TAGS: Final = "\U000e0030-\U000e0039\U000e0061-\U000e007a"
_END_OF_TAGS: Final = "\U000e007f"
# The longest sequences in use join four pictographs (families, kisses), and a subdivision of a country has at most
# seven letters and digits. Without these limits a text of any length would weigh as much as one emoji.
_MAX_JOINED: Final = 4
_MAX_TAGS: Final = 7


def emoji_end(text: str, position: int) -> int:
    """Return where the emoji at the position ends: the position itself if there is none."""
    match = _pattern().match(text, position)
    return position if match is None else match.end()


@cache
def _pattern() -> re.Pattern[str]:
    """Compile the grammar at the first text that may hold an emoji: it would be half of this package's import time.

    All repetitions are bounded.
    """
    element = (
        f"(?:[{_character_class(_MODIFIER_BASES)}][{_MODIFIERS}]"
        f"|[{_character_class(_PICTOGRAPHS)}]\ufe0f?|[\xa9\xae]\ufe0f|[{_MODIFIERS}])"
    )
    return re.compile(
        f"[0-9#*]\ufe0f?\u20e3"
        f"|[{_REGIONAL_INDICATORS}]{{2}}"
        f"|{_BLACK_FLAG}[{_TAGS}]{{1,{_MAX_TAGS}}}{_END_OF_TAGS}"
        f"|{element}(?:\u200d{element}){{0,{_MAX_JOINED - 1}}}"
    )


def _character_class(code_points: str) -> str:
    return "".join("-".join(chr(int(end, 16)) for end in item.split("-")) for item in code_points.split())
