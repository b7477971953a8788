/**
 * Pages as code: compiled for every target, looked at by axe, and at half and double the width:
 *   node --import tsx scripts/eval/mockups/check.ts TRUTH.json PAGES.json      (PAGES: evaluate.ts --pages)
 * Contrast is left out: it is the mockup's own.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { pageToTarget } from '../../../src/mockup/index.ts';
import type { PageData } from '../../../src/shared/structure.ts';
import { compiled, TARGETS } from '../../../test/mockup/compile.ts';

const [truthFile, pagesFile] = process.argv.slice(2);
const truths = JSON.parse(readFileSync(truthFile!, 'utf8')) as Record<string, { width: number; height: number }>;
const pages = JSON.parse(readFileSync(pagesFile!, 'utf8')) as Record<string, PageData>;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Lines of text that lie over each other, or beyond the page's right edge; as a string, for the page's own world. */
const LOOK = `(() => {
  const lines = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    if (!n.data.trim() || /^(style|script|option)$/i.test(n.parentElement.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(n);
    for (const r of range.getClientRects()) if (r.width > 1) lines.push({ n, r, text: n.data.trim().slice(0, 20) });
  }
  const bad = [];
  for (const { r, text } of lines) if (r.right > innerWidth + 1 || r.left < -1) bad.push('cut: ' + text);
  for (let i = 0; i < lines.length; i++) for (let j = i + 1; j < lines.length; j++) {
    const [a, b] = [lines[i].r, lines[j].r];
    const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (lines[i].n !== lines[j].n && w > 2 && h > 5) bad.push('over: ' + lines[i].text + ' / ' + lines[j].text);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) bad.push('wider by ' + (document.documentElement.scrollWidth - innerWidth));
  return bad;
})()`;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const count = { pages: 0, compiled: 0, axe: 0, half: 0, double: 0 };
for (const [name, page] of Object.entries(pages)) {
  count.pages++;
  const failures: string[] = [];
  for (const target of TARGETS) {
    try {
      compiled(target, pageToTarget(page, target).code);
    } catch (error) {
      failures.push(`${target.framework}: ${String(error).slice(0, 120)}`);
    }
  }
  if (failures.length === 0) count.compiled++;
  const { code } = pageToTarget(page, { framework: 'html', tailwind: false });
  const { width, height } = truths[name]!;
  const tab = await browser.newPage({ viewport: { width, height } });
  await tab.setContent(code);
  await tab.evaluate(axe);
  const violations = (await tab.evaluate(
    `axe.run(document, { rules: { 'color-contrast': { enabled: false } } }).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes[0].html.slice(0, 90)))`,
  )) as string[];
  if (violations.length === 0) count.axe++;
  for (const [key, factor] of [
    ['half', 0.5],
    ['double', 2],
  ] as const) {
    await tab.setViewportSize({ width: Math.round(width * factor), height });
    const bad = (await tab.evaluate(LOOK)) as string[];
    if (bad.length === 0) count[key]++;
    else failures.push(`${key}: ${bad.slice(0, 3).join('; ')}`);
  }
  await tab.close();
  for (const line of [...failures, ...violations.map((v) => `axe: ${v}`)]) console.log(name, line);
}
await browser.close();
console.log(JSON.stringify(count));
