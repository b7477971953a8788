/**
 * The graph in a Mermaid flowchart: what `write.ts` writes and what people write by hand of the same kind. Styles, classes,
 * links, callbacks and directives are refused by name. Goes once over the text; nothing in it is ever run or drawn as markup.
 */
import { msg } from '../message.ts';
import type { DiagramData, NodeShape } from '../structure.ts';
import { labelAt, linkAt, nameAt, shapeAt, type Link } from './pieces.ts';
import { Scan, type SourceError } from './scan.ts';

export interface FlowNode {
  id: string;
  shape: NodeShape;
  text: string;
  group: string | null;
}

export interface FlowEdge extends Link {
  from: string;
  to: string;
}

export interface FlowGroup {
  id: string;
  title: string;
  parent: string | null;
}

export interface Flow {
  direction: DiagramData['direction'];
  nodes: FlowNode[];
  edges: FlowEdge[];
  groups: FlowGroup[];
}

const MOST = { nodes: 1000, edges: 6000, groups: 200, letters: 200_000 };

const NOT_DRAWN = /(?:click|style|classDef|class|linkStyle|accTitle|accDescr)(?=[ \t:])/y;

/** @returns the graph, without what stands on lines with errors; it is whole where `errors` is empty */
export function parseMermaid(source: string): { flow: Flow; errors: SourceError[] } {
  const parser = new Parser(source);
  return { flow: parser.read(), errors: parser.scan.errors };
}

interface Place {
  text: string | null;
  shape: NodeShape;
  group: string | null;
  at: number;
}

class Parser {
  readonly scan: Scan;
  private direction: DiagramData['direction'] = 'TB';
  private readonly named = new Map<string, Place>();
  private readonly edges: FlowEdge[] = [];
  private readonly groups = new Map<string, FlowGroup>();
  /** Groups under way, innermost last, with the names said in each. */
  private readonly open: { id: string; at: number; said: Set<string> }[] = [];

  constructor(source: string) {
    this.scan = new Scan(source);
  }

  read(): Flow {
    const { scan } = this;
    if (scan.text.length > MOST.letters) scan.fail(msg`More than ${MOST.letters} letters are not read.`, 0);
    else if (this.header()) while (this.next()) this.statement();
    for (const { at } of this.open) scan.fail(msg`"end" is missing for this group.`, at);
    return this.flow();
  }

  /** To the next statement. */
  private next(): boolean {
    const { scan } = this;
    for (;;) {
      scan.take(/[\s;]*/y);
      if (scan.sees('%%{')) scan.fail(msg`Directives are not followed here.`);
      else if (scan.sees('%%')) scan.skipLine();
      else return !scan.atEnd && !this.tooMuch();
    }
  }

  private tooMuch(): boolean {
    if (this.named.size <= MOST.nodes && this.edges.length <= MOST.edges && this.groups.size <= MOST.groups)
      return false;
    this.scan.fail(msg`The diagram is too large from here on.`);
    return true;
  }

  private header(): boolean {
    const { scan } = this;
    if (!this.next()) return false;
    const head = scan.take(/(?:flowchart|graph)(?!\w)[ \t]*(TB|TD|BT|LR|RL)?(?!\w)/y);
    if (!head) {
      scan.fail(
        msg`The first line is "flowchart" with a direction, such as "flowchart TB": other diagrams are not drawn here.`,
      );
      return false;
    }
    if (head[1] && head[1] !== 'TD') this.direction = head[1] as DiagramData['direction'];
    this.endOfLine();
    return true;
  }

  private endOfLine(): void {
    const { scan } = this;
    if (scan.atLineEnd()) return;
    scan.fail(msg`Nothing more was expected on this line.`);
  }

  private statement(): void {
    const { scan } = this;
    const start = scan.at;
    const refused = scan.take(NOT_DRAWN);
    if (refused)
      return void scan.fail(msg`"${refused[0]}" is not followed here: links, styles and titles are left out.`, start);
    if (scan.take(/subgraph(?!\w)/y)) return this.group(start);
    if (scan.take(/end(?!\w)/y)) return this.endGroup(start);
    if (this.open.length > 0 && scan.take(/direction[ \t]+(?:TB|TD|BT|LR|RL)(?!\w)/y)) return this.endOfLine();
    this.chain();
  }

  private group(start: number): void {
    const { scan } = this;
    scan.blanks();
    let id: string | undefined;
    let title: string | undefined;
    if (scan.sees('"')) title = labelAt(scan, '', [''])?.text;
    else if (!scan.atLineEnd()) {
      id = nameAt(scan);
      if (id === undefined) return;
      scan.blanks();
      if (scan.sees('[')) {
        scan.at++;
        title = labelAt(scan, '[', [']'])?.text;
        if (title === undefined) return;
      }
    } else title = '';
    if (id === undefined && title === undefined) return;
    id ??= `group_${this.groups.size + 1}`;
    if (this.groups.has(id)) return void scan.fail(msg`There is a group "${id}" already.`, start);
    this.endOfLine();
    const parent = this.open.at(-1)?.id ?? null;
    this.groups.set(id, { id, title: title ?? id, parent });
    this.open.push({ id, at: start, said: new Set() });
  }

  private endGroup(start: number): void {
    const group = this.open.pop();
    if (!group) return void this.scan.fail(msg`No group is open that "end" could close.`, start);
    // As in Mermaid: a part belongs to the group that is closed first of those in which it was named.
    for (const name of group.said) {
      const place = this.named.get(name);
      if (place) place.group ??= group.id;
    }
    this.endOfLine();
  }

  private chain(): void {
    const { scan } = this;
    let before = this.several();
    while (before) {
      scan.blanks();
      if (scan.atLineEnd()) return;
      const link = linkAt(scan);
      if (link === undefined) return;
      if (link === null) return void scan.fail(msg`A link to another part, or the end of the line, was expected here.`);
      scan.blanks();
      const after = this.several();
      if (!after) return;
      for (const from of before)
        for (const to of after) if (this.edges.length <= MOST.edges) this.edges.push({ from, to, ...link });
      before = after;
    }
  }

  /** `a & b & c` */
  private several(): string[] | undefined {
    const { scan } = this;
    const names: string[] = [];
    for (;;) {
      const name = this.part();
      if (name === undefined) return undefined;
      if (names.length < 100) names.push(name);
      scan.blanks();
      if (!scan.take(/&[ \t]+/y)) return names;
    }
  }

  private part(): string | undefined {
    const { scan } = this;
    const at = scan.at;
    const name = nameAt(scan);
    if (name === undefined) return undefined;
    const shape = shapeAt(scan);
    if (shape === undefined) return undefined;
    const place = this.named.get(name) ?? { text: null, shape: 'box', group: null, at };
    if (shape) Object.assign(place, shape);
    this.named.set(name, place);
    this.open.at(-1)?.said.add(name);
    return name;
  }

  private flow(): Flow {
    const nodes: FlowNode[] = [];
    for (const [id, { text, shape, group, at }] of this.named) {
      if (!this.groups.has(id)) nodes.push({ id, shape, text: text ?? id, group });
      else if (text !== null) this.scan.fail(msg`"${id}" is the name of a group as well.`, at);
    }
    return { direction: this.direction, nodes, edges: this.edges, groups: [...this.groups.values()] };
  }
}
