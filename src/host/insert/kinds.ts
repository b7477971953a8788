/** As what a picture can be put into a document. */
export const FORMS = ['text', 'table', 'mermaid', 'code', 'alt'] as const;
export type Form = (typeof FORMS)[number];
