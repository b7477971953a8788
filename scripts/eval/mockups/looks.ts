/** How pages look: markup and styles of widgets in several styles, by frameworks from npm or by hand. */
export interface FieldSpec {
  label: string;
  value?: string;
  hint?: string;
  type?: string;
}

export interface Look {
  name: string;
  /** Apart from tuning. */
  held?: boolean;
  dark?: boolean;
  phone?: boolean;
  /** Style sheets in node_modules. */
  sheets?: string[];
  css: string;
  font: string;
  nav(brand: string, links: string[], action?: string): string;
  side(brand: string, links: string[]): string;
  page(parts: { nav?: string; side?: string; main: string; foot?: string }): string;
  h1(text: string): string;
  h2(text: string): string;
  h3(text: string): string;
  p(text: string): string;
  muted(text: string): string;
  link(text: string): string;
  button(text: string, kind?: 'primary' | 'second' | 'danger'): string;
  row(parts: string[]): string;
  field(spec: FieldSpec): string;
  area(label: string, value: string): string;
  select(label: string, value: string): string;
  check(text: string, on: boolean): string;
  radio(text: string, on: boolean, group: string): string;
  form(parts: string[]): string;
  card(parts: { image?: string; title?: string; body: string; foot?: string }): string;
  grid(columns: number, parts: string[]): string;
  table(head: string[], rows: string[][]): string;
  list(items: string[]): string;
  badge(text: string): string;
  stat(label: string, value: string): string;
  narrow(body: string): string;
  tabs(items: string[]): string;
  hero(body: string, photo: string): string;
}

export const esc = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
let ids = 0;
export const id = () => `f${++ids}`;

/** Plain semantic markup with classes; looks override what they do otherwise. */
export const BASE: Omit<Look, 'name' | 'css' | 'font'> = {
  nav: (brand, links, action) =>
    `<nav class="nav"><a class="brand" href="#">${brand}</a><ul>${links.map((l) => `<li><a href="#">${l}</a></li>`).join('')}</ul>${action ? `<button class="btn primary">${action}</button>` : ''}</nav>`,
  side: (brand, links) =>
    `<aside class="side"><h2>${brand}</h2><ul>${links.map((l, i) => `<li><a href="#" class="${i === 1 ? 'on' : ''}">${l}</a></li>`).join('')}</ul></aside>`,
  page: ({ nav = '', side = '', main, foot = '' }) =>
    side
      ? `<div class="frame">${side}<div class="rest">${nav}<main>${main}</main></div></div>`
      : `${nav}<main>${main}</main>${foot ? `<footer>${foot}</footer>` : ''}`,
  h1: (t) => `<h1>${esc(t)}</h1>`,
  h2: (t) => `<h2>${esc(t)}</h2>`,
  h3: (t) => `<h3>${esc(t)}</h3>`,
  p: (t) => `<p>${esc(t)}</p>`,
  muted: (t) => `<p class="muted">${esc(t)}</p>`,
  link: (t) => `<a href="#">${esc(t)}</a>`,
  button: (t, kind = 'primary') => `<button class="btn ${kind}">${esc(t)}</button>`,
  row: (parts) => `<div class="row">${parts.join('')}</div>`,
  field: ({ label, value, hint, type = 'text' }) => {
    const f = id();
    return `<div class="field"><label for="${f}">${label}</label><input id="${f}" type="${type}" ${value ? `value="${value}"` : ''} ${hint ? `placeholder="${hint}"` : ''}></div>`;
  },
  area: (label, value) => {
    const f = id();
    return `<div class="field"><label for="${f}">${label}</label><textarea id="${f}" rows="3">${value}</textarea></div>`;
  },
  select: (label, value) => {
    const f = id();
    return `<div class="field"><label for="${f}">${label}</label><select id="${f}"><option>${value}</option></select></div>`;
  },
  check: (t, on) => {
    const f = id();
    return `<div class="check"><input type="checkbox" id="${f}" ${on ? 'checked' : ''}><label for="${f}">${t}</label></div>`;
  },
  radio: (t, on, group) => {
    const f = id();
    return `<div class="check"><input type="radio" name="${group}" id="${f}" ${on ? 'checked' : ''}><label for="${f}">${t}</label></div>`;
  },
  form: (parts) => `<form>${parts.join('')}</form>`,
  card: ({ image, title, body, foot }) =>
    `<article class="card">${image ?? ''}<div class="body">${title ? `<h3>${title}</h3>` : ''}${body}</div>${foot ? `<div class="foot">${foot}</div>` : ''}</article>`,
  grid: (columns, parts) =>
    `<div class="grid" style="grid-template-columns:repeat(${columns},1fr)">${parts.join('')}</div>`,
  table: (head, rows) =>
    `<table><thead><tr>${head.map((h) => `<th>${h}</th>`).join('')}</tr></thead><tbody>${rows.map((r) => `<tr>${r.map((c) => `<td>${c}</td>`).join('')}</tr>`).join('')}</tbody></table>`,
  list: (items) => `<ul class="list">${items.map((i) => `<li>${i}</li>`).join('')}</ul>`,
  badge: (t) => `<span class="badge">${t}</span>`,
  stat: (label, value) => `<div class="card stat"><p class="muted">${label}</p><p class="num">${value}</p></div>`,
  narrow: (body) => `<div class="narrow">${body}</div>`,
  tabs: (items) =>
    `<div class="tabs" role="tablist">${items.map((t, i) => `<button role="tab" class="${i === 0 ? 'on' : ''}">${t}</button>`).join('')}</div>`,
  hero: (body, photo) =>
    `<section class="hero" style="background:url(${photo}) center/cover;padding:70px 40px;margin-bottom:24px">${body}</section>`,
};

