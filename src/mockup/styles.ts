/** How a page without styles of its own looks: a style sheet for semantic elements, and the same in Tailwind's classes. */

/** For the elements that the nano writes: header, nav, aside, main, form, table, cards, footer. `.page` is around all, so that nothing else of an app changes. */
export const PAGE_CSS = `.page *, .page *::before, .page *::after { box-sizing: border-box; }
.page { display: grid; grid-template: "header header" auto "aside main" 1fr "footer footer" auto / auto 1fr; min-height: 100vh; font: 15px/1.5 system-ui, sans-serif; color: #1f2937; background: #f8fafc; }
.page > header { grid-area: header; display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; justify-content: space-between; padding: 12px 24px; background: #ffffff; border-bottom: 1px solid #e5e7eb; }
.page > aside { grid-area: aside; display: flex; flex-direction: column; gap: 4px; width: 200px; padding: 20px 16px; background: #ffffff; border-right: 1px solid #e5e7eb; }
.page > main { grid-area: main; display: flex; flex-direction: column; gap: 24px; min-width: 0; padding: 24px; }
.page > footer { grid-area: footer; padding: 12px 24px; color: #6b7280; background: #ffffff; border-top: 1px solid #e5e7eb; }
.page h1, .page h2, .page h3, .page p { margin: 0; }
.page h1 { font-size: 20px; }
.page h2 { font-size: 24px; }
.page h3 { font-size: 16px; }
.page nav { display: flex; flex-wrap: wrap; gap: 4px 16px; }
.page a { color: #2563eb; text-decoration: none; padding: 4px 0; }
.page section, .page article { display: flex; flex-direction: column; align-items: flex-start; gap: 12px; }
.page .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: 16px; align-items: stretch; }
.page .grid > article { padding: 16px; background: #ffffff; border: 1px solid #e5e7eb; border-radius: 8px; }
.page form { display: flex; flex-direction: column; gap: 12px; width: 100%; max-width: 360px; padding: 20px; background: #ffffff; border: 1px solid #e5e7eb; border-radius: 8px; }
.page label { display: flex; flex-direction: column; gap: 4px; }
.page input, .page select, .page textarea { width: 100%; padding: 8px 10px; font: inherit; border: 1px solid #d1d5db; border-radius: 6px; }
.page input[type="checkbox"], .page input[type="radio"] { width: auto; }
.page button { align-self: flex-start; padding: 8px 16px; font: inherit; color: #ffffff; background: #2563eb; border: 0; border-radius: 6px; }
.page table { width: 100%; border-collapse: collapse; background: #ffffff; }
.page th, .page td { padding: 8px 12px; text-align: left; border-bottom: 1px solid #e5e7eb; }
.page .image { width: 100%; min-height: 96px; background: #e5e7eb; border-radius: 6px; }`;

const PANEL = 'bg-white border border-gray-200 rounded-lg';

/** Tailwind's classes of an element, in the place where it stands. `grid`: it has the class, `inGrid`: it is a child of such a one. */
export function tailwindClasses(tag: string, place: { top: boolean; grid: boolean; inGrid: boolean }): string {
  if (place.top) {
    if (tag === 'header')
      return 'col-span-2 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-gray-200 bg-white px-6 py-3';
    if (tag === 'aside') return 'flex w-52 flex-col gap-1 border-r border-gray-200 bg-white px-4 py-5';
    if (tag === 'main') return 'col-start-2 flex min-w-0 flex-col gap-6 p-6';
    if (tag === 'footer') return 'col-span-2 border-t border-gray-200 bg-white px-6 py-3 text-gray-500';
  }
  if (place.grid) return 'grid grid-cols-[repeat(auto-fill,minmax(180px,1fr))] gap-4';
  if (place.inGrid && tag === 'article') return `flex flex-col items-start gap-3 p-4 ${PANEL}`;
  return BY_TAG[tag] ?? '';
}

export const TAILWIND_PAGE =
  'grid min-h-screen grid-cols-[auto_1fr] grid-rows-[auto_1fr_auto] bg-slate-50 text-gray-800';

const FIELD = 'w-full rounded-md border border-gray-300 px-3 py-2';
const BY_TAG: Record<string, string> = {
  h1: 'text-xl font-bold',
  h2: 'text-2xl font-bold',
  h3: 'text-base font-semibold',
  nav: 'flex flex-wrap gap-x-4 gap-y-1',
  a: 'py-1 text-blue-600',
  section: 'flex flex-col items-start gap-3',
  article: 'flex flex-col items-start gap-3',
  form: `flex w-full max-w-sm flex-col gap-3 p-5 ${PANEL}`,
  label: 'flex flex-col gap-1',
  input: FIELD,
  select: FIELD,
  textarea: FIELD,
  button: 'self-start rounded-md bg-blue-600 px-4 py-2 text-white',
  table: 'w-full border-collapse bg-white',
  th: 'border-b border-gray-200 px-3 py-2 text-left',
  td: 'border-b border-gray-200 px-3 py-2 text-left',
  img: 'min-h-24 w-full rounded-md bg-gray-200',
};
