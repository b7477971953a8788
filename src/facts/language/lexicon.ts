/**
 * Words of questions and the concepts they stand for, English and Chinese. Phrases join their words by `_`. A word may
 * stand for several concepts ("top" is a place and a superlative): what else is asked decides.
 */
import { stem } from './fuzzy.ts';

const WORDS = {
  // ---- what is asked
  what: "what whats what's which_ones | 什么 啥 何 哪些",
  which: 'which whose | 哪几个 哪几条 哪几项 哪几种 哪个 哪一个 哪 哪位 哪项 哪种 哪条 哪家 哪张 哪段 哪类',
  who: 'who | 谁',
  where: "where wheres where's location located position | 哪里 哪儿 在哪 何处 位置 什么地方",
  when: 'when what_time | 什么时候 何时 啥时候 哪天 哪年 哪个月 哪一年 哪一天 哪月 哪一个月',
  why: "why how_come reason explain_why whats_wrong what's_wrong what_is_wrong what_went_wrong wrong problem issue | 为什么 为啥 为何 原因 怎么回事 什么问题 哪里错了 出了什么问题 哪里出错 出什么错 怎么了 问题",
  how: 'how | 怎么 怎样 如何 怎么样',
  howmany:
    'how_many number_of count count_of amount_of total_number quantity_of howmany | 有多少 有几个 有多少个 几个 多少个 几条 几根 几种 几项 几张 几次 几列 几行 几步 几 个数 数量 多少条 多少种 多少项 多少根 多少行 多少列 几处 几家 几类 多少 几段 几块 数一下 数一数 数数',
  howmuch:
    'how_much howmuch how_high how_low how_big how_large how_long how_fast how_hot how_cold how_old how_tall how_far how_often | 多少 多高 多大 多长 多低 多快 是多少 有多少',
  whether: 'is are was were does do did has have can could will would | 是否 是不是 有没有 吗 能不能 会不会 可以',
  list: 'list name enumerate all every each give_me show_me | 列出 列举 所有 全部 每个 有哪些 各个 各',
  about:
    'about summary summarize summarise describe explain overview shown depict show represent mean_here tell_me_about what_does_it_show | 概括 总结 描述 说明 解释 讲 关于 展示 显示 介绍',
  say: 'say says said read reads written write text word wording caption transcribe spell | 写 写着 写了 文字 内容 文本 说 说了 念',
  find: 'find search locate look_for contain contains containing mention mentions mentioned appear appears include includes including | 查找 找 找到 搜索 包含 提到 出现 含有 找一下',
  exist: 'there_is is_there are_there there_are any exist exists there | 存在 有没有 有',
  beyond:
    'source sources come_from_originally where_do_these_numbers_come_from come_from reliable trustworthy accurate | 来源 出处 可靠 可信 准确吗',
  cause:
    'what_made what_makes what_drove what_drives why how_come reason reasons cause causes caused because due_to explain_why responsible_for_the | 为什么 为啥 为何 原因 导致的 怎么会',
  maker:
    'who_made who_created who_drew who_published who_wrote who_collected who_designed who_built who_runs who_owns made_by created_by drawn_by written_by designed_by author authors publisher published publish drew draws designer creator wrote responsible in_charge approved collected surveyed respondents interviewed sample_size | 作者 谁做 谁制作 谁画 谁写 谁设计 谁统计 谁负责 谁开发 谁的 负责 制作 发布 出版 调查 受访',
  future:
    'forecast forecasts predict prediction predicted projected future next_year next_month next_week tomorrow will_be will_happen will_it going_to_be going_to_happen happens_after happens_when_i happens_if_i expect_next from_now after_the_last after_the_end | 预测 预计 未来 以后 明年 明天 下个月 下一年 今后 将来 接下来会怎样 会怎样 会发生什么',
  opinion:
    'should_the should_they should_be_done recommend recommendation opinion_on opinion should_we should_i good_or_bad is_that_good is_this_good safe worth_it advisable better_idea | 建议 应不应该 好不好 值不值得 安全吗 好还是坏',
  effort:
    'how_long how_many_minutes how_many_hours how_many_days how_many_seconds how_often how_expensive how_fast how_much_time cost costs price deadline probability likely | 多久 多长时间 几分钟 几小时 几天 多少钱 费用 成本 多久一次 概率',
  // ---- quantities
  max: 'highest tops in_front beats_all beat_all best_performing largest biggest maximum max peak peaks peaked greatest most best tallest longest top highs high hottest warmest strongest heaviest richest leading leads leader dominant dominates popular winner wins won win first_place number_one record slowest_response largest_share steepest_peak outperform ahead busiest majority | 最高 最大 最多 峰值 顶点 顶峰 最长 最好 最热 最强 最受欢迎 第一名 领先 高峰 最大值 最高值 最高点 冠军 最贵 最忙 达到顶峰 最快',
  min: 'lowest smallest minimum min least fewest worst shortest bottom trough low lows coldest coolest weakest cheapest poorest valley last_place behind_all comes_last came_last trailing least_popular minimal quietest | 最低 最小 最少 谷底 最短 最差 最冷 最弱 最后一名 垫底 倒数 低谷 最小值 最低值 最低点 最便宜 最慢',
  value:
    'value values figure reading level amount number score result measurement data_point height | 值 数值 数据 数 数字 结果 数额 金额 高度',
  diff: 'difference diff differ differs gap distance margin delta how_much_more how_much_less how_much_higher how_much_lower how_much_bigger how_much_larger how_many_more how_many_fewer how_much_greater how_much_smaller how_much_fewer how_far minus subtract spread far_apart apart separates separate exceed exceeds exceeded | 差 相差 差距 差值 差异 差多少 多多少 少多少 高多少 低多少 高出 超出多少 减 差别 差额 大多少 小多少 高出多少',
  ratio:
    'ratio / ÷ times multiple how_many_times times_as times_higher times_more times_larger times_bigger factor proportion_between divided relative_to twice double | 倍 比值 几倍 多少倍 之比 比例 倍数 的几倍 是几倍 两倍 除以 相当于',
  change:
    'change changed changes grew grow growth increase increased rise rose risen gain gained fall fell fallen drop dropped decline declined decrease decreased went_up went_down go_up go_down what_happened_to shrink shrank improve improved jump jumped climb climbed plunge | 变化 增长 增加 上升 下降 减少 涨 跌 降 增幅 降幅 涨幅 跌幅 提高 变 变了 升高 降低 增 减少了 增加了 上涨 下跌',
  rise: 'increase increased increasing rise rose rising grow grew growing growth went_up go_up going_up gain gained upward climb climbed climbing improve improved improving jump jumped upwards going_upwards trending_up goes_up | 增长 涨幅 增幅 增加 上升 涨 提高 升高 增 上涨 上涨了',
  fall: 'decrease decreased decreasing fall fell falling drop dropped dropping decline declined declining went_down go_down going_down downward shrink shrank plunge plunged goes_down going_down trending_down dip dipped downwards lose lost | 下降 跌幅 降幅 减少 跌 降 降低 下跌 下滑 减',
  percent: 'percent percentage % per_cent pct relative | 百分比 百分之 百分率 %',
  share:
    'part parts of_the_sum of_the_total of_the_whole of_everything of_all_of_them share fraction portion proportion percentage_of_total part_of_the_whole percent_of_the_total slice_of percent_of_all | 占比 份额 占 比重 所占',
  sum: 'sum total totals altogether combined together add added overall in_all in_total all_together cumulative aggregate plus | 全加 加在一起 总和 总计 合计 一共 总共 加起来 总数 总量 共 总额 之和 总',
  mean: 'average mean avg averages typical on_average | 平均 平均值 均值 平均数 平均是',
  median: 'median middle_value | 中位数 中值',
  rank: 'number_what which_number rank ranks ranked ranking place position places_in position_in_the_ranking | 排名 排多少 排第 排第一 排第二 排第三 排第四 排第五 排第几 名次 第几 位列 第几名 排在第几',
  order:
    'sort sorted order ordered ordering descending ascending from_highest_to_lowest from_lowest_to_highest in_order rank_all | 排序 排列 从高到低 从低到高 从大到小 从小到大 顺序 次序',
  ascending:
    'ascending from_lowest_to_highest from_smallest smallest_first lowest_first increasing_order from_low_to_high | 从低到高 从小到大 升序',
  trend:
    'trend trends tendency develop developed development evolve evolved evolution over_time behaviour behavior pattern going direction overall_trend | 趋势 走势 走向 变化趋势 整体趋势 总体趋势',
  cross:
    'cross crosses crossed crossing intersect intersects intersection meet meets overtake overtakes overtook surpass surpasses surpassed pass passes passed crossover switch_places swap | 相交 交叉 交点 超过 超越 反超 相遇',
  above:
    'above over more_than greater_than higher_than exceed exceeds exceeded exceeding at_least bigger_than larger_than beyond > >= more greater higher larger bigger longer faster better surpass surpasses hotter warmer expensive older beat beats outdo outdoes top tops | 超过 高于 大于 多于 以上 至少 不低于 > 更高 更大 更多 比较高 高 大 更快 更好 超出 过',
  below:
    'below under less_than lower_than smaller_than fewer_than at_most beneath < <= less fewer lower smaller shorter slower worse colder cooler cheaper younger | 低于 小于 少于 以下 不到 至多 不超过 < 更低 更小 更少 低 小 少 更慢 更差',
  between: 'between from | 之间 到 至 从 介于',
  until: 'to until till through and | 到 至',
  than: 'than compared compare comparison compared_to versus vs against relative_to | 比 相比 对比 比较 与...相比 跟',
  equal: 'equal equals same identical tie tied alike | 相等 一样 相同 持平 等于',
  start:
    'start starts started starting begin begins began beginning initial entry first_step origin root kick_off | 开始 最先 起点 起始 入口 开头 首先 最初 第一步 根',
  end: 'end ends ended ending final finish finishes finished last_step terminal terminate terminates stop stops outcome sink leaf | 结束 终点 末尾 结尾 出口 最终 最后一步 终止 完成 做完 结局',
  first: 'first 1st leftmost earliest | 第一 首个 最左 最左边 第一个 头一个 最早 首',
  last: 'last rightmost final latest most_recent | 最后 最右 最右边 最后一个 末 最近 最新',
  ordinal:
    'second 2nd third 3rd fourth 4th fifth 5th sixth 6th seventh 7th eighth 8th ninth 9th tenth 10th next_highest | 第二 第三 第四 第五 第六 第七 第八 第九 第十 第2 第3 第4 第5 第6',
  left: 'left left-hand lefthand | 左 左边 左侧 左起 从左',
  right: 'right right-hand righthand | 右 右边 右侧 右起 从右',
  topside: 'top upper | 上 顶部 上方 上面 顶上 上边',
  bottomside: 'bottom lower | 下 底部 下方 下面 底下 下边',
  middle: 'middle center centre central | 中间 中央 中心',
  // ---- charts
  title:
    'title titled heading headline name_of_the_chart name_of_this_chart name_of_the_graph name_of_this_graph name_of_the_diagram name_of_this_diagram name_of_the_flowchart name_of_this_page name_of_the_page name_of_the_table chart_title caption called | 标题 题目 名称 叫什么',
  axis: 'axis axes | 轴 坐标轴 坐标',
  xaxis: 'x-axis x_axis xaxis horizontal horizontal_axis x | x轴 横轴 横坐标 横坐标轴 水平轴',
  yaxis: 'y-axis y_axis yaxis vertical vertical_axis y | y轴 纵轴 纵坐标 纵坐标轴 竖轴 垂直轴',
  unit: 'unit units measured_in unit_of_measurement | 单位 计量单位',
  legend: 'legend key_of_the_chart legends | 图例',
  series:
    'series line lines curve curves dataset datasets group groups trace traces plotted | 系列 线 条线 线条 曲线 折线 数据系列 组 数据组',
  category:
    'category categories item items entry entries region regions month months year years quarter quarters day days week weeks weekday weekdays country countries city cities department departments team teams product products language languages release releases version_number browser browsers node_name severity severities option options company companies class group_name bucket hour hours date dates period periods state states type_of_thing name player brand model models fruit animal sector sectors district store store_name package packages service services framework frameworks library libraries project projects server servers stage stages step_name phase phases | 类别 分类 项目 地区 月份 月 年份 年 季度 天 周 国家 城市 部门 团队 产品 语言 版本 浏览器 选项 公司 日期 时期 品牌 类 项 区域 省 门店 服务 框架 名字 种类',
  bar: 'bar bars column columns stick | 柱 柱子 条 柱形 柱状 条形 根柱子',
  slice: 'slice slices wedge wedges sector segment segments piece pieces | 扇形 扇区 块 部分',
  point: 'point points dot dots marker markers circle circles bubble bubbles sample samples | 点 数据点 散点',
  color: 'color colour colors colours colored coloured hue shade | 颜色 色 什么颜色 颜色代表',
  kind: 'type kind sort_of kind_of type_of what_type what_kind form | 类型 种类 哪种 什么类型 什么图 什么样的图 哪种图 哪类 什么样的',
  scale: 'scale logarithmic log linear | 刻度 对数 线性',
  range: 'range ranges span domain extent limits goes_from | 极差 范围 区间 跨度 取值范围',
  stands:
    'mean means represent represents stand_for stands_for indicate indicates correspond denote denotes refer refers | 代表 表示 意思 指 对应 意味',
  // ---- diagrams
  next: 'next after follows follow following then afterwards subsequently subsequent successor successors leads_to lead_to leading_to go_to goes_to goes flow_to flows_to point_to points_to send sends sent outgoing downstream trigger triggers call calls comes_after happens_after come_after done_next connects_to target targets proceed proceeds | 以后 之后 下一步 接下来 然后 后面 指向 流向 下一个 后 接着 随后 通向 去 到哪 进入 后续 下游 调用',
  prev: 'before previous precedes precede preceding prior predecessor predecessors leads_into led_to comes_before come_before incoming upstream feeds feed feeds_into comes_from come_from arrive arrives input inputs_of reach_from caller callers happens_before come_from points_at depends | 之前 上一步 前面 前一步 前一个 来自 上一个 前 先 上游 到达 流入 由谁 源自',
  leads:
    'lead leads leading led point points goes go connect connects flow flows | 导致 通向 指向 连到 连接到 流向 引向',
  branch:
    'if when whenever case in_case otherwise else branch condition unless | 如果 若 要是 当 假如 的话 否则 条件 分支 情况',
  decision:
    'branching decide decides decided split splits fork forks branches_off branch_off decision decisions diamond diamonds condition conditions question choice choices rhombus | 判断 决策 分支点 菱形 条件判断 分支节点 选择 决定',
  path: 'path paths route routes way from_to steps_from get_from get_to reach reaches reachable steps step_by_step sequence walk through via | 路径 路线 怎么到 到达 步骤 经过 走 可达 途经',
  loop: 'run_in_circles lead_back leads_back go_back goes_back loop loops cycle cycles circular back repeat repeats repeated retry iterate cyclic | 循环 环 回路 回到 重复 环路 闭环 绕回 回去',
  connect:
    'connect connects connected connection connections link links linked edge edges arrow arrows line_between relation relations relationship wired joined arrows_between transition transitions | 连接 相连 连线 箭头 边 关系 联系 连 连着 直接相连 条边',
  node: 'node nodes box boxes shape shapes step steps block blocks element elements component components rectangle rectangles state states vertex activity activities circle circles task tasks stage | 节点 方框 框 步骤 模块 组件 元素 个框 形状 状态 方块 环节 步',
  group:
    'group groups container containers cluster clusters subgraph boundary zone layer swimlane lane belongs belong inside within package subsystem part_of grouped consist consists contains contain contents content lie lies sit sits area section surround | 分组 组 容器 区域 集群 属于 里面 包含 包括 内 子图 泳道',
  label:
    'label labels labelled labeled annotation caption_of marked edge_label written_on | 标签 标注 标着 注释 写着什么',
  shape: 'shape shaped form | 形状 图形 什么图形',
  flow: 'flow flowchart process workflow pipeline procedure diagram chart_flow | 流程 流程图 示意图 过程 工作流',
  most_connected:
    'most_connections most_connected most_arrows most_edges busiest most_links hub most_outgoing most_incoming | 连接最多 箭头最多 连线最多',
  // ---- pages
  button:
    'button buttons btn cta action actions pressed clicked tapped clickable click press push tap call_to_action | 按钮 按键 点击 能按 可以按 键',
  field:
    'field fields input inputs text_box text_boxes textbox textboxes text_field text_fields form_field form_fields input_field input_fields entry_field textarea input_box fill_in fill_out filled_in filled_out be_filled need_to_provide provide want_to_know have_to_enter must_enter asks_for ask_for | 输入框 字段 文本框 输入 输入栏 填写 填 要填 表单项',
  heading: 'heading headings header headers headline title h1 section_title page_title | 标题 页头 大标题 小标题',
  link: 'link links hyperlink hyperlinks url anchor | 链接 超链接',
  checkbox: 'checkbox checkboxes check_box check_boxes tick_box tickbox checkmark | 复选框 勾选框 多选框',
  switch: 'switch switches toggle toggles setting settings option options | 开关 切换 设置 设置项 选项',
  radio: 'radio radios radio_button radio_buttons | 单选框 单选按钮 单选',
  select: 'select dropdown dropdowns drop-down combobox picker selector | 下拉框 下拉菜单 下拉 选择框',
  tab: 'tab tabs tabbed | 标签页 选项卡 页签',
  menu: 'menu menus navigation nav navbar sidebar side_bar menu_item menu_items nav_items | 菜单 导航 导航栏 侧边栏 菜单项',
  image:
    'image images picture_in photo photos avatar avatars icon icons logo illustration thumbnail | 图片 图像 照片 头像 图标 标志',
  card: 'card cards tile tiles panel panels | 卡片 面板 卡',
  checked:
    'checked ticked on enabled turned_on switched_on active activated toggled selected on_or_off | 勾选 选中 打开 开启 开着 启用 已勾选 已开启 打勾 开',
  unchecked:
    'unchecked unticked off turned_off switched_off inactive deactivated disabled | 未勾选 未选中 关闭 关着 关 没打开 没勾选 没有勾选',
  selected: 'selected active current chosen highlighted focused open | 选中 当前 激活 高亮 被选中',
  disabled:
    'disabled greyed grayed greyed-out grayed-out unavailable inactive greyed_out grayed_out | 禁用 不可用 灰色的 灰掉 不能点 置灰',
  primary: 'primary main default prominent highlighted_button call_to_action filled | 主要 主 突出 默认',
  placeholder: 'placeholder hint prompt_text hint_text greyed_text | 占位符 提示 提示文字 占位',
  size: 'size big wide tall width height large dimension dimensions pixels resolution font_size | 大小 尺寸 宽 高 宽度 字号 像素 分辨率 多宽',
  background: 'background backdrop bg | 背景 背景色 底色',
  theme: 'theme dark_mode light_mode dark light mode | 主题 深色 浅色 暗色 模式 亮色 深色模式 浅色模式',
  row: 'row rows record records line_of_the_table | 行 记录',
  column: 'column columns header_cell | 列 栏',
  cell: 'cell cells | 单元格 格',
  table: 'table tables grid | 表格 表',
  // ---- text, terminals, code
  error:
    'error errors exception exceptions failure failures crash crashed crashes bug failed_with complaint complains problem message issue error_message | 错误 异常 报错 出错 故障 崩溃 报错信息 错误信息 问题 错',
  warning: 'warning warnings warn | 警告',
  message: 'message messages | 信息 消息 提示信息',
  code: 'code error_code code_number error_number | 代码 错误码 错误代码 编号',
  file: 'file files filename file_name path source_file module | 文件 文件名 哪个文件 路径',
  lineno: 'line lines line_number row_number | 行 行号 第几行 哪一行 哪行',
  column_no: 'column col | 列 列号',
  command:
    'command commands ran run typed entered executed shell_command cmd invoked issued | 命令 指令 执行 运行 运行了 输入了',
  exitcode:
    'exit exit_code exit_status status_code return_code exited exit_value returned | 退出码 退出状态 返回码 退出 状态码 退出代码',
  version: 'version versions release_number | 版本 版本号',
  url: 'url urls link address website site web_address hyperlink endpoint | 网址 链接 地址 url',
  test: 'test tests spec specs test_case testcase unit_test assertion assertions suite suites test_cases | 测试 用例 测试用例 断言 单元测试',
  passed: 'pass passed passing succeeded success successful green ok | 通过 成功',
  failed: 'fail fails failed failing failure broke broken red crashed | 失败 未通过 挂了 没通过',
  expected: 'expected expect expectation should_be want wants wanted should_have | 期望 预期 应该是',
  received: 'received actual got actually instead came_out comes_out | 实际 得到 实际值',
  function: 'function method func routine procedure symbol | 函数 方法',
  name: 'name named names called calls | 名字 名称 叫 名为',
  branchname: 'branch git_branch | 分支 git分支',
  port: 'port | 端口',
  language: 'programming_language language written_in | 编程语言 语言',
  declare: 'declare declares declared defines define defined contain | 声明 定义',
  time: 'time duration took take takes long elapsed seconds ms | 时间 耗时 用时 多久 多长时间 花了',
  screen: 'screenshot screen terminal console window editor log output | 截图 屏幕 终端 控制台 窗口 编辑器 日志 输出',
  // ---- several pictures
  picture:
    'picture pictures image images screenshot screenshots photo chart charts graph graphs diagram diagrams plot plots figure figures page pages drawing mockup | 图 图片 图表 截图 图像 图中 页面 画面 表 张图 图里 幅图',
  both: 'both two pictures_differ | 两张 两个 两幅 两者 二者',
  changed:
    'changed change changes difference differences different differ differs new removed added missing moved updated | 变化 变了 不同 区别 差异 改变 改了 有什么不同 不一样',
} as const;