export const COMMON = `*{box-sizing:border-box}body{margin:0}ul{list-style:none;padding:0;margin:0}.nav,.nav ul,.row,.check{display:flex;align-items:center}.grid{display:grid}.frame{display:flex;min-height:100vh}.rest{flex:1;min-width:0}.narrow{max-width:420px;margin:0 auto}.field label{display:block}input[type=text],input[type=email],input[type=password],select,textarea,.field input{width:100%;font:inherit;display:block}.check input{flex:none}table{width:100%;border-collapse:collapse}th,td{text-align:left}button{font:inherit;cursor:pointer}.tabs{display:flex}.nav ul{flex:1}img,.ph{display:block}.card{overflow:hidden}`;

const bootstrap: Look = {
  ...BASE,
  name: 'bootstrap',
  sheets: ['bootstrap/dist/css/bootstrap.css'],
  font: 'Roboto',
  css: '.num{font-size:28px;margin:0}.ph{display:block}.grid{display:grid;gap:24px}.narrow{max-width:420px;margin:0 auto}',
  nav: (brand, links, action) =>
    `<nav class="navbar navbar-expand bg-body-tertiary border-bottom px-4"><a class="navbar-brand" href="#">${brand}</a><ul class="navbar-nav me-auto">${links.map((l) => `<li class="nav-item"><a class="nav-link" href="#">${l}</a></li>`).join('')}</ul>${action ? `<button class="btn btn-primary">${action}</button>` : ''}</nav>`,
  side: (brand, links) =>
    `<aside class="bg-light border-end p-3" style="width:240px"><h2 class="fs-5 mb-3">${brand}</h2><ul class="nav nav-pills flex-column">${links.map((l, i) => `<li class="nav-item"><a href="#" class="nav-link ${i === 1 ? 'active' : ''}">${l}</a></li>`).join('')}</ul></aside>`,
  page: ({ nav = '', side = '', main, foot = '' }) =>
    side
      ? `<div style="display:flex;min-height:100vh">${side}<div style="flex:1">${nav}<main class="p-4">${main}</main></div></div>`
      : `${nav}<main class="container py-4">${main}</main>${foot ? `<footer class="border-top p-3 text-body-secondary">${foot}</footer>` : ''}`,
  h1: (t) => `<h1 class="mb-3">${t}</h1>`,
  h2: (t) => `<h2 class="h4 mt-4 mb-3">${t}</h2>`,
  muted: (t) => `<p class="text-body-secondary">${t}</p>`,
  button: (t, kind = 'primary') =>
    `<button class="btn btn-${{ primary: 'primary', second: 'outline-secondary', danger: 'danger' }[kind]}">${t}</button>`,
  row: (parts) => `<div class="d-flex gap-2 align-items-center mb-3">${parts.join('')}</div>`,
  field: ({ label, value, hint, type = 'text' }) => {
    const f = id();
    return `<div class="mb-3"><label class="form-label" for="${f}">${label}</label><input class="form-control" id="${f}" type="${type}" ${value ? `value="${value}"` : ''} ${hint ? `placeholder="${hint}"` : ''}></div>`;
  },
  area: (label, value) =>
    `<div class="mb-3"><label class="form-label">${label}</label><textarea class="form-control" rows="3">${value}</textarea></div>`,
  select: (label, value) =>
    `<div class="mb-3"><label class="form-label">${label}</label><select class="form-select"><option>${value}</option></select></div>`,
  check: (t, on) =>
    `<div class="form-check mb-3"><input class="form-check-input" type="checkbox" ${on ? 'checked' : ''}><label class="form-check-label">${t}</label></div>`,
  radio: (t, on, g) =>
    `<div class="form-check"><input class="form-check-input" type="radio" name="${g}" ${on ? 'checked' : ''}><label class="form-check-label">${t}</label></div>`,
  card: ({ image, title, body, foot }) =>
    `<div class="card">${image ?? ''}<div class="card-body">${title ? `<h5 class="card-title">${title}</h5>` : ''}${body}</div>${foot ? `<div class="card-footer">${foot}</div>` : ''}</div>`,
  table: (head, rows) => BASE.table(head, rows).replace('<table>', '<table class="table">'),
  list: (items) =>
    `<ul class="list-group mb-3">${items.map((i) => `<li class="list-group-item">${i}</li>`).join('')}</ul>`,
  badge: (t) => `<span class="badge text-bg-secondary">${t}</span>`,
  stat: (label, value) =>
    `<div class="card"><div class="card-body"><p class="text-body-secondary mb-1">${label}</p><p class="num">${value}</p></div></div>`,
};

