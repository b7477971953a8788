/** Looks with soft shadows, gradients and photographs, and Material's filled fields. Those with `held` are apart from tuning. */
import { readFileSync } from 'node:fs';
import { BASE, COMMON, esc, id, type Look } from './looks.ts';

/** Text over a photograph, as landing pages begin; `photo` is an address. */
const hero = (height: number, shade: string) => (body: string, photo: string) =>
  `<section style="background:linear-gradient(${shade},${shade}),url(${photo}) center/cover;min-height:${height}px;display:flex;flex-direction:column;justify-content:center;padding:0 48px;margin-bottom:24px" class="hero">${body}</section>`;

const material: Look = {
  ...BASE,
  name: 'material',
  font: 'Roboto',
  css: `${COMMON}body{font:16px/24px Roboto,sans-serif;color:#1c1b1f;background:#fef7ff}.nav{background:#6750a4;padding:0 24px;height:64px;gap:32px;box-shadow:0 2px 4px rgba(0,0,0,.25)}.nav a{color:#fff;text-decoration:none;font-size:14px;font-weight:500;text-transform:uppercase}.nav a.brand{font-size:20px;text-transform:none}.nav ul{gap:28px}main{padding:28px;max-width:1080px;margin:0 auto}.rest main{margin:0}.side{width:256px;background:#f7f2fa;padding:18px 12px}.side h2{font-size:20px;margin:6px 16px 18px}.side a{display:block;padding:14px 16px;border-radius:28px;color:#49454f;text-decoration:none;font-size:14px;line-height:20px;font-weight:500}.side a.on{background:#e8def8;color:#1d192b}h1{font-size:32px;line-height:40px;margin:0 0 16px;font-weight:400}h2{font-size:24px;line-height:32px;margin:24px 0 14px;font-weight:400}h3{font-size:18px;line-height:24px;margin:0 0 6px;font-weight:500}p{margin:0 0 14px}.muted{color:#49454f;font-size:14px;line-height:20px}.btn{border:0;border-radius:20px;height:40px;padding:0 24px;font-size:14px;font-weight:500;background:#6750a4;color:#fff;box-shadow:0 1px 3px rgba(0,0,0,.3)}.second{background:none;color:#6750a4;box-shadow:none;border:1px solid #79747e}.danger{background:#b3261e}.row{gap:12px;margin-bottom:20px}.field{background:#e7e0ec;border-radius:4px 4px 0 0;border-bottom:1px solid #49454f;padding:8px 16px;margin-bottom:20px}.field label{font-size:12px;line-height:16px;color:#49454f}.field input,select,textarea{border:0;padding:0;background:none;line-height:24px;color:#1c1b1f}::placeholder{color:#79747e}.check{gap:12px;margin-bottom:14px}.check input{width:18px;height:18px;margin:0;accent-color:#6750a4}.card{background:#fffbfe;border-radius:12px;box-shadow:0 1px 3px rgba(0,0,0,.3),0 4px 8px rgba(0,0,0,.12)}.body{padding:16px}.body p:last-child{margin:0}.foot{padding:0 16px 16px}.stat{padding:16px}.stat p{margin:0}.num{font-size:28px;line-height:36px}.grid{gap:16px;margin-bottom:24px}table{font-size:14px}th{padding:16px;color:#49454f;font-weight:500;border-bottom:1px solid #cac4d0}td{padding:14px 16px;border-bottom:1px solid #e7e0ec}.list{background:#fffbfe;margin-bottom:20px}.list li{padding:16px;border-bottom:1px solid #e7e0ec}.badge{background:#e8def8;border-radius:8px;padding:4px 12px;font-size:12px}a{color:#6750a4}.tabs{border-bottom:1px solid #cac4d0;margin-bottom:24px}.tabs button{border:0;background:none;padding:14px 24px;font-size:14px;font-weight:500;color:#49454f}.tabs .on{color:#6750a4;box-shadow:inset 0 -3px #6750a4}`,
  hero: hero(260, 'rgba(20,10,40,.55)'),
};

