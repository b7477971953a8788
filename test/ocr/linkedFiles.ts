/**
 * The file references of the test set's terminals, written down by hand, and a workspace in which each means one file.
 * Runtime files outside of any workspace (JDK, node:internal, /usr/lib) and libraries' Java frames are not among them.
 */
import { fileReferences } from '../../src/screenshot/references.ts';
import { linkFiles } from '../../src/screenshot/workspaceLinks.ts';

/** Scene of the set → `path:line:column` as the workspace names it. */
export const EXPECTED: Record<string, string[]> = {
  'term-node-dark': [
    'src/services/invoiceService.ts:87',
    'src/services/invoiceService.ts:87:31',
    'src/controllers/invoice.ts:42:19',
    'node_modules/express/lib/router/layer.js:95:5',
  ],
  'term-python-dark': ['tests/test_loader.py', 'pipeline/loader.py:214', 'pipeline/loader.py:171'],
  'term-jest-dark': ['src/utils/formatCurrency.test.ts', 'src/utils/formatCurrency.test.ts:19:38'],
  'term-java-dark': [
    'src/main/java/com/acme/orders/OrderRepository.java:133',
    'src/main/java/com/acme/orders/OrderService.java:58',
  ],
  'term-tsc-light': ['src/api/client.ts:112:9', 'src/hooks/useSession.ts:37:22'],
};

/** The right files among others of the same or a similar name. */
export const WORKSPACE = [
  ...new Set(
    Object.values(EXPECTED)
      .flat()
      .map((place) => place.replace(/(?::\d+)+$/, '')),
  ),
  'src/services/invoice.ts',
  'src/services/invoiceServices.ts',
  'src/controllers/invoices.ts',
  'src/models/invoice.ts',
  'src/ui/layer.js',
  'lib/loader.py',
  'pipeline/loaders.py',
  'tests/test_loaders.py',
  'pipeline/__init__.py',
  'src/utils/formatCurrency.ts',
  'src/utils/formatCurrencies.test.ts',
  'src/main/java/com/acme/billing/OrderService.java',
  'src/test/java/com/acme/orders/OrderServiceTest.java',
  'src/main/java/com/acme/util/Thread.java',
  'src/client.ts',
  'src/hooks/useSessions.ts',
  'src/server/api/client.tsx',
  'package.json',
  'README.md',
];

/** How many of the expected links come out of a reading's lines, and which links are wrong. */
export function linkScore(
  scene: string,
  lines: string[],
): { right: number; expected: number; wrong: string[]; missing: string[] } {
  const expected = [...(EXPECTED[scene] ?? [])];
  const total = expected.length;
  const wrong: string[] = [];
  for (const { reference, path } of linkFiles(fileReferences(lines), WORKSPACE)) {
    const place = [path, reference.line, reference.column].filter((part) => part !== undefined).join(':');
    const at = expected.indexOf(place);
    if (at >= 0) expected.splice(at, 1);
    else wrong.push(place);
  }
  return { right: total - expected.length, expected: total, wrong, missing: expected };
}