const bulma: Look = {
  ...BASE,
  name: 'bulma',
  sheets: ['bulma/css/bulma.css'],
  font: 'Inter',
  css: '.num{font-size:30px;font-weight:600}.grid2{display:grid;gap:20px}.narrow{max-width:440px;margin:0 auto}',
  nav: (brand, links, action) =>
    `<nav class="navbar is-dark"><div class="navbar-brand"><a class="navbar-item has-text-weight-bold" href="#">${brand}</a></div><div class="navbar-menu is-active"><div class="navbar-start">${links.map((l) => `<a class="navbar-item" href="#">${l}</a>`).join('')}</div>${action ? `<div class="navbar-end"><div class="navbar-item"><button class="button is-link">${action}</button></div></div>` : ''}</div></nav>`,
  side: (brand, links) =>
    `<aside class="menu p-4" style="width:230px;border-right:1px solid #dbdbdb"><p class="menu-label">${brand}</p><ul class="menu-list">${links.map((l, i) => `<li><a class="${i === 1 ? 'is-active' : ''}">${l}</a></li>`).join('')}</ul></aside>`,
  page: ({ nav = '', side = '', main, foot = '' }) =>
    side
      ? `${nav}<div style="display:flex;min-height:90vh">${side}<main class="p-5" style="flex:1">${main}</main></div>`
      : `${nav}<main class="container p-5">${main}</main>${foot ? `<footer class="footer p-4">${foot}</footer>` : ''}`,
  h1: (t) => `<h1 class="title">${t}</h1>`,
  h2: (t) => `<h2 class="title is-4 mt-5">${t}</h2>`,
  h3: (t) => `<h3 class="title is-5">${t}</h3>`,
  p: (t) => `<p class="mb-3">${t}</p>`,
  muted: (t) => `<p class="has-text-grey mb-3">${t}</p>`,
  button: (t, kind = 'primary') =>
    `<button class="button ${{ primary: 'is-primary', second: '', danger: 'is-danger' }[kind]}">${t}</button>`,
  row: (parts) => `<div class="buttons">${parts.join('')}</div>`,
  field: ({ label, value, hint, type = 'text' }) =>
    `<div class="field"><label class="label">${label}</label><div class="control"><input class="input" type="${type}" ${value ? `value="${value}"` : ''} ${hint ? `placeholder="${hint}"` : ''}></div></div>`,
  area: (label, value) =>
    `<div class="field"><label class="label">${label}</label><div class="control"><textarea class="textarea" rows="3">${value}</textarea></div></div>`,
  select: (label, value) =>
    `<div class="field"><label class="label">${label}</label><div class="control"><div class="select is-fullwidth"><select><option>${value}</option></select></div></div></div>`,
  check: (t, on) =>
    `<div class="field"><label class="checkbox"><input type="checkbox" ${on ? 'checked' : ''}> ${t}</label></div>`,
  radio: (t, on, g) =>
    `<div class="field"><label class="radio"><input type="radio" name="${g}" ${on ? 'checked' : ''}> ${t}</label></div>`,
  card: ({ image, title, body, foot }) =>
    `<div class="card">${image ?? ''}<div class="card-content">${title ? `<p class="title is-5">${title}</p>` : ''}${body}</div>${foot ? `<div class="p-4">${foot}</div>` : ''}</div>`,
  grid: (columns, parts) =>
    `<div class="grid2" style="grid-template-columns:repeat(${columns},1fr)">${parts.join('')}</div>`,
  table: (head, rows) => BASE.table(head, rows).replace('<table>', '<table class="table is-fullwidth is-striped">'),
  list: (items) => `<div class="box">${items.map((i) => `<p class="py-2">${i}</p>`).join('')}</div>`,
  badge: (t) => `<span class="tag is-info">${t}</span>`,
  stat: (label, value) => `<div class="box"><p class="has-text-grey">${label}</p><p class="num">${value}</p></div>`,
};

