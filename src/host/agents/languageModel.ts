/**
 * Imp in the editor's own list of language models: pictures and questions in, answers out (Ask only: it calls no tools). What
 * was read in the picture answers where it decides; the model in use answers the rest.
 */
import * as vscode from 'vscode';
import { answerFromFacts, explainFacts, offer, type FactsAnswer } from '../../facts/index.ts';
import { render } from '../../facts/render.ts';
import { promptReading, readingBudget } from '../../prompts/reading.ts';
import type { ImageFacts, Turn } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { inertMarkdown } from '../../shared/inertMarkdown.ts';
import type { PictureFacts } from '../../shared/structure.ts';
import type { EngineService } from '../engine/engineService.ts';
import { staysHere } from './engineEyes.ts';
import type { Log } from '../log.ts';
import type { CurrentModel } from '../ports.ts';
import { maxAnswerTokens } from '../settings.ts';
import { translated } from '../translation.ts';

/** What the smallest of the models takes: said until the model is loaded and its own context is known. */
const LEAST_CONTEXT = 2048;
/** The editor makes pictures with both sides above 768 smaller: to 2048, then the short side to 768. */
const SHRUNK = { short: 768, long: 2048 };
const CHARACTERS_PER_TOKEN = 3;

/** A request's turns, with the pictures that came in them. */
interface Asked {
  turns: Turn[];
  pictures: ImageFacts[];
}

export class ChatModel {
  constructor(
    private readonly engine: EngineService,
    private readonly model: CurrentModel,
    private readonly log: Log,
  ) {}

  /** Empty where no model can be used: there is nothing to choose then. */
  async information(version: string): Promise<vscode.LanguageModelChatInformation[]> {
    const inUse = await this.model.current().catch(() => undefined);
    if (!inUse) return [];
    const context = this.engine.model?.contextTokens ?? LEAST_CONTEXT;
    const output = Math.min(maxAnswerTokens(), Math.floor(context / 2));
    const information = {
      id: inUse.id,
      name: inUse.kind === 'nano' ? 'Imp' : `Imp: ${inUse.name}`,
      family: 'imp',
      version,
      detail: vscode.l10n.t('pictures, on this machine'),
      tooltip: vscode.l10n.t(
        'Reads and answers about pictures on this machine, offline. Answers questions only: it calls no tools and edits no files.',
      ),
      maxInputTokens: context - output,
      maxOutputTokens: output,
      capabilities: { imageInput: true, toolCalling: false },
      // Read by newer editors, still proposed: without it, Imp is not in their list.
      isUserSelectable: true,
    };
    return [information];
  }

