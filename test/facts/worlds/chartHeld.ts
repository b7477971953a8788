import type { Wordings } from './chartQuestions.ts';

/**
 * Written in one go before anything was mended for them, by someone who wrote down what people type, not what the lexicon
 * has. They are counted and never listed: `questions.ts held` prints sums only.
 */
export const HELD: Wordings = {
  title: {
    en: [
      'How is the chart headed?',
      'what does it say at the very top as title',
      'chart name?',
      "Quote the figure's title, please",
      'waht is the titel of this chart',
    ],
    zh: ['图表标题', '这张图表的名字是什么', '标题上写了什么'],
  },
  seriesList: {
    en: [
      'Which names are in the legend?',
      'legend entries?',
      'What series does the chart contain?',
      'what are the different groups here',
      'List every data series',
    ],
    zh: ['图里一共有哪几个系列', '图例写了哪些'],
  },
  valueIn: {
    en: [
      'In {k}, how much was {s}?',
      '{s}, {k}: value?',
      'what did {s} amount to in {k}',
      'I need the {k} number of {s}',
      'and how high was {s} around {k}?',
      'read the {s} value for {k}',
    ],
    zh: ['{s}在{k}有多少？', '{k}，{s}是多少', '{s} {k}的数字'],
  },
  value: {
    en: [
      '{k} value',
      'what does {k} stand at',
      'How many for {k}?',
      'The number belonging to {k}, please.',
      'what was it in {k}?',
      'waht is the valeu for {k}',
      'How large is {k}?',
      "Tell me {k}'s number",
      'how much did {k} get',
    ],
    zh: ['{k}多少', '{k}的数字是几', '查一下{k}的{m}', '{k}有多高'],
  },
  max: {
    en: [
      'Which {key} did the best?',
      'The tallest bar belongs to which {key}?',
      'highest one?',
      'Who leads?',
      'name of the {key} with the most',
      'Which {key} is number one?',
      'what {key} was the strongest',
      'wich {key} has the bigest {m}?',
      'Which {key} shows the greatest {m}?',
    ],
    zh: ['最大的是哪一个', '哪个{key}排第一', '{m}最大的{key}', '谁是第一'],
  },
  min: {
    en: [
      'Which {key} did the worst?',
      'smallest {key}?',
      'Who is at the very bottom?',
      'Which {key} brings up the rear?',
      'where is the low point',
      'Name the {key} with the smallest {m}.',
    ],
    zh: ['最小的是哪一个', '哪个{key}最少', '倒数第一是谁'],
  },
  maxValue: {
    en: [
      'How much does the leader have?',
      'max value?',
      'What is the top value?',
      'what number does the highest one show',
    ],
    zh: ['最高的有多少', '最大值多少'],
  },
  maxOf: {
    en: [
      'When is {s} highest?',
      'best {key} for {s}?',
      'the peak of {s} is in which {key}',
      'Where did {s} hit its maximum?',
    ],
    zh: ['{s}最大是在哪个{key}', '{s}哪个{key}最多'],
  },
  minOf: {
    en: [
      'When is {s} lowest?',
      'worst {key} for {s}?',
      'the low of {s} is in which {key}',
      'Where did {s} hit its minimum?',
    ],
    zh: ['{s}最小是在哪个{key}', '{s}哪个{key}最少'],
  },
  second: {
    en: [
      'Which {key} has the 2nd most?',
      'number two?',
      'Who is right behind the leader?',
      'the second best {key}',
      'What {key} comes in second?',
    ],
    zh: ['排第二的是哪个{key}', '第二多的是谁'],
  },
  diff: {
    en: [
      '{k} vs {k2}: difference?',
      'How much bigger or smaller is {k} than {k2}?',
      'diff {k} {k2}',
      "what's {k} less {k2}",
      'By what amount do {k} and {k2} differ?',
      'How wide is the gap {k} - {k2}?',
    ],
    zh: ['{k}减{k2}是多少', '{k}和{k2}之间差了多少', '{k2}与{k}的差距'],
  },
  diffIn: {
    en: [
      'By how much do {s} and {s2} differ at {k}?',
      'gap {s} / {s2} in {k}?',
      '{k}: difference of {s} and {s2}',
      'How large was the distance between {s} and {s2} in {k}?',
    ],
    zh: ['{k}中{s}与{s2}的差是多少', '{s}和{s2}在{k}差几'],
  },
  ratio: {
    en: [
      '{k} is what multiple of {k2}?',
      'By which factor does {k} exceed {k2}?',
      'What is {k} over {k2}?',
      '{k} / {k2}',
    ],
    zh: ['{k}除以{k2}等于多少', '{k}相当于{k2}的几倍'],
  },
  compare: {
    en: [
      '{k} or {k2}, who has more?',
      'bigger: {k} or {k2}?',
      'Which one beats the other, {k} or {k2}?',
      'Is it {k} or {k2} that is higher?',
    ],
    zh: ['{k}跟{k2}比哪个高', '{k}多还是{k2}多'],
  },
  compareSeries: {
    en: [
      '{k}: {s} or {s2}, which had more?',
      'Which was stronger in {k}, {s} or {s2}?',
      'Did {s} or {s2} do better in {k}?',
    ],
    zh: ['{k}里{s}高还是{s2}高', '在{k}时，{s}和{s2}谁更多'],
  },
  isHigher: {
    en: [
      'Is {k} over {k2}?',
      'Does {k} come out ahead of {k2}?',
      'is {k} more than {k2}',
      'Is the value of {k} larger than that of {k2}?',
    ],
    zh: ['{k}有没有{k2}高', '{k}是否大于{k2}'],
  },
  sum: {
    en: [
      'sum?',
      'All {keys} together?',
      'What does it come to in all?',
      'How large is the sum over all {keys}?',
      'grand total please',
    ],
    zh: ['全部加起来是多少', '总计多少'],
  },
  sumOf: {
    en: ['{s} total?', 'Sum up {s}.', 'What is {s} over all {keys} together?'],
    zh: ['{s}总共多少', '把{s}都加起来'],
  },
  mean: {
    en: ['average?', 'What is the {m} of an average {key}?', 'Typical value per {key}?', 'what is it on avg'],
    zh: ['均值多少', '算一下平均数'],
  },
  meanOf: {
    en: ['{s} average?', 'Mean value of {s} please', 'How high is {s} on average?'],
    zh: ['{s}的平均数是多少', '{s}平均多高'],
  },
  spread: {
    en: ['How much lies between the largest and the smallest value?', 'max minus min?', 'difference top to bottom'],
    zh: ['最大和最小差多少', '极差是多少'],
  },
  count: {
    en: [
      'How many {keys} are in there?',
      'count {keys}',
      'number of {keys} in the chart?',
      'how many {element} does it have',
    ],
    zh: ['一共几个{key}', '图上有多少个{key}'],
  },
  rankOf: {
    en: ['What is the rank of {k}?', 'Where in the ranking is {k}?', '{k} comes in at what place?'],
    zh: ['{k}是第几', '{k}名列第几'],
  },
  countAbove: {
    en: ['How many {keys} top {n}?', 'number of {keys} above {n}', 'How many are larger than {n}?'],
    zh: ['有多少个{key}大于{n}', '超过{n}的有几个'],
  },
  listAbove: {
    en: ['Which of them are greater than {n}?', '{keys} with more than {n}?', 'Where is it higher than {n}?'],
    zh: ['{n}以上的{key}有哪些', '哪几个{key}大于{n}'],
  },
  listBelow: {
    en: ['Which of them are lower than {n}?', '{keys} with fewer than {n}?', 'Where is it less than {n}?'],
    zh: ['{n}以下的{key}有哪些', '哪几个{key}小于{n}'],
  },
  top3: {
    en: ['best three?', 'The 3 largest {keys}?', 'Which are the three biggest {keys}?'],
    zh: ['前三名是谁', '列出最大的三个{key}'],
  },
  share: {
    en: [
      "What is {k}'s share?",
      'How many percent of everything is {k}?',
      'share of {k} in the total?',
      'What part of the whole is {k}?',
    ],
    zh: ['{k}占几成，百分之多少', '{k}占总体的百分之几'],
  },
  biggestDrop: {
    en: [
      'Where is the steepest fall?',
      'After which {key} did it drop the most?',
      'largest decrease from one {key} to the next?',
    ],
    zh: ['哪一段下降最快', '跌幅最大的是什么时候'],
  },
  changeFrom: {
    en: [
      'Change from {k} to {k2}?',
      'How did it develop from {k} to {k2}, in numbers?',
      'What is the increase or decrease between {k} and {k2}?',
    ],
    zh: ['{k}到{k2}变化多少', '从{k}至{k2}增加或减少了多少'],
  },
  lastKey: {
    en: ['What is the last value?', 'How much is it at the right end?', 'value of the final {key}?'],
    zh: ['最后的值是多少', '最右边那个是多少'],
  },
  bestSeriesAt: {
    en: ['Who is best in {k}?', 'The highest bar in {k} is which series?', 'In {k}, which series wins?'],
    zh: ['{k}的时候谁最高', '{k}最大的系列是哪个'],
  },
  seriesColor: {
    en: [
      'the {c} one is what?',
      'Which series has the colour {c}?',
      'What do the {c} marks mean?',
      'whats {c} in this chart',
    ],
    zh: ['{cz}是哪个系列', '{cz}的那个是什么'],
  },
  colorOf: {
    en: ['{s} has which colour?', 'What is the color of {s}?', 'How do I recognise {s}, which colour?'],
    zh: ['{s}是哪种颜色', '{s}画成什么颜色'],
  },
  kind: {
    en: ['What chart type is used?', 'kind of diagram?', 'Which sort of chart do I see here?'],
    zh: ['图表类型是什么', '这是哪种图'],
  },
  yAxis: {
    en: ['y axis title?', "What's on the y-axis?", 'What does the vertical axis measure?'],
    zh: ['竖轴表示什么', 'y轴的标题是什么'],
  },
  followValue: {
    en: ['and {k2}?', 'What about {k2}?', 'same for {k2}', 'ok, and in {k2}?'],
    zh: ['那{k2}呢', '{k2}呢？'],
  },
  absentKey: {
    en: [
      '{x} value',
      'what does {x} stand at',
      'The number belonging to {x}, please.',
      'how much did {x} get',
      'what was it in {x}?',
    ],
    zh: ['{x}多少', '{x}的数字是几', '查一下{x}'],
  },
  absentCompare: {
    en: ['{k} vs {x}: difference?', '{x} or {k}, who has more?', "what's {k} less {x}", 'Is {k} over {x}?'],
    zh: ['{k}减{x}是多少', '{x}跟{k}比哪个高'],
  },
  absentSeries: {
    en: ['In {k}, how much was {x}?', 'I need the {k} number of {x}', 'what did {x} amount to in {k}'],
    zh: ['{x}在{k}有多少？'],
  },
  absentFact: {
    en: [
      'What is the reason for the dip?',
      'Who collected the data?',
      'What will happen after that?',
      'Why is the first one so low?',
      'Is that good or bad?',
      'How many people were surveyed?',
      'In which currency was it paid out to the investors?',
      'What happened the year before the chart begins?',
    ],
    zh: ['为什么第一个这么低', '数据是谁统计的', '以后会怎样', '下降的原因是什么', '调查了多少人'],
  },
  absentMeasure: {
    en: ['how many {m} in {k}', 'Which {key} has the least {m}?', 'What are the {m} for {k}?', 'average {m}?'],
    zh: [],
  },
};
