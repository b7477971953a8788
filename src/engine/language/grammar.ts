/** JSON schema to GBNF, by node-llama-cpp's own generator. */
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';

/** Its grammars end in four newlines, by which node-llama-cpp's own loop knows the end; here the end token does that. */
const TAIL = ' "\\n\\n\\n\\n" [\\n]*';

/**
 * @param schema JSON schema as node-llama-cpp knows it (type, properties, items, enum, const, oneOf, $ref, bounds of arrays and strings)
 * @throws ImpError `usage` when the schema has what the generator does not know
 */
export async function schemaToGrammar(schema: object): Promise<string> {
  // Imported late: it takes most of a second and 35 MB, and few answers need it.
  const { LlamaJsonSchemaGrammar } = await import('node-llama-cpp');
  try {
    // The generator wants a loaded Llama only to compile the text, which our own sampler does.
    const stand = { _bindings: { AddonGrammar: class {} } };
    const { grammar } = new LlamaJsonSchemaGrammar(stand as never, schema as never);
    const [root = '', ...rules] = grammar.split('\n');
    if (!root.endsWith(TAIL)) throw new Error('unexpected end of the root rule');
    return [root.slice(0, -TAIL.length), ...rules].join('\n');
  } catch (cause) {
    throw new ImpError('usage', msg`The JSON schema cannot be turned into a grammar: ${(cause as Error).message}`, {
      cause,
    });
  }
}
