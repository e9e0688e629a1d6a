"""Firms: what those that the registers hold in English only are called in Chinese, and what people shorten them to."""

from __future__ import annotations

from typing import Final

FIRMS: Final = """
蚂蚁集团|ant group|支付宝|alipay|蚂蚁|蚂蚁金服
滴滴|didi|滴滴出行
贝壳|ke holdings|贝壳找房|链家
美图|meitu|美图秀秀|美图公司
夏普|sharp|シャープ
尼康|nikon|ニコン
理光|ricoh|リコー
三菱|mitsubishi
三菱日联|mitsubishi ufj
三井|mitsui
住友|sumitomo
京瓷|kyocera|京セラ
发那科|fanuc|ファナック
安川|yaskawa|安川电机
欧姆龙|omron|オムロン
精工爱普生|seiko epson|爱普生|epson
奥林巴斯|olympus
富士胶片|fujifilm
电装|denso|デンソー
铃木|suzuki
马自达|mazda
斯巴鲁|subaru
雅马哈|yamaha
小松|komatsu
久保田|kubota
日本电信电话|nippon telegraph telephone|ntt
川崎重工|kawasaki heavy
旭化成|asahi kasei
东丽|toray
胜高|sumco
日东电工|nitto denko
tdk|东电化
武田|takeda|武田制药
史克威尔|square enix
科乐美|konami
世嘉|sega sammy|sega
卡普空|capcom
万代南梦宫|bandai namco
赛博艾坚特|cyberagent
lg显示|lg display
起亚|kia
浦项制铁|posco|浦项
韩国电力|korea electric power|kepco
sk电讯|sk telecom
ncsoft|恩希软件|nc soft
网石|netmarble
空中客车|airbus|空客
汇丰|hsbc
渣打|standard chartered
联合利华|unilever
雀巢|nestle
罗氏|roche
诺华|novartis
阿斯利康|astrazeneca
葛兰素史克|gsk|glaxosmithkline
劳斯莱斯|rolls royce|罗尔斯罗伊斯
英国石油|bp p l c|bp plc
壳牌|shell plc|royal dutch shell
英国电信|bt group
赛诺菲|sanofi
欧莱雅|l oreal
路威酩轩|lvmh
道达尔|total se|totalenergies
雷诺|renault
标致|peugeot|stellantis
法拉利|ferrari
凯捷|capgemini
源讯|atos
育碧|ubisoft
安盛|axa
法国巴黎银行|bnp paribas
巴斯夫|basf
拜耳|bayer
安联|allianz
德意志银行|deutsche bank
汉莎|lufthansa
阿迪达斯|adidas
保时捷|porsche
西门子医疗|siemens healthineers
爱思强|aixtron
蔡司|carl zeiss
沃尔沃|volvo
海克斯康|hexagon
阿西布朗勃法瑞|abb
马士基|maersk
维斯塔斯|vestas
挪威国家石油|equinor
西门子歌美飒|siemens gamesa
桑坦德|santander
伊贝德罗拉|iberdrola
辉瑞|pfizer
强生|johnson johnson
戴尔|dell
惠普|hewlett packard|hp inc
国际商业机器|international business machines|ibm
赛富时|salesforce
网飞|netflix|奈飞
优步|uber
爱彼迎|airbnb
贝宝|paypal
维萨|visa inc
万事达|mastercard
高盛|goldman sachs
摩根士丹利|morgan stanley
摩根大通|jpmorgan|jp morgan|j p morgan
美国银行|bank of america
富国银行|wells fargo
沃尔玛|walmart
开市客|costco
迪士尼|walt disney|disney
可口可乐|coca cola
百事|pepsico
宝洁|procter gamble
波音|boeing
洛克希德马丁|lockheed martin
通用汽车|general motors
福特|ford motor
卡特彼勒|caterpillar
霍尼韦尔|honeywell
艾默生|emerson electric
埃克森美孚|exxon
雪佛龙|chevron
阿里斯塔|arista
赛灵思|xilinx
迈威尔|marvell
亚德诺|analog devices
安森美|on semiconductor|onsemi
微芯科技|microchip technology
应用材料|applied materials
泛林|lam research|拉姆研究
科磊|kla
新思科技|synopsys
楷登|cadence
欧特克|autodesk
奥多比|adobe
财捷|intuit
网存|netapp
西部数据|western digital
希捷|seagate
康宁|corning
吉利德|gilead
默克|merck
雅培|abbott
星巴克|starbucks
耐克|nike
台达电子|delta electronics|台达电
广达|quanta computer
和硕|pegatron
仁宝|compal
纬创|wistron
英业达|inventec
联电|united microelectronics|umc
力积电|powerchip
南亚科|nanya technology
大立光|largan
华硕|asustek|asus
宏达电|htc
友达|au optronics|auo
群创|innolux
研华|advantech
瑞昱|realtek
联咏|novatek
中华电信|chunghwa telecom
台塑|formosa plastics
信实工业|reliance industries
巴帝电信|bharti airtel
塔塔钢铁|tata steel
塔塔汽车|tata motors
马恒达|mahindra|tech mahindra
hcl|hcl technologies
印度国家银行|state bank of india
工商银行|industrial and commercial bank of china|icbc
中国银行|bank of china
平安保险|ping an|中国平安
茅台|kweichow moutai|moutai
五粮液|wuliangye
伊利|inner mongolia yili|yili
立讯精密|luxshare
歌尔|goertek
蓝思|lens technology
兆易创新|gigadevice
紫光国微|guoxin micro|unigroup guoxin
卓胜微|maxscend
三安光电|sanan
东山精密|dongshan precision
汇顶|goodix
光环新网|sinnet
中科曙光|dawning information|sugon|曙光
优刻得|ucloud
万国数据|gds holdings|gds
世纪互联|vnet|21vianet
深信服|sangfor
恒生电子|hundsun
东软|neusoft
宝信软件|baosight
金蝶|kingdee
哔哩哔哩|bilibili|b站
携程|trip com|ctrip
阅文|china literature
微博|weibo
中国石油|petrochina|中石油
中国石化|china petroleum chemical|sinopec|中石化
中国海油|cnooc|中海油
西电|xidian university|西安电子科技大学|xidian
东南大学|southeast university
加州大学伯克利|uc berkeley|university of california berkeley|伯克利
"""
