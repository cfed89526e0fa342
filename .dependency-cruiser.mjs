/**
 * Who may import whom. Between packages the arrows of CONTRIBUTING.md, section "Layout"; inside a package the layers
 * types -> maths -> parts -> estimators -> loops -> registry, node, report -> index, each importing only what stands
 * before it.
 */
const tests = "(\\.(test|bench)\\.ts$|/test/)";
const anyPackage = "^packages/([^/]+)/src/";

/** What each package may import besides itself. A package missing here may import nothing. */
const arrows = {
  core: [],
  data: ["core"],
  tensor: ["core"],
  kt: ["core", "tensor"],
  sim: ["core"],
  rl: ["core", "tensor"],
  rerank: ["core", "tensor"],
  eval: ["core"],
};

const betweenPackages = [
  ...Object.entries(arrows).map(([name, allowed]) => ({
    name: `${name}-imports-${allowed.join("-") || "nothing"}`,
    comment: `@zpd/${name} may import ${allowed.join(", ") || "no other package"}`,
    severity: "error",
    from: { path: `^packages/${name}/` },
    to: { path: "^(packages|apps|bench)/", pathNot: `^packages/(${[name, ...allowed].join("|")})/` },
  })),
  {
    name: "packages-have-arrows",
    comment: "A new package says in this file what it may import",
    severity: "error",
    from: { path: "^packages/", pathNot: `^packages/(${Object.keys(arrows).join("|")})/` },
    to: { path: "^(packages|apps|bench)/" },
  },
  {
    name: "packages-by-name",
    comment: "Another package is imported by its name, never by a relative path",
    severity: "error",
    from: { path: "^((?:packages|apps)/[^/]+|bench)/" },
    to: { path: "^(packages|apps|bench)/", pathNot: "^$1/", dependencyTypes: ["local"] },
  },
  {
    name: "tensorflow-only-in-tensor",
    severity: "error",
    from: { pathNot: "^packages/tensor/" },
    to: { path: "@tensorflow/" },
  },
  {
    name: "tensor-only-under-neural",
    comment: "The classical roots stay free of tensor code; the kernels are open to all",
    severity: "error",
    from: { path: "^packages/(kt|rl|rerank)/src/(?!neural/)", pathNot: tests },
    to: { path: "^packages/tensor/src/(?!kernels/)" },
  },
  {
    name: "registries-only-in-compose",
    comment: "Tables of descriptors are read by an app's compose.ts and by contract tests",
    severity: "error",
    from: { pathNot: "(^apps/[^/]+/src/compose\\.ts$|contract[^/]*\\.test\\.ts$)" },
    to: { path: `${anyPackage}(neural/)?registry\\.ts$` },
  },
];

/** Lowest first. What is in none of the named folders is an estimator: tracers, policies, metrics, formats... */
const layers = [
  ["types", "types/"],
  ["maths", "maths/"],
  ["parts", "parts/"],
  ["estimators", "(?!types/|maths/|parts/|loops/|node/|report/)[^/]+/"],
  ["loops", "loops/"],
  ["doors", "(registry\\.ts$|node/|report/)"],
  ["index", "index\\.ts$"],
];

const insidePackage = [
  ...layers.slice(0, -1).map(([name, path], depth) => ({
    name: `${name}-import-downwards`,
    comment: `${name} may import ${layers
      .slice(0, depth + 1)
      .map(([layer]) => layer)
      .join(", ")}`,
    severity: "error",
    // core is the base of all: its folders are one layer, with node/ above.
    from: { path: `^packages/(?!core/)([^/]+)/src/${path}`, pathNot: tests },
    to: {
      path: `^packages/$1/src/(${layers
        .slice(depth + 1)
        .map(([, above]) => above)
        .join("|")})`,
    },
  })),
  {
    name: "nobody-imports-its-index",
    severity: "error",
    from: { path: `${anyPackage}.` },
    to: { path: "^packages/$1/src/index\\.ts$" },
  },
  {
    name: "estimators-are-strangers",
    comment: "Tracers do not import each other, nor do policies: what they share moves to parts/",
    severity: "error",
    from: { path: `${anyPackage}(tracers|policies|rerankers)/`, pathNot: tests },
    to: { path: "^packages/$1/src/$2/" },
  },
  {
    name: "roots-run-in-a-browser",
    comment: "What needs Node.js sits in src/node/",
    severity: "error",
    from: { path: `${anyPackage}(?!node/)`, pathNot: tests },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "node-only-from-node",
    severity: "error",
    from: { path: `${anyPackage}(?!node/)`, pathNot: tests },
    to: { path: `${anyPackage}node/` },
  },
];

const hygiene = [
  { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
  {
    name: "not-to-unresolvable",
    comment: "Also what an undeclared package of the workspace looks like",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "not-in-package-json",
    severity: "error",
    from: {},
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "not-to-dev-dependencies",
    comment: "What a package needs at run time stands in its dependencies",
    severity: "error",
    from: { path: "^(packages|apps)/[^/]+/src/", pathNot: tests },
    // An optional peer is a development dependency, too: so that it is there for tests.
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm-peer"] },
  },
  {
    name: "not-to-tests",
    severity: "error",
    from: { pathNot: tests },
    to: { path: tests, pathNot: "node_modules" },
  },
  {
    name: "not-to-builds",
    severity: "error",
    from: { path: "\\.ts$" },
    to: { path: "/dist/", pathNot: "node_modules" },
  },
];

export default {
  forbidden: [...betweenPackages, ...insidePackage, ...hygiene],
  options: {
    doNotFollow: { path: ["node_modules", "/dist/"] },
    tsPreCompilationDeps: true,
    // Tests and build files use tools that stand in the root's package.json.
    combinedDependencies: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@zpd/source", "import", "node", "default", "types"],
    },
  },
};
