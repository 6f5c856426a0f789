"""Layers, categories and forces in the words of those who write tables by hand.

Forms that mean one listed word and no other; case, hyphens and spaces do not matter. Where one of
these is read the report says so, as of any other spelling. Other words stay unknown and are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["ALSO_ACTORS", "ALSO_CATEGORIES", "ALSO_LAYERS"]

#: The layers as maps and their readers call them.
_LAYERS: Final = {
    "deployment":
        "deployments|Russian deployment|Russian deployments|deployments (RU)|deployment (RU)|"
        "Russian troop deployment|Russian troop deployments|troop deployment|troop deployments|"
        "Russian military deployments|"
        "розгортання|розгортання військ|російські війська|розгортання російських військ|"
        "развёртывание|развертывание|развёртывание войск|развертывание войск|российские войска|"
        "размещение российских войск|разгортванне|разгортванне войскаў|расійскія войскі|"
        "Stationierung|Stationierungen|russische Stationierung|russische Stationierungen|"
        "Truppenstationierungen|déploiement|déploiements|déploiement russe|déploiements russes",
    "fortification":
        "fortifications|Ukrainian fortification|Ukrainian fortifications|fortifications (UA)|"
        "fortification (UA)|border fortification|border fortifications|"
        "Ukrainian border fortification|Ukrainian border fortifications|"
        "укріплення|фортифікації|фортифікація|українські укріплення|прикордонні укріплення|"
        "українські прикордонні укріплення|"
        "укрепления|фортификации|фортификация|украинские укрепления|пограничные укрепления|"
        "украинские пограничные укрепления|умацаванні|фартыфікацыі|украінскія ўмацаванні|"
        "памежныя ўмацаванні|"
        "Befestigung|Befestigungen|Grenzbefestigungen|ukrainische Grenzbefestigungen|"
        "fortifications ukrainiennes|fortifications frontalières|"
        "fortifications frontalières ukrainiennes",
    "shelling":
        "shellings|shelling origin|shelling origins|origin of shelling|origins of shelling|"
        "shelling (origins)|обстріл|обстріли|місця обстрілів|звідки обстріли|джерела обстрілів|"
        "обстрел|обстрелы|источники обстрелов|откуда обстрелы|абстрэл|абстрэлы|"
        "крыніцы абстрэлаў|Beschuss|Herkunft des Beschusses|Ursprünge des Beschusses|"
        "bombardement|bombardements|origine des tirs|origines des tirs",
}  # fmt: skip

_CATEGORIES: Final = {
    "troop_arrival": "прибуття військ|прибытие войск|прыбыццё войскаў",
    "troop_departure": "вибуття військ|убытие войск|адбыццё войскаў",
    "troop_movement": "переміщення військ|перемещение войск|перамяшчэнне войскаў",
    "rail_echelon": "ешелон|військовий ешелон|залізничний ешелон|эшелон|воинский эшелон|"
                    "железнодорожный эшелон|эшалон|вайсковы эшалон|чыгуначны эшалон",
    "road_convoy": "колона техніки|автоколона|колонна техники|автоколонна|калона тэхнікі|"
                   "аўтакалона",
    "equipment_arrival": "прибуття техніки|прибытие техники|прыбыццё тэхнікі",
    "equipment_departure": "вибуття техніки|убытие техники|адбыццё тэхнікі",
    "equipment_transfer": "передавання техніки|передача техники|перадача тэхнікі",
    "equipment_storage": "зберігання техніки|хранение техники|захоўванне тэхнікі",
    "training_ground_camp": "табір на полігоні|лагерь на полигоне|лагер на палігоне",
    "field_camp": "польовий табір|полевой лагерь|палявы лагер",
    "headquarters": "штаб|командний пункт|командный пункт|камандны пункт",
    "field_hospital": "польовий госпіталь|полевой госпиталь|палявы шпіталь",
    "ammunition_depot": "склад боєприпасів|склад боеприпасов|склад боепрыпасаў",
    "fuel_depot": "склад пального|склад топлива|склад паліва",
    "exercise": "навчання|учения|вучэнні",
    "pontoon_bridge": "понтонний міст|понтонный мост|пантонны мост",
    "air_defence_deployment": "розгортання ппо|развёртывание пво|развертывание пво",
    "electronic_warfare_deployment": "electronic warfare|засоби реб|средства рэб|сродкі рэб",
    "aircraft_deployment": "прибуття авіації|прибытие авиации|прыбыццё авіяцыі",
    "aircraft_departure": "вибуття авіації|убытие авиации|адбыццё авіяцыі",
    "aircraft_sortie": "виліт авіації|вылет авиации|вылет авіяцыі",
    "uav_deployment": "drone deployment",
    "mobilisation": "mobilization|мобілізація|мобилизация|мабілізацыя",
    "trench_line": "trench|trenches|окоп|окопи|окопы|траншея|траншеї|траншеи|траншэя|траншэі|"
                   "акоп|акопы",
    "fortified_position": "укріплена позиція|опорний пункт|укреплённая позиция|укрепленная позиция|"
                          "опорный пункт|умацаваная пазіцыя|апорны пункт",
    "bunker": "бункер|бліндаж|блиндаж",
    "antitank_ditch": "anti-tank ditch|протитанковий рів|противотанковый ров|супрацьтанкавы роў",
    "dragons_teeth": "dragon's teeth|dragon’s teeth|зуби дракона|зубы дракона",
    "barbed_wire": "колючий дріт|колючая проволока|калючы дрот",
    "hedgehogs": "протитанкові їжаки|противотанковые ежи|супрацьтанкавыя вожыкі",
    "minefield": "мінне поле|минное поле|міннае поле",
    "mined_road": "замінована дорога|заминированная дорога|замініраваная дарога",
    "mined_bridge": "замінований міст|заминированный мост|замініраваны мост",
    "destroyed_bridge": "зруйнований міст|підірваний міст|разрушенный мост|взорванный мост|"
                        "разбураны мост|падарваны мост",
    "roadblock": "блокпост",
    "abatis": "лісовий завал|лесной завал|лясны завал",
    "border_wall": "прикордонна стіна|пограничная стена|памежная сцяна",
    "observation_post": "спостережний пост|наблюдательный пост|назіральны пост",
    "demining": "розмінування|разминирование|размініраванне",
    "artillery_fire": "обстріл|артилерійський обстріл|обстрел|артиллерийский обстрел|абстрэл|"
                      "артылерыйскі абстрэл",
    "mortar_fire": "мінометний обстріл|миномётный обстрел|минометный обстрел|мінамётны абстрэл",
    "rocket_fire": "обстріл із рсзв|обстріл з рсзв|обстрел из рсзо|абстрэл з рсза",
    "tank_fire": "танковий обстріл|танковый обстрел|танкавы абстрэл",
    "missile_launch": "пуск ракети|пуск ракеты",
    "air_strike": "авіаудар|авиаудар|авіяўдар",
    "glide_bomb": "керована авіабомба|планирующая бомба",
    "uav_launch": "drone launch|пуск бпла",
    "uav_strike": "drone strike|удар бпла",
    "impact_crater": "вирва|воронка|варонка",
    "explosion": "вибух|взрыв|выбух",
}  # fmt: skip
_ACTORS: Final = {
    "RUS": "росія|рф|зс рф|россия|вс рф|расія|расійская федэрацыя|російська федерація|"
           "российская федерация",
    "BLR": "білорусь|зс рб|беларусь|рб|вс рб",
    "UKR": "україна|зсу|украина|всу|украіна|усу",
    "POL": "польща|польша|польшча",
    "LTU": "литва|літва",
    "LVA": "латвія|латвия",
}  # fmt: skip


def _forms(table: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({word: tuple(forms.split("|")) for word, forms in table.items()})


#: Listed word -> other forms of it.
ALSO_CATEGORIES: Final = _forms(_CATEGORIES)
ALSO_ACTORS: Final = _forms(_ACTORS)
ALSO_LAYERS: Final = _forms(_LAYERS)
