/** `imp.endpoints`, one entry a model on a server; never a key. */
import * as z from 'zod';
import { endpointAddress, KIND_NAMES, type EndpointKind, type EndpointPlace } from '../../endpoints/index.ts';
import { english } from '../../shared/message.ts';
import { ImpError } from '../../shared/errors.ts';

/** As the setting holds it; the name is for people, and stands in `imp.model` after `endpoint:`. */
export type EndpointEntry = Pick<EndpointPlace, 'name' | 'url' | 'model' | 'kind'>;

const PREFIX = 'endpoint:';
/** More than a list can show. */
const MOST_ENTRIES = 200;

const kinds = Object.keys(KIND_NAMES) as [EndpointKind, ...EndpointKind[]];
const entrySchema = z.object({
  name: z.string().trim().min(1).max(100),
  url: z.string().min(1).max(2000),
  model: z.string().min(1).max(500),
  kind: z.enum(kinds).catch('openai'),
});

export const isEndpointId = (id: string): boolean => id.startsWith(PREFIX);
export const endpointId = (name: string): string => PREFIX + name;

/** Entries that can be used, and a sentence for each that cannot. */
export function checkEntries(entries: readonly unknown[]): { entries: EndpointPlace[]; problems: string[] } {
  const found = new Map<string, EndpointPlace>();
  const problems: string[] = [];
  for (const [i, entry] of entries.slice(0, MOST_ENTRIES).entries()) {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) {
      problems.push(`imp.endpoints, entry ${i + 1}: it needs "name", "url" and "model" as texts.`);
      continue;
    }
    try {
      const id = endpointId(parsed.data.name);
      if (found.has(id)) throw new ImpError('internal', 'there is another one of this name.');
      found.set(id, { ...parsed.data, id, address: endpointAddress(parsed.data.url) });
    } catch (thrown) {
      problems.push(`imp.endpoints, "${parsed.data.name}": ${english(ImpError.from(thrown).text)}`);
    }
  }
  return { entries: [...found.values()], problems };
}

/** `wanted`, with a number after it where that name is taken. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.includes(`${wanted} ${number}`)) return `${wanted} ${number}`;
}
