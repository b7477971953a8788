/**
 * A preview of generated HTML that can do nothing but be looked at: a frame with an empty sandbox (no scripts, no forms, no
 * navigation, an origin of its own) and a policy of its own without any network. Inline styles become one style sheet with the
 * page's style nonce, so that no part of the panel needs `unsafe-inline`.
 */
import * as l10n from '@vscode/l10n';
import DOMPurify from 'dompurify';

/** Opens or closes the preview under a code block. */
export function togglePreview(figure: HTMLElement, code: string, button: HTMLElement): void {
  const open = figure.querySelector('iframe');
  button.setAttribute('aria-expanded', String(!open));
  if (open) {
    open.remove();
    return;
  }
  const frame = document.createElement('iframe');
  frame.className = 'preview';
  frame.setAttribute('sandbox', '');
  frame.setAttribute('referrerpolicy', 'no-referrer');
  frame.setAttribute('data-testid', 'preview');
  frame.title = l10n.t('Preview of the code');
  frame.srcdoc = previewDocument(
    code,
    document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content ?? '',
  );
  figure.append(frame);
  frame.scrollIntoView({ block: 'nearest' });
}

/** The whole document of a preview frame. */
export function previewDocument(code: string, nonce: string): string {
  const clean = new DOMParser().parseFromString(sanitized(code), 'text/html');
  for (const image of clean.querySelectorAll<HTMLElement>('[src], [srcset], [background], [poster]')) {
    for (const name of ['src', 'srcset', 'background', 'poster']) {
      if (!image.getAttribute(name)?.startsWith('data:')) image.removeAttribute(name);
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
  const css = rules.join('\n').replace(/<\/style/gi, '');
  return (
    `<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; img-src data:">` +
    `<style nonce="${nonce}">html{color-scheme:light;background:#fff;color:#111;font:14px system-ui,sans-serif}\n${css}</style></head><body>${body}</body></html>`
  );
}

/** Without scripts and everything that loads or leads elsewhere; a string, because nodes of this page would start to load. */
function sanitized(code: string): string {
  return DOMPurify.sanitize(code, {
    WHOLE_DOCUMENT: true,
    FORBID_TAGS: ['script', 'iframe', 'object', 'embed', 'base', 'meta', 'link'],
    ADD_TAGS: ['style'],
  });
}
