import type { Wordings } from './chartQuestions.ts';

/** Held apart until the first measurement; looked at since, so that they count as wordings of the tuning. */
export const SEEN: Wordings = {
  title: {
    en: [
      'Read me the headline of the chart.',
      'What title does the plot carry?',
      'Under which heading is the data shown?',
      'name of the chart pls',
      'Could you tell me what this chart is titled?',
    ],
    zh: ['图的题目是什么', '请问这个图表的名称？', '标题写的啥'],
  },
  seriesList: {
    en: [
      'Name all the series in the plot.',
      'What groups does the legend list?',
      'Which datasets are being compared?',
      'what does the legend say',
      'Which categories appear in the legend?',
    ],
    zh: ['图中比较了哪些系列？', '图例都有哪些？', '列出所有系列'],
  },
  valueIn: {
    en: [
      "What's the reading for {s} at {k}?",
      "{k}'s {s} value?",
      'For {k}, what does {s} come to?',
      'how big is {s} when it comes to {k}',
      'Could you read off {s} at {k}?',
      "What's {s}'s figure for {k}?",
    ],
    zh: ['请问{s}在{k}时是多少', '{k} {s} 的数值？', '看一下{k}里{s}有多少'],
  },
  value: {
    en: [
      'Can you read off {k}?',
      "What's {k} at?",
      'how much for {k}',
      'Which value does {k} reach?',
      'What figure belongs to {k}?',
      "I'd like to know the {m} for {k}.",
      'vlaue of {k}?',
      'What number is shown for {k}?',
      "What's {k}'s {m}?",
    ],
    zh: ['请问{k}有多少', '{k}对应的数值是多少？', '告诉我{k}的数据', '{k}那里是多少'],
  },
  max: {
    en: [
      'Which {key} comes out on top?',
      'What {key} tops the chart?',
      'Which one is the tallest?',
      'Name the {key} with the greatest {m}.',
      'Which {key} performs best?',
      'What {key} recorded the peak?',
      'Which {key} ranks first?',
      'highst {key}?',
      'Where do we see the largest {m}?',
    ],
    zh: ['数值最大的{key}是？', '峰值出现在哪个{key}', '{m}最高的是哪个{key}？', '谁最高'],
  },
  min: {
    en: [
      'Which {key} comes last?',
      'What {key} shows the smallest {m}?',
      'Name the {key} with the fewest {m}.',
      'Where does it bottom out?',
      'Which {key} is at the bottom?',
      'lowest {key}?',
    ],
    zh: ['{m}最少的{key}是哪个', '最低点在哪里？', '垫底的是谁'],
  },
  maxValue: {
    en: [
      'How much is the largest {m}?',
      'What value does the top one reach?',
      'what is the peak value',
      'Give me the maximum.',
    ],
    zh: ['峰值是多少', '最大的数是多少？'],
  },
  maxOf: {
    en: [
      'At which {key} does {s} reach its high?',
      'For {s}, which {key} was best?',
      'When did {s} top out?',
      'What was the strongest {key} for {s}?',
      'Which {key} marks the peak of {s}?',
    ],
    zh: ['{s}的峰值在哪个{key}', '{s}什么时候最大？'],
  },
  minOf: {
    en: [
      'At which {key} does {s} reach its low?',
      'For {s}, which {key} was worst?',
      'What was the weakest {key} for {s}?',
      'Which {key} shows the smallest {s}?',
    ],
    zh: ['{s}的最小值在哪个{key}', '{s}什么时候最少？'],
  },
  second: {
    en: [
      'Which {key} is in second place?',
      'After the leader, which {key} is next?',
      'What is the 2nd biggest {key}?',
      'name the second-highest {key}',
      'Which {key} ranks second?',
    ],
    zh: ['排名第二的{key}是？', '第二大的是谁'],
  },
  diff: {
    en: [
      'How many more does {k} have compared with {k2}?',
      'How far apart are {k} and {k2}?',
      'What separates {k} from {k2} in numbers?',
      'Subtract {k2} from {k}.',
      "what's the gap from {k} to {k2}",
      'How big is the gap between {k2} and {k}?',
    ],
    zh: ['{k}和{k2}差多少', '{k}比{k2}多多少？', '{k}跟{k2}差距有多大'],
  },
  diffIn: {
    en: [
      'At {k}, what is the gap between {s} and {s2}?',
      'How much does {s} exceed or trail {s2} in {k}?',
      'what separates {s} and {s2} at {k}',
      "What's {s} minus {s2} for {k}?",
    ],
    zh: ['在{k}，{s}和{s2}的差距是多少', '{k}{s}与{s2}差多少'],
  },
  ratio: {
    en: [
      'How many times as large as {k2} is {k}?',
      "What's {k} relative to {k2} as a factor?",
      '{k} is how many times {k2}?',
      'ratio {k} : {k2}',
    ],
    zh: ['{k}是{k2}的多少倍', '{k}与{k2}的比值'],
  },
  compare: {
    en: [
      'Between {k} and {k2}, which is bigger?',
      'Does {k} or {k2} have the larger value?',
      'Who wins, {k} or {k2}?',
      '{k} vs {k2}, which one is more?',
      'Which of {k} and {k2} scores higher?',
    ],
    zh: ['{k}和{k2}谁更大', '{k}与{k2}相比哪个多？'],
  },
  compareSeries: {
    en: [
      'Was {s} or {s2} bigger in {k}?',
      'For {k}, who is ahead: {s} or {s2}?',
      '{s} vs {s2} in {k}: which one is greater?',
    ],
    zh: ['{k}的时候{s}和{s2}谁大', '在{k}，{s}与{s2}哪个多'],
  },
  isHigher: {
    en: [
      'Does {k} exceed {k2}?',
      'Is it true that {k} is above {k2}?',
      'Was {k} bigger than {k2}?',
      'Did {k} beat {k2}?',
    ],
    zh: ['{k}是不是比{k2}多？', '{k}超过{k2}了吗'],
  },
  sum: {
    en: [
      'How much is everything combined?',
      'What do all the values add up to?',
      'Total {m} across all {keys}?',
      'whats the overall total',
      'If you sum everything, what do you get?',
    ],
    zh: ['加起来一共多少', '所有{key}的总数是多少？', '合计多少'],
  },
  sumOf: {
    en: ['What does {s} add up to?', 'Total {s} over all {keys}?', 'How much {s} is there in total?'],
    zh: ['{s}一共多少', '{s}合计是多少'],
  },
  mean: {
    en: [
      'How much is it on average?',
      'avg {m} per {key}?',
      'What is the mean across the {keys}?',
      'Compute the average value.',
    ],
    zh: ['平均是多少', '每个{key}平均多少？'],
  },
  meanOf: {
    en: ["What's {s}'s average?", 'On average, how high is {s}?', 'avg of {s} over the {keys}'],
    zh: ['{s}平均是多少', '{s}的均值'],
  },
  spread: {
    en: [
      'How big is the gap between the top and the bottom {key}?',
      'What is the spread between max and min?',
      'By how much does the best {key} beat the worst?',
    ],
    zh: ['最大值与最小值的差是多少', '最高的比最低的高多少？'],
  },
  count: {
    en: [
      'How many {keys} does the chart cover?',
      'What is the number of {keys}?',
      'how many {keys} do you see',
      'How many {element} can be seen?',
    ],
    zh: ['图中有几个{key}', '一共有多少{key}？'],
  },
  rankOf: {
    en: ['Which place does {k} take?', "What's {k}'s ranking?", 'Which position does {k} hold?'],
    zh: ['{k}的排名是多少', '{k}排在第几名'],
  },
  countAbove: {
    en: [
      'How many {keys} lie over {n}?',
      'In how many {keys} is it more than {n}?',
      'Count the {keys} greater than {n}.',
    ],
    zh: ['大于{n}的{key}有几个', '多少个{key}高于{n}？'],
  },
  listAbove: {
    en: [
      'Which {keys} go beyond {n}?',
      'What {keys} are larger than {n}?',
      'Show me the {keys} exceeding {n}.',
      'Name every {key} with over {n}.',
    ],
    zh: ['大于{n}的有哪些', '高于{n}的{key}是哪些？'],
  },
  listBelow: {
    en: ['Which {keys} stay under {n}?', 'What {keys} are smaller than {n}?', 'Name every {key} with less than {n}.'],
    zh: ['小于{n}的有哪些', '不到{n}的{key}是哪些？'],
  },
  top3: {
    en: ['Which three {keys} are the largest?', 'List the 3 best {keys}.', 'Give the top three.'],
    zh: ['最高的三个{key}是哪些', '排名前3的是谁'],
  },
  share: {
    en: [
      'How much of the total falls on {k}?',
      'What fraction of everything is {k}?',
      'What proportion does {k} make up?',
      '{k} is what percent of the whole?',
    ],
    zh: ['{k}占全部的多少', '{k}的份额是多少'],
  },
  biggestDrop: {
    en: [
      'Where does it fall most sharply?',
      'When was the largest decrease?',
      'Between which two {keys} did it go down the most?',
      'What was the biggest decline?',
    ],
    zh: ['什么时候跌得最多', '最大的降幅在哪里？'],
  },
  changeFrom: {
    en: [
      'How did it change between {k} and {k2}?',
      'What happened to the {m} from {k} to {k2}?',
      'How much did the {m} go up or down from {k} to {k2}?',
    ],
    zh: ['{k}到{k2}增减了多少', '从{k}到{k2}的变化是多少'],
  },
  lastKey: {
    en: ['How high is the final {key}?', 'What does the rightmost bar show?', 'the last {key} has which value?'],
    zh: ['最右边的值是多少', '最后一个是多少'],
  },
  bestSeriesAt: {
    en: ['Which group leads in {k}?', 'What is the biggest one for {k}?', 'Which series has the top value at {k}?'],
    zh: ['{k}哪个系列最高', '在{k}谁最多'],
  },
  seriesColor: {
    en: [
      'What is shown in {c}?',
      'The {c} bars or lines are which series?',
      'Which one is drawn in {c}?',
      'What is the {c} line?',
    ],
    zh: ['{cz}的线是什么', '哪个系列是{cz}的？'],
  },
  colorOf: {
    en: ['In which colour is {s} drawn?', 'How is {s} coloured?', 'Tell me the color of {s}.'],
    zh: ['{s}用什么颜色表示', '{s}的颜色？'],
  },
  kind: {
    en: ['Which type of chart am I looking at?', 'Is this a bar, line or pie chart?', 'What sort of plot is that?'],
    zh: ['这是一张什么图', '图表的类型是？'],
  },
  yAxis: {
    en: ["What's the label on the y axis?", 'What is measured on the vertical axis?', 'How is the y-axis labelled?'],
    zh: ['纵轴是什么', '纵坐标代表什么？'],
  },
  absentKey: {
    en: [
      'Can you read off {x}?',
      'What figure belongs to {x}?',
      'Which value does {x} reach?',
      "What's {x} at?",
      'how much for {x}',
    ],
    zh: ['{x}有多少', '告诉我{x}的数值'],
  },
  absentCompare: {
    en: ['How many more does {x} have compared with {k}?', 'Who wins, {k} or {x}?', 'How far apart are {k} and {x}?'],
    zh: ['{x}比{k}多多少', '{k}和{x}谁更大'],
  },
  absentSeries: { en: ["What's the reading for {x} at {k}?", "{k}'s {x} value?"], zh: ['{k}的{x}是多少'] },
  absentFact: {
    en: [
      'Which company drew this?',
      'Where do these numbers come from?',
      'What caused the decline?',
      'What is the forecast?',
      'How reliable are the data?',
    ],
    zh: ['谁制作的这张图', '为什么会下降？', '明年会是多少'],
  },
  absentMeasure: {
    en: ["What's {k}'s {m}?", 'Which {key} shows the smallest {m}?', 'How much {m} did {k} have?'],
    zh: [],
  },
};
