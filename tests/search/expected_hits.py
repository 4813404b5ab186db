"""How many tweets of the real data searches find.

Counted in the files with regular expressions over the raw text, without any code of ours: `apple` is every row whose
text, without links, in lower case and without diacritics, holds `(?<![^\\W_])apple(?![^\\W_])`.
"""

from __future__ import annotations

from typing import Final

from tests.search.real_tweets import FIGHT_NIGHT, MARKETS

EXPECTED_HITS: Final = [
    (MARKETS, "", 30_000),
    (MARKETS, "apple", 1_962),
    (MARKETS, "APPLE iPhone", 239),
    (MARKETS, "apple -iphone", 1_723),
    (MARKETS, "apple OR iphone", 2_209),
    (MARKETS, "(apple OR google) earnings", 108),
    (MARKETS, "apple google OR facebook", 1_215),
    (MARKETS, '"new york"', 24),
    (MARKETS, "iphone 6", 209),
    (MARKETS, '"iphone 6"', 206),
    (MARKETS, "stock-market", 264),
    (MARKETS, "$AAPL", 6_595),
    (MARKETS, "#Apple", 243),
    (MARKETS, "$aapl OR #apple", 6_599),
    (MARKETS, "#AppleEvent", 15),
    (MARKETS, "#alibabaipo", 23),
    (MARKETS, "from:ForTraders", 297),
    (MARKETS, "from:nobody_has_this_name", 0),
    (MARKETS, "(from:ForTraders OR from:stockwire24) earnings", 10),
    (MARKETS, "@philstockworld", 953),
    (MARKETS, "to:wsj", 1),
    (MARKETS, "is:reply", 3),
    (MARKETS, "since:2014-09-09 until:2014-09-10", 248),
    (MARKETS, "alibaba since:2014-09-19 until:2014-09-20", 100),
    (MARKETS, "min_retweets:1000", 1_922),
    (MARKETS, "min_likes:100 -min_likes:200", 227),
    (MARKETS, "(apple OR google) -(buy OR sell) since:2014-10-01 min_retweets:10", 116),
    (MARKETS, "url:youtube.com", 0),
    (FIGHT_NIGHT, "#mcgregor", 2_431),
    (FIGHT_NIGHT, "campeón", 10),
    (FIGHT_NIGHT, "CAMPEON", 10),
    (FIGHT_NIGHT, '"mejor pelea"', 2),
    (FIGHT_NIGHT, "don't", 128),
    (FIGHT_NIGHT, "win OR wins", 312),
    (FIGHT_NIGHT, '(mcgregor OR conor) (wins OR win) -"mayweather wins"', 126),
    (FIGHT_NIGHT, "😂", 3_194),
    (FIGHT_NIGHT, "🥊 -😂", 1_231),
    (FIGHT_NIGHT, "floyd -mayweather 😂", 142),
    (FIGHT_NIGHT, "👏", 404),
    (FIGHT_NIGHT, "🇮🇪", 430),
    (FIGHT_NIGHT, "マクレガー", 3),
    (FIGHT_NIGHT, "勝", 2),
    (FIGHT_NIGHT, "มวย", 1),
]
