"""What the people of 示范市 complain of: 43 invented complaints, most of them about one bureau. No real person."""

from typing import NamedTuple

from backend.complaints.kinds import Channel, IdentityMode

W, H, L, V, M, R = (
    Channel.WEB,
    Channel.HOTLINE,
    Channel.LETTER,
    Channel.VISIT,
    Channel.MAYOR_MAILBOX,
    Channel.RECEPTION_DAY,
)
OPEN, HIDDEN, NAMELESS = IdentityMode.OPEN, IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS


class Story(NamedTuple):
    """`age` is how many days ago it came; `course` names what became of it (see complaints.py); with a `picture`
    the complainant sends one along."""

    age: int
    channel: Channel
    mode: IdentityMode
    category: str
    unit: str
    course: str
    summary: str
    text: str
    persons: int = 1
    picture: bool = False


FINANCE = "ZF-07"

STORIES = (
    Story(92, W, HIDDEN, "slow", FINANCE, "by_unit", "反映惠民补贴发放超过公示期限", "今年的惠农补贴公示期早已结束，卡上一直没有到账，去问两次都说再等等。"),
    Story(88, H, OPEN, "attitude-words", FINANCE, "by_unit", "反映窗口人员言语生硬", "去窗口问补贴的事，工作人员说话很冲，还说看不懂就别来问。"),
    Story(85, V, OPEN, "disclosure", FINANCE, "by_unit_again", "反映补贴标准没有公开", "村里问不到今年补贴按什么标准算，局里也没有贴出来。", 6),
    Story(83, W, NAMELESS, "slow", FINANCE, "by_unit", "反映采购保证金逾期未退", "项目验收已经三个月，投标保证金还没有退回来。"),
    Story(79, M, HIDDEN, "attitude-matter", FINANCE, "by_unit", "反映材料没有一次告知", "同一笔资金拨付跑了四趟，每次都说还差一份材料。"),
    Story(76, W, HIDDEN, "slow", "ZF-09", "by_centre", "反映不动产登记超过承诺时限", "承诺五个工作日办结，二十天了还在等。"),
    Story(74, H, OPEN, "attitude-face", "ZF-10", "by_centre", "反映物业投诉无人接待", "住建窗口中午没人，下午去又让第二天再来。"),
    Story(71, L, OPEN, "inaction", FINANCE, "by_unit", "反映对账申请长期没有回复", "年初提交的对账申请一直没有人答复。"),
    Story(69, W, HIDDEN, "arbitrary-fees", "ZX-06", "by_centre", "反映占道停车多收费", "停车二十分钟按一小时收，要票据说没有。"),
    Story(66, R, OPEN, "shirking", FINANCE, "by_unit", "反映两个科室互相推脱", "补贴更正的事，一个科室说归另一个科室管，来回三次。"),
    Story(64, W, NAMELESS, "enforcement", "ZX-05", "refused", "反映市场纠纷处理结果", "和商户的纠纷已经起诉，希望这里也管一管。"),
    Story(62, W, HIDDEN, "slow", FINANCE, "by_unit_late", "反映扶持资金拨付超期", "企业扶持资金批了两个月还没有拨付。"),
    Story(60, H, OPEN, "inaction", "GF-02", "by_centre", "反映爆管报修两天无人到场", "小区门口水管爆了，报修两天没人来，路面全是水。", 12),
    Story(58, W, HIDDEN, "attitude-words", FINANCE, "withdrawn", "反映电话答复态度差", "打电话问进度，没说两句就挂了。"),
    Story(55, W, OPEN, "slow", FINANCE, "by_unit", "反映票据领用审批慢", "单位票据领用申请提交十天还没有批。"),
    Story(53, M, HIDDEN, "disclosure", "ZF-02", "by_centre", "反映入学摇号结果没有公示", "摇号结束一周没有看到名单。"),
    Story(50, W, NAMELESS, "favours", FINANCE, "moved_out", "反映有人借审批要好处", "办拨付时有人暗示要请客，具体情况可以当面说。"),
    Story(48, W, HIDDEN, "attitude-matter", FINANCE, "by_unit", "反映退款手续反复跑", "多缴的款项要退，跑了三次都没办成。"),
    Story(47, W, OPEN, "slow", FINANCE, "unit_overdue", "反映补贴名单更正迟迟不办", "名单上的身份证号错了，申请更正一个月没有改。"),
    Story(46, H, OPEN, "slow", "ZF-16", "by_centre", "反映医保报销超时", "异地报销材料交齐一个月没有结果。"),
    Story(44, W, HIDDEN, "slow", FINANCE, "by_unit", "反映农机补贴迟迟不到账", "购机补贴手续齐全，两个月没有到账。"),
    Story(41, V, OPEN, "attitude-door", FINANCE, "by_unit", "反映办公时间窗口无人", "上午十点去，窗口没有人，等了一个小时。"),
    Story(39, W, NAMELESS, "abuse", "ZX-03", "by_centre", "反映临时封路没有公告", "修路封了半个月，没有任何公告和绕行指示。"),
    Story(37, W, HIDDEN, "disclosure", FINANCE, "supplementing_long", "反映收费依据说不清", "有一笔费用说不出依据。"),
    Story(34, H, OPEN, "slow", FINANCE, "by_unit_extended", "反映专项资金结算拖延", "工程完工半年，专项资金结算还没有做完。"),
    Story(31, W, HIDDEN, "attitude-face", "ZX-01", "by_centre", "反映户籍窗口态度冷漠", "办户口迁移，问什么都不耐烦。"),
    Story(27, L, NAMELESS, "shirking", "ZJ-04", "by_centre", "反映镇里和村里互相推", "宅基地的事，村里让找镇里，镇里让找村里。"),
    Story(25, W, HIDDEN, "slow", FINANCE, "answered", "反映政府采购投诉没有答复", "对采购结果提出异议，过了期限没有答复。"),
    Story(22, H, OPEN, "attitude-words", "GF-03", "by_centre", "反映安检人员说话难听", "上门安检的人张口就训人。"),
    Story(20, W, HIDDEN, "slow", FINANCE, "answered", "反映资金拨付系统退件不说明", "申报被退回，系统里没有写原因。"),
    Story(18, M, OPEN, "inaction", "ZF-12", "centre_handling", "反映病虫害防治没有人指导", "稻田虫害严重，打电话请人来看，一周没人来。", 9),
    Story(15, W, HIDDEN, "slow", FINANCE, "in_check", "反映奖补资金申报迟迟不审", "奖补申报交上去半个月没有受理通知。"),
    Story(13, W, NAMELESS, "attitude-matter", FINANCE, "unit_asks_time", "反映同一材料要求重复盖章", "同一份材料换个窗口又要重新盖章。"),
    Story(11, H, OPEN, "slow", FINANCE, "unit_handling", "反映村级资金审批流程过长", "村里修路的钱审批走了一个多月。", 15),
    Story(9, W, HIDDEN, "disclosure", FINANCE, "unit_handling", "反映预算公开找不到", "在网站上找不到去年的部门预算。", picture=True),
    Story(8, W, HIDDEN, "slow", "ZF-08", "centre_handling", "反映社保转移等了两个月", "社保关系转移申请提交两个月没有进展。"),
    Story(7, V, OPEN, "attitude-door", FINANCE, "unit_returns", "反映财务室不接待来访", "去问工资代发的事，门口写着不接待。"),
    Story(6, W, NAMELESS, "slow", FINANCE, "just_sent", "反映保证金退还没有消息", "保函到期一个月，保证金没有退。"),
    Story(5, R, OPEN, "obstruction", "ZF-04", "accepted", "反映惠企政策没有落实", "文件说有补助，到了局里说没有细则。", 3),
    Story(4, W, HIDDEN, "attitude-matter", "ZF-05", "supplementing", "反映低保申请材料要求变化", "每次去要求的材料都不一样。"),
    Story(3, H, OPEN, "slow", FINANCE, "accepted", "反映非税收入退付慢", "退付申请交了三周没有到账。"),
    Story(2, W, HIDDEN, "slow", FINANCE, "registered", "反映补贴到账短信与实际不符", "短信说已发放，卡上没有。"),
    Story(1, W, NAMELESS, "attitude-face", "GF-04", "registered", "反映司机拒载老人", "早上七点半三路车到站不开门，把等车的老人落下了。"),
)  # fmt: skip
