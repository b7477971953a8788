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

export const DIAGRAM_FRESH: Wordings = {
  next: {
    en: [
      '{a} is finished. What now?',
      'Tell me the step right after {a}.',
      'Where do we go from {a}?',
      'What is {a} followed by?',
      'Next thing after {a}?',
    ],
    zh: ['{a}的后一步', '{a}完了去哪', '从{a}出发到哪里'],
  },
  prev: {
    en: [
      'What has to be done right before {a}?',
      'Which step leads into {a}?',
      '{a} is preceded by what?',
      'What comes ahead of {a}?',
    ],
    zh: ['{a}前一个步骤', '是什么通向{a}', '{a}的前面'],
  },
  ifYes: {
    en: ['Yes at {q}: where to?', 'And if the answer at {q} is yes?', 'Assume yes for {q}; next step?'],
    zh: ['{q}答yes的话', '{q}如果yes去哪里'],
  },
  ifNo: {
    en: ['No at {q}: where to?', 'And if the answer at {q} is no?', 'Assume no for {q}; next step?'],
    zh: ['{q}答no的话', '{q}如果no去哪里'],
  },
  leadsYesNo: {
    en: ['Will I get from {a} to {b}?', 'Does the way from {a} lead to {b}?', 'Does {a} come before {b}?'],
    zh: ['{a}能走到{b}吗', '{a}之后会到{b}吗'],
  },
  path: {
    en: ['Which steps take me from {a} to {b}?', 'Route from {a} to {b}, please', 'List what I pass from {a} to {b}'],
    zh: ['{a}到{b}的路线', '从{a}去{b}经过哪些'],
  },
  start: {
    en: ['Where is the entry?', 'What comes first?', 'Which step kicks things off?', 'With which box do I start?'],
    zh: ['入口在哪', '最先做什么'],
  },
  end: {
    en: ['Where does everything stop?', 'What are the last boxes?', 'Which step comes last?'],
    zh: ['出口在哪', '最后做什么'],
  },
  loop: {
    en: ['Can the flow run in circles?', 'Does an arrow lead back?', 'Is there anything cyclic?'],
    zh: ['有没有绕回去的', '是否存在循环'],
  },
  decisions: {
    en: ['What decisions have to be taken?', 'Which boxes are decisions?', 'Name the branching points.'],
    zh: ['需要做哪些决定', '分支点是哪个'],
  },
  countNodes: {
    en: ['How many steps does this have?', 'What is the number of boxes?', 'Count the nodes for me'],
    zh: ['有几个步骤', '数一下节点'],
  },
  countEdges: {
    en: ['How many arrows do you see?', 'What is the number of arrows?', 'Count the arrows for me'],
    zh: ['数一下箭头', '箭头一共几条'],
  },
  members: {
    en: ['What do I find in {g}?', 'Name everything in {g}.', '{g}: which steps?'],
    zh: ['{g}都有什么', '{g}里面是哪些'],
  },
  groupOf: {
    en: ['{a} is in which group?', 'To what group belongs {a}?', 'Which container holds {a}?'],
    zh: ['{a}归哪个组', '{a}在哪一组'],
  },
  title: {
    en: ['What does the heading say?', 'How is this diagram titled?', 'Give me the title'],
    zh: ['标题写着什么', '这个图的标题'],
  },
  shapeOf: { en: ['What is the shape of {a}?', 'Tell me the shape of {a}'], zh: ['{a}用什么形状画的'] },
  absentNode: {
    en: ['Tell me the step right after {x}.', 'Where do we go from {x}?', '{x} is preceded by what?'],
    zh: ['{x}的后一步', '{x}前一个步骤'],
  },
  absentFact: {
    en: [
      'How many seconds does {a} take?',
      'Which employee does {a}?',
      'How expensive is {a}?',
      'Who designed this flow?',
      'What is the reason for {a}?',
      'On which server does {a} run?',
    ],
    zh: ['{a}花多少钱', '{a}是谁做的', '{a}的原因是什么'],
  },
};

