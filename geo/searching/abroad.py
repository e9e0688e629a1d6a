"""Abroad: firms of other countries by the Chinese, Japanese and Korean names people know them by."""

from __future__ import annotations

from typing import Final

ABROAD: Final = """
三星电子|samsung electronics|삼성전자
三星sdi|samsung sdi|삼성에스디아이
三星电机|samsung electro mechanics|samsung electro
三星物产|samsung c t
海力士|하이닉스|sk하이닉스
乐金|lg|엘지
lg电子|lg electronics|lg전자|乐金电子
lg化学|lg chem|lg화학
lg新能源|lg energy solution
lg显示|lg디스플레이|乐金显示
lg伊诺特|lg innotek
lg生活健康|lg household|lg h h
sk电讯|sk텔레콤|sk telecom
sk创新|sk innovation
韩国电信|kt corp|kt
现代汽车|현대자동차|현대|现代
起亚|기아|起亚汽车
现代重工|hyundai heavy
现代摩比斯|hyundai mobis
斗山|doosan
韩华|hanwha
晓星|hyosung
大宇|daewoo
乐天集团|lotte
希杰|cj corp|cj cheiljedang
纳维尔|naver|네이버
卡考|kakao|카카오
魁匠团|krafton
珍艾碧丝|pearl abyss
康扎|com2us
韩美半导体|hanmi semiconductor
周星工程|jusung engineering
圆益|wonik ips|wonik
东进世美肯|dongjin semichem
ecopro|易科普
赛特瑞恩|celltrion
爱茉莉太平洋|amorepacific
丰田汽车|トヨタ自動車|toyota motor
丰田通商|toyota tsusho
日本电产|nidec|尼得科
三菱重工|mitsubishi heavy
三菱商事|mitsubishi corporation
三菱化学|mitsubishi chemical
三井物产|mitsui co
住友电工|sumitomo electric
住友化学|sumitomo chemical
住友商事|sumitomo corporation
优衣库|fast retailing|uniqlo|迅销
日本电信电话|ntt|nippon telegraph|ntt都科摩|ntt docomo|docomo
ntt数据|ntt data
凯迪迪爱|kddi
凸版|toppan
大日本印刷|dai nippon printing
信越化学|shin etsu
东京应化|tokyo ohka
jsr|jsr corp
迪思科|disco corp|disco
斯库林|screen holdings|迪恩士
激光科技|lasertec|レーザーテック
爱发科|ulvac
荏原|ebara
国际电气|kokusai electric
东京精密|tokyo seimitsu
罗姆|rohm
阿尔卑斯|alps alpine|alps electric
太阳诱电|taiyo yuden
揖斐电|ibiden
新光电气|shinko electric
日本航空电子|japan aviation electronics
日本显示|japan display
滨松光子|hamamatsu|浜松ホトニクス
堀场|horiba
岛津|shimadzu
横河|yokogawa
安立|anritsu
不二越|nachi fujikoshi
那智|nachi
牧田|makita
大金|daikin
林内|rinnai
卡西欧|casio
精工|seiko
西铁城|citizen watch
柯尼卡美能达|konica minolta
兄弟工业|brother industries
日本制铁|nippon steel|新日铁
神户制钢|kobe steel
三得利|suntory
麒麟啤酒|kirin
朝日啤酒|asahi group
资生堂|shiseido
花王|kao corp
永旺|aeon
罗森|lawson
柒和伊|seven i holdings|7 eleven
全日空|ana holdings
日本航空|japan airlines
日本邮政|japan post
东日本旅客铁路|east japan railway
瑞可利|recruit holdings
电通|dentsu
雅虎日本|z holdings|yahoo japan|line yahoo|ly corp
光荣特库摩|koei tecmo
gungho|刚加
得那|dena
聚逸|gree inc
乐线|nexon
空客|airbus
赛峰|safran
达索系统|dassault systemes
爱马仕|hermes international|hermes
开云|kering
圣戈班|saint gobain
液化空气|air liquide
法国电信|orange s a|orange sa
布伊格|bouygues
威立雅|veolia
阿尔斯通|alstom
法雷奥|valeo
米其林|michelin
达能|danone
家乐福|carrefour
兴业银行法国|societe generale
索迪斯|sodexo
世界线|worldline
索泰克|soitec
戴姆勒|daimler|mercedes benz group
采埃孚|zf friedrichshafen
大陆集团|continental ag
马牌|continental ag
舍弗勒|schaeffler
蒂森克虏伯|thyssenkrupp|thyssen krupp
世创|siltronic
苏斯微技术|suss microtec
通快|trumpf
库卡|kuka
费斯托|festo
倍福|beckhoff
奥迪|audi
德意志交易所|deutsche boerse
德国邮政|deutsche post|敦豪|dhl
汉高|henkel
拜尔斯道夫|beiersdorf
德国商业银行|commerzbank
慕尼黑再保险|munich re|munchener ruck|muenchener ruck
德国软件公司|software ag
内梅切克|nemetschek
德国团队浏览|teamviewer
德意志联合互联网|united internet
阿朗|alcatel
恩智浦|nxp semiconductors
荷兰国际|ing groep
阿斯米|asm international
贝思半导体|be semiconductor|besi
艾迪恩|adyen
泰科电子|te connectivity
罗技|logitech
泰梅诺斯|temenos
迅达|schindler
利乐|tetra
宜家|ikea|inter ikea
爱立信|telefonaktiebolaget lm ericsson
斯凯孚|skf
阿特拉斯科普柯|atlas copco
伊莱克斯|electrolux
声田|spotify
通力|kone
瓦锡兰|wartsila
诺和诺德|novo nordisk
丹佛斯|danfoss
乐高|lego
北欧半导体|nordic semiconductor
意大利电信|telecom italia
菲亚特|fiat|stellantis
倍耐力|pirelli
普拉达|prada
意大利国家电力|enel
印地纺|inditex|zara
安谋|arm holdings
英国电信|bt group plc
力拓|rio tinto
必和必拓|bhp
帝亚吉欧|diageo
英美烟草|british american tobacco
乐购|tesco
特易购|tesco
汇丰控股|hsbc holdings
巴克莱|barclays
劳埃德|lloyds
泰雷兹集团|thales
澳洲电信|telstra
联邦银行|commonwealth bank
星展|dbs group|星展银行
华侨银行|oversea chinese banking|ocbc
大华银行|united overseas bank|uob
新加坡电信|singtel|singapore telecommunications
新加坡航空|singapore airlines
创新科技|creative technology
冬海|sea limited|sea ltd|shopee|虾皮
伟创力|flex ltd|flextronics
台积电|tsmc|taiwan semiconductor|护国神山
台达|delta electronics|台达电子
大联大|wpg holdings
联强|synnex technology
微星|micro star
技嘉|gigabyte technology
光宝|lite on
可成|catcher technology
旺宏|macronix
华邦|winbond
环球晶圆|globalwafers
稳懋|win semiconductors
世界先进|vanguard international semiconductor
祥硕|asmedia
信骅|aspeed
创意电子|global unichip
世芯|alchip
奇景光电|himax
力成|powertech technology
京元电|king yuan
欣兴|unimicron
臻鼎|zhen ding
南电|nan ya printed
国巨|yageo
上银|hiwin
巨大机械|giant manufacturing|捷安特
台泥|taiwan cement
长荣|evergreen marine
友讯|d link
正崴|cheng uei
纬颖|wiwynn
智邦|accton
信实|reliance industries|reliance
巴蒂电信|bharti airtel
阿达尼|adani
塔塔信息|tata elxsi
佩蒂姆|paytm|one 97
佐马托|zomato
阿斯特拉|astra international
泰国石油|ptt public
卜蜂|charoen pokphand|正大
沙特阿美|saudi aramco|saudi arabian oil
沙特电信|saudi telecom
以色列检查点|check point software|捷邦
塔楼半导体|tower semiconductor|高塔半导体
移动眼|mobileye
尼斯系统|nice ltd
俄罗斯天然气|gazprom
亚德客|yandex
淡水河谷|vale s a|vale
巴西石油|petrobras|petroleo brasileiro
美客多|mercado libre|mercadolibre
嘉楠|canaan
应美盛|invensense
超威|amd
安谋控股|arm holdings plc
埃森哲|accenture
高知特|cognizant
工商业机器|ibm
亚马逊云科技|aws|amazon web services
推特|twitter
色拉布|snap inc
拼趣|pinterest
帕兰提尔|palantir
雪花|snowflake
数据狗|datadog
云闪|cloudflare
克劳德斯特莱克|crowdstrike
派拓|palo alto networks
飞塔|fortinet
加拿大商店|shopify
黑莓|blackberry
开放文本|open text
星座软件|constellation software
庞巴迪|bombardier
伊顿|eaton
罗克韦尔|rockwell automation
丹纳赫|danaher
赛默飞|thermo fisher
安捷伦|agilent
是德科技|keysight
泰瑞达|teradyne
英特格|entegris
捷普|jabil
安费诺|amphenol
莫仕|molex
直觉外科|intuitive surgical
美敦力|medtronic
因美纳|illumina
莫德纳|moderna
吉利德科学|gilead sciences
礼来|eli lilly
百时美施贵宝|bristol myers
艾伯维|abbvie
3m|明尼苏达矿业|3m company
杜邦|dupont
陶氏|dow inc
联邦快递|fedex
联合包裹|united parcel
麦当劳|mcdonald
家得宝|home depot
威瑞森|verizon
美国电话电报|at t|at t inc
康卡斯特|comcast
动视暴雪|activision
艺电|electronic arts
罗布乐思|roblox
"""
"""A line is a firm as in `geo.searching.concepts`."""