const tailwind: Look = {
  ...BASE,
  name: 'tailwind',
  font: 'Inter',
  css: `${COMMON}body{font:14px/20px Inter,sans-serif;color:#111827;background:#f9fafb}.nav{background:#fff;border-bottom:1px solid #e5e7eb;padding:0 32px;height:64px;gap:32px}.brand{font-weight:700;font-size:18px;color:#4f46e5}.nav a{text-decoration:none;color:#4b5563}.nav a.brand{color:#4f46e5}.nav ul{gap:24px}main{padding:32px;max-width:1120px;margin:0 auto}.rest main{margin:0}.side{width:256px;background:#111827;color:#d1d5db;padding:24px 16px}.side h2{color:#fff;font-size:18px;margin:0 0 20px 12px}.side a{display:block;padding:8px 12px;border-radius:6px;color:#d1d5db;text-decoration:none}.side a.on{background:#1f2937;color:#fff}h1{font-size:30px;line-height:36px;margin:0 0 8px;font-weight:700}h2{font-size:20px;line-height:28px;margin:32px 0 16px;font-weight:600}h3{font-size:16px;line-height:24px;margin:0 0 4px;font-weight:600}p{margin:0 0 16px}.muted{color:#6b7280}.btn{border-radius:6px;padding:8px 16px;font-weight:500;border:1px solid transparent}.primary{background:#4f46e5;color:#fff}.second{background:#fff;border-color:#d1d5db;color:#374151}.danger{background:#dc2626;color:#fff}.row{gap:12px;margin-bottom:16px}.field{margin-bottom:20px}.field label{margin-bottom:4px;font-weight:500;color:#374151}.field input,select,textarea{border:1px solid #d1d5db;border-radius:6px;padding:8px 12px;background:#fff;box-shadow:0 1px 2px rgba(0,0,0,.05)}::placeholder{color:#9ca3af}.check{gap:8px;margin-bottom:12px}.check input{width:16px;height:16px;margin:0;accent-color:#4f46e5}.card{background:#fff;border-radius:8px;box-shadow:0 1px 3px rgba(0,0,0,.1),0 1px 2px rgba(0,0,0,.06)}.body{padding:20px}.body p:last-child{margin:0}.foot{border-top:1px solid #e5e7eb;padding:12px 20px}.stat{padding:20px}.stat p{margin:0}.num{font-size:24px;line-height:32px;font-weight:600}.grid{gap:20px;margin-bottom:24px}table{background:#fff;border-radius:8px;box-shadow:0 1px 3px rgba(0,0,0,.1)}th{background:#f9fafb;color:#6b7280;font-weight:500;font-size:12px;padding:12px 24px}td{padding:16px 24px;border-top:1px solid #e5e7eb}.list{background:#fff;border-radius:8px;box-shadow:0 1px 3px rgba(0,0,0,.1);margin-bottom:24px}.list li{padding:14px 20px;border-bottom:1px solid #e5e7eb}.list li:last-child{border:0}.badge{background:#d1fae5;color:#065f46;border-radius:999px;padding:2px 10px;font-size:12px;font-weight:500}a{color:#4f46e5}`,
};

const ant: Look = {
  ...BASE,
  name: 'ant',
  font: 'Arial',
  css: `${COMMON}body{font:14px/22px Arial,sans-serif;color:rgba(0,0,0,.88);background:#f5f5f5}.nav{background:#001529;padding:0 50px;height:64px;gap:40px}.nav a{color:rgba(255,255,255,.75);text-decoration:none}.nav a.brand{color:#fff;font-size:18px}.nav ul{gap:32px}main{padding:24px;background:#fff;margin:24px 50px;border-radius:8px}.rest main{margin:24px}.side{width:200px;background:#fff;border-right:1px solid #f0f0f0;padding:12px 4px}.side h2{font-size:16px;padding:8px 20px;margin:0 0 8px}.side a{display:block;padding:9px 20px;color:rgba(0,0,0,.88);text-decoration:none;border-radius:8px;margin-bottom:4px}.side a.on{background:#e6f4ff;color:#1677ff}h1{font-size:24px;line-height:32px;margin:0 0 16px;font-weight:600}h2{font-size:20px;line-height:28px;margin:24px 0 12px;font-weight:600}h3{font-size:16px;line-height:24px;margin:0;font-weight:600}p{margin:0 0 14px}.muted{color:rgba(0,0,0,.45)}.btn{border-radius:6px;padding:4px 15px;height:32px;border:1px solid #d9d9d9;background:#fff;line-height:22px}.primary{background:#1677ff;color:#fff;border-color:#1677ff}.danger{border-color:#ff4d4f;color:#ff4d4f}.row{gap:8px;margin-bottom:16px}.field{margin-bottom:24px}.field label{padding-bottom:8px}.field input,select,textarea{border:1px solid #d9d9d9;border-radius:6px;padding:4px 11px;background:#fff}.field input,select{height:32px}::placeholder{color:rgba(0,0,0,.25)}.check{gap:8px;margin-bottom:12px}.check input{width:16px;height:16px;margin:0}.card{border:1px solid #f0f0f0;border-radius:8px;background:#fff}.card h3{padding:14px 24px;border-bottom:1px solid #f0f0f0;margin:-24px -24px 20px}.body{padding:24px}.foot{border-top:1px solid #f0f0f0;padding:12px 24px;background:#fafafa}.stat{padding:20px 24px}.stat p{margin:0}.num{font-size:24px;line-height:34px}.grid{gap:16px;margin-bottom:24px}th{background:#fafafa;padding:16px;font-weight:600;border-bottom:1px solid #f0f0f0}td{padding:16px;border-bottom:1px solid #f0f0f0}.list{border:1px solid #d9d9d9;border-radius:8px;margin-bottom:24px}.list li{padding:12px 24px;border-bottom:1px solid #f0f0f0}.list li:last-child{border:0}.badge{background:#f6ffed;color:#389e0d;border:1px solid #b7eb8f;border-radius:4px;padding:0 7px;font-size:12px;line-height:20px}a{color:#1677ff;text-decoration:none}`,
};

