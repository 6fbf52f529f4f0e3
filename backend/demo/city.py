"""示范市: 43 invented units, the kind of register that a city keeps. No real body and no real person."""

from typing import NamedTuple


class DemoUnit(NamedTuple):
    """`standing` is the share of satisfied answers around which the demonstration's sheets are drawn."""

    code: str
    name: str
    short_name: str
    duties: str
    standing: float


PARTY = "党群部门"
GOVERNMENT = "政府部门"
ENFORCEMENT = "执法部门"
VERTICAL = "垂直管理单位"
SERVICE = "公共服务企业"
TOWNS = "镇街"

CITY: dict[str, tuple[DemoUnit, ...]] = {
    PARTY: (
        DemoUnit("DQ-01", "示范市委组织部", "市委组织部", "干部、人才和基层党建", 0.93),
        DemoUnit("DQ-02", "示范市委宣传部", "市委宣传部", "宣传、新闻和精神文明", 0.84),
        DemoUnit("DQ-03", "示范市总工会", "市总工会", "职工权益、帮扶和文体", 0.89),
        DemoUnit("DQ-04", "共青团示范市委员会", "团市委", "青年工作、志愿服务", 0.92),
        DemoUnit("DQ-05", "示范市妇女联合会", "市妇联", "妇女儿童权益、家庭建设", 0.89),
    ),
    GOVERNMENT: (
        DemoUnit("ZF-01", "示范市发展和改革局", "市发展改革局", "规划、项目、价格", 0.90),
        DemoUnit("ZF-02", "示范市教育局", "市教育局", "学校、招生、教师", 0.86),
        DemoUnit("ZF-03", "示范市科技局", "市科技局", "科技项目、成果转化", 0.90),
        DemoUnit("ZF-04", "示范市工业和信息化局", "市工业和信息化局", "工业运行、中小企业", 0.89),
        DemoUnit("ZF-05", "示范市民政局", "市民政局", "低保、养老、婚姻登记", 0.91),
        DemoUnit("ZF-06", "示范市司法局", "市司法局", "法律援助、公证、调解", 0.89),
        DemoUnit("ZF-07", "示范市财政局", "市财政局", "财政收支、政府采购、惠民补贴", 0.91),
        DemoUnit("ZF-08", "示范市人力资源和社会保障局", "市人力社保局", "就业、社保、劳动关系", 0.92),
        DemoUnit("ZF-09", "示范市自然资源局", "市自然资源局", "土地、规划、不动产登记", 0.80),
        DemoUnit("ZF-10", "示范市住房和城乡建设局", "市住房城乡建设局", "住房保障、物业、工程质量", 0.76),
        DemoUnit("ZF-11", "示范市水利局", "市水利局", "防汛、农村供水、河道", 0.88),
        DemoUnit("ZF-12", "示范市农业农村局", "市农业农村局", "种养、农机、农村改革", 0.82),
        DemoUnit("ZF-13", "示范市商务局", "市商务局", "市场流通、招商、外贸", 0.89),
        DemoUnit("ZF-14", "示范市文化广电旅游局", "市文化旅游局", "文化馆、图书馆、旅游", 0.84),
        DemoUnit("ZF-15", "示范市卫生健康局", "市卫生健康局", "医院、疾控、妇幼", 0.87),
        DemoUnit("ZF-16", "示范市医疗保障局", "市医疗保障局", "医保报销、参保、药价", 0.92),
    ),
    ENFORCEMENT: (
        DemoUnit("ZX-01", "示范市公安局", "市公安局", "治安、户籍、出入境", 0.86),
        DemoUnit("ZX-02", "示范市生态环境局", "市生态环境局", "大气、水、噪声", 0.90),
        DemoUnit("ZX-03", "示范市交通运输局", "市交通运输局", "公路、客货运、工程", 0.81),
        DemoUnit("ZX-04", "示范市应急管理局", "市应急管理局", "安全生产、防灾减灾", 0.92),
        DemoUnit("ZX-05", "示范市市场监督管理局", "市市场监管局", "登记、食品药品、消费维权", 0.92),
        DemoUnit("ZX-06", "示范市城市管理局", "市城市管理局", "市容环卫、停车、占道", 0.75),
    ),
    VERTICAL: (
        DemoUnit("CG-01", "示范市税务局", "市税务局", "纳税服务、征收管理", 0.94),
        DemoUnit("CG-02", "示范市气象局", "市气象局", "预报、预警", 0.96),
        DemoUnit("CG-03", "示范市烟草专卖局", "市烟草专卖局", "专卖许可、市场检查", 0.89),
        DemoUnit("CG-04", "示范市邮政管理局", "市邮政管理局", "邮政快递监管", 0.88),
        DemoUnit("CG-05", "示范市消防救援支队", "市消防救援支队", "灭火救援、消防检查", 0.95),
    ),
    SERVICE: (
        DemoUnit("GF-01", "示范市供电公司", "市供电公司", "报装、抢修、电费", 0.88),
        DemoUnit("GF-02", "示范市自来水公司", "市自来水公司", "供水、抄表、维修", 0.80),
        DemoUnit("GF-03", "示范市燃气公司", "市燃气公司", "通气、安检、维修", 0.77),
        DemoUnit("GF-04", "示范市公共交通公司", "市公共交通公司", "公交线路、站点、班次", 0.83),
        DemoUnit("GF-05", "示范市通信公司", "市通信公司", "宽带、手机、投诉处理", 0.86),
    ),
    TOWNS: (
        DemoUnit("ZJ-01", "示范市城东街道办事处", "城东街道", "社区、民生、综合治理", 0.92),
        DemoUnit("ZJ-02", "示范市城西街道办事处", "城西街道", "社区、民生、综合治理", 0.91),
        DemoUnit("ZJ-03", "示范市新港街道办事处", "新港街道", "社区、民生、综合治理", 0.90),
        DemoUnit("ZJ-04", "示范市石桥镇人民政府", "石桥镇", "镇村事务、农业、民生", 0.90),
        DemoUnit("ZJ-05", "示范市青山镇人民政府", "青山镇", "镇村事务、农业、民生", 0.88),
        DemoUnit("ZJ-06", "示范市河口镇人民政府", "河口镇", "镇村事务、农业、民生", 0.84),
    ),
}
UNITS = tuple(unit for group in CITY.values() for unit in group)

# How much of a unit's standing moved between the two rounds; the others only by chance.
MOVED = {"ZX-06": -0.09, "ZF-16": -0.05, "GF-02": 0.06, "ZX-05": -0.08, "ZF-02": -0.05}

# Units that more people than not do not know.
LITTLE_KNOWN = {"CG-03": 0.42, "CG-04": 0.47}
