/** A conversation as one Markdown file with its pictures beside it. */
import { inertLine, inertMarkdown } from '../../shared/inertMarkdown.ts';
import type { DataPart } from '../../shared/pictureData.ts';
import { written } from '../answers/dataForms.ts';
import type { Conversation } from './model.ts';
import type { PictureRecord } from '../pictures/record.ts';

export interface MarkdownExport {
  markdown: string;
  /** Files to copy: from the picture store into the export's picture folder. */
  pictures: { from: string; to: string }[];
}

/** `folder` is the picture folder's name, relative to the Markdown file. */
export function exportMarkdown(conversation: Conversation, folder: string): MarkdownExport {
  const used = new Map<string, string>();
  const pictures = new Map(conversation.pictures.map((picture) => [picture.id, picture]));
  const lines = [
    `# ${inertLine(conversation.title) || 'Imp'}`,
    '',
    `_${new Date(conversation.createdAt).toISOString().slice(0, 10)}_`,
    '',
  ];
  for (const turn of conversation.turns) {
    if (turn.role === 'user') {
      lines.push('## Question', '');
      for (const id of turn.pictures) {
        const picture = pictures.get(id);
        if (picture) lines.push(pictureLine(picture, place(picture, used), folder), '');
      }
      lines.push(
        ...inertMarkdown(turn.text)
          .split('\n')
          .map((line) => `> ${line}`),
        '',
      );
    } else {
      lines.push('## Answer', '', turn.failure ? inertLine(turn.failure.message) : inertMarkdown(turn.text.trim()), '');
      for (const part of turn.data ?? []) lines.push(...dataLines(part));
      const from = [turn.figures?.model, turn.origin?.host].filter(Boolean).join(' · ');
      if (from) lines.push(`_${inertLine(from)}_`, '');
    }
  }
  return { markdown: lines.join('\n'), pictures: [...used].map(([from, to]) => ({ from, to })) };
}

/** A table, or a diagram's source in a fence; what the user changed is said. */
function dataLines(part: DataPart): string[] {
  const text = written(part, 'markdown');
  if (text === undefined) return [];
  return [text.trimEnd(), '', ...(part.read ? ['_Changed by hand._', ''] : [])];
}

/** A readable, unique file name for a stored picture. */
function place(picture: PictureRecord, used: Map<string, string>): string {
  const present = used.get(picture.file);
  if (present) return present;
  const extension = picture.file.slice(picture.file.lastIndexOf('.'));
  const stem =
    picture.name
      .replace(/\.\w+$/, '')
      .replace(/[^\w-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'picture';
  const taken = new Set(used.values());
  let name = `${stem}${extension}`;
  for (let count = 2; taken.has(name); count++) name = `${stem}-${count}${extension}`;
  used.set(picture.file, name);
  return name;
}

function pictureLine({ name, cropOf }: PictureRecord, file: string, folder: string): string {
  const region =
    cropOf && `, region ${cropOf.region.x},${cropOf.region.y} ${cropOf.region.width}×${cropOf.region.height}`;
  return `![${inertLine(name)}${region ?? ''}](${encodeURI(`${folder}/${file}`)})`;
}
