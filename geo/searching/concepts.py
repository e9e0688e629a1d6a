"""Concepts: words and names that mean the same in Chinese and English, so that either finds what the other says.

A line is one concept; its members are divided by bars, the first of them names it. A member of several English words
is matched as a phrase. Names of places and bodies stand in `geo.searching.names`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from geo.searching.firms import FIRMS
from geo.searching.names import NAMES

_TOPICS: Final = """
人工智能|ai|人工智慧|artificial intelligence|künstliche intelligenz|machine intelligence|rengong zhineng
人工智能+|ai plus|ai+
大模型|large language model|llm|foundation model|generative ai|生成式人工智能|large model
算力|computing power|compute|computing capacity|suanli|计算能力
智算|intelligent computing|ai computing
绿色算力|green computing
算力券|computing voucher|compute voucher
算力网|computing network|national computing network
数据中心|资料中心|data centre|rechenzentrum|data center|datacentre|datacenter|机房|idc
东数西算|east data west computing|edwc|eastern data western computing|east to west computing|dongshuxisuan
云计算|cloud|cloud computing|云
云伙伴|cloud partner
大数据|big data
数据要素|data element|data factor|data as a factor of production
数据要素×|data elements x
数据二十条|数据20条|数据“二十条”|twenty articles|20 data measures|data twenty articles
可信数据空间|trusted data space|data space
数据空间|data spaces
数据基础设施|data infrastructure
数据集聚区|data industry agglomeration|data industry cluster
数据交易|data exchange|data trading
数据法|data act|数据立法
开放数据|open data
数字经济|digital economy
数字中国|digital china
数字化转型|digital transformation|digitalisierung|数位转型|digitalisation|digitalization|数字化|智改数转|digital upgrade
数字产业集群|digital industry cluster|digital cluster
先进制造业集群|advanced manufacturing cluster
制造业|manufacturing|制造
集群|cluster|产业集群|industrial cluster|industry cluster
集群竞赛|cluster contest|cluster competition
卓越集群|cluster excellence|excellence|集群卓越
微集群|mini cluster|micro cluster|microcluster|minicluster|micro clusters
专精特新|specialised and sophisticated|little giant|小巨人|专精特新中小企业
特色产业集群|speciality cluster|specialty cluster|specialised cluster
集群观察站|cluster observatory|observatory
协作平台|collaboration platform
晶圆厂|wafer fab|晶圆|wafer|fab|foundry|代工|晶圆代工
半导体|semiconductor|halbleiter|芯片|chip|集成电路|integrated circuit|ic industry|晶片|microchip
芯片法|chips act|芯片法案|chips and science act
软件|software|软体
软件名城|software city
软件园|software park|software garden
物联网|internet of things|internet der dinge|iot|传感网|sensor network
车联网|connected vehicle|internet of vehicle|vehicle networking|智能网联汽车|智能网联|v2x|connected car
工业互联网|industrial internet|industrial iot|iiot
超高清视频|ultra hd|ultra high definition|uhd|8k|4k|超高清
5g|第五代移动通信
通信|通讯|communication|telecom|telecommunication
网络安全|资通安全|资安|cybersecurity|cyber security|网安|信息安全|information security
语音|speech|voice|声谷|voice valley
光电子|optoelectronic|photonic|光电|optics
机器人|robot|robotics
量子|quantum
超级计算|supercomputing|supercomputer|hpc|超算|high performance computing|超级计算机
无人机|drone|uav|unmanned aerial vehicle
生物医药|biotech|biotechnology|biomedicine|生物技术|biopharma|life science|生命科学|生物科技
能效|energy efficiency|pue|power usage effectiveness|电能利用效率|电源使用效率|节能
区块链|blockchain
新能源|renewable|可再生能源|renewable energy|clean energy
绿色低碳|low carbon|green|绿色|低碳|carbon neutral|碳中和|climate
零碳园区|zero carbon park|zero carbon|net zero park|carbon neutral park|近零碳园区
煤炭|coal|kohle|煤|煤区|coal region
公正转型|just transition
结构转型|structural change|strukturwandel|转型
智慧专业化|smart specialisation|smart specialization|s3
超级城市|super city
智慧城市|smart city
科学城|science city
科学园|science park
科技园|technology park|tech park|高科技园区
高新区|high tech zone|national high tech zone|hi tech zone
特区|special zone|战略特区|strategic zone
先导区|pilot zone|先行区
试点|pilot|试点示范
示范区|demonstration zone|demonstration park|示范园区|demonstration base|示范基地
创新高地|highland
算谷|computing valley
共同富裕|common prosperity
新质生产力|new quality productive forces
十四五|14th five year|14th plan|fourteenth five year
十五五|15th five year|fifteenth five year
税收|tax|taxation|steuer|税|税务|levy|shuishou
税收优惠|tax relief|tax credit|tax incentive|tax break|减税|抵免|免税|tax exemption
补贴|subsidy|subsidies|grant|fördermittel|förderung|zuschuss|subvention|资助|补助|拨款|奖补|奖励|incentive|butie
基金|fund|funding|专项资金|financing|投资基金
种子基金|seed fund
风险投资|venture capital|创投|vc
孵化器|incubator|孵化|incubation|accelerator|加速器|众创空间|gründerzentrum|business incubator
知识产权|intellectual property|ip right|patent|专利|发明权|invention right|patentrecht
采购|procurement|政府采购|public procurement|purchasing
立法|law|act|legislation|statute|法律|法|条例|regulation|法规
规划|plan|strategy|方案|计划|行动计划|action plan|战略|纲要|programme|program|outline
金牌|gold label|gold
标签|label|标识|认证|certification|名单|称号
评估|evaluation|rating|assessment|评价|质量评价
监测|monitoring|监测评估
平台|platform
公共服务平台|public service platform
基础设施|infrastructure
治理|governance
服务|service
研发|research and development|forschung|r d|rnd|研究开发
研发抵免|research credit|r d credit|r d tax credit
产学研|industry academia|university industry|产学官|产学研合作|technology transfer|成果转化|技术转移
三螺旋|triple helix
创新券|innovation voucher
开放创新|open innovation
开放实验室|open lab|open laboratory
创新中心|innovation hub|digital innovation hub|innovation centre|innovation center
创新引擎|innovation engine
技术中心|tech hub|technology hub|科技中心
人才|talent|fachkräfte|skill|workforce|human capital
人才引进|talent attraction|talent programme
中小企业|sme|kmu|smes|small and medium enterprise|small firm|small business|medium sized enterprise|mittelstand
初创企业|startup|gründer|新创|start up|创业|entrepreneurship
全球能力中心|gcc|global capability centre|global capability center
国际化|internationalisation|internationalization
普查|census
数据库|database|data set|dataset
数据中心绿色|green data centre
算力互联互通|computing interconnection|interconnection|互联互通
资源共享|resource sharing|sharing
多路径|multi path
数字化管理|digital management
政府与市场|government and market
行业云|industry cloud
增长走廊|growth corridor
半导体大集群|mega cluster|megacluster
地区振兴|regional development|区域发展|regional policy
区域创新|regional innovation
产业政策|industrial policy
电子|electronic|electronics
电子设计制造|esdm|electronics system design
家电|home appliance|appliance|家用电器
电子商务|e commerce|ecommerce|online retail|电商
游戏|game|gaming|video game
显示|display|显示面板|panel
存储|memory chip|data storage|存储器
计算机|computer|computer hardware
互联网|internet
自动驾驶|autonomous driving|self driving
大学|university|universität|hochschule|高校
研究所|research institute|institute|研究院
实验室|laboratory|lab
投资机构|investor|投资方
龙头企业|lead firm|链主|anchor firm|flagship
企业|firm|company|enterprise|公司
"""
BROADER: Final = {
    "大模型": "人工智能",
    "人工智能+": "人工智能",
    "智算": "算力",
    "绿色算力": "算力",
    "算力券": "算力",
    "算力网": "算力",
    "芯片法": "半导体",
    "晶圆厂": "半导体",
    "半导体大集群": "半导体",
    "税收优惠": "税收",
    "研发抵免": "税收",
    "种子基金": "基金",
    "风险投资": "基金",
    "算力互联互通": "算力",
    "金牌": "标签",
    "可信数据空间": "数据空间",
    "数据要素×": "数据要素",
    "数据空间": "数据要素",
    "数据交易": "数据要素",
    "数据二十条": "数据要素",
    "先进制造业集群": "集群",
    "特色产业集群": "集群",
    "专精特新": "特色产业集群",
    "数字产业集群": "集群",
    "微集群": "集群",
    "卓越集群": "集群",
    "科技园": "科学园",
    "人才引进": "人才",
    "创新券": "补贴",
    "软件名城": "软件",
    "软件园": "软件",
    "网络安全": "软件",
    "云伙伴": "云计算",
    "行业云": "云计算",
    "自动驾驶": "车联网",
    "工业互联网": "物联网",
    "煤炭": "公正转型",
    "存储": "半导体",
    "鸿海": "富士康",
    "富士康": "鸿海",
}
"""Concept -> the wider one that is searched as well, at less weight."""
WEAK: Final = frozenset(("规划", "集群", "服务", "平台", "企业", "治理", "立法", "电子", "通信", "试点", "转型"))
"""Concepts that say little of what is meant where another word stands beside them."""


def concepts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every concept: what names it, and all its members.

    Examples
    --------
    >>> dict(concepts())["算力"][:2]
    ('算力', 'computing power')
    """
    for line in (_TOPICS + NAMES + FIRMS).strip().splitlines():
        members = tuple(part.strip() for part in line.split("|") if part.strip())
        if members:
            yield members[0], members
