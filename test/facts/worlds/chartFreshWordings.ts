/** Written after all mending, each counted once and never mended for: the figure of wordings that nothing was fitted to. */
import type { Wordings } from './wordings.ts';

export const CHART_FRESH: Wordings = {
  title: {
    en: [
      "What's written as the title?",
      'Give me the chart title.',
      'So what is this graph about, according to its title?',
    ],
    zh: ['它的标题写的什么', '请读出标题'],
  },
  seriesList: {
    en: ['What do the colours distinguish?', 'Tell me the legend entries.', 'Between which series can I choose here?'],
    zh: ['分成了哪些系列', '图例上有谁'],
  },
  valueIn: {
    en: ["Hi, could you look up {s}'s number for {k}?", 'At {k}, {s} comes to how much?', '{k}: {s} = ?'],
    zh: ['帮我看看{k}的{s}', '{s}在{k}到了多少'],
  },
  value: {
    en: [
      'Could you check how much {k} has?',
      '{k} = ?',
      'I wonder what {k} came to.',
      'Whats the score of {k} here',
      'Value for {k}, please',
      'And {k} is at how much?',
    ],
    zh: ['帮我看看{k}', '{k}有几', '{k}等于多少', '想知道{k}的数值'],
  },
  max: {
    en: [
      'Which {key} beats all the others?',
      'Who got the most?',
      'Point me to the biggest {key}.',
      'What is the record {key}?',
      'Where do we find the greatest number?',
      'Which {key} stands highest?',
    ],
    zh: ['哪个{key}遥遥领先', '数最大的是谁', '冠军是哪个{key}'],
  },
  min: {
    en: [
      'Which {key} has it worst?',
      'Who got the least?',
      'Point me to the smallest {key}.',
      'Where do we find the smallest number?',
      'Which {key} stands lowest?',
    ],
    zh: ['数最小的是谁', '哪个{key}最不行', '最少的{key}是哪个'],
  },
  maxValue: {
    en: ['How much does the best one have?', 'What is the greatest number in it?', 'Up to what value does it go?'],
    zh: ['最大能到多少', '最高的数值'],
  },
  maxOf: {
    en: ['When did {s} do best?', 'Tell me the {key} with the largest {s}.', 'The top {key} of {s} was which?'],
    zh: ['{s}最好是哪个{key}', '{s}的最大值出现在哪'],
  },
  minOf: {
    en: ['When did {s} do worst?', 'Tell me the {key} with the smallest {s}.', 'The bottom {key} of {s} was which?'],
    zh: ['{s}最差是哪个{key}', '{s}的最小值出现在哪'],
  },
  second: {
    en: [
      'And which {key} got silver?',
      'The second highest {key} is?',
      'Which {key} comes right after the best?',
      'Who is number 2?',
    ],
    zh: ['亚军是谁', '第二高的{key}', '排在第二位的是哪个'],
  },
  diff: {
    en: [
      'How much do {k} and {k2} lie apart?',
      'Difference of {k} to {k2}?',
      'Work out {k} minus {k2}',
      'How many more or fewer does {k} have than {k2}?',
    ],
    zh: ['{k}同{k2}差多少', '算一下{k}和{k2}的差', '{k}与{k2}相差几'],
  },
  diffIn: {
    en: ['Looking at {k}, how far apart are {s} and {s2}?', '{k}: {s} minus {s2}?'],
    zh: ['{k}时{s}和{s2}差距多少'],
  },
  ratio: {
    en: ['How often does {k2} fit into {k}?', '{k} relative to {k2}: what factor?', 'Divide {k} by {k2}.'],
    zh: ['用{k}除以{k2}', '{k}是{k2}几倍'],
  },
  compare: {
    en: [
      'Does {k} or {k2} come out higher?',
      'Out of {k} and {k2}, which one is larger?',
      '{k} against {k2}: who is in front?',
    ],
    zh: ['{k}、{k2}哪个大', '{k}与{k2}谁领先'],
  },
  compareSeries: {
    en: ['Who was in front in {k}, {s} or {s2}?', 'At {k}, did {s} or {s2} have more?'],
    zh: ['{k}里{s}和{s2}哪个领先'],
  },
  isHigher: {
    en: ['Did {k} get more than {k2}?', 'Would you say {k} is higher than {k2}?', 'Is {k} ahead of {k2}?'],
    zh: ['{k}多于{k2}吗', '{k}是不是高于{k2}'],
  },
  sum: {
    en: ['Add everything up, please.', 'What is the total over all {keys}?', 'Everything together makes how much?'],
    zh: ['全加在一起是多少', '总共多少', '所有的总和'],
  },
  sumOf: { en: ['All of {s} together?', 'What is the sum of {s}?'], zh: ['{s}全部加起来', '{s}的总数'] },
  mean: {
    en: ['What would be the average?', 'Mean over all {keys}, please', 'How much per {key} on average?'],
    zh: ['平均下来多少', '求平均值'],
  },
  meanOf: { en: ["Work out {s}'s mean.", 'What does {s} average?'], zh: ['求{s}的平均值'] },
  spread: {
    en: ['What is the gap between the best and the worst {key}?', 'By how much does the largest exceed the smallest?'],
    zh: ['最大的比最小的多多少', '最大值减最小值'],
  },
  count: {
    en: ['How many {keys} do we have here?', 'Please count the {keys}.', 'The chart has how many {keys}?'],
    zh: ['数一下有几个{key}', '{key}一共多少个'],
  },
  rankOf: {
    en: ['Where does {k} stand in the ranking?', '{k} is number what?', 'Which rank for {k}?'],
    zh: ['{k}排名第几', '{k}排多少名'],
  },
  countAbove: {
    en: ['How many {keys} got beyond {n}?', 'How many of them have more than {n}?'],
    zh: ['几个{key}大于{n}', '高于{n}的有多少个'],
  },
  listAbove: {
    en: ['Show the {keys} higher than {n}.', 'Which {keys} got more than {n}?', 'Who is over {n}?'],
    zh: ['列出大于{n}的{key}', '哪些高于{n}'],
  },
  listBelow: {
    en: ['Show the {keys} lower than {n}.', 'Which {keys} got less than {n}?', 'Who is under {n}?'],
    zh: ['列出小于{n}的{key}', '哪些低于{n}'],
  },
  top3: {
    en: ['Name the top three {keys}.', 'Which 3 {keys} have the most?', 'Podium, please: the three highest?'],
    zh: ['前三名{key}', '最多的三个{key}'],
  },
  share: {
    en: ['Which share of everything is {k}?', '{k} in percent of the total?', 'What percent of the sum is {k}?'],
    zh: ['{k}的占比', '{k}占总数的百分之多少'],
  },
  biggestDrop: {
    en: [
      'At which point does it drop the hardest?',
      'Where did it lose the most?',
      'Between what {keys} is the greatest decline?',
    ],
    zh: ['哪一步跌得最厉害', '降得最多的是哪一段'],
  },
  changeFrom: {
    en: ['What is the change of {k2} against {k}?', 'Going from {k} to {k2}, how much was gained or lost?'],
    zh: ['从{k}到{k2}差了多少', '{k}至{k2}的变化量'],
  },
  lastKey: {
    en: ['What about the last {key}, how much?', 'The value at the very end?', 'How much does the last bar show?'],
    zh: ['末尾的值是多少', '最后一个{key}是多少'],
  },
  bestSeriesAt: { en: ['Which series is on top in {k}?', 'Who has the most in {k}?'], zh: ['{k}里最高的是谁'] },
  seriesColor: {
    en: ['Which one is the {c} one?', 'Tell me what {c} stands for.', 'The {c} colour belongs to whom?'],
    zh: ['{cz}表示谁', '{cz}对应哪个系列'],
  },
  colorOf: {
    en: ['What colour does {s} have?', 'Which colour stands for {s}?'],
    zh: ['{s}对应什么颜色', '{s}是啥颜色'],
  },
  kind: {
    en: ['What sort of chart do we have?', 'Name the chart type.', 'Bar or line chart or something else?'],
    zh: ['这张图属于哪种图表', '是什么图'],
  },
  yAxis: {
    en: ['What stands beside the y axis?', 'Caption of the vertical axis?', 'What is plotted on the y axis?'],
    zh: ['y轴写着什么', '纵轴的名称'],
  },
  followValue: { en: ['And {k2}, how much?', 'Then {k2}?', 'now {k2} please'], zh: ['{k2}又是多少', '还有{k2}呢'] },
  absentKey: {
    en: ['Could you check how much {x} has?', '{x} = ?', 'Value for {x}, please', 'I wonder what {x} came to.'],
    zh: ['帮我看看{x}', '{x}等于多少'],
  },
  absentCompare: {
    en: ['Difference of {k} to {x}?', 'Out of {k} and {x}, which one is larger?', 'Is {k} ahead of {x}?'],
    zh: ['{k}同{x}差多少', '{k}多于{x}吗'],
  },
  absentSeries: { en: ['{k}: {x} = ?', 'At {k}, {x} comes to how much?'], zh: ['{x}在{k}到了多少'] },
  absentFact: {
    en: [
      'What made it go down?',
      'On whose behalf was this prepared?',
      'How will this go on?',
      'Can I trust these figures?',
      'Which events explain the jump?',
      'What should the company do about it?',
      'How does this compare with our competitors?',
      'Where was this first published?',
    ],
    zh: ['背后的原因是什么', '这图谁画的', '以后走势如何', '这些数据可信吗', '公司应该怎么办'],
  },
  absentMeasure: { en: ['How many {m} for {k}?', 'Which {key} got the most {m}?'], zh: [] },
};
