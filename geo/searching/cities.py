"""Cities: what the cities the registers hold in Latin letters are called in Chinese, and short names of universities.

Cities of mainland China need no line here: `geo.searching.readings` finds them by their pinyin.
"""

from __future__ import annotations

from typing import Final

CITIES: Final = """
温哥华|vancouver
曼谷|bangkok
新北|new taipei city
伊斯坦布尔|istanbul
雅加达|jakarta
卡尔加里|calgary
圣保罗|sao paulo
德里|delhi|新德里
珀斯|perth
桃园|taoyuan
城南|seongnam|城南市
特拉维夫|tel aviv
墨尔本|melbourne
加尔各答|kolkata
圣地亚哥|santiago
米兰|milan
奥斯陆|oslo
金奈|chennai|马德拉斯
名古屋|nagoya
台中|taichung
艾哈迈达巴德|ahmedabad
利雅得|riyadh
马德里|madrid
墨西哥城|mexico city
高雄|kaohsiung
蒙特利尔|montreal
哥本哈根|copenhagen
横滨|yokohama|横浜
古尔冈|gurugram|gurgaon
奥克兰|auckland
莫斯科|moscow
台南|tainan
赫尔辛基|helsinki
布里斯班|brisbane
里约热内卢|rio de janeiro
诺伊达|noida|greater noida
雅典|athens
约翰内斯堡|johannesburg
都柏林|dublin
哥德堡|gothenburg
浦那|pune
仁川|incheon|인천
釜山|busan|부산
布宜诺斯艾利斯|buenos aires
休斯敦|houston|休斯顿
华城|hwaseong|화성
阿姆斯特丹|amsterdam
多哈|doha
卢森堡|luxembourg
苏黎世|zurich
隆德|lund
马尔默|malmo
罗马|rome
福冈|fukuoka
伊兹密尔|izmir
安卡拉|ankara
圣迭戈|san diego
汉堡|hamburg
神户|kobe
大田|daejeon|대전
开普敦|cape town
法兰克福|frankfurt
札幌|sapporo
维也纳|vienna|wien
芝加哥|chicago
达拉斯|dallas
竹北|zhubei
埃德蒙顿|edmonton
埃斯波|espoo
水原|suwon|수원
乌普萨拉|uppsala
赫兹利亚|herzliya
丹佛|denver
楚格|zug
曼彻斯特|manchester
吉达|jeddah
亚特兰大|atlanta
巴塞罗那|barcelona
泗水|surabaya
阿德莱德|adelaide
广岛|hiroshima
昌原|changwon
清州|cheongju
波士顿|boston
里斯本|lisbon
渥太华|ottawa
蔚山|ulsan|울산
科隆|koln|cologne|köln
里昂|lyon
北九州|kitakyushu
川崎|kawasaki
惠灵顿|wellington
塔林|tallinn
雷克雅未克|reykjavik
滨松市|hamamatsu
卑尔根|bergen
迈阿密|miami
洛杉矶|los angeles
千叶|chiba
拉斯维加斯|las vegas
巴塞尔|basel
爱丁堡|edinburgh
光州|gwangju|광주
安特卫普|antwerp
伯明翰|birmingham
利兹|leeds
布达佩斯|budapest
耶路撒冷|jerusalem
静冈|shizuoka
埼玉|saitama
维尔纽斯|vilnius
日内瓦|geneva|genf
海法|haifa
冈山|okayama
仙台|sendai
圣克拉拉|santa clara
匹兹堡|pittsburgh
凤凰城|phoenix
都灵|turin
吉隆坡|kuala lumpur
槟城|penang|george town
帕洛阿尔托|palo alto
埃因霍芬|eindhoven
斯图加特|stuttgart
特隆赫姆|trondheim
圣彼得堡|saint petersburg
森尼韦尔|sunnyvale
盐湖城|salt lake city
明尼阿波利斯|minneapolis
布拉格|prague
牛津市|oxford
博洛尼亚|bologna
金泽|kanazawa
龟尾|gumi
里加|riga
费城|philadelphia
门洛帕克|menlo park
林茨|linz
曼海姆|mannheim
浦项|pohang|포항
弗里蒙特|fremont
克利夫兰|cleveland
纽伦堡|nuremberg|nurnberg
毕尔巴鄂|bilbao
格拉斯哥|glasgow
利川|icheon
济州|jeju
波尔图|porto
鲁汶|leuven
洛桑|lausanne
汉诺威|hannover|hanover
卡迪夫|cardiff
佛罗伦萨|florence
岐阜|gifu
鹿特丹|rotterdam
海牙|the hague
世宗|sejong
莱比锡|leipzig
德累斯顿|dresden
不来梅|bremen
波恩|bonn
卡尔斯鲁厄|karlsruhe
达姆施塔特|darmstadt
沃尔夫斯堡|wolfsburg
瓦尔多夫|walldorf
因戈尔施塔特|ingolstadt
耶拿|jena
亚琛|aachen
海德堡|heidelberg
格勒诺布尔|grenoble
图卢兹|toulouse
索菲亚科技园|sophia antipolis
马赛|marseille
里尔|lille
费尔德霍芬|veldhoven
代尔夫特|delft
布里斯托|bristol
雷丁|reading
阿伯丁|aberdeen
弗赖堡|freiburg
伯尔尼|bern
底特律|detroit
波特兰|portland
达勒姆|durham
罗利|raleigh
尔湾|irvine
库比蒂诺|cupertino
山景城|mountain view
雷德伍德城|redwood city
麦地那|medina
迪拜|dubai
阿布扎比|abu dhabi
开罗|cairo
内罗毕|nairobi
拉各斯|lagos
胡志明市|ho chi minh
河内|hanoi
马尼拉|manila
万隆|bandung
蒙特雷|monterrey
瓜达拉哈拉|guadalajara
波哥大|bogota
利马|lima
华沙|warsaw
布加勒斯特|bucharest
索非亚|sofia
萨格勒布|zagreb
贝尔格莱德|belgrade
基辅|kyiv|kiev
湾仔|wan chai
九龙|kowloon
沙田|sha tin
长野|nagano
富山|toyama
新潟|niigata
中山大学|中大|sun yat sen university
华南理工大学|华工大|华南理工|south china university of technology|scut
合肥工业大学|合工大|hefei university of technology
西北工业大学|西工大|northwestern polytechnical university|npu
重庆邮电大学|重邮|chongqing university of posts
重庆大学|重大|chongqing university
厦门大学|厦大|xiamen university
四川大学|川大|sichuan university
山东大学|山大|shandong university
湖南大学|湖大|hunan university
国防科技大学|国防科大|national university of defense technology|nudt
苏州大学|苏大|soochow university
贵州大学|贵大|guizhou university
青岛大学|青大|qingdao university
中国海洋大学|海大|海洋大学|ocean university of china|ouc
江南大学|江大|jiangnan university
南方科技大学|南科大|southern university of science and technology|sustech
上海科技大学|上科大|shanghaitech|shanghaitech university
济南大学|济大|university of jinan
武汉大学|武大|wuhan university
哈尔滨工业大学|哈工大|harbin institute of technology
中国科学院|中科院|cas|chinese academy of sciences|中國科學院
计算技术研究所|计算所|institute of computing technology|ict cas
自动化研究所|自动化所|institute of automation
深圳先进技术研究院|深圳先进院|siat|shenzhen institute of advanced technology
智源研究院|智源|baai|beijing academy of artificial intelligence
鹏城实验室|鹏城|peng cheng laboratory|pcl
之江实验室|之江|zhejiang lab
紫金山实验室|紫金山|purple mountain laboratories|pml
琶洲实验室|琶洲|pazhou lab
九峰山实验室|九峰山|jfs laboratory
波鸿鲁尔大学|波鸿大学|ruhr university bochum|ruhr universitat bochum|rub
多特蒙德工业大学|tu dortmund
杜伊斯堡埃森大学|杜埃大学|university of duisburg essen|uni duisburg
筑波技术大学|tsukuba university of technology
高能加速器研究机构|高能研|kek
物质材料研究机构|物材机构|物材研|nims
农研机构|naro
国立环境研究所|国环研|nies
"""
"""A line is a place or body as in `geo.searching.concepts`."""
