/** From a parse to a query over a page. */
import type { Concept } from '../language/lexicon.ts';
import type { Entity } from '../language/link.ts';
import type { Parse } from '../language/parse.ts';
import { isField, ROLES, type Control } from './controls.ts';

export type PageOp =
  | 'list'
  | 'count'
  | 'state'
  | 'whichState'
  | 'value'
  | 'placeholder'
  | 'heading'
  | 'color'
  | 'size'
  | 'where'
  | 'exists'
  | 'theme'
  | 'say'
  | 'about'
  | 'background';

export interface PageQuery {
  op: PageOp;
  concept?: Concept;
  controls: number[];
  state?: 'checked' | 'unchecked' | 'selected' | 'disabled' | 'enabled' | 'primary';
  color?: string;
  missing: string[];
}

export function understandPage(
  parse: Parse,
  controls: readonly Control[],
): { query: PageQuery; score: number } | undefined {
  const { has, question } = parse;
  const named = parse.mentions
    .filter(({ weak, score }) => !weak || score === 1)
    .map(({ entities }) => best(entities, controls, parse));
  const roles = ROLES.filter(([concept]) => has(concept));
  // "Which buttons": the element that is named first decides; a heading's other words do not.
  const role = roles.find(([concept]) => concept !== 'title' && concept !== 'link') ?? roles[0];
  const make = (op: PageOp, more: Partial<PageQuery> = {}) => {
    const query: PageQuery = { op, controls: named, ...(role && { concept: role[0] }), missing: [], ...more };
    const hard = parse.unknown
      .filter(
        ({ capital, kind, raw }, index) =>
          capital ||
          kind === 'quoted' ||
          (kind === 'word' && (parse.language === 'zh' || (index === 0 && /^\p{Lu}/u.test(raw)))),
      )
      .map(({ raw }) => raw);
    query.missing =
      op === 'exists'
        ? []
        : [
            ...new Set([
              ...hard,
              ...(['value', 'state', 'placeholder', 'color', 'size', 'where'].includes(op) &&
              query.controls.length === 0
                ? parse.unknown.map(({ raw }) => raw)
                : []),
            ]),
          ];
    return { query, score: 1 + (roles.length > 0 ? 1.5 : 0) + named.length * 1.6 - parse.unknown.length * 0.5 };
  };
  const yesNo = /^(?:is|are|does|do|did|has|have|can|any)\b/i.test(question) || /吗|是否|是不是|有没有/.test(question);
  const state = stateOf(parse, role?.[0]);
  if (has('theme') && /dark|light|theme|深色|浅色|主题|暗色|亮色/i.test(question) && named.length === 0)
    return make('theme');
  if (has('background') && named.length === 0) return make('background');
  if (parse.counting) return role || state ? make('count', state ? { state } : {}) : undefined;
  if (has('color', 'background')) return make('color');
  if (has('size') && (named.length > 0 || role)) return make('size');
  if (has('where') && named.length > 0) return make('where');
  if (has('placeholder')) return make('placeholder');
  const ofField = named.some((index) => isField(controls[index]!.node));
  if (
    ofField &&
    /\b(?:fill|filled|enter|entered|typed|empty|blank|anything|something|contents?)\b|填|空|内容/i.test(question)
  )
    return make('value');
  if (yesNo && named.length > 0 && state) return make('state', { state });
  if (
    yesNo &&
    (/\b(?:is|are) there\b|\bhave\b|\bhas\b|^any\b|\bshow\b|\bpress\b|有没有|有.*吗|存在|看到/i.test(question) ||
      has('exist'))
  )
    return make('exists');
  if (
    state &&
    role?.[0] !== 'heading' &&
    role?.[0] !== 'title' &&
    (role || has('which', 'what', 'list') || parse.tokens.length <= 4) &&
    named.length === 0
  )
    return make('whichState', { state });
  if (named.length > 0) {
    const field = named.some((index) => isField(controls[index]!.node));
    const toggle = named.some((index) => ['checkbox', 'radio', 'switch'].includes(controls[index]!.node.role));
    if (toggle && (state || has('value', 'checked', 'switch', 'whether', 'what')))
      return make('state', { state: state ?? 'checked' });
    if (field && (has('value', 'say', 'field', 'what', 'which') || true)) return make('value');
    if (yesNo) return make(state ? 'state' : 'exists', state ? { state } : {});
    // Words that merely stand on the page: to say them again would answer nothing.
    if (!role && !has('say', 'value', 'label')) return undefined;
    return make('value');
  }
  if (!role && named.length === 0 && has('topside') && has('say')) return make('heading');
  if (
    (!role || role[0] === 'heading' || role[0] === 'title') &&
    has('heading', 'title') &&
    !has('list') &&
    !/headings\b|所有标题/.test(question)
  )
    return make('heading');
  if (role && (!['what'].includes(role[0]) || true)) return make('list');
  if (has('about')) return make('about');
  return undefined;
}

function stateOf(parse: Parse, role: Concept | undefined): PageQuery['state'] {
  const text = parse.question.toLowerCase();
  if (/\b(?:disabled|gr[ae]yed|inactive|unavailable)\b|禁用|不可用|灰掉|置灰|不能点/.test(text)) return 'disabled';
  if (
    /\b(?:unchecked|unticked|off|turned off|not checked|not ticked|not enabled|disabled)\b|未勾选|没勾选|没有勾选|关闭|关着|未选中|没打开/.test(
      text,
    )
  )
    return 'unchecked';
  if (
    /\b(?:checked|ticked|tick|toggled|enabled)\b|打了勾|\b(?:is|are|be|turned|switched|set) on\b|\b(?:is|are|been) (?:set|marked)\b|\bon or off\b|\bon\??$|勾选|打开|开启|开着|打勾|启用/.test(
      text,
    ) &&
    (parse.has('checked') || role === 'checkbox' || /tick|勾/.test(text))
  )
    return 'checked';
  if (role === 'button' && /\b(?:highlighted|most important|stands? out|call to action)\b|突出|显眼/.test(text))
    return 'primary';
  if (/\b(?:selected|active|current|chosen|highlighted)\b|选中|当前|激活|高亮/.test(text)) return 'selected';
  if (/\b(?:primary|main|default|prominent)\b|主要|主按钮|突出|默认/.test(text)) return 'primary';
  if (/\b(?:enabled)\b|启用|可用/.test(text)) return 'enabled';
  return undefined;
}

/** Of parts with the same name: a control before its caption, of the kind that is asked about. */
function best(entities: readonly Entity[], controls: readonly Control[], parse: Parse): number {
  const wanted = ROLES.filter(([concept]) => parse.has(concept)).flatMap(([, roles]) => roles);
  const order = ({ index }: Entity) => {
    const { role } = controls[index]!.node;
    return (
      (wanted.includes(role) ? 0 : 4) +
      (['field', 'textarea', 'select', 'checkbox', 'radio', 'switch', 'button', 'tab', 'link'].includes(role) ? 0 : 2)
    );
  };
  return [...entities].sort((a, b) => order(a) - order(b))[0]!.index;
}
