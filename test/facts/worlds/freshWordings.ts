/** Written after all mending, each counted once and never mended for: the figure of wordings that nothing was fitted to. */
import type { Wordings } from './wordings.ts';

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
