/** Corrections that need no dictionary: what Tesseract confuses on screens, and what cannot be what it says. */

/** Typographic quotes do not occur in code and terminals; Tesseract sees them in straight ones. */
const QUOTES: Record<string, string> = { '‘': "'", '’': "'", '“': '"', '”': '"' };

/** A glyph as it stands on screens. */
export const correctGlyph = (text: string): string => QUOTES[text] ?? text;

const UUID = /^([^0-9a-zA-Z]*)([0-9a-fA-FlIOo]{8}(?:-[0-9a-fA-FlIOo]{4}){3}-[0-9a-fA-FlIOo]{12})([^0-9a-zA-Z]*)$/;
const HEX = /^([^0-9a-zA-Z]*)[0O]x([0-9a-fA-FlIOoi]{2,16})([^0-9a-zA-Z]*)$/;

const digits = (text: string) => text.replace(/[lIi]/g, '1').replace(/[oO]/g, '0');

/**
 * Letters that stand for digits in hexadecimal numbers, and zeros that stand for the letter O inside names
 * (`orders.0rderService`). Everything else is left as it was read.
 */
export function correctWord(text: string): string {
  const uuid = UUID.exec(text);
  if (uuid) return uuid[1]! + digits(uuid[2]!) + uuid[3]!;
  const hex = HEX.exec(text);
  if (hex && /\d/.test(digits(hex[2]!))) return `${hex[1]!}0x${digits(hex[2]!)}${hex[3]!}`;
  return text.replace(/(?<![0-9A-Za-z_])0(?=[a-z]{3})(?=[a-z]*[g-wyz])/g, 'O');
}
