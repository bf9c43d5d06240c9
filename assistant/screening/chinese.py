"""Chinese names in Latin letters: words that firms share are translated, all else is spelt by sound (pinyin).

Listed Chinese firms stand on the list with a name by sound and a translated trade: 新星电子 is "Xinxing Electronics".
"""

import re
from functools import cache

# What firms and institutes share, in the words the list uses; longer ones are looked for first.
WORDS = {
    "股份有限公司": "", "有限责任公司": "", "有限責任公司": "", "有限公司": "", "公司": "", "集团": "group",
    "集團": "group",
    "控股": "holding", "分公司": "branch", "科技": "technology", "技术": "technology", "技術": "technology",
    "电子": "electronic", "電子": "electronic", "信息": "information", "資訊": "information",
    "通信": "communication",
    "通讯": "communication", "半导体": "semiconductor", "半導體": "semiconductor", "集成电路": "integrated circuit",
    "微电子": "microelectronics", "国际": "international",
    "國際": "international", "贸易": "trading", "貿易": "trading",
    "实业": "industry", "工业": "industry", "工業": "industry", "制造": "manufacturing", "研究所": "research institute",
    "研究院": "research institute", "学院": "institute", "大学": "university", "大學": "university", "航空": "aviation",
    "航天": "aerospace", "船舶": "shipbuilding", "核": "nuclear", "中国": "china", "中國": "china", "国家": "national",
    "超级计算": "supercomputing", "超算": "supercomputing", "计算机": "computer", "计算": "computing", "中心": "center",
    "智能": "intelligent", "人工智能": "artificial intelligence", "软件": "software", "网络": "network",
    "数据": "data", "数字": "digital", "机器人": "robot", "光学": "optical", "光电": "optoelectronics",
    "精密": "precision", "仪器": "instrument", "设备": "equipment", "材料": "material", "化工": "chemical",
    "化学": "chemical", "能源": "energy", "电力": "electric power",
    "石油": "petroleum", "天然气": "gas", "银行": "bank",
    "物流": "logistic", "运输": "transport", "海运": "shipping", "航运": "shipping", "投资": "investment",
    "发展": "development", "开发": "development", "工程": "engineering", "机械": "machinery", "装备": "equipment",
    "系统": "system", "安全": "security", "服务": "service", "供应链": "supply chain", "新材料": "new material",
    "进出口": "import export", "香港": "hong kong", "澳门": "macau", "西藏": "tibet", "内蒙古": "inner mongolia",
    "厂": "factory", "人民解放军": "peoples liberation army", "国防": "national defense", "生物": "biotechnology",
    "医药": "pharmaceutical", "医疗": "medical",
}  # fmt: skip


def spelt(text: str) -> str:
    """The name in Latin words.

    >>> spelt("新星电子科技有限公司")
    'xinxing electronic technology'
    """
    parts = []
    for part in _words().split(text):
        if part in WORDS:
            parts.append(WORDS[part])
        elif part:
            parts += _by_sound(part)
    return " ".join(part for part in parts if part)


def _by_sound(part: str) -> list[str]:
    """Two characters make a word, as places and trade names mostly have two; the rest follows as it comes."""
    from pypinyin import lazy_pinyin

    if len(part) <= 3:
        return ["".join(lazy_pinyin(part))]
    return ["".join(lazy_pinyin(part[at : at + 2])) for at in range(0, len(part), 2)]


@cache
def _words() -> re.Pattern[str]:
    return re.compile("(" + "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True)) + ")")