const wire: Look = {
  ...BASE,
  name: 'wire',
  font: 'Arial',
  css: `${COMMON}body{font:15px/21px Arial,sans-serif;color:#333;background:#fff}.nav{border-bottom:2px solid #999;padding:0 24px;height:60px;gap:30px}.nav a{color:#555;text-decoration:none}.nav a.brand{font-weight:700;font-size:20px;color:#222}.nav ul{gap:22px}main{padding:28px;max-width:1040px;margin:0 auto}.rest main{margin:0}.side{width:210px;border-right:2px solid #999;padding:20px}.side h2{margin:0 0 16px;font-size:18px}.side a{display:block;padding:7px 0;color:#444}h1{font-size:28px;line-height:34px;margin:0 0 14px}h2{font-size:20px;line-height:26px;margin:26px 0 12px}h3{font-size:17px;margin:0 0 6px}p{margin:0 0 12px}.muted{color:#777}.btn{border:2px solid #888;background:#eee;padding:8px 18px;color:#222}.primary{background:#999;color:#fff}.row{gap:12px;margin-bottom:16px}.field{margin-bottom:16px}.field label{margin-bottom:4px}.field input,select,textarea{border:2px solid #aaa;padding:8px 10px;background:#fff}::placeholder{color:#999}.check{gap:9px;margin-bottom:10px}.check input{width:16px;height:16px;margin:0;appearance:none;border:2px solid #888;background:#fff}.check input:checked{background:#666}.check input[type=radio]{border-radius:50%}.card{border:2px solid #aaa}.body{padding:16px}.foot{border-top:2px solid #ccc;padding:12px 16px}.stat{padding:16px}.stat p{margin:0}.num{font-size:26px;line-height:34px;font-weight:700}.grid{gap:18px;margin-bottom:22px}th,td{border:2px solid #bbb;padding:9px 12px}th{background:#ddd}.list{border:2px solid #aaa;margin-bottom:20px}.list li{padding:10px 14px;border-bottom:2px solid #ccc}.list li:last-child{border:0}.badge{background:#ddd;padding:2px 8px;font-size:13px}a{color:#444}`,
};

