/** More wordings of the tuning, for what the first ones left out: fragments, slips, indirect questions. */
import type { Wordings } from './wordings.ts';

export const DIAGRAM_SEEN: Wordings = {
  next: {
    en: [
      'After {a}, which box?',
      'Then what, after {a}?',
      'what does {a} trigger',
      '{a} leads where?',
      'What is done when {a} has finished?',
      'Name the successor of {a}.',
      'waht folows {a}?',
    ],
    zh: ['做完{a}以后呢', '{a}指向哪里', '{a}后面是哪个节点'],
  },
  prev: {
    en: [
      'How do we reach {a}?',
      'What is right before {a}?',
      'Which box points to {a}?',
      'predecessor of {a}',
      'what do I need to do before {a}',
      'Where does one come from to {a}?',
    ],
    zh: ['{a}从哪里来', '哪个节点指向{a}', '{a}前面是什么'],
  },
  ifYes: {
    en: [
      'In case of yes at {q}, where do we go?',
      'If "{q}" is answered with yes?',
      'yes path after {q}',
      '{q} yes: then?',
      'What if {q} is true?',
    ],
    zh: ['{q}选yes之后呢', '当{q}为yes'],
  },
  ifNo: {
    en: [
      'In case of no at {q}, where do we go?',
      'If "{q}" is answered with no?',
      'no path after {q}',
      '{q} no: then?',
      'What if {q} is false?',
      'and otherwise, at {q}?',
    ],
    zh: ['{q}选no之后呢', '当{q}为no'],
  },
  leadsYesNo: {
    en: ['Does {b} come after {a}?', 'Is {a} before {b}?', 'Do you reach {b} after {a}?'],
    zh: ['{b}在{a}之后吗'],
  },
  path: {
    en: [
      'Describe the way from {a} to {b}.',
      '{a} to {b}: which steps?',
      'What lies between {a} and {b}?',
      'through which steps do I get from {a} to {b}',
    ],
    zh: ['从{a}走到{b}要经过什么'],
  },
  start: {
    en: [
      'start?',
      'What starts the process?',
      'Which node is the root?',
      'beginning of the flow?',
      'What comes at the very beginning?',
    ],
    zh: ['起点是什么', '流程从什么开始'],
  },
  end: {
    en: ['end?', 'How does the process end?', 'final steps?', 'What comes at the very end?'],
    zh: ['终点是什么', '流程怎么结束'],
  },
  loop: {
    en: ['loops?', 'Is this process cyclic?', 'Does it contain a cycle?', 'Is there any step that is repeated?'],
    zh: ['有没有回路', '流程会循环吗'],
  },
  decisions: {
    en: [
      'decision points?',
      'Which question is asked in the flow?',
      'What is in the diamond?',
      'At which point does the flow split?',
    ],
    zh: ['判断节点有哪些', '在哪里分支'],
  },
  countNodes: {
    en: ['how many nodes?', 'How many elements does the flowchart contain?', 'number of boxes?'],
    zh: ['有几个方框', '多少个步骤'],
  },
  countEdges: {
    en: ['how many edges?', 'How many lines connect the boxes?', 'number of connections?'],
    zh: ['有几条边', '多少条连线'],
  },
  members: {
    en: ['{g} consists of what?', 'What does {g} contain?', 'Which nodes are grouped in {g}?'],
    zh: ['{g}有哪些节点', '{g}包括什么'],
  },
  groupOf: {
    en: ['Where does {a} belong?', 'group of {a}?', '{a} is inside what?'],
    zh: ['{a}属于谁', '{a}在哪个分组里'],
  },
  title: { en: ['title?', 'name of this diagram?', 'How is the flowchart called?'], zh: ['这张流程图叫什么'] },
  shapeOf: { en: ['shape of {a}?', 'Is {a} a box or a diamond?', 'What form does {a} have?'], zh: ['{a}是什么图形'] },
  absentNode: {
    en: ['What follows {x}?', 'How do we reach {x}?', '{x} leads where?', 'predecessor of {x}'],
    zh: ['{x}后面是什么', '{x}从哪里来'],
  },
  absentFact: {
    en: [
      'How much money does {a} cost?',
      'In which city is {a} done?',
      'Who performs {a}?',
      'When was {a} added?',
      'How many people work on {a}?',
      'What is the deadline for {a}?',
      'Why do we need {a}?',
    ],
    zh: ['谁来做{a}', '{a}什么时候加的', '为什么要{a}'],
  },
};

