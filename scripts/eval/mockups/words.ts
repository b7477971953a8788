/** Words for drawn pages, and a generator of numbers that gives the same ones for the same seed. */
export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number;
  whole(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  some<T>(from: readonly T[], count: number): T[];
}

/** Mulberry32. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    pick: (from) => from[whole(0, from.length - 1)]!,
    some(from, count) {
      const left = [...from];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(whole(0, left.length - 1), 1)[0]!);
    },
  };
}

export const BRANDS = [
  'Northwind',
  'Acorn',
  'Fjord Labs',
  'Papermill',
  'Quartz',
  'Bluebird',
  'Harbor',
  'Lantern',
  'Mosaic',
  'Tidewater',
];
export const LINKS = [
  'Overview',
  'Projects',
  'Team',
  'Reports',
  'Calendar',
  'Billing',
  'Settings',
  'Docs',
  'Pricing',
  'Support',
  'Orders',
  'Customers',
  'Messages',
  'Files',
];
export const NAMES = [
  'Ida Holm',
  'Jonas Weber',
  'Mara Costa',
  'Tom Becker',
  'Lena Fischer',
  'Omar Haddad',
  'Nina Park',
  'Paul Adler',
  'Rosa Lind',
  'Sven Moe',
];
export const CITIES = [
  'Oslo',
  'Lisbon',
  'Kyoto',
  'Geneva',
  'Toronto',
  'Porto',
  'Vienna',
  'Dublin',
  'Tallinn',
  'Bergen',
];
export const PRODUCTS = [
  'Desk lamp',
  'Oak chair',
  'Wool blanket',
  'Coffee grinder',
  'Notebook',
  'Travel mug',
  'Wall clock',
  'Linen shirt',
  'Tea kettle',
  'Canvas bag',
];
export const STATES = ['Active', 'Pending', 'Closed', 'Draft', 'Paid', 'Failed'];
export const TITLES = [
  'Weekly summary',
  'Recent orders',
  'Release notes',
  'Upcoming events',
  'Storage usage',
  'Open invoices',
  'Team activity',
  'Latest uploads',
  'New members',
  'Delivery status',
];
export const SENTENCES = [
  'Keep every project in one place and see what changed since yesterday.',
  'Your plan renews at the end of the month unless you cancel it before.',
  'We send a short report every Monday morning to all members of the team.',
  'Choose who can see this page and who may change its content.',
  'All prices include shipping within Europe and a two year warranty.',
  'Nothing is stored on our servers longer than thirty days.',
  'Invite people by mail and decide what they are allowed to edit.',
  'The new editor saves while you write and works without a connection.',
  'Drag a file onto the list to add it to the current folder.',
  'Questions are answered within one working day by a real person.',
];
export const LABELS: [label: string, value: string, hint: string][] = [
  ['Full name', 'Ida Holm', 'First and last name'],
  ['Email address', 'ida@example.org', 'you@example.org'],
  ['Company', 'Papermill Ltd', 'Where you work'],
  ['Street', '12 Harbor Road', 'Street and number'],
  ['Postal code', '0150', 'Four digits'],
  ['City', 'Bergen', 'City or town'],
  ['Phone number', '+47 555 01 23', 'With country code'],
  ['Website', 'papermill.example', 'https://'],
  ['Job title', 'Designer', 'What you do'],
  ['User name', 'idaholm', 'Letters and digits'],
];
export const ACTIONS = [
  'Save changes',
  'Continue',
  'Sign in',
  'Create account',
  'Send message',
  'Place order',
  'Get started',
  'Download',
];
export const SECOND = ['Cancel', 'Learn more', 'Back', 'Skip', 'Preview', 'Reset'];
