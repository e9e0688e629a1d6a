"""Concepts: words and names that mean the same in Chinese and English, so that either finds what the other says.

A line is one concept; its members are divided by bars, the first of them names it. A member of several English words
is matched as a phrase. Names of places and bodies stand in `geo.searching.names`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from geo.searching.abroad import ABROAD
from geo.searching.cities import CITIES
from geo.searching.firms import FIRMS
from geo.searching.listed import LISTED
from geo.searching.names import NAMES
from geo.searching.trades import TRADES

_TOPICS: Final = """
人工智能|ai|人工智慧|artificial intelligence|künstliche intelligenz|machine intelligence|rengong zhineng|인공지능|
ai技术
人工智能+|ai plus|ai+
大模型|large language model|llm|foundation model|generative ai|生成式人工智能|large model|gpt|基础大模型|基础模型|
语言模型|language model|foundation models
算力|computing power|compute|computing capacity|suanli|计算能力|컴퓨팅|rechenleistung
智算|intelligent computing|ai computing
绿色算力|green computing|green compute
算力券|computing voucher|compute voucher
算力网|computing network|national computing network
数据中心|资料中心|data centre|rechenzentrum|data center|datacentre|datacenter|机房|idc|데이터센터|データセンター|
server farm|算力中心
东数西算|east data west computing|edwc|eastern data western computing|east to west computing|dongshuxisuan
云计算|cloud|cloud computing|云
云伙伴|cloud partner
大数据|big data
数据要素|data element|data factor|data as a factor of production|data factors|数据资产|data asset|데이터
数据要素×|data elements x
数据二十条|数据20条|数据“二十条”|twenty articles|20 data measures|data twenty articles
可信数据空间|trusted data space|data space
数据空间|data spaces
数据基础设施|data infrastructure
数据集聚区|data industry agglomeration|data industry cluster
数据交易|data exchange|data trading|data trade|data market|data marketplace|数据市场|数据交易所|数据流通|
data circulation|data sharing|数据共享
数据法|data act|数据立法
开放数据|open data
数字经济|digital economy|digitalwirtschaft|디지털경제|デジタル経済
数字中国|digital china
数字化转型|digital transformation|digitalisierung|数位转型|digitalisation|digitalization|数字化|智改数转|
digital upgrade|digitisation|digitization|dx|デジタル化|디지털 전환|上云用数赋智|数智化|转型升级
数字产业集群|digital industry cluster|digital cluster
先进制造业集群|advanced manufacturing cluster
制造业|manufacturing|制造
集群|cluster|产业集群|industrial cluster|industry cluster|クラスター|클러스터|クラスタ|cluster policy|集聚区|
产业集聚|agglomeration
集群竞赛|cluster contest|cluster competition|赛马|competition|contest|wettbewerb|竞赛|challenge|挑战赛|揭榜挂帅
卓越集群|cluster excellence|excellence|集群卓越
微集群|mini cluster|micro cluster|microcluster|minicluster|micro clusters
专精特新|specialised and sophisticated|little giant|小巨人|专精特新中小企业
特色产业集群|speciality cluster|specialty cluster|specialised cluster
集群观察站|cluster observatory|observatory
协作平台|collaboration platform
晶圆厂|wafer fab|晶圆|wafer|fab|foundry|代工|晶圆代工
半导体|semiconductor|halbleiter|芯片|chip|集成电路|integrated circuit|ic industry|晶片|microchip|반도체|半導體|
チップ|chipmaker|chip maker|chip manufacturer|芯片制造|芯片企业|芯片产业|chip industry|ic
芯片法|chips act|芯片法案|chips and science act
软件|software|软体|소프트웨어|ソフトウェア|软件业|软件产业
软件名城|software city
软件园|software park|software garden|软体园区|软件园区|软件产业园|软件名园|softwarepark|software parks
物联网|internet of things|internet der dinge|iot|传感网|sensor network|사물인터넷|aiot|传感器网络|感知网
车联网|connected vehicle|internet of vehicle|vehicle networking|智能网联汽车|智能网联|v2x|connected car|
自动驾驶试验|connected and automated vehicle|smart car
工业互联网|industrial internet|industrial iot|iiot|industrie 4 0|industry 4 0|工业4 0|工业物联网|
industrial platform|工业互联网平台|smart manufacturing|智能制造
超高清视频|ultra hd|ultra high definition|uhd|8k|4k|超高清
5g|第五代移动通信
通信|通讯|communication|telecom|telecommunication
网络安全|资通安全|资安|cybersecurity|cyber security|网安|信息安全|information security
语音|speech|voice|声谷|voice valley
光电子|optoelectronic|photonic|光电|optics|display industry|显示产业
机器人|robot|robotics|로봇|ロボット|roboter
量子|quantum|양자|quanten
超级计算|supercomputing|supercomputer|hpc|超算|high performance computing|超级计算机
无人机|drone|uav|unmanned aerial vehicle|unmanned aircraft|드론|drohne|ドローン|飞行器|低空经济|low altitude
生物医药|biotech|biotechnology|biomedicine|生物技术|biopharma|life science|生命科学|生物科技
能效|energy efficiency|pue|power usage effectiveness|电能利用效率|电源使用效率|节能|power efficiency|耗能|能耗|
energy use|energy consumption|电耗|节能降耗
区块链|blockchain
新能源|renewable|可再生能源|renewable energy|clean energy|green power|绿电|绿色电力|green electricity|green energy|
ökostrom
绿色低碳|low carbon|green|绿色|低碳|carbon neutral|碳中和|climate|decarbonisation|decarbonization|net zero|双碳|
减碳|降碳|emission|排放
零碳园区|zero carbon park|zero carbon|net zero park|carbon neutral park|近零碳园区
煤炭|coal|kohle|煤|煤区|coal region
公正转型|just transition|脱煤|退煤|去煤|coal exit|coal phase out|kohleausstieg|煤炭退出|phase out of coal|
coal plant closure|弃煤
结构转型|structural change|strukturwandel|转型
智慧专业化|smart specialisation|smart specialization|s3
超级城市|super city|スーパーシティ|supercity
智慧城市|smart city|スマートシティ|스마트시티|智能城市
科学城|science city|学研都市|학원도시|research town
科学园|science park|사이언스파크|サイエンスパーク|science parks|wissenschaftspark
科技园|technology park|tech park|高科技园区|테크노밸리|techno valley|technologiepark|research park
高新区|high tech zone|national high tech zone|hi tech zone|development zone|开发区|经开区
特区|special zone|战略特区|strategic zone|特別区|special district|国家战略特区|특구
先导区|pilot zone|先行区
试点|pilot|试点示范|先行先试|试验区|先行区|先试先行|trial|experiment|test area|pilot project|pilot area|试验|先试|
大胆试|sandbox|监管沙盒|沙盒
示范区|demonstration zone|demonstration park|示范园区|demonstration base|示范基地
创新高地|highland
算谷|computing valley
共同富裕|common prosperity
新质生产力|new quality productive forces
十四五|14th five year|14th plan|fourteenth five year
十五五|15th five year|fifteenth five year
税收|tax|taxation|steuer|税|税务|levy|shuishou|세금|税制|steuern|tax policy|所得税|income tax|corporate tax
税收优惠|tax relief|tax credit|tax incentive|tax break|减税|抵免|免税|tax exemption|tax holiday|tax benefit|
税收减免|减免税|税费减免|tax rebate|退税|税优|steuervorteil|세액공제|加计扣除|super deduction
补贴|subsidy|subsidies|grant|fördermittel|förderung|zuschuss|subvention|资助|补助|拨款|奖补|奖励|incentive|butie|
보조금|補助金|助成金|financial support|财政支持|财政补贴|subsidize|subsidise|financial aid|financial incentive|奖金|
配套资金
基金|fund|funding|专项资金|financing|投资基金|펀드|资金|money|capital|finance|金融支持|投资|investment|budget|经费
种子基金|seed fund|seed money|seed capital|startup fund|初创基金
风险投资|venture capital|创投|vc
孵化器|incubator|孵化|incubation|accelerator|加速器|众创空间|gründerzentrum|business incubator|インキュベーター|
인큐베이터|inkubator|innovation space|双创
知识产权|intellectual property|ip right|patent|专利|发明权|invention right|patentrecht|特許|발명|ipr|专利归属|
成果归属|patent ownership|patent rights|university patent
采购|procurement|政府采购|public procurement|purchasing|调达|beschaffung
立法|law|act|legislation|statute|法律|法|条例|regulation|法规|条例法规|法令|gesetz|decree|ordinance|rules|规章|办法|
管理办法
规划|plan|strategy|方案|计划|行动计划|action plan|战略|纲要|programme|program|outline
金牌|gold label|gold
标签|label|标识|认证|certification|名单|称号|等级|分级|分类分级|认定|recognition|labelling|labeling|badge|
quality label|星级|star rating
评估|evaluation|rating|assessment|评价|质量评价|benchmark|benchmarking|scoreboard|考核|绩效|performance review|
appraisal|评比|打分|scoring|测评
监测|monitoring|监测评估|track|tracking|跟踪|跟踪监测|动态监测|monitor
平台|platform
公共服务平台|public service platform|shared platform|共享平台
基础设施|infrastructure
治理|governance
服务|service
研发|research and development|forschung|r d|rnd|研究开发|연구개발|研究開発|研究与开发|创新投入|技术攻关
研发抵免|research credit|r d credit|r d tax credit
产学研|industry academia|university industry|产学官|产学研合作|technology transfer|成果转化|技术转移|校企合作|校企|
产教融合|산학|産学|産学官|industry university|academia industry|university business|university company|
company university|science industry|wissenstransfer|triple helix|科技成果转化|commercialisation|commercialization
三螺旋|triple helix
创新券|innovation voucher
开放创新|open innovation
开放实验室|open lab|open laboratory|free lab|shared lab|test bed|testbed|测试床|试验平台|living lab
创新中心|innovation hub|digital innovation hub|innovation centre|innovation center|innovationszentrum|digital hub
创新引擎|innovation engine
技术中心|tech hub|technology hub|科技中心
人才|talent|fachkräfte|skill|workforce|human capital|인재|人材|labour|labor|skilled worker|engineers|skills|talents|
workforce training|人才引育|引才|育才
人才引进|talent attraction|talent programme|attract talent|talent recruitment|招才引智
中小企业|sme|kmu|smes|small and medium enterprise|small firm|small business|medium sized enterprise|mittelstand|
중소기업|小微企业|小企业|small company|small companies|small and medium sized|中小微企业|
kleine und mittlere unternehmen
初创企业|startup|gründer|新创|start up|创业|entrepreneurship|スタートアップ|스타트업|创业企业|创业公司|创新企业|
独角兽|unicorn|young company|new venture|existenzgründung|瞪羚|gazelle
全球能力中心|gcc|global capability centre|global capability center
国际化|internationalisation|internationalization|going international|internationalise|internationalize|走出去|出海|
海外市场|go global|going global|abroad|foreign market|国际合作|international cooperation|export
普查|census|annual survey|年度调查|yearly survey|调查
数据库|database|data set|dataset
数据中心绿色|green data centre
算力互联互通|computing interconnection|interconnection|互联互通
资源共享|resource sharing|sharing|共享|share resources|shared resources
多路径|multi path
数字化管理|digital management
园区|park|パーク|단지|industrial park|产业园|产业园区|産業団地|industrial complex|工业园|industrial estate|
gewerbepark
数据权属|data ownership|data property|data rights|产权|数据产权|确权|数据确权|ownership|property right|公共数据授权|
授权运营|data title
云迁移|cloud switching|switch cloud|switching cloud|cloud portability|portability|云切换|可移植|可携带|数据可携|
change cloud provider|cloud lock in
退出机制|delisting|delist|exit|removal|remove|退出|摘牌|除名|取消资格|lose the title|withdrawal|动态调整|
dynamic adjustment|adjustment|adjust
租金|rent|房租|租金减免|low rent|免租|办公用房|office space|idle office|闲置楼宇
住房|housing|homes|公寓|安居
交通|transport|transit|mobility
产业链|industrial chain|value chain|supply chain|供应链|全产业链|full chain|wertschöpfungskette
反垄断|antitrust|competition law|卡特尔|cartel
战略性新兴产业|emerging industries|emerging cluster|strategic emerging industries|新兴产业|战新产业|新兴集群|
未来产业|future industries
国防|defence|defense|军事|military|darpa
五年规划|five year plan|五年计划|fünfjahresplan|five years plan
三年行动|three year plan|三年行动计划|三年计划|three year action plan|三年攻坚
合作伙伴|partner|partnership|伙伴|partner programme|partner program|伙伴计划|渠道伙伴|channel partner|partners
联盟|alliance|consortium|consortia|协会|association|联合体
走廊|corridor|廊道
区域|region|regional|地区
电价|electricity price|power price|用电价格
用地|land|土地|供地
设备|equipment
数字政府|digital government|e government|政务
示范应用|application scenario|应用场景|场景|scenario|use case
数据安全|data security|data protection|隐私|privacy
首批|first batch|第一批
高质量发展|high quality development
外资|foreign investment|foreign capital|fdi|外商投资|外国投资
就业|job|jobs|employment|岗位
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
企业|firm|company|enterprise|公司|厂商|厂家|制造商|供应商|生产商|服务商|maker|producer|manufacturer|supplier|vendor|
provider|有限公司|股份有限公司|corporation|기업|会社|unternehmen|firma
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
    "超级计算": "算力",
    "阿斯麦": "埃因霍温",
    "数据权属": "数据要素",
    "算力": "数据中心",
    "机器狗": "机器人",
    "光刻": "半导体设备",
    "刻蚀": "半导体设备",
    "半导体设备": "半导体",
    "半导体材料": "半导体",
    "芯片设计": "半导体",
    "封装测试": "半导体",
    "存储芯片": "半导体",
    "功率半导体": "半导体",
    "短视频": "视频",
    "电动汽车": "汽车",
    "企业软件": "软件",
    "工业软件": "软件",
    "金融软件": "软件",
    "操作系统": "软件",
    "网约车": "电子商务",
    "量子通信": "量子",
    "卫星": "航空航天",
    "光通信": "通信设备",
    "工业机器人": "机器人",
    "手术机器人": "医疗器械",
    "网络安全软件": "网络安全",
    "主权云": "云计算",
    "电力软件": "电网",
    "物联网模组": "物联网",
    "卫星导航": "卫星",
}
"""Concept -> the wider one that is searched as well, at less weight."""
WEAK: Final = frozenset(
    (
        *(
            "规划",
            "集群",
            "服务",
            "平台",
            "企业",
            "治理",
            "立法",
            "电子",
            "通信",
            "试点",
            "转型",
            "区域",
            "设备",
            "首批",
        ),
        *("园区", "信息技术服务"),
        *("材料", "联盟", "高质量发展", "就业"),
    )
)
"""Concepts that say little of what is meant where another word stands beside them."""


def lines(text: str) -> list[str]:
    """Return the lines of a vocabulary; one that ends in a bar goes on in the next.

    Examples
    --------
    >>> lines("a|b|" + chr(10) + "c" + chr(10) + "d")
    ['a|b|c', 'd']
    """
    return text.strip().replace("|\n", "|").splitlines()


def concepts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every concept: what names it, and all its members.

    Examples
    --------
    >>> dict(concepts())["算力"][:2]
    ('算力', 'computing power')
    """
    for line in lines(_TOPICS + TRADES + NAMES + CITIES + FIRMS + LISTED + ABROAD):
        members = tuple(part.strip() for part in line.split("|") if part.strip())
        if members:
            yield members[0], members
