/**
 * Imp's prompts, written into the files: `imp.prompt.*` for this project's engine, a Jinja chat template for llama.cpp's tools and, in
 * another form, for transformers, vLLM and SGLang.
 */
import { DEFAULT_SYSTEM, TEMPLATES, type TemplateName } from '../../pair/templates.ts';
import type { Architecture } from '../checkpoint/config.ts';

interface Prompt {
  /** Value of `imp.prompt.template`. */
  template: TemplateName;
  /** Strings that end an answer. */
  stop: readonly string[];
  jinja: string;
}

const quoted = `'${DEFAULT_SYSTEM.replaceAll("'", "\\'")}'`;
/** Sets `system` and `turns`: a conversation without a system turn gets Imp's own. */
const head =
  "{%- if messages[0]['role'] == 'system' -%}{%- set system = messages[0]['content'] -%}{%- set turns = messages[1:] -%}" +
  `{%- else -%}{%- set system = ${quoted} -%}{%- set turns = messages -%}{%- endif -%}`;

export const PROMPTS: Record<Architecture, Prompt> = {
  phi2: {
    template: 'vicuna',
    stop: TEMPLATES.vicuna.stop,
    jinja:
      head +
      "{{- system + ' ' -}}{%- for turn in turns -%}{%- if turn['role'] == 'user' -%}{{- 'USER: ' + turn['content'] + ' ASSISTANT:' -}}" +
      "{%- else -%}{{- ' ' + turn['content'] + '</s>' -}}{%- endif -%}{%- endfor -%}",
  },
  qwen2: {
    template: 'chatml',
    stop: TEMPLATES.chatml.stop,
    jinja:
      head +
      "{{- '<|im_start|>system\\n' + system + '<|im_end|>\\n' -}}{%- for turn in turns -%}" +
      "{{- '<|im_start|>' + turn['role'] + '\\n' + turn['content'] + '<|im_end|>\\n' -}}{%- endfor -%}" +
      "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}",
  },
  phi3: {
    template: 'phi3',
    stop: TEMPLATES.phi3.stop,
    jinja:
      head +
      "{{- '<|system|>\\n' + system + '<|end|>\\n' -}}{%- for turn in turns -%}" +
      "{{- '<|' + turn['role'] + '|>\\n' + turn['content'] + '<|end|>\\n' -}}{%- endfor -%}" +
      "{%- if add_generation_prompt -%}{{- '<|assistant|>\\n' -}}{%- endif -%}",
  },
};

/** What a turn says, given as text or as the parts of the chat completions form; pictures come first, as in training. */
const SAID =
  '{%- macro said(content) -%}{%- if content is string -%}{{- content | trim -}}{%- else -%}' +
  "{%- for part in content -%}{%- if part['type'] in ['image', 'image_url'] -%}{{- '<image>\\n' -}}{%- endif -%}{%- endfor -%}" +
  "{%- for part in content -%}{%- if part['type'] == 'text' -%}{{- part['text'] | trim -}}{%- endif -%}{%- endfor -%}" +
  '{%- endif -%}{%- endmacro -%}';

/** The chat template for transformers, vLLM and SGLang, where `<image>` is a token. */
export function partsTemplate(architecture: Architecture): string {
  return SAID + PROMPTS[architecture].jinja.replace(/\b(turn|messages\[0\])\['content'\]/g, 'said($&)');
}