export type Concept = keyof typeof WORDS;

/** Words that carry nothing by themselves: they may stand anywhere without being understood. */
const EMPTY =
  `a an the of in on at for to by with from and or as is are was were be been being do does did has have had it its this that these those there here i me my we us our you your they them their he she his her
 can could will would shall should may might must please tell show give get got see know want need like look seems seem appear let lets let's so just also too very much many more most some any all each every one ones thing things
 what which who whom whose where when why how not no yes about into onto out up down off over under through during per via within without among across than then else if but because while although
 picture pictures image images chart charts graph graphs plot plots diagram diagrams screenshot figure shown showing displayed display displays depicted given according based data dataset information info visible visual drawn
 value values number numbers figure amount exactly exact approximately roughly around approx precise precisely currently current actual actually really now still ever only even same overall far pls whole everything
 hey hi hello ok okay thanks thank quickly briefly short answer question using single phrase word compute calculate quote determine identify state provide output print printed prints worth tell tells
 reported recorded reach reaches reached hit hits achieve achieved happen happens happened occur occurs occurred make makes made take takes took put use used using belong come comes came go goes went find found stand stands look looks run runs keep
 say says said called name named stays stay become becomes became read us'd s t re ve ll d don doesn isn aren won
 there's it's that's what's who's i'd i'm let's im id whats wheres please pls plz`
    .split(/\s+/)
    .filter(Boolean);