const hand: Look = {
  ...BASE,
  name: 'hand',
  font: 'Kalam',
  css: `${COMMON}body{font:18px/26px Kalam,cursive;color:#222;background:#fdfdf8}.nav{border-bottom:3px solid #333;padding:0 24px;height:64px;gap:30px}.nav a{color:#333}.nav a.brand{font-weight:700;font-size:24px;text-decoration:none}.nav ul{gap:22px}main{padding:26px;max-width:1060px;margin:0 auto}.rest main{margin:0}.side{width:220px;border-right:3px solid #333;padding:20px}.side h2{margin:0 0 14px;font-size:22px}.side a{display:block;padding:6px 0;color:#333}h1{font-size:34px;line-height:44px;margin:0 0 12px}h2{font-size:25px;line-height:34px;margin:22px 0 12px}h3{font-size:21px;line-height:28px;margin:0 0 4px}p{margin:0 0 12px}.muted{color:#666}.btn{border:2.5px solid #333;background:#fff;padding:6px 20px;border-radius:255px 15px 225px 15px/15px 225px 15px 255px}.primary{background:#ffe28a}.row{gap:14px;margin-bottom:16px}.field{margin-bottom:14px}.field input,select,textarea{border:2.5px solid #333;padding:6px 12px;background:#fff;border-radius:225px 15px 255px 15px/15px 255px 15px 225px}::placeholder{color:#888}.check{gap:10px;margin-bottom:10px}.check input{width:18px;height:18px;margin:0;appearance:none;border:2.5px solid #333;background:#fff}.check input:checked{background:#333}.check input[type=radio]{border-radius:50%}.card{border:2.5px solid #333;border-radius:15px 225px 15px 255px/255px 15px 225px 15px;background:#fff}.body{padding:18px 22px}.foot{padding:0 22px 16px}.stat{padding:14px 22px}.stat p{margin:0}.num{font-size:30px;line-height:38px;font-weight:700}.grid{gap:22px;margin-bottom:22px}th{border-bottom:3px solid #333;padding:8px 10px}td{border-bottom:1.5px solid #888;padding:8px 10px}.list li{padding:6px 4px;border-bottom:1.5px dashed #777}.list{margin-bottom:18px}.badge{border:2px solid #333;border-radius:10px;padding:0 9px;font-size:15px}a{color:#1a4f9c}.shape{filter:url(#rough)}`,
};

const phone: Look = {
  ...BASE,
  name: 'phone',
  phone: true,
  font: 'Inter',
  css: `${COMMON}body{font:16px/22px Inter,sans-serif;color:#000;background:#f2f2f7}.nav{background:#f9f9f9;border-bottom:1px solid #c6c6c8;padding:0 16px;height:56px;justify-content:center}.nav a.brand{font-weight:600;color:#000;text-decoration:none}.nav ul,.nav button{display:none}main{padding:16px 16px 100px}h1{font-size:32px;line-height:40px;margin:4px 0 14px}h2{font-size:20px;line-height:26px;margin:22px 0 10px}h3{font-size:17px;margin:0 0 2px;font-weight:600}p{margin:0 0 10px}.muted{color:#8a8a8e;font-size:14px}.btn{border:0;border-radius:12px;padding:13px 20px;width:100%;font-weight:600;background:#e5e5ea;color:#007aff}.primary{background:#007aff;color:#fff}.danger{color:#ff3b30;background:#fff}.row{flex-direction:column;gap:10px;margin:14px 0}.field{background:#fff;border-radius:10px;padding:8px 14px;margin-bottom:10px}.field label{font-size:13px;line-height:18px;color:#8a8a8e}.field input,select,textarea{border:0;padding:0;background:none;line-height:24px}::placeholder{color:#b0b0b5}.check{justify-content:space-between;flex-direction:row-reverse;background:#fff;padding:12px 14px;border-radius:10px;margin-bottom:10px}.check input{width:50px;height:30px;margin:0;appearance:none;background:radial-gradient(circle 13px at 16px 50%,#fff 96%,transparent) #e9e9ea;border-radius:15px}.check input:checked{background:radial-gradient(circle 13px at 34px 50%,#fff 96%,transparent) #34c759}.card{background:#fff;border-radius:12px}.body{padding:14px 16px}.body p:last-child{margin:0}.foot{padding:0 16px 14px}.stat{padding:12px 16px}.stat p{margin:0}.num{font-size:24px;line-height:30px;font-weight:700}.grid{gap:12px;margin-bottom:16px}.list{background:#fff;border-radius:12px;margin-bottom:16px}.list li{padding:13px 16px;border-bottom:1px solid #e5e5ea}.list li:last-child{border:0}.badge{background:#ff3b30;color:#fff;border-radius:10px;padding:1px 8px;font-size:13px;line-height:18px}footer{position:fixed;bottom:0;left:0;right:0;background:#f9f9f9;border-top:1px solid #c6c6c8;height:64px;display:flex;justify-content:space-around;align-items:center}footer a{text-decoration:none;font-size:13px}a{color:#007aff}td,th{padding:10px 6px;border-bottom:1px solid #e5e5ea;font-size:14px}table{background:#fff;border-radius:10px}`,
};

