/**
 * A preview of generated HTML that can do nothing but be looked at: a frame with an empty sandbox (no scripts, no forms, no
 * navigation, an origin of its own) and a policy of its own without any network. Inline styles become one style sheet with the
 * page's style nonce, so that no part of the panel needs `unsafe-inline`.
 */
import * as l10n from '@vscode/l10n';
import DOMPurify from 'dompurify';

/** Opens or closes the preview under a code block. */
export function togglePreview(figure: HTMLElement, code: string, button: HTMLElement): void {
  const open = figure.querySelector('.preview-box');
  button.setAttribute('aria-expanded', String(!open));
  if (open) {
    open.remove();
    return;
  }
  const box = document.createElement('div');
  box.className = 'preview-box';
  // A side bar is narrower than most pages: an editor tab beside the code has the room.
  const tab = document.createElement('button');
  Object.assign(tab, { type: 'button', className: 'text-button', textContent: l10n.t('Open in an editor tab') });
  tab.setAttribute('data-code', 'preview-tab');
  const frame = document.createElement('iframe');
  frame.className = 'preview';
  frame.setAttribute('sandbox', '');
  frame.setAttribute('referrerpolicy', 'no-referrer');
  frame.setAttribute('data-testid', 'preview');
  frame.title = l10n.t('Preview of the code');
  frame.srcdoc = previewDocument(code);
  box.append(tab, frame);
  figure.append(box);
  box.scrollIntoView({ block: 'nearest' });
}

/** The whole document of a preview frame. */
export function previewDocument(code: string): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content ?? '';
  if (code.length > MAX_CODE) code = '';
  const clean = new DOMParser().parseFromString(sanitized(code, nonce), 'text/html');
  for (const element of clean.querySelectorAll<HTMLElement>('*')) {
    for (const { name, value } of [...element.attributes]) {
      const loads = ['src', 'srcset', 'background', 'poster', 'data'].includes(name) && !RASTER.test(value);
      // Nothing leads anywhere: a link that is clicked would open a connection from inside the frame.
      if (loads || LEADS.test(name)) element.removeAttribute(name);
    }
  }
  const rules: string[] = [];
  for (const style of clean.querySelectorAll('style')) {
    rules.push(style.textContent ?? '');
    style.remove();
  }
  let count = 0;
  for (const element of clean.querySelectorAll<HTMLElement>('[style]')) {
    const name = `s${count++}`;
    rules.push(`[data-imp="${name}"][data-imp] { ${element.getAttribute('style')!.replace(/[{}]/g, '')} }`);
    element.removeAttribute('style');
    element.setAttribute('data-imp', name);
  }
  const body = clean.body.innerHTML;
  // In CSS `\\/` is a slash as well, and to HTML it ends no element.
  const css = rules.join('\n').replace(/<(?=\/)/g, '<\\');
  return (
    `<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; img-src data:">` +
    `<style nonce="${nonce}">html{color-scheme:light;background:#fff;color:#111;font:14px system-ui,sans-serif}\n${css}</style></head><body>${body}</body></html>`
  );
}

/** Pixels: a drawing in an address could hold the window up. */
const RASTER = /^data:image\/(png|jpeg|gif|webp|bmp)[;,]/i;
const LEADS = /^(href|xlink:href|action|formaction|ping|target|srcdoc|cite|longdesc|usemap)$/i;
/** Of SVG what draws itself many times over: a kilobyte of it can hold the window up. */
const COSTLY = [
  'use',
  'symbol',
  'pattern',
  'mask',
  'filter',
  'clippath',
  'marker',
  'foreignobject',
  'image',
  'animate',
  'set',
];
/** Longer code is no mockup. */
const MAX_CODE = 300_000;

/** Without scripts and everything that loads or leads elsewhere; a string, because nodes of this page would start to load. */
function sanitized(code: string, nonce: string): string {
  // A document that is parsed here has the panel's policy, which refuses style sheets without the nonce with an error each.
  return DOMPurify.sanitize(code.replace(/<style(?=[\s>/])/gi, `<style nonce="${nonce}"`), {
    WHOLE_DOCUMENT: true,
    FORBID_TAGS: ['script', 'iframe', 'object', 'embed', 'base', 'meta', 'link', ...COSTLY],
    ADD_TAGS: ['style'],
  });
}
