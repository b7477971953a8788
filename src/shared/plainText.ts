/** Text from elsewhere (models, files, servers) made harmless for where it is shown. */

/** C0 and C1 controls but tab and newline: terminals take them for commands (titles, clipboard, moving the cursor). */

const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Marks that make text read in another order than it has: overrides, embeddings, isolates. */
const BIDI = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/** For a terminal: without control characters. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '');

/** Whether a text holds what would make it look like another one. */
export const looksOther = (text: string): boolean =>
  new RegExp(CONTROLS.source).test(text) || new RegExp(BIDI.source).test(text) || /[\n\t]/.test(text);

/**
 * For the editor's notifications, which make `[text](command:…)` a link that runs a command, and for its lists, which draw
 * `$(name)` as an icon: the same words, and no more than words.
 */
export function plainWords(text: string): string {
  return text.replace(CONTROLS, '').replace(BIDI, '').replace(/\]\(/g, ']\u200b(');
}

/** Words for a label in which `$(name)` would be drawn as an icon. */
export const withoutIcons = (text: string): string => plainWords(text).replace(/\$\(/g, '$\u200b(');

/** JSON for a terminal: what `JSON.stringify` leaves as it is (C1) is written as escapes, so the value stays the same. */
export const jsonForTerminal = (json: string): string =>
  json.replace(/[\x7f-\x9f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