const EMPTY_ZH =
  '的 是 了 呢 在 有 和 与 及 或 请 请问 这 那 这个 那个 这张 那张 这些 那些 个 上 里 中 图中 图里 图上 我 你 您 它 他 她 它们 我们 告诉 告诉我 给 给我 一下 看 看看 看到 能 能否 可以 想 想知道 知道 都 也 还 就 被 把 对 于 从 为 所 之 其 以 而 吧 啊 呀 哦 嘛 么 多 很 最 不 没 没有 会 要 让 用 时 时候 的时候 分别 各自 具体 大概 大约 约 左右 总体 整体 处 些 一 一个 两 时的 当 里面 上面 下 处于 达到 到了 显示 图表 这张图 前 该 该图 这幅图 图 呈现 情况 做 叫 做什么 什么样 怎么 如何 是不是 是否 吗 张 幅 哪 几 发生 来 去 过 着 得 地'.split(
    ' ',
  );

export interface Lexicon {
  /** Phrases by their first word's stem: the longest first. */
  phrases: Map<string, { words: string[]; concept: Concept }[]>;
  /** Single words, by stem and as they are. */
  words: Map<string, Set<Concept>>;
  /** All Chinese words, for the tokenizer. */
  chinese: Set<string>;
  empty: Set<string>;
}

