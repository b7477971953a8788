/** A picture's facts in the forms that questions work on. */
import type { PictureFacts } from '../shared/structure.ts';
import { datasetsOf, type Dataset } from './data/dataset.ts';
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

/** A title of which a part was read in its place: the page's line there has the whole. */
function wholeTitle(dataset: Dataset, { text }: PictureFacts): Dataset {
  const { title, titleBox } = dataset;
  if (!title || !titleBox) return dataset;
  const middle = titleBox.y + titleBox.height / 2;
  const line = text.lines.find(
    ({ box, text: whole }) =>
      middle >= box.y &&
      middle <= box.y + box.height &&
      whole.length > title.length &&
      whole.length <= title.length + 40 &&
      whole.toLowerCase().includes(title.toLowerCase()) &&
      !/ {3}/.test(whole.trim()),
  );
  return line ? { ...dataset, title: line.text.trim(), titleBox: line.box } : dataset;
}

const scenes = new WeakMap<PictureFacts, Scene>();

/** What questions work on; made once for each picture's facts. */
export function sceneOf(facts: PictureFacts): Scene {
  let scene = scenes.get(facts);
  if (!scene) {
    scene = {
      facts,
      datasets: datasetsOf(facts).map((dataset) => wholeTitle(dataset, facts)),
      graphs: facts.diagrams.map((diagram) => new Graph(diagram)),
      controls: facts.page ? controlsOf(facts.page) : [],
      screen: screenOf(facts.text),
    };
    scenes.set(facts, scene);
  }
  return scene;
}