const admin: Look = {
  ...BASE,
  name: 'admin',
  dark: true,
  font: 'Roboto',
  css: `${COMMON}body{font:14px/21px Roboto,sans-serif;color:#cbd5e1;background:#0f172a}.nav{background:#1e293b;border-bottom:1px solid #334155;padding:0 24px;height:56px;gap:28px}.nav a{color:#94a3b8;text-decoration:none}.nav a.brand{font-weight:700;font-size:18px;color:#fff}.nav ul{gap:20px}main{padding:24px}.side{width:220px;background:#1e293b;padding:18px 12px}.side h2{color:#fff;font-size:18px;margin:0 0 18px 10px}.side a{display:block;padding:9px 10px;color:#94a3b8;text-decoration:none;border-radius:6px}.side a.on{background:#3b82f6;color:#fff}h1{font-size:26px;line-height:32px;margin:0 0 6px;color:#f8fafc;font-weight:500}h2{font-size:18px;line-height:24px;margin:24px 0 12px;color:#f8fafc;font-weight:500}h3{font-size:15px;margin:0 0 6px;color:#f8fafc;font-weight:500}p{margin:0 0 12px}.muted{color:#94a3b8}.btn{border-radius:6px;padding:8px 16px;border:1px solid #475569;background:#1e293b;color:#e2e8f0}.primary{background:#3b82f6;border-color:#3b82f6;color:#fff}.danger{background:#ef4444;border-color:#ef4444;color:#fff}.row{gap:10px;margin-bottom:16px}.field{margin-bottom:16px}.field label{margin-bottom:6px;color:#94a3b8}.field input,select,textarea{border:1px solid #475569;border-radius:6px;padding:8px 12px;background:#0b1220;color:#e2e8f0}::placeholder{color:#64748b}.check{gap:9px;margin-bottom:10px}.check input{width:16px;height:16px;margin:0;appearance:none;border:1px solid #64748b;border-radius:4px;background:#0b1220}.check input[type=radio]{border-radius:50%}.check input:checked{background:#3b82f6;border-color:#3b82f6}.card{background:#1e293b;border:1px solid #334155;border-radius:8px}.body{padding:18px}.body p:last-child{margin:0}.foot{border-top:1px solid #334155;padding:12px 18px}.stat{padding:16px 18px}.stat p{margin:0}.num{font-size:26px;line-height:34px;color:#fff;font-weight:500}.grid{gap:16px;margin-bottom:20px}table{background:#1e293b;border:1px solid #334155}th{color:#94a3b8;font-weight:500;padding:11px 16px;border-bottom:1px solid #334155;background:#172033}td{padding:12px 16px;border-bottom:1px solid #334155}.list{background:#1e293b;border:1px solid #334155;border-radius:8px;margin-bottom:20px}.list li{padding:12px 18px;border-bottom:1px solid #334155}.list li:last-child{border:0}.badge{background:#14532d;color:#86efac;border-radius:999px;padding:2px 9px;font-size:12px;line-height:17px}a{color:#60a5fa;text-decoration:none}`,
};

const uikit: Look = {
  ...BASE,
  name: 'uikit',
  held: true,
  sheets: ['uikit/dist/css/uikit.css'],
  font: 'Open Sans',
  css: 'body{font-family:"Open Sans",sans-serif}.num{font-size:30px;color:#333;margin:0}.grid3{display:grid;gap:24px;margin-bottom:24px}.narrow{max-width:420px;margin:0 auto}',
  nav: (brand, links, action) =>
    `<nav class="uk-navbar-container uk-navbar" style="padding:0 30px"><div class="uk-navbar-left"><a class="uk-navbar-item uk-logo" href="#">${brand}</a><ul class="uk-navbar-nav">${links.map((l) => `<li><a href="#">${l}</a></li>`).join('')}</ul></div>${action ? `<div class="uk-navbar-right"><button class="uk-button uk-button-primary">${action}</button></div>` : ''}</nav>`,
  side: (brand, links) =>
    `<aside class="uk-background-muted uk-padding-small" style="width:220px"><h2 class="uk-h4">${brand}</h2><ul class="uk-nav uk-nav-default">${links.map((l, i) => `<li class="${i === 1 ? 'uk-active' : ''}"><a href="#">${l}</a></li>`).join('')}</ul></aside>`,
  page: ({ nav = '', side = '', main, foot = '' }) =>
    side
      ? `<div style="display:flex;min-height:100vh">${side}<div style="flex:1">${nav}<main class="uk-padding">${main}</main></div></div>`
      : `${nav}<main class="uk-container uk-padding">${main}</main>${foot ? `<footer class="uk-padding-small uk-background-muted">${foot}</footer>` : ''}`,
  muted: (t) => `<p class="uk-text-muted">${t}</p>`,
  button: (t, kind = 'primary') =>
    `<button class="uk-button uk-button-${{ primary: 'primary', second: 'default', danger: 'danger' }[kind]}">${t}</button>`,
  row: (parts) => `<div style="display:flex;gap:14px;align-items:center;margin-bottom:18px">${parts.join('')}</div>`,
  field: ({ label, value, hint, type = 'text' }) =>
    `<div class="uk-margin"><label class="uk-form-label">${label}</label><input class="uk-input" type="${type}" ${value ? `value="${value}"` : ''} ${hint ? `placeholder="${hint}"` : ''}></div>`,
  area: (label, value) =>
    `<div class="uk-margin"><label class="uk-form-label">${label}</label><textarea class="uk-textarea" rows="3">${value}</textarea></div>`,
  select: (label, value) =>
    `<div class="uk-margin"><label class="uk-form-label">${label}</label><select class="uk-select"><option>${value}</option></select></div>`,
  check: (t, on) =>
    `<div class="uk-margin"><label><input class="uk-checkbox" type="checkbox" ${on ? 'checked' : ''}> ${t}</label></div>`,
  radio: (t, on, g) =>
    `<div><label><input class="uk-radio" type="radio" name="${g}" ${on ? 'checked' : ''}> ${t}</label></div>`,
  card: ({ image, title, body, foot }) =>
    `<div class="uk-card uk-card-default">${image ?? ''}<div class="uk-card-body">${title ? `<h3 class="uk-card-title">${title}</h3>` : ''}${body}</div>${foot ? `<div class="uk-card-footer">${foot}</div>` : ''}</div>`,
  grid: (columns, parts) =>
    `<div class="grid3" style="grid-template-columns:repeat(${columns},1fr)">${parts.join('')}</div>`,
  table: (head, rows) => BASE.table(head, rows).replace('<table>', '<table class="uk-table uk-table-divider">'),
  list: (items) => `<ul class="uk-list uk-list-divider">${items.map((i) => `<li>${i}</li>`).join('')}</ul>`,
  badge: (t) => `<span class="uk-label">${t}</span>`,
  stat: (label, value) =>
    `<div class="uk-card uk-card-default uk-padding-small"><p class="uk-text-muted uk-margin-remove">${label}</p><p class="num">${value}</p></div>`,
};

