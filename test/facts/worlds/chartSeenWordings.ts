/** More wordings of charts for the tuning: fragments, slips, indirect questions. */
import type { Wordings } from './wordings.ts';

export const CHART_SEEN: Wordings = {
  title: { en: ['title?', 'What does the title say?', 'headline of the graph'], zh: ['标题？'] },
  seriesList: {
    en: ['series?', 'legend?', 'Which lines or bars are distinguished?', 'What are the names of the series?'],
    zh: ['系列有哪些'],
  },
  valueIn: {
    en: ['{k} {s}?', 'value of {s} at {k}', 'How many {s} in {k}?', '{s} during {k}?', 'In {k} {s} was at?'],
    zh: ['{k}{s}？', '{s}{k}的值'],
  },
  value: {
    en: [
      'how much is {k}',
      'value at {k}?',
      'What does {k} show?',
      'number of {k}?',
      'How much did {k} reach?',
      'what is the bar of {k} worth',
      'read off {k}',
    ],
    zh: ['{k}是几', '{k}的{m}', '{k}达到多少'],
  },
  max: {
    en: [
      'max?',
      'Which {key} is largest?',
      'top {key}',
      'the biggest {key}?',
      'Which {key} is ahead of all others?',
      'Where is it highest?',
      'best {key}?',
    ],
    zh: ['最高的{key}', '哪里最高', '最多的是哪个'],
  },
  min: {
    en: [
      'min?',
      'Which {key} is smallest?',
      'the worst {key}?',
      'Where is it lowest?',
      'Which {key} is behind all others?',
    ],
    zh: ['最低的{key}', '哪里最低', '最少的是哪个'],
  },
  maxValue: {
    en: ['highest value?', 'How high does it get?', 'What is the most that was reached?'],
    zh: ['最大是多少'],
  },
  maxOf: {
    en: ['max of {s}?', 'Highest {s}: when?', 'In which {key} does {s} have its best value?'],
    zh: ['{s}最高在什么时候'],
  },
  minOf: {
    en: ['min of {s}?', 'Lowest {s}: when?', 'In which {key} does {s} have its worst value?'],
    zh: ['{s}最低在什么时候'],
  },
  second: {
    en: ['second place?', 'Which {key} is second?', 'runner up?', 'Which one follows the highest?'],
    zh: ['第二名是谁'],
  },
  diff: {
    en: [
      '{k} minus {k2}?',
      'How far is {k} from {k2}?',
      'How much separates {k} and {k2}?',
      'delta of {k} and {k2}',
      'How much less or more has {k} than {k2}?',
    ],
    zh: ['{k}与{k2}差几', '{k}和{k2}差值'],
  },
  diffIn: {
    en: ['{s} minus {s2} in {k}', 'How much more or less was {s} than {s2} in {k}?'],
    zh: ['{k}里{s}比{s2}差多少'],
  },
  ratio: {
    en: [
      'How many times bigger is {k} than {k2}?',
      'ratio of {k} and {k2}',
      '{k} divided by {k2}',
      'What multiple of {k2} is {k}?',
    ],
    zh: ['{k}是{k2}的几倍呢'],
  },
  compare: {
    en: [
      'who has more, {k} or {k2}?',
      '{k} or {k2}?',
      'Is {k} bigger or {k2}?',
      'more: {k} or {k2}',
      'higher one of {k} and {k2}?',
    ],
    zh: ['{k}和{k2}谁高', '{k}还是{k2}高'],
  },
  isHigher: {
    en: ['Has {k} more than {k2}?', 'is {k} bigger than {k2}?', 'Does {k} top {k2}?', '{k} higher than {k2}?'],
    zh: ['{k}比{k2}大吗'],
  },
  sum: {
    en: ['total?', 'total of everything', 'How much in total?', 'sum over the {keys}', 'all together?'],
    zh: ['总数？', '全部{key}一共多少'],
  },
  mean: { en: ['mean?', 'avg?', 'average over the {keys}', 'What is the average {m}?'], zh: ['平均？', '平均值多少'] },
  spread: { en: ['highest minus lowest?', 'range?', 'Gap between best and worst?'], zh: ['最高减最低'] },
  count: {
    en: ['How many {element}?', 'How many different {keys} are there?', '{keys}: how many?'],
    zh: ['几个{key}'],
  },
  rankOf: { en: ['rank of {k}?', 'At which place is {k}?', 'How does {k} rank?'], zh: ['{k}第几名'] },
  countAbove: { en: ['How many {keys} have over {n}?', 'count of {keys} above {n}?'], zh: ['{n}以上的有几个'] },
  listAbove: {
    en: ['above {n}?', 'Which ones are over {n}?', 'Who has more than {n}?'],
    zh: ['谁超过{n}', '高于{n}的有哪些'],
  },
  listBelow: {
    en: ['below {n}?', 'Which ones are under {n}?', 'Who has less than {n}?'],
    zh: ['谁低于{n}', '低于{n}的有哪些'],
  },
  top3: { en: ['top 3?', 'three best {keys}', 'the largest three'], zh: ['前三', '最大的三个'] },
  share: {
    en: [
      'percentage of {k}?',
      'How big is the part of {k} in the total?',
      'Which percentage of the total does {k} have?',
    ],
    zh: ['{k}占百分之几'],
  },
  biggestDrop: {
    en: ['biggest drop?', 'Where does it go down the most?', 'steepest decline?'],
    zh: ['下降最多的是哪里'],
  },
  changeFrom: {
    en: ['{k} to {k2}: change?', 'By how much did it rise or fall between {k} and {k2}?'],
    zh: ['{k}到{k2}变了多少'],
  },
  lastKey: {
    en: ['last value?', 'What is the {key} on the right worth?', 'How much is the last one?'],
    zh: ['最后一个多少'],
  },
  bestSeriesAt: { en: ['best series in {k}?', 'Which one leads in {k}?', 'Largest in {k}?'], zh: ['{k}谁领先'] },
  seriesColor: { en: ['{c}?', 'what is the {c} one', 'name of the {c} series', 'Who is {c}?'], zh: ['{cz}是什么'] },
  colorOf: { en: ['colour of {s}?', '{s}: what color?', 'which color does {s} have'], zh: ['{s}颜色'] },
  kind: {
    en: ['chart type?', 'What type of chart is it?', 'Is that a bar chart or a line chart?'],
    zh: ['什么类型的图'],
  },
  yAxis: { en: ['label of the y axis?', 'y-axis?', 'What is the unit or name of the y axis?'], zh: ['y轴？'] },
  followValue: {
    en: ['and for {k2}?', 'how about {k2}', '{k2}?', 'And what about {k2}?'],
    zh: ['{k2}呢', '那{k2}是多少'],
  },
  absentKey: {
    en: ['how much is {x}', 'value at {x}?', 'What does {x} show?', 'How much did {x} reach?'],
    zh: ['{x}是几'],
  },
  absentCompare: {
    en: ['who has more, {k} or {x}?', '{x} minus {k}?', 'is {k} bigger than {x}?', '{x} or {k}?'],
    zh: ['{k}和{x}谁高'],
  },
  absentSeries: { en: ['value of {x} at {k}', '{x} during {k}?', 'In {k} {x} was at?'], zh: ['{x}{k}的值'] },
  absentFact: {
    en: [
      'Why is the last one so high?',
      'Who paid for this?',
      'What is the margin of error?',
      'Is the trend caused by marketing?',
      'What comes after the last one?',
      'How was this measured?',
      'What do experts say?',
      'Which method was used to collect this?',
      'Should we be worried?',
    ],
    zh: ['为什么最后一个这么高', '数据怎么测的', '误差是多少', '专家怎么看'],
  },
  absentMeasure: { en: ['{m} of {k}?', 'how many {m} were there in {k}', 'total {m}?'], zh: [] },
};