function build(): Lexicon {
  const lexicon: Lexicon = { phrases: new Map(), words: new Map(), chinese: new Set(EMPTY_ZH), empty: new Set() };
  for (const word of EMPTY) lexicon.empty.add(word).add(stem(word));
  for (const word of EMPTY_ZH) lexicon.empty.add(word);
  const single = (word: string, concept: Concept) =>
    lexicon.words.set(word, (lexicon.words.get(word) ?? new Set()).add(concept));
  for (const [name, text] of Object.entries(WORDS)) {
    const concept = name as Concept;
    const [english = '', chinese = ''] = text.split('|');
    for (const entry of english.trim().split(/\s+/)) {
      const words = entry.split('_').filter(Boolean);
      if (words.length > 1) {
        const [first] = words;
        const list = lexicon.phrases.get(first!) ?? [];
        lexicon.phrases.set(first!, list.concat({ words, concept }));
      } else {
        single(words[0]!, concept);
        single(stem(words[0]!), concept);
      }
    }
    for (const word of chinese.trim().split(/\s+/).filter(Boolean)) {
      lexicon.chinese.add(word);
      single(word, concept);
    }
  }
  for (const list of lexicon.phrases.values()) list.sort((a, b) => b.words.length - a.words.length);
  return lexicon;
}

let built: Lexicon | undefined;

export const lexicon = (): Lexicon => (built ??= build());