const glass: Look = {
  ...BASE,
  name: 'glass',
  font: 'Lato',
  css: `${COMMON}body{font:16px/24px Lato,sans-serif;color:#3a2f45;background:linear-gradient(180deg,#fff6f0,#f1e9ff)}.nav{background:linear-gradient(90deg,#7b2ff7,#f107a3);padding:0 36px;height:70px;gap:36px}.nav a{color:#fff;text-decoration:none}.nav a.brand{font-weight:700;font-size:22px}.nav ul{gap:26px}.nav .btn{background:#fff;color:#7b2ff7}main{padding:36px;max-width:1100px;margin:0 auto}.rest main{margin:0}.side{width:230px;background:#2d1b45;padding:26px 18px}.side h2{color:#fff;font-size:20px;margin:0 0 20px}.side a{display:block;padding:9px 12px;color:#d9c8f2;text-decoration:none}.side a.on{color:#fff;background:#4b2f72;border-radius:10px}h1{font-size:36px;line-height:44px;margin:0 0 12px}h2{font-size:24px;line-height:30px;margin:30px 0 14px}h3{font-size:19px;margin:0 0 6px}p{margin:0 0 14px}.muted{color:#8a7d99}.btn{border:0;border-radius:24px;padding:11px 26px;font-weight:700}.primary{background:#7b2ff7;color:#fff;box-shadow:0 6px 14px rgba(123,47,247,.35)}.second{background:#fff;color:#7b2ff7;border:2px solid #7b2ff7;padding:9px 24px}.danger{background:#e5484d;color:#fff}.row{gap:16px;margin-bottom:20px}.field{margin-bottom:18px}.field label{margin-bottom:6px;font-weight:700}.field input,select,textarea{border:1px solid #d6c8ea;border-radius:12px;padding:11px 16px;background:#fff}::placeholder{color:#b3a5c4}.check{gap:10px;margin-bottom:12px}.check input{width:18px;height:18px;margin:0;accent-color:#7b2ff7}.card{background:#fff;border-radius:18px;box-shadow:0 10px 30px rgba(60,20,90,.12)}.body{padding:24px}.body p:last-child{margin:0}.foot{padding:0 24px 22px}.stat{padding:22px 24px}.stat p{margin:0}.num{font-size:30px;line-height:38px;font-weight:700}.grid{gap:24px;margin-bottom:26px}table{background:#fff;border-radius:14px;box-shadow:0 10px 30px rgba(60,20,90,.12)}th{padding:16px 22px;color:#8a7d99;font-weight:400}td{padding:14px 22px;border-top:1px solid #efe6fa}.list{margin-bottom:20px}.list li{background:#fff;border-radius:12px;padding:14px 20px;margin-bottom:10px;box-shadow:0 4px 12px rgba(60,20,90,.08)}.badge{background:#f3e8ff;color:#7b2ff7;border-radius:8px;padding:3px 10px;font-size:13px;font-weight:700}a{color:#c2185b}`,
};

export const LOOKS: Look[] = [bootstrap, bulma, tailwind, ant, wire, hand, phone, admin, uikit, glass];