export const PAGE_SEEN: Wordings = {
  buttons: {
    en: [
      'What buttons does it offer?',
      'list all buttons',
      'Which things can be pressed?',
      'button labels?',
      'What actions can the user take?',
    ],
    zh: ['按钮有哪些', '有什么按钮可以按'],
  },
  fields: {
    en: [
      'inputs?',
      'Which information do I need to provide?',
      'Name the form fields.',
      'What do they want to know?',
      'fields of the form',
    ],
    zh: ['需要输入什么', '表单字段有哪些'],
  },
  heading: {
    en: ['heading?', "What's the title of this page?", 'What is this page called?', 'page headline', 'title on top'],
    zh: ['页面叫什么', '这个页面的大标题'],
  },
  links: {
    en: ['links?', 'Is there a link, and which?', 'What links does the page have?'],
    zh: ['链接有哪些', '有什么链接'],
  },
  checked: {
    en: ['ticked box?', 'Which option is enabled?', 'What is switched on?', 'Which checkbox is active?'],
    zh: ['选中了哪个', '哪个是打开的'],
  },
  isChecked: {
    en: ['{c} on or off?', 'Is the option {c} enabled?', 'Did the user tick {c}?', '{c} checked?'],
    zh: ['{c}打开了吗', '{c}是否选中'],
  },
  fieldValue: {
    en: ['value of {f}', "What's in {f}?", 'What is the {f}?', 'what did the user enter as {f}', 'text in {f}?'],
    zh: ['{f}的值', '{f}写了什么'],
  },
  fieldEmpty: {
    en: ['Is anything in {f}?', 'value of {f}', 'Is the {f} field empty?', 'Did the user fill in {f}?'],
    zh: ['{f}是空的吗', '{f}写了什么'],
  },
  countFields: {
    en: ['how many inputs?', 'How many fields must I fill in?', 'number of form fields'],
    zh: ['有几个字段', '要填几项'],
  },
  countButtons: { en: ['how many buttons', 'number of buttons on the page?'], zh: ['有几个按钮'] },
  primary: {
    en: ['Which button is highlighted?', 'primary action?', 'What is the most important button?'],
    zh: ['突出显示的按钮', '哪个是主要按钮'],
  },
  disabled: {
    en: ['disabled button?', 'Which button is greyed out?', 'What is not clickable?'],
    zh: ['不可用的按钮是哪个', '哪个是灰色的'],
  },
  buttonColor: {
    en: ['{b}: which colour?', 'What color is {b}?', 'the {b} button has what color'],
    zh: ['{b}的颜色是什么'],
  },
  exists: {
    en: ['Is there something called {b}?', 'Can the user press {b}?', 'Does it show {b}?', 'any {b} button?'],
    zh: ['有{b}这个按钮吗', '能看到{b}吗'],
  },
  theme: { en: ['light or dark?', 'Is it in dark mode?', 'theme?'], zh: ['浅色还是深色', '主题是什么'] },
  absentControl: {
    en: ['value of {x}', "What's in {x}?", 'text in {x}?', 'What is the {x}?'],
    zh: ['{x}的值', '{x}写了什么'],
  },
  absentFact: {
    en: [
      'Who made this form?',
      'Where is my data stored?',
      'What does the server do with it?',
      'How many users signed up?',
      'Which programming language was used?',
      'When was the page last changed?',
    ],
    zh: ['谁做的这个页面', '数据存在哪里', '有多少用户'],
  },
};

