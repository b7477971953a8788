// Files that import each other in a circle cannot be understood one at a time. Type imports count.
module.exports = {
  forbidden: [{ name: 'no-circles', severity: 'error', from: { path: '^(src|webview|scripts)/' }, to: { circular: true } }],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
