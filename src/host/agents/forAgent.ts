/** What "Copy for an agent" puts on the clipboard: the picture's path, and a sentence that makes an agent read it through Imp. English: agents read it. */
import type { Region } from '../../shared/engine.ts';

/** @param region a part of the picture that is meant, in its pixels */
export function forAgent(path: string, name: string, region?: Region): string {
  const source = JSON.stringify(path);
  const use = region
    ? `Imp's zoom_region tool (image_source: ${source}, ${(['x', 'y', 'width', 'height'] as const).map((key) => `${key}: ${Math.round(region[key])}`).join(', ')})`
    : `Imp's tools (image_source: ${source}): extract_text_from_screenshot for text, diagnose_error_screenshot for an error, analyze_data_visualization for a chart or table, understand_technical_diagram for a diagram, ui_to_artifact for a page, else analyze_image`;
  const called = name.replace(/[\p{C}\s]+/gu, ' ').slice(0, 120);
  return `${path}\n\nRead this picture (${JSON.stringify(called)}) with ${use}. In the editor's chat: #readPicture. Do not guess what it shows.\n`;
}
