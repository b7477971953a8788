/** What the page's parts can do: requests to the extension, and changes of the page's own state. */
import type { HostMethods } from '../src/shared/panel.ts';
import type { LocalState } from './state.ts';

export interface Actions {
  /** Asks the extension; a failure becomes the notice, or goes to `failed`. */
  request<K extends keyof HostMethods & string>(
    method: K,
    params: HostMethods[K]['params'],
    failed?: (thrown: unknown) => void,
  ): Promise<HostMethods[K]['result'] | undefined>;
  /** Shows a failure as the notice, unless the user stopped it. */
  fail(thrown: unknown): void;
  set(local: Partial<LocalState>): void;
  /** The composer's text changed. */
  draft(text: string): void;
  /** A button of a code block. */
  code(action: string, block: CodeBlock): Promise<void>;
  /** Says something to screen readers. */
  announce(text: string): void;
}

export interface CodeBlock {
  text: string;
  language: string;
  button: HTMLElement;
  figure: HTMLElement;
}
