/**
 * The house's import rules (CONTRIBUTING.md): imports run toward shared/, and only through front doors.
 *   demo → widget → engine → shared ← worker,  connector → engine,  portal → shared
 * A demo page loads the widget by URL, as everybody does; in code it uses the portal only.
 */
const rooms = ['shared', 'engine', 'widget', 'worker', 'connector', 'portal', 'demo'];
const may = {
  shared: [],
  engine: ['shared'],
  widget: ['engine', 'shared'],
  worker: ['shared'],
  connector: ['engine', 'shared'],
  portal: ['shared'],
  demo: ['portal'],
};
/** The code of a room that ships: neither tests nor what only tests use. */
const product = (...names) => ({
  path: names.map((room) => `^${room}/`),
  pathNot: ['\\.test\\.ts$', '/testing/', '\\.mjs$', 'vitest\\.config\\.ts$'],
});

export default {
  forbidden: [
    ...rooms.map((room) => ({
      name: `${room}-imports`,
      comment: `${room}/ may import ${may[room].length === 0 ? 'no other room' : may[room].join(', ')}`,
      severity: 'error',
      from: product(room),
      to: {
        path: `^(${rooms.filter((other) => other !== room && !may[room].includes(other)).join('|')}|tests|bench|scripts)/`,
      },
    })),
    {
      name: 'engine-front-door',
      comment: 'other rooms enter the engine by index.ts (or its snapshot of types)',
      severity: 'error',
      from: product('widget', 'connector'),
      to: { path: '^engine/', pathNot: '^engine/(index|snapshot)\\.ts$' },
    },
    {
      name: 'mls-front-door',
      comment: 'the engine enters its MLS library by index.ts',
      severity: 'error',
      from: { path: '^engine/(?!mls/)', pathNot: '\\.test\\.ts$' },
      to: { path: '^engine/mls/', pathNot: '^engine/mls/index\\.ts$' },
    },
    {
      name: 'mls-alone',
      comment: 'the MLS library knows nothing of Bedside but bytes and errors',
      severity: 'error',
      from: { path: '^engine/mls/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(engine/(?!mls/)|shared/(?!(bytes|errors)\\.ts$))' },
    },
    {
      name: 'portal-front-door',
      severity: 'error',
      from: product('demo'),
      to: { path: '^portal/', pathNot: '^portal/index\\.ts$' },
    },
    {
      name: 'one-plug',
      comment: 'only widget/plug.ts plugs the ports in; elements never reach for the world',
      severity: 'error',
      from: {
        path: '^widget/',
        pathNot: ['^widget/ports/', '^widget/plug\\.ts$', '\\.test\\.ts$', '/testing/'],
      },
      to: { path: '^widget/ports/' },
    },
    {
      name: 'no-platform-below',
      comment: 'shared/ and engine/ are pure: no Node, no Workers',
      severity: 'error',
      from: product('shared', 'engine', 'widget'),
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'crypto-sources',
      comment: 'primitives come from WebCrypto and @noble only; the engine has no other dependency',
      severity: 'error',
      from: product('shared', 'engine'),
      to: { path: 'node_modules', pathNot: 'node_modules/@noble/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { couldNotResolve: true, pathNot: '^cloudflare:' },
    },
    {
      name: 'no-dev-dependency',
      comment: 'what ships must not need a development dependency; React is for whoever has it to bring',
      severity: 'error',
      from: { ...product(...rooms), pathNot: [...product().pathNot, '^widget/package/react\\.ts$'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Written against the package, as outsiders do: tests/look builds them against it.
    exclude: { path: '^demo/frameworks/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'browser', 'default'] },
  },
};
