/** The skills as prompts: what to ask for, and with which tool. */
const argument = {
  name: 'image_source',
  description: 'An absolute path, a file: URL, "latest" (default) or "clipboard".',
  required: false,
};

const TEXTS: Record<string, { title: string; description: string; text: string }> = {
  explain_chart: {
    title: 'Explain a chart',
    description: 'What a chart shows: extremes, trend, comparison, outliers.',
    text: 'Read the chart {0} with analyze_data_visualization. Then say what it shows, its extremes with names and values, its trend, and what stands out. Call measured values approximate.',
  },
  explain_diagram: {
    title: 'Explain a diagram',
    description: 'Parts, flow, decisions and loops of a diagram.',
    text: 'Read the diagram {0} with understand_technical_diagram. Then explain its parts, the flow, decisions with their branches, loops and ends, by their names.',
  },
  explain_error: {
    title: 'Explain an error',
    description: 'The error in a screenshot, its cause and place.',
    text: 'Read the screenshot {0} with diagnose_error_screenshot. Then say what failed, why, and which file and line to look at first.',
  },
  code_from_mockup: {
    title: 'Code from a mockup',
    description: 'Semantic, accessible code of a UI picture.',
    text: 'Read the mockup {0} with ui_to_artifact (output_type "code"). Keep its texts and layout, and adapt the code to this project.',
  },
  read_text: {
    title: 'Read text',
    description: 'All text of a picture.',
    text: 'Read the picture {0} with extract_text_from_screenshot and give its text unchanged.',
  },
};

export const PROMPTS = Object.entries(TEXTS).map(([name, { title, description }]) => ({
  name,
  title,
  description,
  arguments: [argument],
}));

export const promptText = (name: string, source: string): string | undefined =>
  Object.hasOwn(TEXTS, name)
    ? TEXTS[name]!.text.replace('{0}', () => JSON.stringify(source.slice(0, 4096)))
    : undefined;