const soft: Look = {
  ...BASE,
  name: 'soft',
  font: 'Montserrat',
  css: `${COMMON}body{font:15px/23px Montserrat,sans-serif;color:#44506b;background:#e8edf4}.nav{padding:0 34px;height:72px;gap:34px;background:#e8edf4;box-shadow:0 6px 18px rgba(140,155,180,.35)}.nav a{color:#63708c;text-decoration:none}.nav a.brand{font-weight:700;font-size:20px;color:#30415f}.nav ul{gap:28px}main{padding:34px;max-width:1090px;margin:0 auto}.rest main{margin:0}.side{width:236px;padding:26px 18px;box-shadow:6px 0 18px rgba(140,155,180,.3)}.side h2{font-size:19px;margin:0 0 20px 10px}.side a{display:block;padding:10px 14px;border-radius:12px;color:#63708c;text-decoration:none}.side a.on{box-shadow:inset 3px 3px 7px #c5cedd,inset -3px -3px 7px #fff;color:#2f6bff}h1{font-size:30px;line-height:38px;margin:0 0 14px}h2{font-size:21px;line-height:28px;margin:30px 0 14px}h3{font-size:17px;margin:0 0 6px}p{margin:0 0 14px}.muted{color:#8a96ad}.btn{border:0;border-radius:14px;padding:12px 24px;font-weight:600;background:#e8edf4;color:#44506b;box-shadow:5px 5px 12px #c5cedd,-5px -5px 12px #fff}.primary{background:#2f6bff;color:#fff}.danger{color:#e0435c}.row{gap:18px;margin-bottom:22px}.field{margin-bottom:18px}.field label{margin-bottom:7px;font-weight:600}.field input,select,textarea{border:0;border-radius:12px;padding:12px 16px;background:#e8edf4;box-shadow:inset 4px 4px 9px #c5cedd,inset -4px -4px 9px #fff;color:#44506b}::placeholder{color:#9aa6bd}.check{gap:11px;margin-bottom:13px}.check input{width:18px;height:18px;margin:0;accent-color:#2f6bff}.card{border-radius:20px;background:#e8edf4;box-shadow:8px 8px 20px #c5cedd,-8px -8px 20px #fff}.body{padding:22px}.body p:last-child{margin:0}.foot{padding:0 22px 22px}.stat{padding:20px 22px}.stat p{margin:0}.num{font-size:27px;line-height:35px;font-weight:700}.grid{gap:28px;margin-bottom:28px}table{background:#f1f5fa;border-radius:16px;box-shadow:6px 6px 16px #c5cedd,-6px -6px 16px #fff}th{padding:15px 20px;font-weight:600;color:#8a96ad}td{padding:13px 20px;border-top:1px solid #dde4ee}.list{margin-bottom:22px}.list li{padding:14px 18px;border-radius:14px;margin-bottom:12px;box-shadow:4px 4px 10px #c5cedd,-4px -4px 10px #fff}.badge{border-radius:10px;padding:3px 10px;font-size:12px;background:#dbe6ff;color:#2f6bff}a{color:#2f6bff}.tabs{gap:10px;margin-bottom:24px;padding:6px;border-radius:16px;box-shadow:inset 3px 3px 7px #c5cedd,inset -3px -3px 7px #fff}.tabs button{border:0;background:none;border-radius:12px;padding:9px 20px;color:#63708c}.tabs .on{background:#fff;color:#2f6bff;box-shadow:2px 2px 6px #c5cedd}`,
  hero: hero(240, 'rgba(232,237,244,.78)'),
};

const photos: Look = {
  ...BASE,
  name: 'photos',
  font: 'Poppins',
  css: `${COMMON}body{font:15px/24px Poppins,sans-serif;color:#2b2b2b;background:#fff}.nav{padding:0 48px;height:76px;gap:40px}.nav a{color:#2b2b2b;text-decoration:none}.nav a.brand{font-weight:600;font-size:22px}.nav ul{gap:30px;justify-content:flex-end}main{padding:0 48px 40px}.rest main{padding:32px}.side{width:230px;background:#faf6f1;padding:28px 22px}.side h2{font-size:20px;margin:0 0 20px}.side a{display:block;padding:8px 0;color:#7a6f63;text-decoration:none}.side a.on{color:#c4622d;font-weight:600}h1{font-size:38px;line-height:48px;margin:16px 0 12px;font-weight:600}h2{font-size:25px;line-height:34px;margin:30px 0 16px;font-weight:600}h3{font-size:18px;line-height:26px;margin:0 0 4px;font-weight:600}p{margin:0 0 14px}.muted{color:#8b8178}.btn{border:0;padding:12px 30px;background:#c4622d;color:#fff;font-weight:500}.second{background:#fff;color:#c4622d;border:1px solid #c4622d;padding:11px 29px}.row{gap:16px;margin-bottom:20px}.field{margin-bottom:20px}.field label{font-size:13px;color:#8b8178}.field input,select,textarea{border:0;border-bottom:1px solid #b9aea2;padding:7px 0;background:none;border-radius:0}::placeholder{color:#b9aea2}.check{gap:10px;margin-bottom:12px}.check input{width:17px;height:17px;margin:0;accent-color:#c4622d}.body{padding:16px 0}.body p:last-child{margin:0}.foot{padding:0 0 16px}.stat{background:#faf6f1;padding:20px}.stat p{margin:0}.num{font-size:28px;line-height:38px;font-weight:600}.grid{gap:26px;margin-bottom:26px}th{padding:14px 12px;border-bottom:2px solid #2b2b2b;font-weight:600}td{padding:13px 12px;border-bottom:1px solid #e8e0d7}.list{margin-bottom:20px}.list li{padding:12px 0;border-bottom:1px solid #e8e0d7}.badge{background:#f3e4d9;color:#c4622d;padding:3px 10px;font-size:12px}a{color:#c4622d}footer{padding:22px 48px;background:#2b2b2b;color:#d8d0c7}.hero h1,.hero p{color:#fff}.tabs{gap:32px;margin-bottom:26px;border-bottom:1px solid #e8e0d7}.tabs button{border:0;background:none;padding:10px 0;color:#8b8178}.tabs .on{color:#2b2b2b;border-bottom:3px solid #c4622d}`,
  hero: hero(300, 'rgba(0,0,0,.45)'),
};

