/** Imp's prompts, written into the files: `imp.prompt.*` for this project's engine, a Jinja chat template for llama.cpp's tools. */
import type { Architecture } from '../checkpoint/config.ts';

/** Source: the authors' imp_llava/conversation.py; the same for all three. */
export const SYSTEM =
  "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions.";

interface Prompt {
  /** Value of `imp.prompt.template`. */
  template: 'vicuna' | 'chatml' | 'phi3';
  /** Strings that end an answer. */
  stop: string[];
  jinja: string;
}

const quoted = `'${SYSTEM.replaceAll("'", "\\'")}'`;
/** Sets `system` and `turns`: a conversation without a system turn gets Imp's own. */
const head =
  "{%- if messages[0]['role'] == 'system' -%}{%- set system = messages[0]['content'] -%}{%- set turns = messages[1:] -%}" +
  `{%- else -%}{%- set system = ${quoted} -%}{%- set turns = messages -%}{%- endif -%}`;

export const PROMPTS: Record<Architecture, Prompt> = {
  phi2: {
    template: 'vicuna',
    stop: ['</s>'],
    jinja:
      head +
      "{{- system + ' ' -}}{%- for turn in turns -%}{%- if turn['role'] == 'user' -%}{{- 'USER: ' + turn['content'] + ' ASSISTANT:' -}}" +
      "{%- else -%}{{- ' ' + turn['content'] + '</s>' -}}{%- endif -%}{%- endfor -%}",
  },
  qwen2: {
    template: 'chatml',
    stop: ['<|im_end|>'],
    jinja:
      head +
      "{{- '<|im_start|>system\\n' + system + '<|im_end|>\\n' -}}{%- for turn in turns -%}" +
      "{{- '<|im_start|>' + turn['role'] + '\\n' + turn['content'] + '<|im_end|>\\n' -}}{%- endfor -%}" +
      "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}",
  },
  phi3: {
    template: 'phi3',
    stop: ['<|end|>'],
    jinja:
      head +
      "{{- '<|system|>\\n' + system + '<|end|>\\n' -}}{%- for turn in turns -%}" +
      "{{- '<|' + turn['role'] + '|>\\n' + turn['content'] + '<|end|>\\n' -}}{%- endfor -%}" +
      "{%- if add_generation_prompt -%}{{- '<|assistant|>\\n' -}}{%- endif -%}",
  },
};
