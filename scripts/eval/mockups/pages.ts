/** Kinds of pages, put together from a look's widgets. */
import type { Look } from './looks.ts';
import {
  ACTIONS,
  BRANDS,
  CITIES,
  LABELS,
  LINKS,
  NAMES,
  PRODUCTS,
  SECOND,
  SENTENCES,
  STATES,
  TITLES,
  type Chance,
} from './words.ts';

const money = (c: Chance) => `$${c.whole(4, 980)}.${c.whole(10, 99)}`;
const date = (c: Chance) =>
  `${c.whole(1, 28)} ${c.pick(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'])} 202${c.whole(3, 6)}`;

/** A picture: a flat one, a gradient, or one that looks like a photograph. */
export type Picture = (width: string, height: number, kind?: 'flat' | 'photo') => string;

/** Address of a photograph. */
export type Photo = () => string;

type Page = (l: Look, c: Chance, picture: Picture, photo: Photo) => string;
const nav = (l: Look, c: Chance, action?: string) =>
  l.nav(c.pick(BRANDS), c.some(LINKS, l.phone ? 0 : c.whole(3, 5)), action);
const foot = (l: Look, c: Chance) =>
  l.phone
    ? c
        .some(LINKS, 4)
        .map((t) => `<a href="#">${t}</a>`)
        .join('')
    : `© 2026 ${c.pick(BRANDS)}`;

