"""Makers: which well-known firms make what, so that a search for a product finds them.

Only ever searched, never shown: what an organisation is said to do stands in its register, with a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from geo.searching.concepts import lines

_MAKERS: Final = """
无人机=dji|大疆|ehang|parrot|aerovironment
机器狗=unitree|宇树|boston dynamics
工业机器人=fanuc|yaskawa|kuka|abb ltd|estun|siasun|efort|inovance
物联网模组=quectel|fibocom|meig|queclink|espressif|乐鑫|sierra wireless|telit|u blox|sunsea
卫星导航=bdstar|unistrong|navinfo|hi target|comnav|huace|trimble|garmin|u blox|septentrio
主权云=delos|bleu|t systems|ovh|ionos
云服务商=aws|amazon|microsoft|微软总部|alphabet|google|谷歌|alibaba|阿里巴巴|ovh|ucloud|kingsoft cloud|ionos|bleu|
rackspace|digitalocean|oracle|baishan|华为云|tencent|腾讯
粒子加速器=slac|kek|高能加速器
电网=nari technology|国电南瑞|xj electric|tbea|pinggao|guodian nanjing|siemens energy|national grid|e on|innogy
钢铁=thyssenkrupp|蒂森克虏伯|arcelormittal|nippon steel|posco|baoshan|klockner|克洛克纳|salzgitter|voestalpine|
tata steel|jfe
网络安全软件=g data|歌德塔|trend micro|avast|f secure|nortonlifelock|360 security|sophos
机器人=unitree|宇树|fanuc|yaskawa|kuka|abb|doog|ecovacs|roborock|siasun|estun|inovance|cyberdyne|intuitive
外骨骼=cyberdyne|赛博达因|ekso|rewalk
扫地机器人=ecovacs|roborock|irobot
安防=hikvision|海康威视|dahua|大华|uniview|宇视|hanwha|infinova|axis communications
摄像头=hikvision|海康威视|dahua|大华|omnivision|豪威|sony|sunny optical|largan|o film
短视频=kuaishou|快手|bytedance|字节跳动|bilibili|youtube
直播=douyu|斗鱼|huya|虎牙|kuaishou|快手|bilibili
视频=netflix|奈飞|iqiyi|bilibili|youtube|mango excellent|芒果超媒|roku
音乐=spotify|tencent music|hybe|jyp|sm entertainment
社交=tencent|腾讯|wechat|微信|meta platforms|facebook|weibo|momo|snap inc|linkedin|领英|kakao|naver|pinterest|
match group
搜索引擎=baidu|百度|alphabet|google|谷歌|naver|yandex|sogou|seznam
网约车=didi|滴滴|uber|lyft|grab|ola
外卖=meituan|美团|delivery hero|doordash|just eat|deliveroo|zomato|takeaway com
电子商务=alibaba|阿里巴巴|jd com|pinduoduo|pdd|vipshop|唯品会|suning|苏宁|amazon|ebay|易贝|mercari|rakuten|zalando|
shopify|mercadolibre|coupang|focus technology|焦点科技|etsy|jumia|flipkart|made in china com|zooplus|asos
金融科技=ant group|蚂蚁|paypal|贝宝|robinhood|罗宾汉|square|adyen|stripe|lufax|mastercard|visa inc|worldline|nexi|
paytm|block inc
物流=full truck alliance|满帮|s f holding|zto|yto|sto express|fraunhofer iml|startport|deutsche post|fedex|
united parcel|sinotrans|kuehne
旅游=tongcheng|同程|trip com|booking|airbnb|urlaubsguru|uniq|expedia|makemytrip
手机=huawei|华为|xiaomi|小米|zte|中兴|apple|苹果|samsung electronics|transsion|meizu|nokia
个人电脑=lenovo|联想|hp inc|惠普公司|dell|asustek|acer|medion|麦迪昂|quanta|广达|compal|inventec|英业达|great wall|
长城
服务器=inspur|浪潮|ieit|supermicro|超微电脑|super micro|h3c|新华三|dell|hewlett packard enterprise|慧与|
foxconn industrial|富士康工业|xfusion|sugon|dawning|kunpeng|鲲鹏|quanta|wistron|wiwynn
可穿戴=huami|华米|zepp|garmin|fitbit|xiaomi|小米
电视=tcl|hisense visual|海信视像|skyworth|konka|changhong|xgimi|sharp|sony
投影=xgimi|极米|appotronics|seiko epson|barco
家电=haier|海尔|hisense|海信|midea|gree|aucma|澳柯玛|electrolux|whirlpool|joyoung|supor|robam|miele|de longhi
显示=boe|京东方|csot|华星光电|tianma|天马|au optronics|innolux|lg display|visionox|sharp|japan display|
universal display|hannstar|sunic|everdisplay
触摸屏=tpk|宸鸿|lens technology|蓝思|general interface|o film|synaptics|goodix|汇顶
印刷电路板=shennan circuits|深南电路|wus|沪电|dongshan|东山精密|kinwong|avary|ibiden|unimicron|tripod|
ttm technologies|at s austria|compeq|victory giant|zhen ding|nan ya
传感器=memsensing|敏芯|bosch|goertek|sensirion|hamamatsu|滨松|plimes|ams ag|ams osram|first sensor|elmos|艾尔默斯|
amphenol
激光=raycus|锐科|hgtech|华工|focuslight|炬光|han s laser|trumpf|ipg photonics|coherent|guide infrared|lumentum
光通信=accelink|光迅|eoptolink|新易盛|innolight|fiberhome|烽火|tfc|hisense|lumentum|hengtong|亨通
光纤=yofc|长飞|yangtze optical|fiberhome|烽火|hengtong|亨通|zhongtian|corning|prysmian|furukawa|sterlite
通信设备=huawei|华为|zte|中兴|ericsson|nokia|fiberhome|烽火|haige|海格|h3c|新华三|cisco|思科|arista|阿里斯塔|
juniper|瞻博|centec|盛科|topscomm|hytera|comba|datang|ruijie
电信运营商=china mobile|中国移动|china telecom|中国电信|china unicom|deutsche telekom|orange|vodafone|telefonica|
ntt|softbank|kddi|sk telecom|kt corp|lg uplus|chunghwa|singtel|telstra|bharti|dokom21|gelsen net|at t|verizon|
t mobile
光刻=asml|阿斯麦|smee|上海微电子装备|nikon|canon|suss microtec|lasertec
刻蚀=amec|advanced micro fabrication|中微|lam research|泛林|naura|tokyo electron|applied materials|应用材料
半导体设备=amec|中微|applied materials|应用材料|tokyo electron|naura|lam research|泛林|kla|科磊|screen holdings|
disco corp|advantest|acm research|盛美|smee|上海微电子|leadmicro|微导|teradyne|asm international|asm pacific|
be semiconductor|besi|aixtron|lasertec|piotech|hwatsing|ultra clean|suss microtec|jusung|wonik ips|
hanmi semiconductor|ulvac
半导体材料=anji|安集|eswin|奕材|sicc|天岳|shin etsu|sumco|globalwafers|siltronic|soitec|shanghai silicon|
national silicon|jsr|tokyo ohka|resonac|entegris|sanan
封装测试=jcet|长电|ncap|华进|ase technology|amkor|tongfu|tianshui huatian|powertech|king yuan|chipbond
芯片设计=hisilicon|海思|unisoc|展锐|verisilicon|芯原|espressif|乐鑫|zhaoxin|兆芯|beken|博通集成|goodix|汇顶|
omnivision|豪威|cambricon|寒武纪|loongson|龙芯|maxscend|卓胜微|chipown|芯朋微|novosense|纳芯微|jingjia|景嘉微|goke|
国科微|mediatek|novatek|realtek|qualcomm|nvidia|英伟达|broadcom|marvell|美满|amd|advanced micro devices|gigadevice|
rockchip|allwinner|montage|himax|arm holdings|nordic semiconductor|dialog semiconductor|imst|silan
芯片设计软件=synopsys|新思|cadence|楷登|empyrean|primarius|ansys
存储芯片=samsung electronics|sk hynix|海力士|micron|美光|yangtze memory|长江存储|ymtc|changxin|长鑫|cxmt|kioxia|
western digital|西部数据|sandisk|闪迪|nanya|winbond|macronix|gigadevice|uniic|紫光国芯|longsys|biwin|powerchip|
samsung china semiconductor
碳化硅=sicc|天岳|wolfspeed|三安|sanan|infineon|stmicroelectronics|rohm
功率半导体=infineon|wolfspeed|china resources microelectronics|华润微|stmicroelectronics|rohm|on semiconductor|
onsemi|ncepower|nce power|新洁能|silan|士兰微|starpower|yangjie|crrc|hongfa|navitas|mitsubishi electric|
fuji electric
图形处理器=nvidia|英伟达|advanced micro devices|amd|超威|jingjia|景嘉微|cambricon|寒武纪|hygon|imagination|
moore threads|intel|hisilicon
处理器=loongson|龙芯|zhaoxin|兆芯|intel|英特尔|amd|超威|hygon|arm holdings|phytium|kunpeng|鲲鹏|sunway
晶圆厂=smic|中芯|hua hong|华虹|taiwan semiconductor|tsmc|台积电|united microelectronics|globalfoundries|格芯|
nexchip|晶合|united semiconductor|联芯|powerchip|vanguard international semiconductor|tower semiconductor|x fab|
silterra|db hitek
操作系统=kylinsec|麒麟信安|kylin|archermind|诚迈|thunder software|thundersoft|microsoft|red hat|uniontech|blackberry
数据库软件=esgyn|易鲸捷|oracle|甲骨文|mongodb|snowflake|dameng|teradata|sap|思爱普
企业软件=yonyou|用友|kingdee|金蝶|sap|思爱普|oracle|甲骨文|salesforce|servicenow|workday|intuit|财捷|
kingsoft office|金山办公|microsoft|微软总部|inspur software|浪潮软件|sage group|adesso|xero|odoo|atoss|blackbaud
建筑软件=glodon|广联达|autodesk|nemetschek|bentley|rib software
金融软件=hundsun|恒生电子|temenos|sunline|finastra|fis|fiserv|grg banking|广电运通|longshine
工业软件=supcon|中控|ptc|参数技术|siemens|西门子|dassault|autodesk|aveva|zwsoft|hexagon|itemis|openphase
工业自动化=inovance|汇川|supcon|中控|siemens|西门子|rockwell|罗克韦尔|schneider electric|施耐德|abb|omron|keyence|
mitsubishi electric|fanuc|emerson|sick|tztek|天准|lead intelligent|先导智能|estun|hollysys|beckhoff
工业互联网=cosmoplat|卡奥斯|foxconn industrial|富士康工业|siemens|西门子|ptc|haier|inspur
充电桩=teld|特来电|compleo|chargepoint|star charge|evbox|blink charging|qingdao tgood|wallbox
电动汽车=byd|比亚迪|tesla|特斯拉|nio|xpeng|li auto|rivian|lucid|leapmotor|seres|polestar
电池=contemporary amperex|catl|byd|gotion|eve energy|samsung sdi|lg energy|lg chem|panasonic|sk innovation|sunwoda|
farasis|varta|tdk|gs yuasa|lead intelligent|先导智能|desay battery
光伏=sungrow|longi|trina|ja solar|jinko|canadian solar|tongwei|first solar|enphase|sma solar|solaredge|gcl|risen|
hanwha solutions|solarworld|sunpower
风电=goldwind|vestas|siemens gamesa|nordex|mingyang|ming yang|suzlon|orsted
游戏=nintendo|任天堂|netease|网易|tencent|腾讯|g bits|吉比特|electronic arts|艺电|roblox|罗布乐思|activision|
ubisoft|capcom|konami|square enix|bandai|sega|ncsoft|netmarble|krafton|nexon|take two|perfect world|37 interactive|
cd projekt|paradox interactive|embracer|gungho|koei tecmo|unity software|dena|mixi|gree inc|cyberagent
语音识别=iflytek|科大讯飞|nuance|unisound|cerence|speechmatics
人工智能=iflytek|科大讯飞|baidu|百度|deepseek|深度求索|zhipu|智谱|cambricon|寒武纪|c3 ai|palantir|帕兰提尔|nvidia|
英伟达|baai|智源|peng cheng lab|鹏城实验室|zhejiang lab|之江实验室|lamarr|sensetime|peng cheng laboratory|
institute of automation
大模型=deepseek|深度求索|zhipu|智谱|baidu|百度|beijing academy of artificial|智源|alibaba|阿里巴巴|iflytek|科大讯飞|
openai
量子通信=quantumctek|国盾量子|id quantique
量子=quantumctek|国盾|g quat|ionq|rigetti|d wave
航空航天=jaxa|筑波宇宙中心|warpspace|沃普空间|nasa ames|cgi space|airbus|boeing|lockheed|northrop|safran|thales|ohb|
rocket lab|spacex|virgin galactic|ispace|avio
卫星=warpspace|沃普空间|sun create|四创|ses s a|eutelsat|iridium|viasat|maxar|planet labs|china satellite|geovis|
china spacesat|ohb|spire|jsat|sky perfect
超级计算=sunway|nvidia|hewlett packard enterprise|dawning
雷达=sun create|四创|glarun|国睿|guide infrared
网络安全=sangfor|深信服|dbappsecurity|安恒|asiainfo security|亚信安全|cetc cyberspace|电科网安|卫士通|zhongfu|中孚|
palo alto networks|派拓|fortinet|飞塔|zscaler|secunet|g data|crowdstrike|check point|qi an xin|venustech|topsec|
nsfocus|360 security|trend micro|f secure|sophos|darktrace|meiya pico|美亚柏科|edgeless|vmray|physec|eurobits|
horst g|symantec|cyberark
电子政务=prosoz|taiji|inspur software|浪潮软件|dareway|krzn|digital china
电力软件=nari technology|国电南瑞|longshine|朗新|willfar|威胜|eastsoft|东软载波|topscomm|鼎信|rku it|yuanguang
会议系统=yealink|亿联|zoom|cvte|视源|logitech|poly
手术机器人=intuitive surgical|intuitive|直觉外科|tinavi|microport medbot|stryker|medtronic
医疗器械=mindray|siemens healthineers|medtronic|philips|ge healthcare|olympus|united imaging|lepu|edan|dräger|
drager|stryker
医院=longmaster|朗玛|opta data|visus|medondo|teladoc|epic systems|ping an healthcare|jd health|alibaba health|
dedalus|compugroup|winning health|neusoft|yinhai|久远银海|humana|普罗维登斯
人脸识别=synthesis electronic|神思|sensetime|megvii|cloudwalk|nec corporation|yitu|hikvision
芯片=smic
教育=new oriental|tal education|iflytek|科大讯飞|coursera|chegg|duolingo|talkweb|拓维|byju|offcn|udemy
信息技术服务=accenture|埃森哲|infosys|印孚瑟斯|tata consultancy|tcs|塔塔咨询|wipro|威普罗|hcl|cognizant|高知特|
capgemini|凯捷|ntt data|chinasoft|avanade|埃维诺|atos|tech mahindra|epam|t systems|hoperun|润和|materna|adesso|
pactera|neusoft|beyondsoft|fujitsu|cgi
会计咨询=kpmg|毕马威|pwc|普华永道|ey|安永|accenture|埃森哲|deloitte
律师事务所=wilson sonsini|威尔逊律师
孵化器=y combinator|plug and play|即插即用|startport|cube 5|worldfactory|bryck|tsukuba startup park|筑波创业园|
technologiezentrum|ruhr hub|tsukuba center inc|筑波研究支援中心
风险投资=sequoia|红杉|kleiner|凯鹏华盈|andreessen|安德森|nea|恩颐|lightspeed|光速|mayfield|梅菲尔德|khosla|科斯拉|
menlo ventures|门罗|dcm|ivp|softbank
云计算=aws|amazon|亚马逊|microsoft|微软总部|alphabet|google|谷歌|alibaba|阿里|huawei cloud|华为云|ucloud|baishan|
白山云|kingsoft cloud|ovh|cloud guizhou|云上贵州|oracle|delos|bleu|meili cloud|rackspace|digitalocean|ionos
数据中心=equinix|易昆尼克斯|digital realty|vnet|世纪互联|gds|万国数据|sinnet|nextdc|21vianet|interxion|
iron mountain|chindata
汽车=cariad|volkswagen infotainment|japan automobile research|日本汽车研究所
智能驾驶=desay sv|mobileye|horizon robotics|aptiv|thunder software|cariad|etas|veoneer|navinfo
广告=applovin|trade desk|criteo|stroer|wpp|publicis|focus media|blue focus|bluefocus
玩具=lego|bandai|mattel|hasbro|tomy
奢侈品=lvmh|hermes|kering|richemont|prada|burberry|moncler
化妆品=l oreal|shiseido|estee lauder|amorepacific|proya|kao corporation|beiersdorf|lg h h
航空发动机=rolls royce|mtu aero|safran|aecc|pratt
打印机=hp inc|惠普公司|canon|seiko epson|ninestar|ricoh|brother industries|xerox
电梯=otis|schindler|kone|hitachi|shanghai mechanical
养殖=muyuan|wens|new hope|charoen pokphand
种子=yuan longping|bayer|corteva|kws
"""
"""Topic = what the names of those known for it begin with, the best known first."""
_PLACES: Final = frozenset(
    (
        *("beijing", "shanghai", "shenzhen", "shen", "zhen", "guangzhou", "hangzhou", "ningbo", "nanjing", "suzhou"),
        *("wuxi", "hefei", "wuhan", "changsha", "chengdu", "chongqing", "xi", "an", "xian", "qingdao", "jinan"),
        *("xiamen", "zhejiang", "jiangsu", "guangdong", "anhui", "hubei", "hunan", "sichuan", "shaanxi", "shandong"),
        *("fujian", "tianjin", "dongguan", "zhuhai", "huizhou", "guizhou", "yangzhou", "china", "wuhu", "zhuzhou"),
        *("national", "group", "the", "pt", "former", "azure", "s"),
    )
)
# Before a maker's name: 'Shenzhen Mindray'.
_LEADS: Final = 8  # makers of a line that are named twice over, for they are the first that come to mind
_WORD: Final = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_LONGEST: Final = 5  # words of one maker's name


_Makers = dict[str, tuple[tuple[str, int], ...]]


def known_for(names: Iterable[str]) -> tuple[str, ...]:
    """Return the topics an organisation is well known for, by its names as `geo.searching.words.folded` gives them.

    The topics of the best known makers are said twice.

    Examples
    --------
    >>> known_for(["大疆创新", "dji"]), known_for(["axis communications"])
    (('无人机', '无人机'), ('安防',))
    >>> known_for(["nobody"])
    ()
    """
    latin, han = _makers()
    found: dict[tuple[str, int], None] = {}
    for name in names:
        parts = _WORD.findall(name)
        for run in parts:
            found.update(dict.fromkeys(() if run.isascii() else _of_han(run, han)))
        words = [part for part in parts if part.isascii()]
        for first, word in enumerate(words):
            for last in range(first + 1, min(len(words), first + _LONGEST) + 1):
                found.update(dict.fromkeys(latin.get(" ".join(words[first:last]), ())))
            if word not in _PLACES:
                break
    return tuple(topic for topic, many in found for _ in range(many))


def _of_han(run: str, han: _Makers) -> list[tuple[str, int]]:
    spans = [run[first:last] for first in range(len(run)) for last in range(first + 2, len(run) + 1)]
    return [topic for span in spans for topic in han.get(span, ())]


@cache
def _makers() -> tuple[_Makers, _Makers]:
    """Return the makers' names, in Latin letters and in Chinese -> their topics, and how often each is said."""
    found: dict[str, list[tuple[str, int]]] = {}
    for line in lines(_MAKERS):
        topic, _, makers = line.partition("=")
        for place, maker in enumerate(makers.split("|")):
            found.setdefault(" ".join(_WORD.findall(maker)), []).append((topic, 2 if place < _LEADS else 1))
    every = {maker: tuple(dict.fromkeys(topics)) for maker, topics in found.items()}
    return (
        {maker: topics for maker, topics in every.items() if maker.isascii()},
        {maker: topics for maker, topics in every.items() if not maker.isascii()},
    )
