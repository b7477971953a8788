/** What other processes use of the engine: nothing here touches native code. */
export { EngineClient, type EngineClientOptions, type EngineState, type Resolved } from './engine.ts';
export { restartBudget, type RestartBudget } from './restartBudget.ts';
