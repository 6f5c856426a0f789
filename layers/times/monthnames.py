"""Names of months as people write them, in Ukrainian, Belarusian, Russian and four more languages.

The others are English, German, French and Polish: every case that follows a day or stands
alone, and the usual abbreviations. A word that would be two months in two languages is in none
of the lists (Belarusian and Ukrainian share only words that mean the same month).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["MONTHS", "month_of"]

#: By month, January first.
_NAMES: Final = (
    "january jan januar jänner janner jän janvier janv "
    "styczeń stycznia styczniu sty "
    "січень січня січні січ студзень студзеня студзені студз январь января январе янв",
    "february feb februar feber février fevrier févr fevr fév "
    "luty lutego lutym lut "
    "лютий лютого лютому лют люты лютага лютым февраль февраля феврале фев февр",
    "march mar märz maerz marz mär mrz mars "
    "marzec marca marcu "
    "березень березня березні бер берез сакавік сакавіка сакавіку сак март марта марте мар",
    "april apr avril avr "
    "kwiecień kwietnia kwietniu kwi "
    "квітень квітня квітні квіт кві красавік красавіка красавіку крас апрель апреля апреле апр",
    "may mai май мая маі маю мае травень травня травні трав тра траўня траўні maj maja maju",
    "june jun juni juin "
    "czerwiec czerwca czerwcu cze "
    "червень червня червні черв чер чэрвень чэрвеня чэрвені чэрв июнь июня июне июн",
    "july jul juli juillet juil липень липня липні лип ліпень ліпеня ліпені ліп июль июля июле июл "
    "lipiec lipca lipcu lip",
    "august aug août aout "
    "sierpień sierpnia sierpniu sie "
    "серпень серпня серпні серп сер жнівень жніўня жніўні жнів август августа августе авг",
    "september sep sept septembre "
    "wrzesień września wrześniu wrz "
    "вересень вересня вересні вер верес верасень верасня верасні верас "
    "сентябрь сентября сентябре сен сент",
    "october oct oktober okt octobre "
    "październik października październiku paź "
    "жовтень жовтня жовтні жовт жов кастрычнік кастрычніка кастрычніку кастр "
    "октябрь октября октябре окт",
    "november nov novembre "
    "listopad listopada listopadzie lis "
    "листопад листопада листопаді лист лис лістапад лістапада лістападзе ліст "
    "ноябрь ноября ноябре ноя нояб",
    "december dec dezember dez décembre decembre déc "
    "grudzień grudnia grudniu gru "
    "грудень грудня грудні груд гру снежань снежня снежні снеж декабрь декабря декабре дек",
)
#: Every form in lower case, and its month (1 to 12).
MONTHS: Final = MappingProxyType(
    {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
)
#: English names may be cut anywhere behind the third letter, as programs do.
_ENGLISH: Final = tuple(names.split()[0] for names in _NAMES)


def month_of(name: str) -> int:
    """The month (1 to 12) that a word names, in any case of letters; 0 for none."""
    folded = name.lower().removesuffix(".")
    known = MONTHS.get(folded, 0)
    if known or len(folded) < 3:
        return known
    return next((k for k, whole in enumerate(_ENGLISH, 1) if whole.startswith(folded)), 0)
