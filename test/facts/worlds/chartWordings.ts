import type { Wordings } from './chartQuestions.ts';

/** Wordings that the analysis was written with. */
export const TUNED: Wordings = {
  title: {
    en: ['What is the title?', "What's the chart's title?", 'How is this chart titled?', 'What is this graph called?'],
    zh: ['图表的标题是什么？', '这张图叫什么？'],
  },
  seriesList: {
    en: [
      'What are the series called?',
      'Which series are shown?',
      'What is in the legend?',
      'List the series.',
      'What do the lines stand for?',
    ],
    zh: ['有哪些系列？', '图例里有什么？'],
  },
  valueIn: {
    en: [
      'What is {s} in {k}?',
      'How much is {s} for {k}?',
      '{s} {k}',
      'What was the value of {s} in {k}?',
      'Tell me the {m} of {s} in {k}.',
    ],
    zh: ['{k}的{s}是多少？', '{s}在{k}的值是多少？'],
  },
  value: {
    en: [
      'What is the value of {k}?',
      'How much is it for {k}?',
      'What is {k}?',
      'what was the {m} in {k}',
      'How many does {k} have?',
      '{k}?',
      'How high is {k}?',
      'Give me the number for {k}.',
    ],
    zh: ['{k}是多少？', '{k}的值是多少？', '{k}的{m}是多少'],
  },
  max: {
    en: [
      'Which {key} has the highest {m}?',
      'Where does it peak?',
      'What is the largest value and where is it?',
      'which {key} is the biggest',
      'Which {key} had the most {m}?',
      'Who is on top?',
      'Where is the maximum?',
      'Which {key} leads?',
    ],
    zh: ['哪个{key}最高？', '最大值在哪里？', '哪个{key}的{m}最多？'],
  },
  min: {
    en: [
      'Which {key} has the lowest {m}?',
      'Where is the minimum?',
      'What is the smallest one?',
      'Which {key} had the least?',
      'Which {key} is the worst?',
    ],
    zh: ['哪个{key}最低？', '最小值是哪个？'],
  },
  maxValue: {
    en: ['What is the highest value?', 'What is the maximum {m}?', 'How high is the peak?'],
    zh: ['最高值是多少？'],
  },
  maxOf: {
    en: [
      'Where does {s} peak?',
      'Which {key} has the highest {s}?',
      'When was {s} at its maximum?',
      'In which {key} is {s} largest?',
    ],
    zh: ['{s}在哪个{key}最高？'],
  },
  minOf: {
    en: ['Which {key} has the lowest {s}?', 'Where is {s} at its lowest?', 'What is the minimum of {s}?'],
    zh: ['{s}在哪个{key}最低？'],
  },
  second: {
    en: [
      'Which {key} has the second highest {m}?',
      'Which is the second largest?',
      'Who comes second?',
      "What's the runner-up?",
    ],
    zh: ['第二高的是哪个？', '哪个{key}排第二？'],
  },
  diff: {
    en: [
      'What is the difference between {k} and {k2}?',
      'How much more is {k} than {k2}?',
      'By how much do {k} and {k2} differ?',
      '{k} minus {k2}',
      'gap between {k} and {k2}?',
    ],
    zh: ['{k}和{k2}相差多少？', '{k}与{k2}的差是多少？'],
  },
  diffIn: {
    en: [
      'What is the difference between {s} and {s2} in {k}?',
      'How far apart are {s} and {s2} in {k}?',
      'In {k}, how much do {s} and {s2} differ?',
    ],
    zh: ['{k}的{s}和{s2}相差多少？'],
  },
  ratio: {
    en: ['What is the ratio of {k} to {k2}?', 'How many times {k2} is {k}?', '{k} divided by {k2}?'],
    zh: ['{k}是{k2}的几倍？'],
  },
  compare: {
    en: [
      'Which is higher, {k} or {k2}?',
      'Is {k} or {k2} larger?',
      '{k} or {k2}: which has more?',
      'Compare {k} and {k2}.',
    ],
    zh: ['{k}和{k2}哪个更高？', '{k}和{k2}哪个大？'],
  },
  compareSeries: {
    en: ['In {k}, which is higher, {s} or {s2}?', 'Which is larger in {k}: {s} or {s2}?'],
    zh: ['{k}时{s}和{s2}哪个更高？'],
  },
  isHigher: {
    en: ['Is {k} higher than {k2}?', 'Does {k} have more than {k2}?', 'Is {k} greater than {k2}?'],
    zh: ['{k}比{k2}高吗？', '{k}大于{k2}吗？'],
  },
  sum: {
    en: ['What is the total?', 'What is the sum of all values?', 'How much is it altogether?', 'Add up all {keys}.'],
    zh: ['总和是多少？', '一共是多少？'],
  },
  sumOf: { en: ['What is the total of {s}?', 'How much is {s} altogether?', 'Sum of {s}?'], zh: ['{s}的总和是多少？'] },
  mean: { en: ['What is the average?', "What's the mean {m}?", 'Average over all {keys}?'], zh: ['平均值是多少？'] },
  meanOf: {
    en: ['What is the average of {s}?', 'mean {s}?', 'How much is {s} on average?'],
    zh: ['{s}的平均值是多少？'],
  },
  spread: {
    en: [
      'What is the difference between the highest and the lowest?',
      'What is the range of the values?',
      'How far is the maximum from the minimum?',
    ],
    zh: ['最高和最低相差多少？'],
  },
  count: {
    en: ['How many {element} are there?', 'How many {keys} are shown?', 'Count the {element}.', 'number of {element}'],
    zh: ['有多少个{key}？'],
  },
  rankOf: { en: ['Where does {k} rank?', 'What rank does {k} have?', 'In what place is {k}?'], zh: ['{k}排第几？'] },
  countAbove: {
    en: ['How many {keys} are above {n}?', 'How many exceed {n}?', 'how many {keys} have more than {n}'],
    zh: ['有几个超过{n}？'],
  },
  listAbove: {
    en: ['Which {keys} are above {n}?', 'Which ones have more than {n}?', 'List all {keys} over {n}.'],
    zh: ['哪些{key}超过{n}？'],
  },
  listBelow: {
    en: ['Which {keys} are below {n}?', 'Which ones have less than {n}?', 'What is under {n}?'],
    zh: ['哪些{key}低于{n}？'],
  },
  top3: {
    en: ['What are the top 3 {keys}?', 'Name the three highest.', 'top three {keys} by {m}'],
    zh: ['前3的{key}是哪些？'],
  },
  share: {
    en: [
      'What share of the total does {k} have?',
      'What percentage of the total is {k}?',
      'How big is the share of {k}?',
    ],
    zh: ['{k}占总数的百分比是多少？', '{k}占比多少？'],
  },
  biggestDrop: {
    en: ['Where is the biggest drop?', 'When did it fall the most?', 'Between which {keys} is the steepest decline?'],
    zh: ['哪里下降最多？'],
  },
  changeFrom: {
    en: [
      'How much did it change from {k} to {k2}?',
      'What is the change between {k} and {k2}?',
      'By how much did it grow or fall from {k} to {k2}?',
    ],
    zh: ['从{k}到{k2}变化了多少？'],
  },
  lastKey: {
    en: ['What is the value of the last {key}?', 'How much is the last bar?', 'What is the value on the far right?'],
    zh: ['最后一个{key}的值是多少？'],
  },
  bestSeriesAt: { en: ['Which one is the highest in {k}?', 'In {k}, who has the most?'], zh: ['{k}时哪个最高？'] },
  seriesColor: {
    en: ['What does the {c} one stand for?', 'Which series is {c}?', 'What is {c}?', 'What does {c} represent?'],
    zh: ['{cz}代表什么？', '{cz}的是什么？'],
  },
  colorOf: {
    en: ['What colour is {s}?', 'Which color is used for {s}?', "What is {s}'s colour?"],
    zh: ['{s}是什么颜色？'],
  },
  kind: { en: ['What kind of chart is this?', 'What type of graph is it?'], zh: ['这是什么类型的图？'] },
  yAxis: {
    en: ['What does the y axis show?', 'What is the title of the y-axis?', 'What is on the vertical axis?'],
    zh: ['y轴表示什么？'],
  },
  absentKey: {
    en: ['What is the value of {x}?', 'How much is it for {x}?', 'What was the {m} in {x}?', '{x}?'],
    zh: ['{x}是多少？'],
  },
  absentCompare: {
    en: ['What is the difference between {k} and {x}?', 'Is {x} higher than {k}?', 'Which is higher, {k} or {x}?'],
    zh: ['{k}和{x}相差多少？'],
  },
  absentSeries: { en: ['What is {x} in {k}?', 'How high is {x} in {k}?'], zh: ['{x}在{k}是多少？'] },
  absentFact: {
    en: [
      'Who made this chart?',
      'What is the source of the data?',
      'Why did it drop?',
      'When was this published?',
      'What will the value be next year?',
    ],
    zh: ['数据来源是什么？', '这张图是谁做的？'],
  },
  absentMeasure: {
    en: ['What is the {m} of {k}?', 'Which {key} has the highest {m}?', 'How many {m} does {k} have?'],
    zh: [],
  },
};