export const SCREEN_SEEN: Wordings = {
  error: {
    en: [
      'error?',
      'What is wrong here?',
      'which error do I get',
      'What does the error say?',
      'Read me the error message.',
      'waht eror is it',
    ],
    zh: ['什么错误', '报错是什么', '错误提示是什么'],
  },
  why: {
    en: ['Why did the build fail?', 'What is the reason for the error?', 'why?', 'How do I fix it?'],
    zh: ['为什么出错', '怎么修复', '错误原因'],
  },
  command: {
    en: ['What command is this?', 'what did the user type', 'Which command failed?', 'command that was executed?'],
    zh: ['用户输入了什么命令', '哪条命令失败了'],
  },
  lastCommand: { en: ['last command?', 'What was run last?'], zh: ['最近一条命令'] },
  file: {
    en: ['file?', 'Which source file is affected?', 'Where did it happen, which file?', 'path of the broken file'],
    zh: ['是哪个文件', '出问题的文件'],
  },
  line: {
    en: ['line?', 'which line has the error', 'Where exactly, which line?', 'line number of the failure'],
    zh: ['行号', '在哪一行出错'],
  },
  column: { en: ['column?', 'Which column is it?'], zh: ['列号是多少'] },
  function: { en: ['function?', 'Which function failed?', 'in what function does it crash'], zh: ['在哪个函数里出错'] },
  failedTest: { en: ['failing test?', 'Which of the tests fails?', 'What test is broken?'], zh: ['哪个测试挂了'] },
  passed: { en: ['passed tests?', 'How many tests are ok?', 'passing count'], zh: ['通过的测试数'] },
  failed: { en: ['failed tests?', 'How many fail?', 'failure count'], zh: ['失败的测试有几个'] },
  expected: { en: ['expected?', 'What did the test expect?', 'Which value was expected?'], zh: ['预期是什么'] },
  received: {
    en: ['received?', 'What was the actual value?', 'What did the code return instead?'],
    zh: ['实际返回了什么'],
  },
  errorCode: { en: ['error code?', 'Which code does the error have?', 'number of the error'], zh: ['错误编号是什么'] },
  exitCode: { en: ['exit code?', 'Which exit status is reported?', 'What did it exit with?'], zh: ['退出代码'] },
  httpStatus: { en: ['status code?', 'Which status was returned?', 'HTTP status?'], zh: ['状态码'] },
  branch: { en: ['branch?', 'On what branch am I?', 'git branch name'], zh: ['哪个git分支'] },
  url: { en: ['url?', 'What is the address of the server?', 'Which link is printed?'], zh: ['网址', '链接是什么'] },
  port: { en: ['port?', 'Where does the server listen, what port?', 'which port number is shown'], zh: ['哪个端口'] },
  version: { en: ['What version does it print?', 'version number'], zh: ['版本'] },
  language: {
    en: ['language?', 'In which language is this written?', 'What programming language do you see?'],
    zh: ['什么语言的代码'],
  },
  lineText: { en: ['What is on line {n}?', 'text of line {n}', 'show line {n}'], zh: ['第{n}行'] },
  errorCount: { en: ['error count?', 'How many errors were found?'], zh: ['几个错误'] },
  warningCount: { en: ['warning count?', 'How many warnings were found?'], zh: ['几个警告'] },
  find: { en: ['Does "{f}" appear?', 'Is "{f}" mentioned?', 'where is "{f}"'], zh: ['有"{f}"吗'] },
  absent: {
    en: [
      'Who is to blame?',
      'What is the weather like?',
      'How many customers does the shop have?',
      'Which office does the author work in?',
      'When will it be fixed?',
      'How much RAM is installed?',
      'What is the price of the license?',
      'Is this a known security hole?',
      'Which database password is used?',
    ],
    zh: ['谁的责任', '服务器内存多大', '什么时候能修好', '有多少客户'],
  },
};
