import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

// The import direction of the design: arrows point one way. Each folder lists all that it may import.
const layers = {
  shared: [],
  gguf: ['shared'],
  image: ['shared'],
  prompts: ['shared'],
  ocr: ['shared', 'image'],
  models: ['shared', 'gguf'],
  convert: ['shared', 'gguf', 'prompts', 'convert-client', 'engine-native'],
  'convert-client': ['shared'],
  'engine-native': ['shared'],
  'engine-client': ['shared'],
  engine: ['shared', 'gguf', 'image', 'prompts', 'ocr', 'models', 'engine-native', 'engine-client'],
  cli: ['shared', 'gguf', 'image', 'prompts', 'models', 'convert', 'convert-client', 'engine-client', 'engine', 'ocr'],
  host: ['shared', 'prompts', 'models', 'convert-client', 'engine-client'],
  extension: ['shared', 'host'],
  webview: ['shared'],
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.cache/**', '.stage/**', 'out/**', 'test/fixtures/**', 'test/output/**', 'models/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts'] } },
      'boundaries/elements': [
        { type: 'engine-native', pattern: 'src/engine/native' },
        { type: 'engine-client', pattern: 'src/engine/client' },
        { type: 'convert-client', pattern: 'src/convert/client' },
        ...['shared', 'gguf', 'image', 'prompts', 'ocr', 'models', 'convert', 'engine', 'cli', 'host'].map((type) => ({
          type,
          pattern: `src/${type}`,
        })),
        { type: 'webview', pattern: 'webview' },
        { type: 'extension', pattern: 'src' }, // what lies in src itself: extension.ts
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(layers).map(([from, allow]) => ({
            from: { element: { type: from } },
            allow: [from, ...allow].map((type) => ({ to: { element: { type } } })),
          })),
        },
      ],
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    // Only the extension's own side may know the editor.
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: ['src/extension.ts', 'src/host/**'],
    rules: { 'no-restricted-imports': ['error', { paths: ['vscode'] }] },
  },
  {
    files: ['webview/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: ['vscode'], patterns: ['node:*'] }] },
  },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
);
