/** What people ask of terminals, editors, CI pages, consoles and stack traces, by what is asked for. */
interface Words {
  en: string[];
  zh: string[];
}

type ScreenWordings = Record<string, Words>;

/** With these the analysis was tried. */
export const SCREEN_TUNED: ScreenWordings = {
  error: { en: ['What is the error?', 'Which error is shown?', 'What went wrong?'], zh: ['报了什么错？'] },
  why: { en: ['Why does this fail?', 'What is the cause?'], zh: ['为什么失败？'] },
  command: { en: ['Which command was run?', 'What was typed?'], zh: ['运行了什么命令？'] },
  lastCommand: { en: ['What was the last command?'], zh: ['最后一条命令是什么？'] },
  file: { en: ['In which file is the error?', 'Which file fails?'], zh: ['错误在哪个文件？'] },
  line: { en: ['On which line is the error?', 'What line number?'], zh: ['错误在第几行？'] },
  column: { en: ['In which column?'], zh: ['第几列？'] },
  function: { en: ['In which function did it happen?'], zh: ['错误在哪个函数？'] },
  failedTest: { en: ['Which test failed?'], zh: ['哪个测试失败了？'] },
  passed: { en: ['How many tests passed?'], zh: ['通过了多少个测试？'] },
  failed: { en: ['How many tests failed?'], zh: ['有多少个测试失败？'] },
  expected: { en: ['What was expected?'], zh: ['期望值是什么？'] },
  received: { en: ['What was received?'], zh: ['实际值是什么？'] },
  errorCode: { en: ['What is the error code?'], zh: ['错误码是什么？'] },
  exitCode: { en: ['What is the exit code?'], zh: ['退出码是多少？'] },
  httpStatus: { en: ['Which HTTP status code?'], zh: ['HTTP状态码是多少？'] },
  branch: { en: ['Which branch is it on?'], zh: ['在哪个分支？'] },
  url: { en: ['Which URL is shown?'], zh: ['网址是什么？'] },
  port: { en: ['Which port is used?'], zh: ['端口是多少？'] },
  version: { en: ['Which version is it?'], zh: ['版本是多少？'] },
  language: { en: ['Which programming language is this?'], zh: ['这是什么编程语言？'] },
  lineText: { en: ['What does line {n} say?'], zh: ['第{n}行写了什么？'] },
  errorCount: { en: ['How many errors are there?'], zh: ['有多少个错误？'] },
  warningCount: { en: ['How many warnings are there?'], zh: ['有多少个警告？'] },
  find: { en: ['Does it say "{f}"?'], zh: ['有没有提到"{f}"？'] },
  absent: {
    en: ['Who wrote this code?', 'When was this deployed to production?', 'How much memory does the server have?'],
    zh: ['这段代码是谁写的？', '什么时候上线的？'],
  },
};

/** Written before anything was mended for them; counted, never listed. */
export const SCREEN_HELD: ScreenWordings = {
  error: {
    en: [
      'error message?',
      'What does it complain about?',
      'Tell me the error that came up',
      'whats the exact error text',
      'Quote the error please.',
      'What exception do we have here?',
    ],
    zh: ['错误信息是什么', '出了什么错', '报错内容'],
  },
  why: {
    en: ['why did it break?', 'What is the problem here?', 'what caused this failure'],
    zh: ['为什么报错', '问题出在哪'],
  },
  command: {
    en: ['What did they run?', 'command?', 'What was entered at the prompt?', 'Which command produced this output?'],
    zh: ['执行的命令是什么', '输入了哪条命令'],
  },
  lastCommand: { en: ['latest command typed?', 'Which command came last?'], zh: ['最后执行了什么命令'] },
  file: {
    en: [
      'Which file should I open?',
      'file name of the failure?',
      'Where is the culprit, which source file?',
      'In what file did it go wrong?',
    ],
    zh: ['哪个文件出错了', '出错的文件名'],
  },
  line: {
    en: [
      'line no. of the error?',
      'At what line does it blow up?',
      'which line is to blame',
      'Give me the line number of the problem.',
    ],
    zh: ['出错的行号是多少', '哪一行有问题'],
  },
  column: { en: ['At which column does the error start?', 'column number?'], zh: ['错误在哪一列'] },
  function: {
    en: ['Which function throws?', 'name of the function?', 'In what method did this occur?'],
    zh: ['哪个函数', '函数名是什么'],
  },
  failedTest: {
    en: ['name of the failing test?', 'Which test is red?', "What's the test that does not pass?"],
    zh: ['失败的测试叫什么', '哪个用例没通过'],
  },
  passed: {
    en: ['How many were green?', 'number of passing tests?', 'how many succeeded'],
    zh: ['多少测试通过了', '成功了几个测试'],
  },
  failed: {
    en: ['number of failing tests?', 'How many tests are broken?', 'count of failures'],
    zh: ['几个测试没通过', '失败数是多少'],
  },
  expected: {
    en: ['Which value did the test want?', 'expected value?', 'What should it have been?'],
    zh: ['期望是多少', '应该是多少'],
  },
  received: {
    en: ['What did it get instead?', 'actual value?', 'Which value came out?'],
    zh: ['实际得到多少', '实际结果是什么'],
  },
  errorCode: {
    en: ['code of this error?', 'Which error number does the compiler give?', 'error code pls'],
    zh: ['错误代码是多少', '错误编号'],
  },
  exitCode: {
    en: ['With which code did it exit?', 'exit status?', 'what exit code did the process return'],
    zh: ['退出状态是什么', '以什么代码退出'],
  },
  httpStatus: {
    en: ['What status did the server answer with?', 'http code?', 'Which response status came back?'],
    zh: ['服务器返回的状态码', 'HTTP 状态是什么'],
  },
  branch: {
    en: ['name of the git branch?', 'What branch are they working on?', 'current branch'],
    zh: ['当前分支', '分支名是什么'],
  },
  url: {
    en: ['What address is in there?', 'link?', 'Which web address can be seen?'],
    zh: ['里面的链接是什么', '地址是多少'],
  },
  port: {
    en: ['port number?', 'On what port does it run?', 'Which local port appears?'],
    zh: ['用的哪个端口', '端口号'],
  },
  version: {
    en: ['version?', 'Which version number is printed?', 'What release is that?'],
    zh: ['版本号是什么', '哪个版本'],
  },
  language: {
    en: ['What language is the code written in?', 'language of this snippet?'],
    zh: ['用什么语言写的', '这是哪种编程语言'],
  },
  lineText: { en: ['Read me line {n}.', 'line {n}?', 'what stands in line {n}'], zh: ['{n}行的内容', '第{n}行是什么'] },
  errorCount: { en: ['number of errors?', 'how many errors does it report'], zh: ['一共几个错误', '错误数'] },
  warningCount: { en: ['number of warnings?', 'how many warnings does it report'], zh: ['一共几个警告', '警告数'] },
  find: {
    en: ['Is "{f}" in there anywhere?', 'Where is "{f}" mentioned?', 'find "{f}"'],
    zh: ['找一下"{f}"', '"{f}"出现在哪里'],
  },
  absent: {
    en: [
      'Which developer is responsible for this?',
      'How do I contact the support team?',
      'What time was the last backup?',
      'How many users are affected?',
      'What will the fix cost?',
      'Which customer reported it?',
      'What is the IP address of the database?',
      'Who approved the pull request?',
    ],
    zh: ['谁负责这个模块', '影响了多少用户', '数据库的密码是什么', '上次备份是什么时候'],
  },
};
