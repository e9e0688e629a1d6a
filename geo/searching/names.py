"""Names: places, bodies and clusters that stand in one language in a text and are asked for in the other."""

from __future__ import annotations

from typing import Final

NAMES: Final = """
工业和信息化部|工信部|miit|ministry of industry and information technology|gongxinbu
国家发展改革委|国家发展和改革委员会|国家发改委|发改委|ndrc|national development and reform commission|fagaiwei
国家发展改革委|发展改革委
科学技术部|科技部|most|ministry of science and technology
国家数据局|数据局|nda|national data administration|shujuju
国务院|state council
中共中央|党中央|中央|central committee
国家广播电视总局|广电总局|nrta
财政部|ministry of finance|mof
商务部|mofcom|ministry of commerce
教育部|ministry of education|moe
国家网信办|中央网信办|cac|cyberspace administration
欧盟委员会|european commission|欧委会
欧盟|eu|european union|欧洲|europe|european|eu institutions|欧洲联盟
美国|us|usa|united states|america|american|アメリカ|미국|amerika
美国国会|congress|国会|us congress
美国经济发展局|经济发展局|eda|economic development administration|economic development agency
美国国家科学基金会|国家科学基金会|nsf|national science foundation
美国小企业局|小企业局|sba|small business administration
国防高级研究计划局|darpa
日本|japan|japanese|にほん|nippon
经济产业省|经产省|通产省|meti|miti|ministry of economy trade and industry
文部科学省|文科省|mext
内阁府|cabinet office
日本国会|diet
韩国|korea|south korea|korean|republic of korea|한국|韓國|대한민국
产业园区公团|韩国产业园区公团|kicox|korea industrial complex corporation
京畿|京畿道|gyeonggi
德国|germany|german|deutschland|ドイツ|독일|deutsche
德国联邦教研部|联邦教研部|bmbf|federal ministry of education and research
德国联邦经济部|联邦经济部|bmwi|bmwk|federal ministry for economic affairs
北威州|北莱茵威斯特法伦|nrw|north rhine westphalia|nordrhein westfalen
英国|uk|united kingdom|britain|british|england|great britain|gb
英国财政部|hm treasury|treasury
荷兰|netherlands|dutch|holland
印度|india|indian
卡纳塔克|卡纳塔克邦|卡邦|karnataka
台湾|taiwan|中国台湾|台湾地区|대만|taiwanese
中国|china|chinese|prc|중국|ちゅうごく
新加坡|singapore
法国|france|french
加拿大|canada
爱尔兰|ireland
以色列|israel
瑞士|switzerland
瑞典|sweden
挪威|norway
芬兰|finland
丹麦|denmark
波兰|poland
意大利|italy
西班牙|spain
澳大利亚|australia
巴西|brazil
墨西哥|mexico
泰国|thailand
马来西亚|malaysia
印度尼西亚|indonesia
越南|vietnam
土耳其|turkey|turkiye
南非|south africa
阿联酋|united arab emirates|uae
沙特阿拉伯|saudi arabia
北京|beijing|北京市|peking
上海|shanghai|上海市|申城
天津|tianjin
重庆|chongqing|重庆市|山城
深圳|shenzhen|深圳市|鹏城
广州|guangzhou|广州市|canton|羊城
广东|guangdong|广东省
杭州|hangzhou|杭州市|杭城
浙江|zhejiang|浙江省
宁波|ningbo
南京|nanjing|南京市|金陵
苏州|suzhou|苏州市|姑苏
苏州工业园区|suzhou industrial park|sip
无锡|wuxi|无锡市
江苏|jiangsu|江苏省
合肥|hefei|合肥市
安徽|anhui|安徽省
芜湖|wuhu
武汉|wuhan|武汉市|江城
湖北|hubei
长沙|changsha|长沙市|星城
湖南|hunan|湖南省
成都|chengdu|成都市|蓉城
四川|sichuan|四川省
西安|xi an|xian
陕西|shaanxi
青岛|qingdao|青岛市|tsingtao|岛城
济南|jinan|济南市|泉城
山东|shandong|山东省
黄河流域|yellow river
厦门|xiamen|amoy|鹭岛
福州|fuzhou
福建|fujian
贵阳|guiyang|筑城
贵安|gui an|guian|贵安新区
贵州|guizhou|贵州省
内蒙古|inner mongolia|neimenggu
呼和浩特|hohhot|呼市
和林格尔|horinger|helingeer|holingol
乌兰察布|ulanqab
庆阳|qingyang
甘肃|gansu
中卫|zhongwei
宁夏|ningxia
张家口|zhangjiakou
河北|hebei
韶关|shaoguan
大连|dalian
沈阳|shenyang
哈尔滨|harbin
长春|changchun
郑州|zhengzhou
河南|henan
南昌|nanchang
江西|jiangxi
昆明|kunming
东莞|dongguan
佛山|foshan
珠海|zhuhai
常州|changzhou
嘉兴|jiaxing
香港|hong kong|hongkong
澳门|macau|macao
长三角|yangtze delta|yangtze river delta
粤港澳大湾区|greater bay area|大湾区
京津冀|beijing tianjin hebei|jing jin ji
成渝|chengdu chongqing
中关村|zhongguancun|z park|海淀|haidian
张江|zhangjiang|上海张江
光谷|optics valley|武汉光谷|东湖高新区|east lake
筑波|tsukuba|筑波科学城|tsukuba science city|つくば|筑波市|쓰쿠바
硅谷|silicon valley|シリコンバレー|실리콘밸리|矽谷
鲁尔|ruhr|鲁尔区|ruhr area|ruhrgebiet|ルール地方
微软|microsoft
微软云|microsoft cloud|azure
新竹|hsinchu|新竹科学园
班加罗尔|bengaluru|bangalore
板桥|pangyo|板桥科技谷|pangyo techno valley|판교|パンギョ
剑桥|cambridge
牛津|oxford
牛津剑桥|oxford cambridge|ox cam|oxcam|牛剑
埃因霍温|eindhoven|brainport
华盛顿|washington
布鲁塞尔|brussels
东京|tokyo|とうきょう|도쿄
大阪|osaka
京都|kyoto
首尔|seoul|서울
伦敦|london
柏林|berlin
慕尼黑|munich|munchen|münchen
杜塞尔多夫|dusseldorf|duesseldorf
埃森|essen
多特蒙德|dortmund
波鸿|bochum
杜伊斯堡|duisburg
巴黎|paris
纽约|new york
旧金山|san francisco
圣何塞|san jose
西雅图|seattle
雷德蒙德|redmond
奥斯汀|austin
孟买|mumbai|bombay
海得拉巴|hyderabad
大邱|daegu
茨城|ibaraki
台北|taipei
多伦多|toronto
悉尼|sydney
斯德哥尔摩|stockholm
贝多芬|beethoven
拜杜法|bayh dole|bayh dole act
小企业创新研究|sbir|small business innovation research|small business innovation
小企业技术转移|sttr|small business technology transfer|small business technology
中国电子|cec|china electronics
浪潮|inspur
华为|huawei
腾讯|tencent|腾讯控股|qq|微信|wechat
阿里巴巴|alibaba|阿里云|aliyun|alibaba cloud|阿里|淘宝|taobao|天猫|tmall|阿里巴巴集团|支付宝母公司
百度|baidu|百度公司
小米|xiaomi
联想|lenovo
字节跳动|bytedance|抖音|tiktok|douyin|今日头条|toutiao|飞书
中芯国际|中芯|smic|semiconductor manufacturing international
台积电|tsmc|taiwan semiconductor manufacturing|护国神山
三星|samsung|samsung electronics
海康威视|hikvision
科大讯飞|iflytek
京东方|boe
海尔|haier
海信|hisense
英伟达|nvidia|輝達|辉达
谷歌|google|alphabet
英特尔|intel
苹果|apple
爱立信|ericsson
诺基亚|nokia
丰田|toyota|トヨタ|丰田汽车|도요타
本田|honda|ホンダ
日产|nissan|日产汽车
日立|hitachi
索尼|sony|ソニー
松下|panasonic|パナソニック
东芝|toshiba
富士通|fujitsu
三菱电机|mitsubishi electric
软银|softbank|ソフトバンク
日本电气|nec
佳能|canon|キヤノン|キャノン
任天堂|nintendo
基恩士|keyence|キーエンス
村田|murata|村田制作所
东京电子|tokyo electron|东电电子
爱德万|advantest|アドバンテスト
铠侠|kioxia|キオクシア
美露可利|mercari|メルカリ
乐天|rakuten|楽天
瑞萨|renesas|ルネサス
现代汽车|hyundai motor|hyundai
海力士|sk hynix|hynix|sk海力士
比亚迪|byd
宁德时代|contemporary amperex|catl
隆基|longi|隆基绿能
蔚来|nio
小鹏|xpeng|小鹏汽车
理想汽车|li auto
吉利|geely
上汽|saic motor|saic
美的|midea
格力|gree electric|gree
中兴|zte|中兴通讯
网易|netease
美团|meituan
拼多多|pinduoduo|pdd
京东|jd com|jd|jingdong
快手|kuaishou
寒武纪|cambricon
金山|kingsoft
北方华创|naura
中微|amec|中微公司
华虹|hua hong
长江存储|yangtze memory|ymtc
复旦微电|fudan microelectronics|复旦微电子
澜起|montage technology|澜起科技
韦尔股份|will semiconductor|豪威集团|omnivision
海光|hygon|海光信息
长鑫|changxin memory|cxmt|长鑫存储
大疆|dji
药明康德|wuxi apptec
鸿海|hon hai
富士康|foxconn
联发科|mediatek
日月光|ase technology
博世|bosch
西门子|siemens
大众汽车|volkswagen|vw
宝马|bmw|bayerische motoren werke
梅赛德斯|mercedes benz|mercedes|奔驰|daimler
英飞凌|infineon
德国电信|deutsche telekom
思爱普|sap
意法半导体|stmicroelectronics|st micro
恩智浦|nxp
阿斯麦|asml
飞利浦|philips
施耐德|schneider electric|施耐德电气
泰雷兹|thales
达索|dassault
沃达丰|vodafone
西班牙电信|telefonica
高通|qualcomm
美光|micron
德州仪器|texas instruments
超威|advanced micro devices|amd
博通|broadcom
思科|cisco
甲骨文|oracle
亚马逊|amazon|aws
脸书|meta platforms|facebook
特斯拉|tesla
塔塔|tata
塔塔咨询|tata consultancy|tcs
印孚瑟斯|infosys
威普罗|wipro
中国移动|china mobile
中国电信|china telecom
中国联通|china unicom
中国科学技术大学|university of science and technology of china|ustc|中科大|中国科大
浙江大学|zhejiang university|浙大|zju
北京大学|peking university|北大|pku
清华大学|tsinghua university|清华
西安交通大学|xi an jiaotong university|西安交大|西交大|xjtu
华中科技大学|huazhong university of science and technology|华科|华中大|hust
南京大学|nanjing university|nju
电子科技大学|university of electronic science and technology of china|uestc|成电
筑波大学|university of tsukuba|tsukuba university
剑桥大学|university of cambridge|cambridge university
斯坦福|stanford|斯坦福大学|stanford university
产业技术综合研究所|national institute of advanced industrial science and technology|aist|产总研
理化学研究所|riken|理研
宇宙航空研究开发机构|japan aerospace exploration agency|jaxa
弗劳恩霍夫|fraunhofer|弗朗霍夫
马普|max planck|马克斯 普朗克|马克斯普朗克
"""
