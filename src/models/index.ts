/** Models on this machine and in the catalog: listing, installing, downloading, predicting. Knows no editor. */
export { loadCatalog, type Catalog, type CatalogEntry } from './catalog.ts';
export {
  downloadFolder,
  downloadModel,
  downloadedBytes,
  removeDownload,
  type DownloadOptions,
} from './download/model.ts';
export { editorFetch } from './download/editorFetch.ts';
export type { ProxySettings } from './download/file.ts';
export { arrivedLine } from './arrived.ts';
export { damagedFile } from './manifest.ts';
export { commandLineRoot, commandLineShared } from './folders.ts';
export { ggufFiles, inspectPair, inspectPairsBy, type Pair, type PairFacts } from '../pair/pair.ts';
export { plannedFacts } from './planned.ts';
export { listModels, type ListOptions } from './list.ts';
export { figuresOfAnswer, figuresOfBench, recordFigures, speedKey } from './speed.ts';
export { calibrate, type CalibrateOptions } from './calibration/calibrate.ts';
export {
  ModelStore,
  freeId,
  type InstalledModel,
  type NewModel,
  type Progress,
  type StoreFolders,
  type WorkOptions,
} from './store.ts';
