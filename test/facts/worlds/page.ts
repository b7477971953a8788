/** Pages as reading would give them: a form or a settings page with its controls. */
import type { PageNode, PictureFacts } from '../../../src/shared/structure.ts';
import { emptyFacts } from './facts.ts';
import type { Asked, Expect, Source } from './random.ts';
import { fillIn, type Wordings } from './wordings.ts';

const FORMS: [heading: string, fields: string[], buttons: string[], checks: string[], links: string[]][] = [
  [
    'Create account',
    ['Full name', 'Email', 'Password'],
    ['Sign up', 'Cancel'],
    ['Accept terms', 'Subscribe to news'],
    ['Log in'],
  ],
  [
    'Shipping address',
    ['Street', 'City', 'Postal code'],
    ['Continue', 'Back'],
    ['Gift wrap', 'Leave at door'],
    ['Change country'],
  ],
  [
    'Profile settings',
    ['Display name', 'Website', 'Location'],
    ['Save changes', 'Discard'],
    ['Public profile', 'Weekly digest'],
    ['Delete account'],
  ],
  [
    'New ticket',
    ['Subject', 'Component', 'Description'],
    ['Submit', 'Save draft'],
    ['Urgent', 'Notify team'],
    ['Guidelines'],
  ],
];
const VALUES = ['Ada Lovelace', 'Lisbon', 'example.org', 'Payments', 'Main Street 5'];

export function pageWorld(random: Source, wordings: Wordings): { facts: PictureFacts[]; asked: Asked[] } {
  const [heading, fields, buttons, checks, links] = random.pick(FORMS);
  const filled = random.int(0, fields.length - 1);
  const value = random.pick(VALUES);
  const on = random.int(0, 1);
  const disabled = random.next() < 0.5;
  let y = 20;
  const place = (width: number) => {
    y += 44;
    return { x: 60, y, width, height: 32 };
  };
  const at = (node: PageNode) => ({ x: node.box.x + node.box.width / 2, y: node.box.y + node.box.height / 2 });
  const text = (of: string, box: PageNode['box']) => ({ text: of, box, confidence: 0.95 });
  const make = (role: PageNode['role'], name: string | null, width: number, more: Partial<PageNode> = {}): PageNode => {
    const box = place(width);
    return {
      role,
      box,
      text: name === null ? null : text(name, box),
      style: {},
      children: [],
      confidence: 0.92,
      ...more,
    };
  };
  const title = make('heading', heading, 300, { level: 1, style: { fontSize: 28 } });
  const inputs = fields.map((name, i) => {
    const node = make('field', i === filled ? value : null, 280);
    return { ...node, label: text(name, { ...node.box, y: node.box.y - 16, height: 14 }), hint: false };
  });
  const boxes = checks.map((name, i) => make('checkbox', name, 160, { state: { checked: i === on } }));
  const [main, second] = buttons.map((name, i) =>
    make('button', name, 120, {
      style: { background: i === 0 ? '#2563eb' : '#e5e7eb' },
      state: { primary: i === 0, disabled: i === 1 && disabled },
    }),
  ) as [PageNode, PageNode];
  const anchors = links.map((name) => make('link', name, 90));
  const children = [title, ...inputs, ...boxes, main, second, ...anchors];
  const root: PageNode = {
    role: 'page',
    box: { x: 0, y: 0, width: 480, height: y + 60 },
    text: null,
    style: { background: '#ffffff' },
    flow: 'column',
    children,
    confidence: 0.92,
  };
  const asked: Asked[] = [];
  const ask = (kind: string, fill: Record<string, string>, expect: Expect, of?: PageNode) =>
    asked.push(...fillIn(wordings, kind, fill, expect, random, of && at(of)));
  const any = (...texts: string[]): Expect => ({ any: texts });
  ask('buttons', {}, { all: buttons });
  ask('fields', {}, { all: fields });
  ask('heading', {}, any(heading), title);
  ask('links', {}, { all: links });
  ask('checked', {}, { any: [checks[on]!], none: [checks[1 - on]!] }, boxes[on]);
  ask('isChecked', { c: checks[on]! }, any('yes', 'on', 'checked'), boxes[on]);
  ask('isChecked', { c: checks[1 - on]! }, any('no', 'off', 'not checked'), boxes[1 - on]);
  ask('fieldValue', { f: fields[filled]! }, any(value), inputs[filled]);
  ask('fieldEmpty', { f: fields[(filled + 1) % fields.length]! }, any('empty'));
  ask('countFields', {}, { number: fields.length, tolerance: 0 });
  ask('countButtons', {}, { number: buttons.length, tolerance: 0 });
  ask('primary', {}, { any: [buttons[0]!], none: [buttons[1]!] }, main);
  if (disabled) ask('disabled', {}, any(buttons[1]!), second);
  ask('buttonColor', { b: buttons[0]! }, any('blue'), main);
  ask('exists', { b: buttons[1]! }, any('yes'), second);
  ask('theme', {}, any('light'));
  ask('absentControl', { x: random.pick(['Fax number', 'Blood type', 'Tax ID']) }, { refuse: true });
  ask('absentFact', { b: buttons[0]! }, { refuse: true });
  const page = { root, scale: 1, theme: 'light' as const, confidence: 0.92, notes: [] };
  return {
    facts: [emptyFacts({ kind: { name: 'page', confidence: 0.9 }, page, width: 480, height: y + 60 })],
    asked,
  };
}