const aurora: Look = {
  ...BASE,
  name: 'aurora',
  held: true,
  dark: true,
  font: 'Inter',
  css: `${COMMON}body{font:15px/23px Inter,sans-serif;color:#dfe3f5;background:linear-gradient(135deg,#141432,#2a1f52 55%,#12324a);min-height:100vh}.nav{padding:0 32px;height:66px;gap:32px;background:rgba(255,255,255,.07)}.nav a{color:#c5cbea;text-decoration:none}.nav a.brand{font-weight:700;font-size:20px;color:#fff}.nav ul{gap:26px}main{padding:32px;max-width:1080px;margin:0 auto}.rest main{margin:0}.side{width:232px;background:rgba(0,0,0,.28);padding:24px 16px}.side h2{color:#fff;font-size:19px;margin:0 0 18px 10px}.side a{display:block;padding:9px 12px;border-radius:9px;color:#b4bbdf;text-decoration:none}.side a.on{background:linear-gradient(90deg,#7c5cff,#23a6d5);color:#fff}h1{font-size:32px;line-height:40px;margin:0 0 12px;color:#fff}h2{font-size:22px;line-height:30px;margin:28px 0 14px;color:#fff}h3{font-size:17px;margin:0 0 6px;color:#fff}p{margin:0 0 14px}.muted{color:#98a1cc}.btn{border:0;border-radius:10px;padding:11px 22px;font-weight:600;background:rgba(255,255,255,.12);color:#fff}.primary{background:linear-gradient(90deg,#7c5cff,#23a6d5)}.danger{background:linear-gradient(90deg,#ff5f6d,#d3385f)}.row{gap:14px;margin-bottom:20px}.field{margin-bottom:18px}.field label{margin-bottom:6px;color:#b4bbdf}.field input,select,textarea{border:1px solid rgba(255,255,255,.2);border-radius:9px;padding:10px 14px;background:rgba(0,0,0,.25);color:#fff}::placeholder{color:#8088b5}.check{gap:10px;margin-bottom:12px}.check input{width:17px;height:17px;margin:0;accent-color:#7c5cff}.card{background:rgba(255,255,255,.08);border-radius:16px;box-shadow:0 8px 26px rgba(0,0,0,.35)}.body{padding:20px}.body p:last-child{margin:0}.foot{padding:0 20px 20px}.stat{padding:18px 20px}.stat p{margin:0}.num{font-size:28px;line-height:36px;font-weight:700;color:#fff}.grid{gap:20px;margin-bottom:24px}table{background:rgba(255,255,255,.06);border-radius:12px}th{padding:14px 18px;color:#98a1cc;font-weight:500}td{padding:13px 18px;border-top:1px solid rgba(255,255,255,.1)}.list{margin-bottom:20px}.list li{background:rgba(255,255,255,.07);padding:13px 18px;border-radius:10px;margin-bottom:10px}.badge{background:#3d3477;border-radius:7px;padding:3px 10px;font-size:12px}a{color:#7fd4ff}.tabs{gap:24px;margin-bottom:22px;border-bottom:1px solid rgba(255,255,255,.15)}.tabs button{border:0;background:none;color:#98a1cc;padding:11px 4px}.tabs .on{color:#fff;border-bottom:2px solid #7fd4ff}`,
  hero: hero(260, 'rgba(15,15,45,.6)'),
};

