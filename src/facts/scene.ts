/** A picture's facts in the forms that questions work on. */
import type { PictureFacts } from '../shared/structure.ts';
import { datasetsOf } from './data/dataset.ts';
import { Graph } from './graph/graph.ts';
import { controlsOf } from './page/controls.ts';
import { screenOf } from './text/finders.ts';

export interface Scene {
  facts: PictureFacts;
  datasets: ReturnType<typeof datasetsOf>;
  graphs: Graph[];
  controls: ReturnType<typeof controlsOf>;
  screen: ReturnType<typeof screenOf>;
}

const scenes = new WeakMap<PictureFacts, Scene>();

/** What questions work on; made once for each picture's facts. */
export function sceneOf(facts: PictureFacts): Scene {
  let scene = scenes.get(facts);
  if (!scene) {
    scene = {
      facts,
      datasets: datasetsOf(facts),
      graphs: facts.diagrams.map((diagram) => new Graph(diagram)),
      controls: facts.page ? controlsOf(facts.page) : [],
      screen: screenOf(facts.text),
    };
    scenes.set(facts, scene);
  }
  return scene;
}
