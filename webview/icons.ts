/** Line icons on a 16 × 16 grid, drawn for this project; they take the text's colour. */
import { svg, html, type TemplateResult } from 'lit-html';

const PATHS = {
  add: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  check: 'M3 8.5l3.2 3.2L13 5',
  insert: 'M2.5 3h11M2.5 13h11M5 8h8M2.5 6v4',
  replace: 'M3 5h8.5M9 2.5L11.5 5 9 7.5M13 11H4.500M7 8.500L4.500 11 7 13.500',
  file: 'M9.500 1.500h-6v13h9v-10zM9.500 1.500v3h3M8 7.500v4M6 9.500h4',
  open: 'M7 3H2.500v10.500H13V9M9 2.500h4.500V7M13.300 2.700L7.500 8.500',
  send: 'M2.500 2.500l11.500 5.500-11.500 5.500 1.500-5.500zM4 8h5',
  stop: 'M4 4h8v8H4z',
  refresh: 'M13 8a5 5 0 1 1-1.500-3.500M13 2v3h-3',
  image: 'M2.500 3h11v10h-11zM2.500 11l3.500-3.500 3 3 1.500-1.500 3 3M10.500 6.200a.3.3 0 1 0 .01 0',
  eye: 'M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM8 6a2 2 0 1 0 .01 0',
  search: 'M7 2.500a4.500 4.500 0 1 0 .01 0M10.300 10.300L14 14',
  text: 'M3 3.500h10M8 3.500v9.500M6 13h4',
  crop: 'M4.500 1.500v10h10M1.500 4.500h10v10',
  warning: 'M8 2L1.500 13.500h13zM8 6.500v3.500M8 11.600v.4',
  error: 'M8 1.800a6.200 6.200 0 1 0 .01 0M8 5v3.700M8 10.700v.4',
  chevron: 'M4 6l4 4 4-4',
  chart: 'M2.500 2.500v11h11M5.500 11V8M8.500 11V4.500M11.500 11V6.500',
  diagram: 'M5.500 2h5v3.500h-5zM1.500 10.500h5V14h-5zM9.500 10.500h5V14h-5zM8 5.500V8M4 10.500V8h8v2.500',
  screenshot: 'M1.500 3h13v8.500h-13zM5.500 13.500h5M4 5.500h3M4 7.500h5',
  code: 'M5 4.500L1.500 8 5 11.500M11 4.500L14.500 8 11 11.500M9 3l-2 10',
  trash: 'M2.500 4h11M6 4V2.500h4V4M4 4l.6 9.500h6.800L12 4M6.700 6.500v4.500M9.300 6.500v4.500',
  edit: 'M2.500 13.500l.7-3L10.500 3.200l2.300 2.300-7.300 7.300zM9 4.700L11.300 7',
  export: 'M8 9.500V1.500M5 4.500l3-3 3 3M3 8v6h10V8',
  sparkle: 'M7 2l1.300 4L12.500 7.500 8.300 9 7 13 5.700 9 1.500 7.500 5.700 6zM12.500 1.500v3M11 3h3',
  globe:
    'M8 1.800a6.200 6.200 0 1 0 .01 0M2 8h12M8 1.800c-3.300 3.500-3.300 9 0 12.400M8 1.800c3.300 3.500 3.300 9 0 12.400',
  link: 'M6.500 9.500l3-3M7 4.500l1.500-1.500a2.800 2.800 0 0 1 4 4L11 8.500M9 11.500L7.500 13a2.800 2.800 0 0 1-4-4L5 7.500',
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative icon: its button or text says what it means. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    ${svg`<path d=${PATHS[name]} />`}
  </svg>`;
}

/** The same as markup, for text that is rendered outside lit-html. */
export function iconMarkup(name: IconName): string {
  return `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="${PATHS[name]}"></path></svg>`;
}
