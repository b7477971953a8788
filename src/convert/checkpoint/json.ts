import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { ImpError } from '../../shared/errors.ts';
import { msg, type Text } from '../../shared/message.ts';
import { readWhole } from '../../shared/wholeFile.ts';

/** tokenizer.json of the largest vocabularies has some 20 MB. */
const MAX_JSON_BYTES = 128 * 1024 * 1024;

/**
 * A JSON file of a checkpoint, checked against a schema.
 * @throws ImpError `checkpoint-unsupported` naming the file and the entries that are missing or wrong.
 */
export async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>> {
  const name = path.basename(file);
  const fail = (why: Text, cause?: unknown) =>
    new ImpError('checkpoint-unsupported', msg`This checkpoint cannot be converted: ${name} ${why}.`, { cause });
  let value: unknown;
  try {
    if ((await stat(file)).size > MAX_JSON_BYTES) throw fail(msg`is larger than any real one`);
    value = JSON.parse((await readWhole(file, MAX_JSON_BYTES)).toString('utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    if (cause instanceof ImpError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw fail(msg`is missing`, cause);
    throw fail(msg`cannot be read (${(cause as Error).message})`, cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const wrong = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || name}: ${issue.message}`);
    throw fail(msg`is not as expected: ${wrong.join('; ')}`);
  }
  return parsed.data;
}

/** The same, or undefined where the file is not there. */
export async function readJsonIfThere<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const there = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  return there ? readJson(file, schema) : undefined;
}
