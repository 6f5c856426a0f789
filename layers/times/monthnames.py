"""Names of months as people write them: Ukrainian, Belarusian, Russian, English, German, French.

Every case that follows a day or stands alone, and the usual abbreviations. A word that would be two
months in two languages is in none of the lists (Belarusian and Ukrainian share only words that
mean the same month).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["MONTHS", "month_of"]

#: By month, January first.
_NAMES: Final = (
    "january jan januar jänner janner jän janvier janv "
    "січень січня січні січ студзень студзеня студзені студз январь января январе янв",
    "february feb februar feber février fevrier févr fevr fév "
    "лютий лютого лютому лют люты лютага лютым февраль февраля феврале фев февр",
    "march mar märz maerz marz mär mrz mars "
    "березень березня березні бер берез сакавік сакавіка сакавіку сак март марта марте мар",
    "april apr avril avr "
    "квітень квітня квітні квіт кві красавік красавіка красавіку крас апрель апреля апреле апр",
    "may mai май мая маі маю мае травень травня травні трав тра траўня траўні",
    "june jun juni juin "
    "червень червня червні черв чер чэрвень чэрвеня чэрвені чэрв июнь июня июне июн",
    "july jul juli juillet juil липень липня липні лип ліпень ліпеня ліпені ліп июль июля июле июл",
    "august aug août aout "
    "серпень серпня серпні серп сер жнівень жніўня жніўні жнів август августа августе авг",
    "september sep sept septembre "
    "вересень вересня вересні вер верес верасень верасня верасні верас "
    "сентябрь сентября сентябре сен сент",
    "october oct oktober okt octobre "
    "жовтень жовтня жовтні жовт жов кастрычнік кастрычніка кастрычніку кастр "
    "октябрь октября октябре окт",
    "november nov novembre "
    "листопад листопада листопаді лист лис лістапад лістапада лістападзе ліст "
    "ноябрь ноября ноябре ноя нояб",
    "december dec dezember dez décembre decembre déc "
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
