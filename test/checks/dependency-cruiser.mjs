/** What imports may not do, as dependency-cruiser reads it: ESLint looks at one file at a time. */
export default {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'Files that import each other are one file: move what both need to where it belongs.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // Imports of types alone count as well: whoever reads one file of a cycle has to read all of them.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
  },
};