  /** @throws Error with one sentence that says what is wrong; what is cancelled ends without a word */
  async respond(
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    { toolMode, tools }: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    if (tools?.length && toolMode === vscode.LanguageModelChatToolMode.Required)
      throw new Error(vscode.l10n.t('Imp calls no tools. Choose Ask in place of Agent.'));
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => stop.abort());
    const started = performance.now();
    const say = (text: string) => progress.report(new vscode.LanguageModelTextPart(text));
    let pictures = 0;
    try {
      const asked = await this.turnsOf(messages, stop.signal);
      pictures = asked.pictures.length;
      const direct = await this.fromFacts(asked, stop.signal);
      if (direct) say(inertMarkdown(direct));
      else await this.fromModel(asked, say, stop.signal);
      if (asked.pictures.some(wasShrunk)) say(`\n\n${shrunkNote()}`);
    } catch (thrown) {
      const error = ImpError.from(thrown);
      if (error.code !== 'cancelled') throw new Error(translated(error.text), { cause: thrown });
    } finally {
      subscription.dispose();
      this.log.info(`Language model: ${pictures} pictures, ${Math.round(performance.now() - started)} ms`);
    }
  }

  /** Estimated: the tokenizer would need the model in memory. Pictures take what the loaded model says, else the most that one does. */
  countTokens(text: string | vscode.LanguageModelChatRequestMessage): number {
    if (typeof text === 'string') return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
    const pictures = text.content.filter(isPicture).length;
    const written = Math.ceil(textOf(text).length / CHARACTERS_PER_TOKEN);
    return written + pictures * (this.engine.model?.imageTokens ?? 729);
  }

  private async turnsOf(
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    signal: AbortSignal,
  ): Promise<Asked> {
    const turns: Turn[] = [];
    const pictures: ImageFacts[] = [];
    for (const message of messages) {
      const images: string[] = [];
      for (const part of message.content.filter(isPicture)) {
        const bytes = new Uint8Array(part.data);
        const name = vscode.l10n.t('The picture');
        const facts = await this.engine.requestWithoutModel('attach', { bytes, name }, { signal });
        images.push(facts.id);
        pictures.push(facts);
      }
      const text = textOf(message).trim();
      if (!text && images.length === 0) continue;
      const role = message.role === vscode.LanguageModelChatMessageRole.Assistant ? 'assistant' : 'user';
      const last = turns.at(-1);
      if (last?.role === role) {
        // Editors put instructions and question into messages of their own: the model knows turns only.
        last.text = [last.text, text].filter(Boolean).join('\n');
        if (images.length) last.images = [...(last.images ?? []), ...images];
      } else turns.push({ role, text, ...(images.length && { images }) });
    }
    while (turns[0]?.role === 'assistant') turns.shift();
    if (turns.at(-1)?.role !== 'user')
      throw new ImpError('usage', vscode.l10n.t('There is no question in this request.'));
    return { turns, pictures };
  }

  private async fromFacts({ turns }: Asked, signal: AbortSignal): Promise<string | undefined> {
    const ids = turns.findLast((turn) => turn.images?.length)?.images;
    const question = turns.at(-1)!.text;
    if (!ids || !question) return undefined;
    const facts: PictureFacts[] = [];
    for (const id of ids) facts.push(await this.engine.requestWithoutModel('facts', { id }, { signal }));
    const found = await this.decide(question, facts);
    return found && found.kind !== 'other'
      ? render(found.text, (template, ...args) => vscode.l10n.t(template, ...args))
      : undefined;
  }

  /** As in the panel: the built-in model explains and refuses by what was read, a larger one is asked what that does not decide. */
  private async decide(question: string, facts: PictureFacts[]): Promise<FactsAnswer | undefined> {
    const found = answerFromFacts(question, facts);
    if (found.kind === 'answer') return found;
    const { kind } = await this.model.current();
    if (kind !== 'nano') return undefined;
    if (found.kind === 'refusal') return found;
    const last = facts.at(-1)!;
    const explained = explainFacts(last, 'picture', found.language);
    if (explained.kind === 'answer') return explained;
    return last.text.lines.length > 2 ? offer(last, found.language) : undefined;
  }

  private async fromModel({ turns }: Asked, say: (text: string) => void, signal: AbortSignal): Promise<void> {
    await staysHere(this.engine);
    const facts = await this.engine.ensureModel();
    const { kind } = await this.model.current();
    const asked = turns.findLast((turn) => turn.images?.length);
    if (asked && kind === 'imp') {
      const budget = readingBudget(facts.contextTokens, facts.imageTokens * asked.images!.length, maxAnswerTokens());
      const texts = await Promise.all(
        asked.images!.map(async (id) =>
          promptReading(await this.engine.requestWithoutModel('read', { id }, { signal }), {
            budget: Math.floor(budget / asked.images!.length),
          }),
        ),
      );
      const ocr = texts.filter(Boolean).join('\n');
      if (ocr) asked.ocr = ocr;
    }
    let text = '';
    let said = 0;
    /** Whole lines only: whether a mark is code is not known before its line ends. */
    const report = (complete: string) => {
      const lines = inertMarkdown(complete).split('\n');
      const ready = lines.slice(said, complete.split('\n').length);
      if (ready.length === 0) return;
      say(`${said > 0 ? '\n' : ''}${ready.join('\n')}`);
      said += ready.length;
    };
    const { answer } = await this.engine.request(
      'ask',
      { turns, maxTokens: maxAnswerTokens() },
      {
        signal,
        onEvent: (event) => {
          if (event.type !== 'text') return;
          text += event.text;
          const end = text.lastIndexOf('\n');
          if (end > 0) report(text.slice(0, end));
        },
      },
    );
    report(answer);
  }
}

interface PicturePart {
  mimeType: string;
  data: Uint8Array;
}

function isPicture(part: unknown): part is PicturePart {
  const { mimeType, data } = (part ?? {}) as Partial<PicturePart>;
  return typeof mimeType === 'string' && mimeType.startsWith('image/') && data instanceof Uint8Array;
}

const textOf = ({ content }: vscode.LanguageModelChatRequestMessage): string =>
  content.flatMap((part) => (part instanceof vscode.LanguageModelTextPart ? [part.value] : [])).join('\n');

const wasShrunk = ({ width, height }: ImageFacts): boolean =>
  Math.min(width, height) === SHRUNK.short || Math.max(width, height) === SHRUNK.long;

const shrunkNote = (): string =>
  vscode.l10n.t(
    'The editor makes large pictures smaller before it hands them over, as it seems to have done here: small text may be lost. Paste the picture into the Imp panel to have it read at full size.',
  );
