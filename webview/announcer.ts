/** Speaks to screen readers: what Imp does, and the answer sentence by sentence while it streams. */
import { running, type AppState } from './state.ts';

export class Announcer {
  private readonly region: HTMLElement;
  private readonly statusRegion: HTMLElement;
  /** How much of the answer under way was said. */
  private said = 0;
  private answerId = '';

  constructor(parent: HTMLElement) {
    this.region = live(parent, 'log');
    this.statusRegion = live(parent, 'status');
  }

  say(text: string): void {
    const line = document.createElement('p');
    line.textContent = text;
    this.region.append(line);
    while (this.region.childElementCount > 20) this.region.firstElementChild!.remove();
  }

  /** Figures change many times a second: only words are said. */
  status(text: string): void {
    const words = text.split(' · ')[0]!;
    if (this.statusRegion.textContent !== words) this.statusRegion.textContent = words;
  }

  /** Says what an answer gained, by whole sentences; the rest when it ends. */
  follow(before: AppState, after: AppState): void {
    const turn = running(after) ?? running(before);
    const answer = turn && after.conversation.turns.find(({ id }) => id === turn.id);
    if (answer?.role !== 'assistant') return;
    if (answer.id !== this.answerId) {
      this.answerId = answer.id;
      this.said = 0;
    }
    const rest = answer.text.slice(this.said);
    const end =
      answer.state === 'streaming'
        ? Math.max(rest.lastIndexOf('. '), rest.lastIndexOf('\n'), rest.lastIndexOf('。')) + 1
        : rest.length;
    const words = rest.slice(0, end).trim();
    if (!words) return;
    this.said += end;
    this.say(words);
  }
}

function live(parent: HTMLElement, role: 'log' | 'status'): HTMLElement {
  const region = document.createElement('div');
  region.className = 'visually-hidden';
  region.setAttribute('role', role);
  region.setAttribute('aria-live', 'polite');
  parent.append(region);
  return region;
}
