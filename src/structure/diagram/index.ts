export { readDiagrams } from './read.ts';
export { toDot } from './write/dot.ts';
export { toPlantUml } from './write/plantuml.ts';
