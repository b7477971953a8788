/** What other processes use of the engine: nothing here touches native code. */
export { EngineClient, type EngineClientOptions, type EngineState } from './engine.ts';
export { restartBudget } from './restartBudget.ts';
