import { Eyes } from '../../mcp/index.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { EngineService } from '../engine/engineService.ts';

/** The eyes of tools, chat and documents on the panel's engine, which stays when they are idle. */
export const engineEyes = (engine: EngineService): Eyes =>
  new Eyes({
    connect: () => ({
      read: (method, params, options) => engine.requestWithoutModel(method, params, options),
      ask: async (params, options) => {
        await staysHere(engine);
        return await engine.request('ask', params, options);
      },
      modelName: () => engine.model?.name,
      stop: async () => {},
    }),
  });

/** The user agreed to send what they ask about in the panel; others pick pictures by themselves. @throws ImpError `usage` */
export async function staysHere(engine: EngineService): Promise<void> {
  const origin = await engine.originInUse();
  if (origin && !origin.thisMachine)
    throw new ImpError(
      'usage',
      msg`The model in use is at ${origin.host}, and agents' questions stay on this machine. Select a local model in the Imp panel, or use the reading tools.`,
    );
}
