/** Models on this machine and in the catalog: listing, installing, downloading, predicting. Knows no editor. */
export { loadCatalog, type CatalogEntry } from './catalog.ts';
export { downloadFolder, downloadModel, removeDownload, type Downloaded } from './download/model.ts';
export { editorFetch } from './download/editorFetch.ts';
export type { ProxySettings } from './download/file.ts';
export { installCheckpoint, installDownload, type InstallOptions, type WeightTypes } from './install.ts';
export { damagedFile } from './manifest.ts';
export { commandLineRoot, commandLineShared } from './folders.ts';
export { ggufFiles, inspectPair, inspectPairsBy } from '../pair/pair.ts';
export { listModels } from './list.ts';
export { figuresOfAnswer, figuresOfBench, recordFigures, speedKey } from './speed.ts';
export { calibrate } from './calibration/calibrate.ts';
export { ModelStore, freeId, type InstalledModel, type Progress, type StoreFolders } from './store.ts';
