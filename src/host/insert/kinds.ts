/** As what a picture can be put into a document. */
export const FORMS = ['text', 'table', 'mermaid', 'code', 'alt'] as const;
export type Form = (typeof FORMS)[number];

const BY_ENDING: Record<string, string> = { csv: 'csv', tsv: 'tsv', mmd: 'mermaid', mermaid: 'mermaid' };

/** The editor's id of a document's language; of files that it has no language for without a further extension, by the name's ending. */
export function languageOf({ languageId, fileName }: { languageId: string; fileName: string }): string {
  if (languageId !== 'plaintext') return languageId;
  return BY_ENDING[/\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''] ?? languageId;
}