const fomantic: Look = {
  ...BASE,
  name: 'fomantic',
  held: true,
  sheets: ['fomantic-ui-css/semantic.min.css'],
  font: 'Lato',
  css: 'body{padding:0}.num{font-size:30px;margin:0}.grid4{display:grid;gap:20px;margin-bottom:20px}.narrow{max-width:420px;margin:30px auto}.ui.menu{border-radius:0;margin:0}',
  nav: (brand, links, action) =>
    `<nav class="ui menu"><a class="header item" href="#">${brand}</a>${links.map((l) => `<a class="item" href="#">${l}</a>`).join('')}${action ? `<div class="right menu"><div class="item"><button class="ui primary button">${action}</button></div></div>` : ''}</nav>`,
  side: (brand, links) =>
    `<aside style="width:230px;background:#1b1c1d"><div class="ui inverted vertical menu" style="width:230px"><h2 class="ui inverted header item">${brand}</h2>${links.map((l, i) => `<a class="item ${i === 1 ? 'active' : ''}" href="#">${l}</a>`).join('')}</div></aside>`,
  page: ({ nav = '', side = '', main, foot = '' }) =>
    side
      ? `<div style="display:flex;min-height:100vh">${side}<div style="flex:1">${nav}<main style="padding:28px">${main}</main></div></div>`
      : `${nav}<main class="ui container" style="padding:28px 0">${main}</main>${foot ? `<footer class="ui secondary segment" style="margin:0">${foot}</footer>` : ''}`,
  h1: (t) => `<h1 class="ui header">${esc(t)}</h1>`,
  h2: (t) => `<h2 class="ui header">${esc(t)}</h2>`,
  h3: (t) => `<h3 class="ui header">${esc(t)}</h3>`,
  muted: (t) => `<p style="color:rgba(0,0,0,.55)">${esc(t)}</p>`,
  button: (t, kind = 'primary') =>
    `<button class="ui ${{ primary: 'primary', second: 'basic', danger: 'red' }[kind]} button">${esc(t)}</button>`,
  row: (parts) => `<div style="display:flex;gap:8px;margin-bottom:16px">${parts.join('')}</div>`,
  form: (parts) => `<form class="ui form">${parts.join('')}</form>`,
  check: (t, on) => {
    const f = id();
    return `<div class="field"><div class="ui checkbox"><input type="checkbox" id="${f}" ${on ? 'checked' : ''}><label for="${f}">${t}</label></div></div>`;
  },
  radio: (t, on, g) => {
    const f = id();
    return `<div class="field"><div class="ui radio checkbox"><input type="radio" name="${g}" id="${f}" ${on ? 'checked' : ''}><label for="${f}">${t}</label></div></div>`;
  },
  card: ({ image, title, body, foot }) =>
    `<div class="ui card" style="width:100%;margin:0">${image ?? ''}<div class="content">${title ? `<h3 class="header">${title}</h3>` : ''}${body}</div>${foot ? `<div class="extra content">${foot}</div>` : ''}</div>`,
  grid: (columns, parts) =>
    `<div class="grid4" style="grid-template-columns:repeat(${columns},1fr)">${parts.join('')}</div>`,
  table: (head, rows) => BASE.table(head, rows).replace('<table>', '<table class="ui celled table">'),
  list: (items) =>
    `<ul class="ui divided list" style="padding:0;list-style:none">${items.map((i) => `<li class="item" style="padding:10px 0">${i}</li>`).join('')}</ul>`,
  badge: (t) => `<span class="ui teal label">${t}</span>`,
  stat: (label, value) =>
    `<div class="ui segment" style="margin:0"><p style="color:rgba(0,0,0,.55);margin:0">${label}</p><p class="num">${value}</p></div>`,
  tabs: (items) =>
    `<div class="ui top attached tabular menu" role="tablist" style="margin-bottom:20px">${items.map((t, i) => `<button role="tab" class="item ${i === 0 ? 'active' : ''}" style="background:none">${t}</button>`).join('')}</div>`,
  hero: hero(240, 'rgba(0,0,0,.5)'),
};

export const RICH_LOOKS: Look[] = [material, soft, photos, aurora, fomantic];

const FILES: Record<string, string> = { 'Open Sans': 'open-sans' };

/** `@font-face` rules with the faces themselves: pictures are drawn in the face that the look names, where it is at hand. */
export function facesOf(font: string, modules: string): string {
  const name = FILES[font] ?? font.toLowerCase();
  return [400, 700]
    .map((weight) => {
      try {
        const data = readFileSync(`${modules}/@fontsource/${name}/files/${name}-latin-${weight}-normal.woff2`);
        return `@font-face{font-family:"${font}";font-weight:${weight};src:url(data:font/woff2;base64,${data.toString('base64')})}`;
      } catch {
        return '';
      }
    })
    .join('');
}
