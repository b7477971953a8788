/** What is measured: revenue and sales are one thing, users and temperature are not. */
import { stem } from '../language/fuzzy.ts';
import { nameWords } from '../language/tokens.ts';
import type { Parse } from '../language/parse.ts';
import type { Dataset } from './dataset.ts';

/** Each line holds words that may stand for each other; a word may be in several. */
const MEASURES = [
  'revenue sales sale income turnover earnings money sold sell selling earned earn proceeds takings billing arr mrr $ 收入 营收 销售额 销售 营业额 卖',
  'profit margin earnings gain net cash 利润 盈利 毛利 利润率',
  'cost costs expense expenses spending spend budget price expenditure pay paid bill fee 成本 费用 开支 支出 花费 价格',
  'price prices cost closing stock share quote worth 价格 股价',
  'user users people visitor visitors customer customers audience active subscriber subscribers member members account accounts developers developer players player downloads 用户 用户数 人 人数 客户 访客 会员',
  'employee employees headcount staff people worker workers personnel hire hires hiring workforce 员工 员工数 人员 人数 雇员',
  'download downloads install installs installations 下载 下载量 安装',
  'visit visits traffic view views pageviews session sessions hits clicks impressions 访问 访问量 流量 浏览量 点击',
  'latency delay response duration time ms seconds slow fast wait waiting took takes runtime 延迟 响应时间 耗时 时间',
  'temperature temperatures warm warmer hot cold degrees heat celsius °c 温度 气温',
  'rain rainfall precipitation 降雨 降水 降雨量',
  'share percentage percent popularity popular usage favourite favorite market preferred prefer votes vote 份额 占比 比例 受欢迎',
  'bug bugs defect defects issue issues ticket tickets incident incidents error errors failures 缺陷 漏洞 问题 工单',
  'ticket tickets support requests request cases 工单 请求',
  'order orders purchase purchases sales sold 订单 订单数 订单量',
  'request requests rps throughput qps calls rate 请求 请求数 吞吐量',
  'memory ram heap rss usage bytes mb gb 内存',
  'cpu processor load usage utilisation utilization 处理器 负载 使用率',
  'coverage covered test 覆盖率',
  'loss error accuracy score training validation 损失 准确率 得分',
  'population inhabitants people residents 人口',
  'electricity energy power generation output production capacity consumption 电力 发电 能源 用电',
  'production output produced units yield made 产量 生产',
  'score scores points grade grades marks rating ratings 得分 分数 评分 成绩',
  'height weight length distance size speed age 身高 体重 长度 距离 大小 速度 年龄',
  'salary salaries wage wages pay compensation 工资 薪水 薪资',
  'balance savings account deposit 余额 存款',
  'stock inventory quantity units 库存 数量',
  'commit commits contributions pull merges 提交',
  'star stars likes followers 星 点赞 关注',
  'students student pupils enrolment enrollment 学生 学生数',
  'queue backlog length jobs waiting pending 队列',
  'emission emissions co2 carbon 排放',
  'life expectancy lifespan years 寿命',
  'gdp economy growth inflation unemployment 通胀 失业率',
].map((line) => new Set(line.split(' ').flatMap((word) => [word, stem(word)])));

/**
 * A measure that the question names and the chart, which says what it measures, does not; undefined where it fits or
 * nothing is known.
 */
export function measureMismatch(parse: Parse, dataset: Dataset): string | undefined {
  if (dataset.from !== 'chart') return undefined;
  const own = [
    dataset.title,
    dataset.valueTitle,
    dataset.keyTitle,
    dataset.unit,
    ...dataset.series.map(({ name }) => name),
    ...dataset.keys,
  ]
    .filter((text) => text !== null)
    .flatMap(nameWords);
  if (!dataset.title && !dataset.valueTitle) return undefined;
  const ownGroups = MEASURES.filter((group) => own.some((word) => group.has(word)));
  if (ownGroups.length === 0) return undefined; // it measures something that is not known here
  for (const token of parse.unknown) {
    const groups = MEASURES.filter((group) => group.has(token.word) || group.has(token.stem));
    if (groups.length > 0 && !groups.some((group) => ownGroups.includes(group))) return token.raw;
  }
  return undefined;
}
