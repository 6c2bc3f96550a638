import { readFile } from 'node:fs/promises';

/** Public entry points of our packages. `errors` makes the doors; `testing` runs inside tests. */
const ENTRANCE =
  /(?:packages[\\/](?!errors[\\/])[^\\/]+|apps[\\/]explorer)[\\/]src[\\/](?!testing[\\/])(?:.+[\\/])?index\.ts$/;

/** Puts `door` of @longrange/errors before each value of an `index.ts`, a list of named exports. Types are read from the source. */
function hangDoors(source: string): string {
  const hung = source.replace(/^export \{([^}]*)\} from ('[^']+');$/gm, (_, list: string, from: string) => {
    const names = list.split(',').flatMap((one) => {
      const [, own, name = own] = /^\s*(?!type\s)(\w+)(?: as (\w+))?\s*$/.exec(one) ?? [];
      return own === undefined ? [] : [{ own, name }];
    });
    const imported = names.map(({ own, name }) => `${own} as own_${name}`);
    const exported = names.map(
      ({ name }) => `export const ${name} = /* @__PURE__ */ door('${name}', own_${name});`,
    );
    return [`import { ${imported.join(', ')} } from ${from};`, ...exported].join(' ');
  });
  return `import { door } from '@longrange/errors'; ${hung}`;
}

/** Plugin for Vite, so that tests go through the same doors. After a change here, remove node_modules/.vitest, which keeps what it made. */
export const viteDoors = {
  name: 'doors',
  enforce: 'pre' as const,
  transform: (code: string, id: string) => (ENTRANCE.test(id) ? hangDoors(code) : undefined),
};

/** Plugin for esbuild, whose filters have no lookahead, so the path is tested again. */
export const esbuildDoors = {
  name: 'doors',
  setup(build: {
    onLoad(
      of: { filter: RegExp },
      load: (file: { path: string }) => Promise<{ contents: string; loader: 'ts' } | undefined>,
    ): void;
  }): void {
    build.onLoad({ filter: /index\.ts$/ }, async ({ path }) =>
      ENTRANCE.test(path) ? { contents: hangDoors(await readFile(path, 'utf8')), loader: 'ts' } : undefined,
    );
  },
};
