import boundaries from 'eslint-plugin-boundaries';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

// The import direction of the design: arrows point one way. Each folder lists all that it may import.
const layers = {
  shared: [],
  gguf: ['shared'],
  image: ['shared'],
  native: ['shared', 'gguf'],
  client: ['shared'],
  screenshot: ['shared'],
  mockup: ['shared', 'structure'],
  pair: ['shared', 'gguf', 'image'],
  prompts: ['shared', 'screenshot'],
  ocr: ['shared', 'image'],
  structure: ['shared', 'image', 'ocr'],
  facts: ['shared', 'structure', 'screenshot'],
  reading: ['shared', 'image', 'ocr', 'structure', 'facts'],
  models: ['shared', 'gguf', 'pair'],
  endpoints: ['shared'],
  convert: ['shared', 'gguf', 'pair', 'native', 'client'],
  engine: ['shared', 'gguf', 'image', 'pair', 'prompts', 'ocr', 'reading', 'facts', 'models', 'native', 'client'],
  mcp: ['shared', 'image', 'screenshot', 'mockup', 'structure', 'facts', 'prompts', 'models', 'client'],
  cli: [
    'shared',
    'gguf',
    'image',
    'pair',
    'prompts',
    'screenshot',
    'mockup',
    'structure',
    'facts',
    'mcp',
    'models',
    'endpoints',
    'convert',
    'client',
    'engine',
  ],
  host: [
    'shared',
    'mcp',
    'prompts',
    'screenshot',
    'mockup',
    'structure',
    'facts',
    'models',
    'endpoints',
    'pair',
    'client',
  ],
  extension: ['shared', 'host'],
  webview: ['shared'],
};

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.cache/**',
      '.stage/**',
      'out/**',
      'test/fixtures/**',
      'test/output/**',
      'models/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts'] } },
      'boundaries/elements': [
        ...Object.keys(layers)
          .filter((type) => type !== 'webview' && type !== 'extension')
          .map((type) => ({ type, pattern: `src/${type}` })),
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
    },
  },
  {
    files: ['{src,webview,scripts,test}/**/*.{ts,mjs}'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    // Electron refuses to show native memory to JavaScript in place: test/engine/cage.test.ts. What a picture says goes to no log.
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'koffi', property: 'view', message: 'Copy instead.' }],
      'no-console': 'error',
    },
  },
  {
    // Names, pictures' text, models' words and servers' answers go through regular expressions: none may take more than its
    // text's length. Those of `screenshot` look at single lines, as long as a picture is wide (test/hostile/text.test.ts holds them to time).
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: ['src/screenshot/**'],
    plugins: { regexp },
    rules: { 'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }] },
  },
  {
    // What the editor makes links of goes through one place that takes links out.
    files: ['src/host/**/*.ts', 'src/*.ts'],
    ignores: ['src/host/dialogs/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'MemberExpression[object.property.name="window"][property.name=/^(show(Information|Warning|Error)Message|withProgress|showInputBox|showQuickPick)$/]',
          message: 'Use src/host/dialogs: it shows what was put into a message as words.',
        },
      ],
    },
  },
  {
    // Only the extension's own side may know the editor.
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: ['src/*.ts', 'src/host/**'],
    rules: { 'no-restricted-imports': ['error', { paths: ['vscode'] }] },
  },
  {
    files: ['webview/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: ['vscode'], patterns: ['node:*'] }] },
  },
  ...['tsconfig.json', 'webview/tsconfig.json', 'test/e2e/tsconfig.json'].map((project) => ({
    // A promise that nobody waits for loses its failure.
    files: {
      'tsconfig.json': ['src/**/*.ts', 'scripts/**/*.ts', 'test/**/*.ts'],
      'webview/tsconfig.json': ['webview/**/*.ts'],
      'test/e2e/tsconfig.json': ['test/e2e/**/*.ts', 'test/panel/**/*.ts'],
    }[project],
    languageOptions: { parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          ignoreVoid: true,
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': ['error', {}],
    },
  })),
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
);
