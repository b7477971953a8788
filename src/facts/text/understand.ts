/** From a parse to a query over the text of a picture. */
import type { Concept } from '../language/lexicon.ts';
import { nameWords } from '../language/tokens.ts';
import type { Parse } from '../language/parse.ts';
import * as find from './finders.ts';
import { valueOf } from './lookup.ts';

export type TextOp =
  | 'why'
  | 'error'
  | 'errorCode'
  | 'exitCode'
  | 'file'
  | 'line'
  | 'column'
  | 'place'
  | 'command'
  | 'version'
  | 'url'
  | 'failedTests'
  | 'testCounts'
  | 'expected'
  | 'received'
  | 'function'
  | 'declared'
  | 'branch'
  | 'port'
  | 'time'
  | 'warning'
  | 'email'
  | 'language'
  | 'codeLine'
  | 'find'
  | 'lookup'
  | 'say'
  | 'errorCount'
  | 'firstLine';

export interface TextQuery {
  op: TextOp;
  count?: keyof find.TestCounts;
  number?: number;
  yesNo?: boolean;
  last?: boolean;
}

/** The first that fits; the score says how surely the text is what is asked about. */
export function understandText(parse: Parse, screen: find.Screen): { query: TextQuery; score: number } | undefined {
  const { has, all, question } = parse;
  const { facts } = screen;
  const is = (op: TextOp, score: number, more: Partial<TextQuery> = {}) => ({
    query: { op, ...more },
    score: score - parse.unknown.length * 0.3,
  });
  const failing = facts.error !== undefined || facts.tests !== undefined || facts.kind === 'test-failure';
  const { counting } = parse;
  const number = parse.numbers[0]?.value;
  const yesNo = /^(?:is|are|did|does|do|was|were|has|have)\b/i.test(question) || /吗|是否|有没有/.test(question);
  const asksLine =
    /\b(?:which|what) (?:line|row)\b|\bline number\b|\bon which line\b|\bline (?:no|number)\b|^line\W*$|第几行|哪一行|哪行|行号/i.test(
      question,
    );
  if (number !== undefined && has('lineno') && !asksLine && find.codeLine(screen, number))
    return is('codeLine', 4, { number });
  if (
    /\b(?:exit|return|status)[ -]?(?:code|status|value)\b|\bexit(?:ed)?\b|退出码|退出状态|返回码|代码退出|退出代码|状态码/i.test(
      question,
    )
  )
    return is('exitCode', 4);
  if (
    /\berror (?:code|number)\b|\bcode of the error\b|\bnumber of the error\b|\bwhat code\b|错误码|错误代码|错误编号|\bhttp (?:status|code)\b/i.test(
      question,
    )
  )
    return is('errorCode', 4);
  if (asksLine) return is('line', 4);
  if (has('expected') && !has('received')) return is('expected', 3.5);
  if (
    /\b(?:received|actual(?:ly)?|got|get|return(?:ed)?|instead)\b|实际|得到|返回/i.test(question) &&
    failing &&
    (has('received') || has('value') || /instead|return/i.test(question))
  )
    return is('received', 3.5);
  const resultsCounted = /(?:失败|通过|跳过)的?(?:数|个数|数量)|\b(?:number|count) of (?:fail|pass)/i.test(question);
  if ((counting || resultsCounted) && has('test', 'passed', 'failed')) {
    const count =
      has('failed') && !has('passed')
        ? 'failed'
        : has('passed')
          ? 'passed'
          : /skip|跳过|忽略/i.test(question)
            ? 'skipped'
            : 'total';
    return is('testCounts', 4, { count });
  }
  if (counting && has('error', 'warning')) return is('errorCount', 3);
  const notPassed = /(?:\b(?:not|never)|n't|without) pass|没通过|未通过|没有通过/i.test(question);
  if (
    has('test') &&
    (notPassed || has('failed', 'error', 'which', 'name')) &&
    !has('expected', 'received') &&
    (!has('passed') || notPassed) &&
    !has('why') &&
    !has('file') &&
    !asksLine
  )
    return is('failedTests', 4, { yesNo });
  if (yesNo && has('test', 'passed', 'failed') && has('passed', 'failed'))
    return is('testCounts', 3.5, { yesNo: true, count: has('failed') ? 'failed' : 'passed' });
  if (
    /\bcolumn\b|第几列|列号|哪一列/.test(question) &&
    facts.place?.column !== undefined &&
    !has('table', 'max', 'min')
  )
    return is('column', 3.5);
  if (has('version')) return is('version', 3);
  if (
    /\burls?\b|\blink\b|\bweb ?(?:site|address)\b|\baddress\b|\bendpoint\b|网址|链接|地址/i.test(question) &&
    !/e-?mail|邮箱/i.test(question)
  )
    return is('url', 3);
  if (/e-?mail|邮箱|电子邮件/i.test(question)) return is('email', 3);
  if (has('port') && /\bport\b|端口/i.test(question)) return is('port', 3.5);
  if (has('function', 'declare') && !failing && find.declarations(screen).length > 0) return is('declared', 3);
  if (has('function') && (failing || facts.place?.symbol) && !has('why')) return is('function', 3);
  if (has('file') && (failing || facts.references.length > 0) && !/\bwhy\b|为什么|为何/i.test(question))
    return is('file', 3.5);
  if (has('where') && (failing || facts.place) && has('error', 'failed', 'why', 'function', 'test'))
    return is('place', 3.5);
  if (
    (has('command') || /\bdid .{1,30}\btype\b/i.test(question)) &&
    !(has('error') && !/command|命令|指令/.test(question)) &&
    /command|ran\b|run\b|typed?\b|executed|entered|命令|指令|执行|运行|输入/i.test(question)
  )
    return is('command', 3.5, { last: has('last') });
  if (has('branchname') && /\bbranch\b|分支/i.test(question) && find.branches(screen).length > 0)
    return is('branch', 3.5);
  if (has('warning') && !has('error')) return is('warning', 3);
  if (
    has('time') &&
    /\bhow long\b|\btime\b|\btook\b|duration|耗时|用时|多久|时间|花了/i.test(question) &&
    find.durations(screen).length > 0
  )
    return is('time', 3);
  if (
    has('why') ||
    /\bwhat (?:went|is|'s) wrong\b|\bcause[ds]?\b|\bfix\b|\bsolve\b|怎么解决|怎么修|如何解决/i.test(question)
  )
    return (failing || has('error', 'failed')) && !has('effort', 'future', 'maker', 'who') && !counting
      ? is('why', 4)
      : undefined;
  if (has('error') || (has('failed') && has('what', 'which')))
    return is('error', failing ? 3.5 : 2, { yesNo: yesNo && has('exist') });
  if (/\b(?:programming )?language\b|编程语言|什么语言/i.test(question) && (facts.code || facts.references.length > 0))
    return is('language', 3);
  if (/\bfirst line\b|第一行/.test(question)) return is('firstLine', 2.5);
  if (parse.tokens.some(({ kind }) => kind === 'quoted') && (has('find', 'exist', 'where') || yesNo))
    return is('find', 3);
  if (has('find', 'where') && parse.unknown.length > 0 && !all('about')) return is('find', 1.6);
  const names = namesAsked(parse);
  if (names.length > 0 && valueOf(screen, names)) return is('lookup', 2 + names.length * 0.4);
  if (has('say') && !has('button', 'heading', 'title', 'axis') && parse.unknown.length === 0) return is('say', 1.8);
  return undefined;
}

/** Words of the question that are no words of questions: the name of what is looked up. */
export function namesAsked(parse: Parse) {
  const soft: Concept[] = [
    'what',
    'which',
    'whether',
    'howmuch',
    'howmany',
    'value',
    'list',
    'stands',
    'say',
    'find',
    'where',
    'who',
    'when',
  ];
  const plain = new Set(soft.flatMap((concept) => parse.concepts.get(concept) ?? []));
  return parse.tokens.filter((token, index) => {
    if (token.kind === 'quoted' || token.capital) return true;
    if (token.kind === 'number') return false;
    const used = parse.unknown.includes(token);
    const concept = [...parse.concepts.values()].some((places) => places.includes(index)) && !plain.has(index);
    return (used || concept) && nameWords(token.raw).length > 0 && token.word.length > 1;
  });
}