export const PAGES: Record<string, Page> = {
  login: (l, c) =>
    l.page({
      main: l.narrow(
        l.card({
          body:
            l.h1(c.pick(['Welcome back', 'Sign in', 'Log in to continue'])) +
            l.muted(c.pick(['Enter your details below', 'Use your work account'])) +
            l.form([
              l.field({ label: 'Email', hint: 'you@example.org', type: 'email' }),
              l.field({ label: 'Password', value: 'secret12', type: 'password' }),
              l.check('Remember me', c.next() > 0.5),
              l.row([l.button('Sign in')]),
              l.link('Forgot your password?'),
            ]),
        }),
      ),
    }),
  settings: (l, c) =>
    l.page({
      nav: nav(l, c),
      foot: l.phone ? foot(l, c) : undefined,
      main:
        l.h1('Account settings') +
        l.p(c.pick(SENTENCES)) +
        l.form([
          ...c
            .some(LABELS, l.phone ? 3 : 4)
            .map(([label, value, hint]) => l.field(c.next() > 0.5 ? { label, value } : { label, hint })),
          l.select('Country', c.pick(['Norway', 'Portugal', 'Japan'])),
          l.check('Send me product news', c.next() > 0.5),
          l.check('Show my profile to others', c.next() > 0.5),
          l.row([l.button('Save changes'), l.button(c.pick(SECOND), 'second')]),
        ]),
    }),
  contact: (l, c) =>
    l.page({
      nav: nav(l, c, 'Sign up'),
      main:
        l.h1('Contact us') +
        l.p(c.pick(SENTENCES)) +
        l.form([
          l.field({ label: 'Your name', value: c.pick(NAMES) }),
          l.field({ label: 'Email', hint: 'name@example.org' }),
          l.area('Message', 'Hello, I have a question about my last order.'),
          l.radio('Answer by mail', true, 'a'),
          l.radio('Call me back', false, 'a'),
          l.row([l.button('Send message')]),
        ]),
    }),
  dashboard: (l, c) =>
    l.page({
      ...(l.phone ? { nav: nav(l, c), foot: foot(l, c) } : { side: l.side(c.pick(BRANDS), c.some(LINKS, 6)) }),
      main:
        l.h1(c.pick(['Dashboard', 'Overview'])) +
        l.grid(
          l.phone ? 2 : 4,
          ['Visitors', 'Orders', 'Revenue', 'Refunds'].map((t) =>
            l.stat(t, c.pick([`${c.whole(100, 9000)}`, money(c), `${c.whole(2, 90)} %`])),
          ),
        ) +
        l.h2(c.pick(TITLES)) +
        (l.phone
          ? l.list(c.some(PRODUCTS, 4))
          : l.table(
              ['Order', 'Customer', 'Status', 'Total'],
              Array.from({ length: 5 }, () => [
                `#${c.whole(1000, 9999)}`,
                c.pick(NAMES),
                l.badge(c.pick(STATES)),
                money(c),
              ]),
            )),
    }),
  table: (l, c) =>
    l.page({
      nav: nav(l, c, l.phone ? undefined : 'Log out'),
      foot: l.phone ? foot(l, c) : undefined,
      main:
        l.h1(c.pick(['Customers', 'Invoices', 'Members'])) +
        l.row([l.button('Add new'), l.button('Export', 'second')]) +
        l.table(
          l.phone ? ['Name', 'City'] : ['Name', 'City', 'Since', 'Balance'],
          Array.from({ length: c.whole(5, 8) }, () =>
            l.phone ? [c.pick(NAMES), c.pick(CITIES)] : [c.pick(NAMES), c.pick(CITIES), date(c), money(c)],
          ),
        ),
    }),
  article: (l, c) =>
    l.page({
      nav: nav(l, c),
      main:
        l.h1(c.pick(['Why small tools win', 'A week without meetings', 'How we ship on Fridays'])) +
        l.muted(`${date(c)} by ${c.pick(NAMES)}`) +
        l.p(c.some(SENTENCES, 3).join(' ')) +
        l.h2('What we learned') +
        l.p(c.some(SENTENCES, 2).join(' ')) +
        `<ul style="list-style:disc;padding-left:24px;margin:0 0 16px">${c
          .some(['Write it down first', 'Ask before you build', 'Measure twice', 'Ship on Tuesday'], 3)
          .map((t) => `<li>${t}</li>`)
          .join('')}</ul>` +
        l.link('Read the next article'),
      foot: foot(l, c),
    }),
  shop: (l, c, picture) =>
    l.page({
      nav: nav(l, c, 'Cart'),
      foot: l.phone ? foot(l, c) : undefined,
      main:
        l.h1(c.pick(['New arrivals', 'Best sellers'])) +
        l.grid(
          l.phone ? 2 : c.pick([3, 4]),
          c
            .some(PRODUCTS, l.phone ? 4 : 4)
            .slice(0, 4)
            .map((t) =>
              l.card({
                image: picture('100%', l.phone ? 90 : 130, c.next() > 0.5 ? 'photo' : 'flat'),
                title: t,
                body: l.muted(money(c)),
                ...(l.phone ? {} : { foot: l.button('Add to cart', 'second') }),
              }),
            ),
        ),
    }),
  pricing: (l, c) =>
    l.page({
      nav: nav(l, c, 'Sign up'),
      main:
        l.h1('Plans and pricing') +
        l.p(c.pick(SENTENCES)) +
        l.grid(
          l.phone ? 1 : 3,
          ['Free', 'Team', 'Business'].slice(0, l.phone ? 2 : 3).map((t, i) =>
            l.card({
              title: t,
              body: `<p class="num">$${i * 12}</p>${l.muted('per user and month')}${[
                'Unlimited projects',
                'Mail support',
                'Two factor login',
              ]
                .slice(0, 2 + (i > 0 ? 1 : 0))
                .map((x) => l.p(x))
                .join('')}`,
              foot: l.button(i === 1 ? 'Start trial' : 'Choose plan', i === 1 ? 'primary' : 'second'),
            }),
          ),
        ),
    }),
  inbox: (l, c) =>
    l.page({
      ...(l.phone ? { nav: nav(l, c), foot: foot(l, c) } : { side: l.side(c.pick(BRANDS), c.some(LINKS, 5)) }),
      main:
        l.h1(c.pick(['Inbox', 'Notifications'])) +
        l.list(c.some(NAMES, 6).map((n) => (l.phone ? n : `${n} replied to your comment`))) +
        l.row([l.button('Mark all as read'), l.button('Archive', 'second')]),
    }),
  profile: (l, c, picture) =>
    l.page({
      nav: nav(l, c, 'Log out'),
      main:
        picture('96px', 96, 'photo') +
        l.h1(c.pick(NAMES)) +
        l.muted(`${c.pick(['Designer', 'Engineer', 'Writer'])} in ${c.pick(CITIES)}`) +
        l.row([l.button('Follow'), l.button('Message', 'second')]) +
        l.h2('About') +
        l.p(c.some(SENTENCES, 2).join(' ')) +
        l.h2(c.pick(TITLES)) +
        l.grid(
          l.phone ? 1 : 3,
          c.some(TITLES, l.phone ? 2 : 3).map((t) => l.card({ title: t, body: l.p(c.pick(SENTENCES)) })),
        ),
    }),
  landing: (l, c, picture) =>
    l.page({
      nav: nav(l, c, 'Get started'),
      main:
        `<div style="text-align:center;padding:20px 0">${l.h1(c.pick(['Plan your week in minutes', 'All your files in one place', 'Write together, faster']))}${l.p(c.pick(SENTENCES))}<div style="display:inline-block">${l.row([l.button(c.pick(ACTIONS)), ...(l.phone ? [] : [l.button('Learn more', 'second')])])}</div></div>` +
        picture('100%', 160, 'photo') +
        `<div style="height:24px"></div>` +
        l.grid(
          l.phone ? 1 : 3,
          c.some(TITLES, l.phone ? 2 : 3).map((t) => `<div>${l.h3(t)}${l.p(c.pick(SENTENCES))}</div>`),
        ),
      foot: foot(l, c),
    }),
  tabs: (l, c) =>
    l.page({
      nav: nav(l, c),
      main:
        l.h1(c.pick(['Preferences', 'Workspace', 'Your profile'])) +
        l.tabs(c.some(['General', 'Members', 'Billing', 'Security', 'Alerts'], l.phone ? 3 : 4)) +
        l.h2(c.pick(TITLES)) +
        l.p(c.pick(SENTENCES)) +
        l.form([
          ...c
            .some(LABELS, 2)
            .map(([label, value, hint]) => l.field(c.next() > 0.5 ? { label, value } : { label, hint })),
          l.row([l.button('Save changes'), l.button('Cancel', 'second')]),
        ]),
    }),
  checkout: (l, c) =>
    l.page({
      nav: nav(l, c),
      main:
        l.h1('Checkout') +
        l.grid(l.phone ? 1 : 2, [
          `<div>${l.h2('Address')}${l.form([
            ...c.some(LABELS, 3).map(([label, value]) => l.field({ label, value })),
            l.radio('Standard delivery', true, 'd'),
            l.radio('Express delivery', false, 'd'),
          ])}</div>`,
          l.card({
            title: 'Your order',
            body: l.list(c.some(PRODUCTS, 3).map((t) => `${t} ${money(c)}`)) + `<p class="num">${money(c)}</p>`,
            foot: l.button('Place order'),
          }),
        ]),
    }),
  hero: (l, c, _picture, photo) =>
    l.page({
      nav: nav(l, c, 'Get started'),
      main:
        l.hero(
          `${l.h1(c.pick(['Plan your week in minutes', 'All your files in one place']))}${l.p(c.pick(SENTENCES))}<div>${l.button(c.pick(ACTIONS))}</div>`,
          photo(),
        ) +
        l.grid(
          l.phone ? 1 : 3,
          c.some(TITLES, l.phone ? 1 : 3).map((t) => l.card({ title: t, body: l.p(c.pick(SENTENCES)) })),
        ),
      foot: foot(l, c),
    }),
};