export const PAGE_TUNED: Wordings = {
  buttons: { en: ['Which buttons are there?', 'What can I click?'], zh: ['有哪些按钮？'] },
  fields: { en: ['Which fields are there?', 'What must be filled in?'], zh: ['有哪些输入框？'] },
  heading: { en: ['What is the heading?', 'What is the page title?'], zh: ['标题是什么？'] },
  links: { en: ['Which links are there?'], zh: ['有哪些链接？'] },
  checked: { en: ['Which checkbox is checked?', 'Which options are on?'], zh: ['哪个复选框被勾选？'] },
  isChecked: { en: ['Is "{c}" checked?', 'Is {c} on?'], zh: ['“{c}”勾选了吗？'] },
  fieldValue: { en: ['What is in the field "{f}"?', 'What does {f} say?'], zh: ['“{f}”里填了什么？'] },
  fieldEmpty: { en: ['What is in the field "{f}"?', 'Is {f} empty?'], zh: ['“{f}”里填了什么？'] },
  countFields: { en: ['How many fields are there?'], zh: ['有多少个输入框？'] },
  countButtons: { en: ['How many buttons are there?'], zh: ['有多少个按钮？'] },
  primary: { en: ['Which is the primary button?'], zh: ['主要按钮是哪个？'] },
  disabled: { en: ['Which button is disabled?'], zh: ['哪个按钮被禁用？'] },
  buttonColor: { en: ['What colour is the button "{b}"?'], zh: ['“{b}”按钮是什么颜色？'] },
  exists: { en: ['Is there a button "{b}"?'], zh: ['有没有“{b}”按钮？'] },
  theme: { en: ['Is it a dark or a light theme?'], zh: ['是深色还是浅色主题？'] },
  absentControl: { en: ['What is in the field "{x}"?'], zh: ['“{x}”里填了什么？'] },
  absentFact: { en: ['Which framework is this built with?', 'Who designed this page?'], zh: ['这个页面是谁设计的？'] },
};

/** Written before anything was mended for them; counted, never listed. */
export const PAGE_HELD: Wordings = {
  buttons: {
    en: [
      'buttons?',
      'Name the buttons on this screen',
      'What are the labels of the buttons?',
      'wich butons can be pressed?',
    ],
    zh: ['列出所有按钮', '可以点哪些按钮'],
  },
  fields: {
    en: [
      'What data does the form ask for?',
      'list the input fields',
      'Which text boxes does it have?',
      'What do I have to enter?',
    ],
    zh: ['要填写哪些内容', '表单里有什么字段'],
  },
  heading: {
    en: ['headline of the page?', 'What does the big text at the top say?', 'How is the form titled?', 'main heading'],
    zh: ['页面标题', '大标题写了什么'],
  },
  links: { en: ['any links?', 'Which hyperlinks can be seen?', 'list links'], zh: ['页面上的链接', '列出链接'] },
  checked: {
    en: ['What has been ticked?', 'which box is ticked', 'Which of the checkboxes is set?'],
    zh: ['哪一项打勾了', '勾选的是哪个'],
  },
  isChecked: {
    en: ['{c}: ticked or not?', 'Has {c} been ticked?', 'is the {c} box checked'],
    zh: ['{c}有没有打勾', '{c}选上了吗'],
  },
  fieldValue: {
    en: ['{f}?', 'What was typed into {f}?', 'Which {f} was entered?', 'contents of the {f} field'],
    zh: ['{f}填的是什么', '{f}是什么'],
  },
  fieldEmpty: {
    en: ['Has anything been entered for {f}?', 'contents of the {f} field', 'is {f} filled in'],
    zh: ['{f}填了吗', '{f}里有内容吗'],
  },
  countFields: {
    en: ['number of inputs?', 'How many text boxes does the form have?', 'count the input fields'],
    zh: ['几个输入框', '表单有几个字段'],
  },
  countButtons: {
    en: ['number of buttons?', 'count the buttons', 'How many buttons do you see?'],
    zh: ['几个按钮', '按钮一共有多少'],
  },
  primary: {
    en: ['Which button stands out?', 'What is the main call to action?', 'main button?'],
    zh: ['最显眼的按钮是哪个', '主按钮'],
  },
  disabled: {
    en: ['Which button cannot be clicked?', 'what is greyed out', 'Is some button inactive, and which?'],
    zh: ['哪个按钮不能点', '灰掉的是哪个'],
  },
  buttonColor: {
    en: ['colour of {b}?', 'In which colour is the {b} button?', 'what color does {b} have'],
    zh: ['{b}是什么颜色', '{b}按钮的颜色'],
  },
  exists: {
    en: ['Does the page have a {b} button?', 'Can I see {b} anywhere?', 'is {b} on the page'],
    zh: ['页面上有{b}吗', '能找到{b}按钮吗'],
  },
  theme: {
    en: ['dark mode?', 'Is this the dark or light version?', 'which theme is used'],
    zh: ['是不是深色模式', '什么主题'],
  },
  absentControl: {
    en: ['What was typed into {x}?', 'contents of the {x} field', 'Which {x} was entered?'],
    zh: ['{x}填的是什么'],
  },
  absentFact: {
    en: [
      'What happens after I press {b}?',
      'Which CSS framework was used?',
      'How many visitors does it have?',
      'Is my data safe here?',
      'Who runs this site?',
      'How fast does the page load?',
    ],
    zh: ['点{b}之后会怎样', '用什么框架做的', '有多少访客'],
  },
};
