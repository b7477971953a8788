/** The parts of a page that people ask about, by name. */
import type { PageData, PageNode, PageRole } from '../../shared/structure.ts';
import type { Concept } from '../language/lexicon.ts';
import type { Entity } from '../language/link.ts';

export interface Control {
  node: PageNode;
  parents: PageNode[];
  name: string;
}

const MOST = 3000;

/** Every part of the page with its parents, top down. */
export function controlsOf({ root }: PageData): Control[] {
  const found: Control[] = [];
  const walk = (node: PageNode, parents: PageNode[]) => {
    if (found.length >= MOST) return;
    found.push({ node, parents, name: nameOf(node) });
    for (const child of node.children) walk(child, [...parents, node]);
  };
  walk(root, []);
  return found;
}

const FIELDS: readonly PageRole[] = ['field', 'textarea', 'select'];
export const isField = (node: PageNode) => FIELDS.includes(node.role);

/** What people call it: a field by its label, all else by its words. */
function nameOf(node: PageNode): string {
  const own = node.label?.text ?? (isField(node) && !node.hint && node.text ? '' : (node.text?.text ?? ''));
  if (own) return own.replace(/\s+/g, ' ').trim();
  if (isField(node)) return node.text?.text ?? '';
  const inner = node.children.filter(({ text }) => text).map(({ text }) => text!.text);
  return inner.length > 0 && inner.length <= 2 && !CONTAINERS.includes(node.role) ? inner.join(' ') : '';
}

const CONTAINERS: readonly PageRole[] = [
  'page',
  'header',
  'nav',
  'sidebar',
  'main',
  'section',
  'card',
  'dialog',
  'form',
  'list',
  'table',
  'row',
  'footer',
  'box',
];

export const pageEntities = (controls: readonly Control[]): Entity[] =>
  controls.flatMap(({ node, name }, index) =>
    name && !CONTAINERS.includes(node.role) ? [{ type: 'control', index, owner: 0, name }] : [],
  );

export const ROLES: [Concept, PageRole[]][] = [
  ['checkbox', ['checkbox']],
  ['radio', ['radio']],
  ['switch', ['switch', 'checkbox']],
  ['select', ['select']],
  ['tab', ['tab']],
  ['button', ['button']],
  ['field', ['field', 'textarea', 'select']],
  ['link', ['link']],
  ['heading', ['heading']],
  ['title', ['heading']],
  ['image', ['image', 'avatar', 'icon']],
  ['card', ['card']],
  ['menu', ['nav', 'sidebar']],
];
