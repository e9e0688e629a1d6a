"""Trades: what industries and products are called in Chinese, English and here and there in German and Korean."""

from __future__ import annotations

from typing import Final

TRADES: Final = """
汽车|automobile|automotive|motor|car|car maker|carmaker|auto maker|automaker|vehicle maker|车企|整车|自動車|자동차|
auto
电动汽车|electric car|electric vehicle|ev maker|新能源汽车|电动车|新能源车|elektroauto|ev
电池|battery|batteries|动力电池|锂电池|蓄电池|energy storage|储能|power battery|battery maker|电芯|배터리
锂|lithium|锂业|锂矿|锂电
光伏|photovoltaic|solar|太阳能|solar panel|solar power|solar inverter|逆变器|inverter|pv
风电|wind power|wind turbine|风力发电|风机|风能
核电|nuclear power|nuclear energy|核能
电网|power grid|grid|输配电|smart grid|智能电网
银行|bank|banking|商业银行|은행
证券|securities|brokerage|券商|broker|capital markets|资本市场
保险|insurance|insurer|assurance|寿险
金融科技|fintech|financial technology|支付|payment|mobile payment|数字支付|digital payment|移动支付
房地产|real estate|property developer|地产|置业
建筑|construction|builder|建工|建设工程|engineering contractor
钢铁|steel|iron|steelmaker|炼钢|特钢
矿业|mining|miner|矿产|采矿|矿山
有色金属|nonferrous|non ferrous metal|nonferrous metal
稀土|rare earth|rare earths
铜业|copper
铝业|aluminium|aluminum
化工|chemical|chemicals|化学|chem|精细化工
材料|materials|advanced material|新材料|new material
玻璃|glass
水泥|cement
造纸|paper|纸业|paper mill
纺织|textile|纺织品|服装|apparel|garment|fashion|clothing
食品|food|foods|食品加工|乳业|dairy|调味品
饮料|beverage|drinks|啤酒|brewery|beer|白酒|liquor|饮用水
酒店|hotel|hospitality|餐饮|restaurant
旅游|tourism|travel|online travel|在线旅游|旅行
教育|education|online education|培训|training|在线教育
医药|pharmaceutical|pharma|medicine|制药|drug maker|drugmaker|药业|药物
医疗器械|medical device|medical equipment|medtech|医疗设备|医学影像|medical imaging|health care equipment supplies|
医疗设备与用品
手术机器人|surgical robot|robotic surgery|surgical robotics
医院|hospital|医疗服务|health care|healthcare|数字医疗|digital health|医疗信息化|health it
航空|airline|airlines|airways|aviation
航空航天|aerospace|space|宇航|航天|spacecraft|rocket|火箭|太空
卫星|satellite|卫星互联网|satellite internet
造船|shipbuilding|shipyard|船舶|shipbuilder
航运|shipping|marine|海运|远洋|container shipping
物流|logistics|logistik|快递|express delivery|freight|供应链|supply chain|货运|货运平台|truck platform|trucking
铁路|railway|rail|轨道交通|rail transit|高铁|high speed rail|locomotive|机车
港口|seaport|harbour|harbor|码头|port operator
石油|oil|petroleum|油气|oil and gas
燃气|gas utility|天然气|natural gas
电力|electric power|power generation|发电|power utility|utility|公用事业
环保|environmental protection|waste|固废|污水|water treatment|水务
机械|machinery|机械制造|工程机械|construction machinery|重工|heavy industry|heavy industries|machine builder|
excavator|挖掘机
机床|machine tool|数控机床|cnc
工业自动化|industrial automation|automation|自动化|工控|factory automation|plc|伺服|servo|变频器
电梯|elevator|lift
轮胎|tyre|tire
家电|home appliance|appliance|household appliance|白色家电|white goods|空调|air conditioner|冰箱|refrigerator|洗衣机
电视|television|tv|tv maker|电视机|smart tv|彩电|电视机厂
手机|mobile phone|smartphone|phone maker|智能手机|handset|휴대폰|スマートフォン
个人电脑|personal computer|laptop|notebook|pc maker|笔记本电脑|电脑|technology hardware storage peripherals|
computer maker
服务器|server|ai server|计算服务器
可穿戴|wearable|smart watch|智能手表|手环|fitness band
显示|display|display panel|panel maker|显示面板|面板|液晶|lcd|oled|显示屏|液晶面板|screen|디스플레이|ディスプレイ|
flat panel
触摸屏|touch screen|touch panel|触控
投影|projector|projection|投影仪
摄像头|camera|camera module|image sensor|图像传感器|cmos
安防|video surveillance|surveillance|security camera|surveillance camera|监控|视频监控|监控摄像头|cctv
印刷电路板|printed circuit|printed circuit board|pcb|circuit board|线路板|电路板
传感器|sensor|mems|微机电
激光|laser|激光器|激光雷达|lidar
光通信|optical communication|optical module|光模块|optical transceiver|光器件
光纤|optical fibre|optical fiber|fibre optic|fiber optic|光缆|光纤光缆|optical cable
通信设备|network equipment|telecom equipment|communications equipment|通讯设备|电信设备|base station|基站|router|
路由器|switch chip|交换机
电信运营商|telecom operator|telco|carrier|运营商|mobile operator|电信|telecoms|telecommunications
光刻|lithography|光刻机|lithography machine|photolithography|euv
刻蚀|etching|etcher|刻蚀机|等离子刻蚀|plasma etch
半导体设备|semiconductor equipment|chip equipment|wafer equipment|芯片设备|半导体制造设备|半導体製造装置|半导体装备|
fab equipment
半导体材料|semiconductor material|硅片|silicon wafer|wafer maker|电子材料
封装测试|packaging and testing|chip packaging|封测|advanced packaging|先进封装|osat
芯片设计|chip design|chip designer|fabless|ic design|集成电路设计|无晶圆|无厂设计|无厂|팹리스
芯片设计软件|electronic design automation|eda|eda software
存储芯片|memory chip|memory|dram|nand|flash memory|闪存|存储器|메모리
功率半导体|power semiconductor|power device|igbt|功率器件|power chip|氮化镓|gallium nitride
碳化硅|silicon carbide|sic wafer|sic substrate|第三代半导体|wide bandgap|compound semiconductor|化合物半导体
图形处理器|gpu|graphics processor|graphics chip|显卡|ai chip|ai chips|人工智能芯片|ai accelerator
处理器|cpu|processor|microprocessor|中央处理器
操作系统|operating system|os|linux
数据库软件|database software|dbms|分布式数据库
企业软件|enterprise software|erp|business software|管理软件|财务软件|accounting software|办公软件|office software|
crm
建筑软件|construction software|bim
金融软件|financial software|trading system|银行软件|core banking
工业软件|industrial software|cad|plm|cae
电子商务|e commerce|ecommerce|online shopping|online retail|电商|网购|网络零售|online marketplace|电商平台|
온라인쇼핑|internet direct marketing retail|互联网与直销零售|fashion online
网约车|ride hailing|ride sharing|taxi app|打车|出行平台|mobility platform
外卖|food delivery|本地生活
短视频|short video|video sharing|short video app
直播|live streaming|livestreaming|game streaming|游戏直播
社交|social network|social media|messaging|instant messaging|即时通讯|社交媒体|社交网络
搜索引擎|search engine|web search
视频|streaming|video streaming|流媒体|在线视频|弹幕
游戏|game|video game|gaming|games|computer game|game developer|网络游戏|手游|电子游戏|ゲーム|게임
音乐|music|music streaming
影视|film|movie|电影|动画|animation|anime
广告|advertising|ad tech|digital marketing|数字营销
零售|retail|retailer|超市|supermarket|便利店
机器狗|robot dog|四足机器人|quadruped|人形机器人|humanoid|humanoid robot
工业机器人|industrial robot|industrial robots|机械臂|robot arm
物联网模组|iot module|iot modules|无线模组|通信模组|cellular module|wireless module|模组
卫星导航|satellite navigation|gnss|北斗|gps|导航|navigation|定位
主权云|sovereign cloud|trusted cloud|可信云|国家云|souveräne cloud
粒子加速器|particle accelerator|高能物理|high energy physics|同步辐射|synchrotron|particle physics
云服务商|cloud provider|cloud service provider|公有云|public cloud|hyperscaler|云厂商
外骨骼|exoskeleton
扫地机器人|robot vacuum|vacuum robot|清洁机器人
充电桩|ev charging|charging station|charging network|充电网络|ladestation|wallbox
智能驾驶|driver assistance|adas|自动驾驶软件|智能座舱
量子通信|quantum communication|quantum key|量子密码
语音识别|speech recognition|voice recognition|语音技术
人脸识别|face recognition|computer vision|计算机视觉|image recognition
网络安全软件|antivirus|firewall|防火墙|endpoint security|杀毒
电子政务|e government|government software|政务软件|数字政务
电力软件|grid software|电力信息化|电力自动化|power automation
会议系统|video conferencing|conference|视频会议
打印机|printer|打印
信息技术服务|it services|it service|it outsourcing|software outsourcing|软件外包|it consulting|system integrator|
系统集成|systems integration
会计咨询|accounting|audit|consulting|咨询|会计师事务所|advisory|consultancy
律师事务所|law firm|legal
烟草|tobacco
化妆品|cosmetics|beauty|美妆
奢侈品|luxury|luxury goods
玩具|toy
农业|agriculture|agri|farm|种业|农业科技|agritech
种子|seeds|seed company
养殖|pig farming|hog|畜牧|livestock
航空发动机|aircraft engine|jet engine|aero engine
无线电|radio|wireless|无线通信
"""
"""A line is a trade or product as in `geo.searching.concepts`."""
