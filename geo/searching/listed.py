"""Listed: Chinese names of listed firms that the register of the world's listed firms holds in Latin letters only.

Firms whose English name is their Chinese one in pinyin need no line here: `geo.searching.readings` finds those.
"""

from __future__ import annotations

from typing import Final

LISTED: Final = """
迈瑞|mindray|迈瑞医疗
药明生物|wuxi biologics
阳光电源|sungrow
福耀|fuyao glass|福耀玻璃
三一|sany heavy|三一重工
中联重科|zoomlion
徐工|xcmg|徐工机械
长城汽车|great wall motor
长安汽车|changan automobile
广汽|guangzhou automobile|广汽集团
北汽|baic motor|北京汽车|baic bluepark
东风汽车|dongfeng motor
江淮汽车|anhui jianghuai automobile|江汽|jac motors
赛力斯|seres|sokon
零跑|leapmotor|零跑汽车
众泰|zotye
中国中车|crrc|中车
时代电气|crrc times electric|中车时代
中国铁建|china railway construction
中国中铁|china railway group
中国交建|china communications construction
中国建筑|china state construction
中国电建|power construction corporation of china
顺丰|s f holding|顺丰控股|sf holding
中通|zto express|中通快递
圆通|yto express|圆通速递
中远海运|cosco shipping|中远
中国外运|sinotrans
中国重汽|sinotruk
宝钢|baoshan iron|baosteel|宝钢股份
中国铝业|aluminum corporation of china|中铝|chalco
洛阳钼业|cmoc
中国黄金|zhongjin gold
北方稀土|northern rare earth
新东方|new oriental education
好未来|tal education|学而思
东方甄选|east buy
爱奇艺|iqiyi
知乎|zhihu inc
陌陌|momo inc|hello group
搜狐|sohu com|sohu
新浪|sina corp
欢聚|joyy|yy inc
虎牙|huya
斗鱼|douyu
唯品会|vipshop
名创优品|miniso
商汤|sensetime|商汤科技
旷视|megvii
舜宇|sunny optical|舜宇光学
瑞声|aac technologies|瑞声科技
丘钛|q technology
比亚迪电子|byd electronic
立讯|luxshare
领益智造|lingyi itech
国轩高科|gotion|国轩
亿纬锂能|eve energy
欣旺达|sunwoda
孚能科技|farasis
赣锋|ganfeng|赣锋锂业
天齐锂业|tianqi lithium
当升科技|easpring
中伟股份|cngr advanced
璞泰来|putailai
德赛西威|desay sv
德赛电池|desay battery
科沃斯|ecovacs
石头科技|roborock
传音|transsion
圣邦|sg micro|sgmicro
中际旭创|innolight|旭创
天孚通信|tfc optical|tfc communication
新易盛|eoptolink
光迅科技|accelink
生益科技|shengyi technology
鹏鼎|avary|臻鼎
景旺|kinwong
沪电股份|wus printed
兴森科技|fastprint
崇达|suntak
胜宏科技|victory giant
斯达半导|starpower|斯达
扬杰科技|yangjie
新洁能|nce power
拓荆|piotech
盛美|acm research
沪硅产业|national silicon
立昂微|lion microelectronics|lion electronics
晶盛机电|jingsheng mechanical
捷佳伟创|s c new energy|sc new energy
迈为股份|suzhou maxwell|maxwell technologies
奥特维|autowell
先导智能|lead intelligent
大族激光|han s laser
华工科技|hgtech|huagong tech
锐科激光|raycus
光库科技|advanced fiber resources
埃斯顿|estun
埃夫特|efort intelligent
汇川|inovance|汇川技术
麦格米特|megmeet
绿的谐波|leader harmonious
信捷电气|wuxi xinje
雷赛智能|leadshine
柏楚电子|friendess
视源|cvte|shiyuan electronic
洲明科技|unilumin
利亚德|leyard
艾比森|absen
光峰科技|appotronics
京东方精电|boe varitronix
维信诺|visionox
彩虹股份|irico
和辉光电|everdisplay
长信科技|token sciences
欧菲光|o film
水晶光电|crystal optech
联创电子|lianchuang electronic
韦尔|will semiconductor
思特威|smartsens
格科微|galaxycore
晶晨股份|amlogic
瑞芯微|rockchip
全志科技|allwinnertech|allwinner
恒玄|bestechnic
乐鑫|espressif
移远通信|quectel
广和通|fibocom
移为通信|queclink
美格智能|meig smart
中科创达|thunder software|thundersoft
诚迈|archermind
四维图新|navinfo
超图软件|supermap
用友|yonyou
畅捷通|chanjet
泛微|weaver network
致远互联|seeyon
广联达|glodon
石基信息|shiji information
远光软件|ygsoft
宇信科技|yusys
长亮科技|sunline
赢时胜|ysstech
同花顺|hithink royalflush|royalflush
东方财富|east money
大智慧|shanghai dzh
拉卡拉|lakala
新国都|xgd inc
新大陆|newland digital
广电运通|grg banking|grgbanking
神州数码|digital china
神州信息|digital china information
中国软件国际|chinasoft international|中软国际
中国软件|china national software
太极股份|taiji computer
东华软件|dhc software
卫宁健康|winning health
创业慧康|b soft
东软|neusoft
启明星辰|venustech
天融信|topsec
绿盟科技|nsfocus
奇安信|qi an xin|qianxin
三六零|360 security|奇虎360
北信源|vrv software
安恒信息|dbappsecurity
亚信|asiainfo
紫光股份|unisplendour
中国长城|greatwall technology|china greatwall
浪潮|inspur|ieit
曙光|dawning information
海光|hygon
景嘉微|jingjia micro
国科微|goke micro
寒武纪|cambricon
东方通|tongtech
达梦|dameng
神州泰岳|ultrapower
千方科技|transinfo
易华录|e hualu|ehualu
数据港|athub
光环新网|sinnet
奥飞数据|aofei data
网宿|wangsu
鹏博士|dr peng
亿联|yealink
星网锐捷|star net communication|star net
锐捷|ruijie
紫光展锐|unisoc
烽火|fiberhome
中天科技|zhongtian technology
亨通|hengtong optic
长飞|yofc|yangtze optical
信维通信|sunway communication
硕贝德|speed wireless
武汉凡谷|fingu
大富科技|tatfook
京信|comba telecom
海能达|hytera
北斗星通|bdstar
华测导航|huace navigation|chcnav
中国卫星|china spacesat
航天电子|china aerospace times
航天信息|aisino
中航光电|avic jonhon|jonhon optronic
航发动力|aecc aviation power
中航沈飞|shenyang aircraft
中直股份|avicopter
中国民航信息|travelsky|中航信
国航|air china|中国国航
东航|china eastern airlines|东方航空
南航|china southern airlines|南方航空
联影|united imaging
开立医疗|sonoscape
鱼跃医疗|yuwell|yuyue medical
理邦|edan instruments
乐普|lepu medical
微创医疗|microport
天智航|tinavi
华大基因|bgi genomics
金斯瑞|genscript
百济神州|beigene
信达生物|innovent
君实|junshi biosciences
石药|cspc|石药集团
先声|simcere
复星医药|fosun pharmaceutical|fosun
国药|sinopharm|国药控股
爱尔眼科|aier eye
通策医疗|topchoice medical
片仔癀|pientzehuang
云南白药|yunnan baiyao
天士力|tasly
以岭药业|yiling pharmaceutical
海天味业|haitian flavouring
青岛啤酒|tsingtao brewery
重庆啤酒|chongqing brewery
三只松鼠|three squirrels
良品铺子|bestore
安琪酵母|angel yeast
温氏|wens foodstuff
牧原|muyuan
中粮|cofco
上海家化|jahwa
珀莱雅|proya
李宁|li ning
安踏|anta sports
特步|xtep
雅戈尔|youngor
万科|vanke
碧桂园|country garden
恒大|evergrande
融创|sunac
金地|gemdale
绿地|greenland holdings
保利|poly developments|poly real estate
龙湖|longfor
招商银行|china merchants bank
建设银行|china construction bank|建行
农业银行|agricultural bank of china|农行
交通银行|bank of communications
光大银行|everbright bank
民生银行|minsheng banking|minsheng bank
兴业银行|industrial bank
浦发银行|pudong development bank
邮储银行|postal savings bank
中信|citic|中信证券
银河证券|galaxy securities
招商|china merchants
华润|china resources
华润微|china resources microelectronics
长江电力|yangtze power
中国广核|cgn power|cgn nuclear|中广核
中国核电|national nuclear power
新奥|enn energy|enn natural gas
金风科技|goldwind|金风
明阳智能|mingyang smart|ming yang
天合光能|trina solar|天合
晶澳|ja solar
晶科|jinko
阿特斯|canadian solar|csi solar
协鑫|gcl
特变电工|tbea
许继电气|xj electric
国电南瑞|nari technology
平高电气|pinggao electric
卧龙|wolong electric
德业|deye
固德威|goodwe
锦浪|ginlong
禾迈|hoymiles
中国旅游集团|china tourism group|中国中免|中免
首旅酒店|btg hotels
百胜中国|yum china
分众传媒|focus media
蓝色光标|bluefocus
芒果超媒|mango excellent
光线传媒|enlight media
万达电影|wanda film
完美世界|perfect world
三七互娱|37 interactive
吉比特|g bits
世纪华通|zhejiang century huatong|century huatong
昆仑万维|kunlun tech
猎豹|cheetah mobile
创梦天地|idreamsky
中手游|cmge
心动公司|xd inc
微盟|weimob
有赞|youzan
同程|tongcheng
京东健康|jd health
阿里健康|alibaba health
平安好医生|ping an healthcare
酷派|coolpad
创维|skyworth
康佳|konka
长虹|changhong
冠捷|tpv technology
飞科|flyco
公牛|gongniu|bull group
欧派|oppein
老板电器|robam
苏泊尔|supor
九阳|joyoung
奥马|homa appliances
雅迪|yadea
九号公司|ninebot|segway
极米|xgimi
火炬电子|torch electron
三环集团|three circle
风华高科|fenghua advanced
顺络电子|sunlord
法拉电子|faratronic
宏发|hongfa
江海股份|jianghai capacitor
长盈精密|everwin precision
环旭电子|universal scientific industrial|usi
工业富联|foxconn industrial
闻泰|wingtech
华勤|huaqin technology
西部超导|western superconducting
厦门钨业|xiamen tungsten
中国巨石|china jushi
金发科技|kingfa
万华化学|wanhua chemical
恩捷股份|yunnan energy new material|semcorp
天赐材料|tinci materials
新宙邦|capchem
雅克科技|yoke technology
安集|anji microelectronics
江丰电子|jiangfeng electronic|kfmi
鼎龙|dinglong
南大光电|nata opto
晶瑞|crystal clear electronic|crystal clear chemical
中环股份|zhonghuan semiconductor|tcl zhonghuan
通富微电|tongfu micro
华天科技|huatian technology|tianshui huatian
长电科技|jcet
晶方科技|wafer level csp
深科技|kaifa technology
佰维存储|biwin storage
江波龙|longsys
普冉|puya semiconductor
芯海科技|chipsea
富瀚微|fullhan
上海贝岭|shanghai belling
士兰微|silan
杰华特|joulwatt
矽力杰|silergy
概伦电子|primarius
华大九天|empyrean
虹软|arcsoft
当虹|arcvideo
云从|cloudwalk
依图|yitu
第四范式|fourth paradigm|4paradigm
明源云|ming yuan cloud
金山云|kingsoft cloud
道通科技|autel
亿航|ehang
纵横股份|jouav
"""
"""A line is a firm as in `geo.searching.concepts`."""
