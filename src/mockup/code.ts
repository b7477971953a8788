export interface MockupCode {
  /** Word for a Markdown fence. */
  fence: 'html' | 'jsx' | 'vue' | 'svelte';
  code: string;
  /** A whole HTML document that shows it: no scripts, and a policy that loads nothing. Tailwind's look is that of the style sheet. */
  preview: string;
}