export const PAGE_FRESH: Wordings = {
  buttons: {
    en: ['Tell me the buttons.', 'What can be pressed here?', 'Which buttons do I see?'],
    zh: ['按钮都叫什么', '能按什么'],
  },
  fields: {
    en: ['Which fields need filling?', 'Tell me the fields.', 'What are the inputs called?'],
    zh: ['有什么要填的', '输入框叫什么'],
  },
  heading: {
    en: ['Which heading does it carry?', 'What is the name of the page?', 'Big title?'],
    zh: ['大标题是什么', '页面名称'],
  },
  links: { en: ['Tell me the links.', 'Which links do I see?'], zh: ['链接叫什么', '能点的链接'] },
  checked: {
    en: ['Which checkbox has a tick?', 'What did the user tick?', 'Which option is turned on?'],
    zh: ['打了勾的是哪个', '哪个选项开着'],
  },
  isChecked: {
    en: ['Has the user ticked {c}?', 'Is {c} selected?', 'Is {c} turned on?'],
    zh: ['{c}勾上了吗', '{c}是开着的吗'],
  },
  fieldValue: {
    en: ['What stands in {f}?', 'Tell me the {f}.', 'What has been filled in for {f}?'],
    zh: ['{f}里是什么', '{f}一栏写的什么'],
  },
  fieldEmpty: {
    en: ['What stands in {f}?', 'Is there anything in {f}?', 'Was {f} left empty?'],
    zh: ['{f}一栏写的什么', '{f}空着吗'],
  },
  countFields: {
    en: ['How many inputs do I see?', 'The form has how many fields?'],
    zh: ['输入框有几个', '数一下字段'],
  },
  countButtons: {
    en: ['The page has how many buttons?', 'Count the buttons for me'],
    zh: ['按钮有多少个', '数一下按钮'],
  },
  primary: {
    en: ['Which of the buttons is the main one?', 'Name the primary button'],
    zh: ['主按钮是哪个', '最主要的按钮'],
  },
  disabled: {
    en: ['Is a button disabled? Which?', 'Which of the buttons is inactive?'],
    zh: ['哪个按钮是禁用的', '不能按的是哪个'],
  },
  buttonColor: { en: ["What is {b}'s colour?", 'Colour of the {b} button?'], zh: ['{b}按钮什么颜色'] },
  exists: { en: ['Do you see a {b} button?', 'Is a {b} button there?'], zh: ['有没有叫{b}的按钮', '存在{b}吗'] },
  theme: { en: ['Light theme or dark theme?', 'Is the page dark?'], zh: ['页面是深色的吗', '亮色还是暗色'] },
  absentControl: { en: ['What stands in {x}?', 'What has been filled in for {x}?'], zh: ['{x}一栏写的什么'] },
  absentFact: {
    en: [
      'Who is the owner of this site?',
      'What will happen when I click {b}?',
      'Which database is behind it?',
      'How old is the user?',
      'Does it work on phones?',
    ],
    zh: ['网站是谁的', '点了{b}会发生什么', '后台用什么数据库'],
  },
};

export const SCREEN_FRESH: Wordings = {
  error: {
    en: ['What error came up?', 'Tell me the error.', 'Which message is the error?', 'What failed here?'],
    zh: ['出的是什么错', '读一下错误'],
  },
  why: {
    en: ['Why is it failing?', 'Explain the failure.', 'Why did this go wrong?'],
    zh: ['为什么会失败', '失败的原因'],
  },
  command: {
    en: ['Tell me the command.', 'Which command do I see?', 'What has been run?'],
    zh: ['用的是什么命令', '运行的命令'],
  },
  lastCommand: { en: ['What did they run last?', 'The most recent command?'], zh: ['最后跑了什么命令'] },
  file: {
    en: ['Tell me the file with the error.', 'Which file is it in?', 'What file should I look at?'],
    zh: ['错误出在哪个文件', '看哪个文件'],
  },
  line: {
    en: ['Tell me the line of the error.', 'Which line is it on?', 'In what line does it fail?'],
    zh: ['错误的行号', '第几行错了'],
  },
  column: { en: ['Tell me the column.', 'And the column?'], zh: ['第几列'] },
  function: { en: ['Tell me the function where it failed.', 'Which function is it in?'], zh: ['出错的函数'] },
  failedTest: { en: ['Tell me the test that failed.', 'Which test is failing?'], zh: ['没过的测试是哪个'] },
  passed: { en: ['How many of the tests passed?', 'Tell me how many passed'], zh: ['过了多少个测试'] },
  failed: { en: ['How many of the tests failed?', 'Tell me how many failed'], zh: ['失败了几个'] },
  expected: { en: ['What value was expected?', 'Tell me the expected value'], zh: ['期望的值'] },
  received: { en: ['What value was received?', 'Tell me the actual value'], zh: ['收到的值是什么'] },
  errorCode: { en: ['Tell me the error code.', 'Does it have an error code?'], zh: ['错误码'] },
  exitCode: { en: ['Tell me the exit code.', 'The process exited with what code?'], zh: ['退出码'] },
  httpStatus: { en: ['Tell me the status code.', 'What HTTP status came back?'], zh: ['返回的状态码'] },
  branch: { en: ['Tell me the branch.', 'Which git branch is this?'], zh: ['这是哪个分支'] },
  url: { en: ['Tell me the URL.', 'What URL do you see?'], zh: ['里面的网址'] },
  port: { en: ['Tell me the port.', 'Which port does it listen on?'], zh: ['监听的端口'] },
  version: { en: ['Tell me the version.', 'What version do you see?'], zh: ['版本号多少'] },
  language: { en: ['Tell me the programming language.', 'Is this Python or something else?'], zh: ['代码是什么语言'] },
  lineText: { en: ['Read line {n}', 'What is in line {n}?'], zh: ['读第{n}行'] },
  errorCount: { en: ['Tell me how many errors there are.', 'How many errors did it find?'], zh: ['错误有几个'] },
  warningCount: { en: ['Tell me how many warnings there are.', 'How many warnings did it find?'], zh: ['警告有几个'] },
  find: { en: ['Can you find "{f}"?', 'Is there a "{f}" in the text?'], zh: ['里面有"{f}"吗'] },
  absent: {
    en: [
      'Whose computer is this?',
      'How long has the developer worked on it?',
      'What is the phone number of the admin?',
      'Which bank was used?',
      'How many stars does the project have?',
      'Who should review it?',
    ],
    zh: ['这是谁的电脑', '管理员的电话是多少', '项目有多少星'],
  },
};
