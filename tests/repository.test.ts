import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { publishedPackages, readJson, readText, repositoryFiles } from './testing/workspace.ts';

const binary = /\.(?:png|zip|tar|gz|br|wasm|bin|safetensors)$/;
const files = repositoryFiles().filter((path) => !binary.test(path));
const sources = files.filter((path) =>
  /^(?:apps|packages|tests|scripts|bench|docs)\/.*\.(?:ts|mjs)$/.test(path),
);

/** `file:line` of every line that matches. */
function linesWith(pattern: RegExp, paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    readText(path)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      ),
  );
}

it('packs no package whose code or types are not built', async () => {
  const { hooks } = await import(new URL('../.pnpmfile.mjs', import.meta.url).href);
  const pack = (types: string) =>
    hooks.beforePacking({ name: 'a', exports: { '.': { types } } }, import.meta.dirname);
  expect(pack('./repository.test.ts')).toMatchObject({ name: 'a' });
  expect(() => pack('./dist/index.d.ts')).toThrow('run `pnpm build` first');
});

type Dependencies = Readonly<Record<string, string | { readonly version: string }>>;
interface Installed {
  readonly dependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
}

// reliability: install
it('brings nobody who installs a package one that runs a script', () => {
  // Each package with such a script, as pnpm demands.
  const { allowBuilds } = parse(readText('pnpm-workspace.yaml'));
  // The first document is pnpm's own.
  const { importers, snapshots } = parseAllDocuments(readText('pnpm-lock.yaml')).at(-1)!.toJS();
  const brought = new Map<string, string>();
  const follow = ({ dependencies, optionalDependencies }: Installed): void => {
    for (const [name, entry] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      const key = `${name}@${typeof entry === 'string' ? entry : entry.version}`;
      if (brought.has(key)) continue;
      brought.set(key, name);
      follow(snapshots[key] ?? {});
    }
  };
  for (const { folder } of publishedPackages) follow(importers[folder]);
  const names = new Set(brought.values());
  expect(names.size).toBeGreaterThan(20);
  expect(Object.keys(allowBuilds).filter((name) => names.has(name))).toEqual([]);
});

it('names no folder of the machine it was written on', () => {
  expect(linesWith(/(?<![\w.])\/(?:root|work|home|Users)\/\w/, files)).toEqual([]);
});

it('names no registry host: which registry is used is the business of who installs', () => {
  const hosts = /\bregistry\.[a-z]+\.(?:com|org)\b|\bpypi\.org\b|\bdeb\.debian\.org\b|[{ ]tarball: http/;
  expect(linesWith(hosts, files)).toEqual([]);
});

it('names in comments no source file that is not there', () => {
  const comment = /(?:^\s*(?:\/\*\*|\*|\/\/)|\s\/\/\s)(.*)$/gm;
  // A name alone or the end of a path; what begins with other characters (`*.ts`, a specifier) is a pattern or an example.
  const sourceFile = /(?<![\w./@*-])(?:\.{1,2}\/)*([\w./-]*\w\.(?:ts|mjs))\b/g;
  const missing = sources.flatMap((path) =>
    [...readText(path).matchAll(comment)]
      .flatMap(([, text]) => [...text!.matchAll(sourceFile)].map(([, name]) => name!))
      .filter(
        (name) => !name.includes('/generated/') && !files.some((file) => `/${file}`.endsWith(`/${name}`)),
      )
      .map((name) => `${path} → ${name}`),
  );
  expect(missing).toEqual([]);
});

it('links from documents to files that exist', () => {
  const documents = files.filter((path) => path.endsWith('.md'));
  const known = new Set(repositoryFiles().flatMap((path) => [path, ...foldersAbove(path)]));
  const missing = documents.flatMap((path) =>
    [...withoutCode(readText(path)).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset|href)="([^"#]+)"/g)]
      .map((match) => match[1] ?? match[2]!)
      .filter((target) => !/^[a-z]+:/.test(target) && !known.has(resolveFrom(path, target)))
      .map((target) => `${path} → ${target}`),
  );
  expect(missing).toEqual([]);
});

it('links within documents to headings that exist', () => {
  const headings = new Map(files.filter((path) => path.endsWith('.md')).map((path) => [path, anchors(path)]));
  const missing = [...headings.keys()].flatMap((path) =>
    [...withoutCode(readText(path)).matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)]
      .map(([, target, anchor]) => ({
        document: target === '' ? path : resolveFrom(path, target!),
        anchor: anchor!,
      }))
      .filter(({ document, anchor }) => {
        const known = headings.get(document) ?? headings.get(`${document}/README.md`);
        return known !== undefined && !known.has(anchor);
      })
      .map(({ document, anchor }) => `${path} → ${document}#${anchor}`),
  );
  expect(missing).toEqual([]);
});

it('keeps what every reader reads short', () => {
  const words = (path: string) =>
    readText(path)
      .split(/\s+/)
      .filter((word) => word !== '').length;
  expect(words('README.md')).toBeLessThanOrEqual(900);
  expect(words('docs/metrics.md')).toBeLessThanOrEqual(6500);
});

it('has named exports only, each listed', () => {
  const shipped = sources.filter((path) => /^(?:apps|packages)\/[\w-]+\/src\//.test(path));
  // `internal.ts` is no API.
  const exporting = shipped.filter((path) => !path.endsWith('/internal.ts'));
  expect(linesWith(/^export (?:default|\*)/, exporting)).toEqual([]);
});

it('has files one can read in a sitting', () => {
  const generators = /\/generated\/|\/__fixtures__\/make-/;
  // One state machine, whose parts share all their state.
  const withReason = ['packages/code/src/languages/python/lexer.ts'];
  const long = sources.filter((path) => !generators.test(path) && readText(path).split('\n').length > 301);
  expect(long.filter((path) => !withReason.includes(path))).toEqual([]);
});

it('takes its address from the root, and gives none until it has one', () => {
  const { repository } = readJson('package.json') as { repository?: { url: string } };
  const address = repository?.url.replace(/^git\+(https:\/\/\S+)\.git$/, '$1');
  for (const { folder } of publishedPackages) {
    const manifest = readJson(`${folder}/package.json`) as Readonly<Record<string, unknown>>;
    const { homepage, bugs, repository: own } = manifest;
    expect({ homepage, bugs, own }, folder).toEqual({
      homepage: address && `${address}/tree/main/${folder}#readme`,
      bugs: address && `${address}/issues`,
      own: repository && { type: 'git', url: repository.url, directory: folder },
    });
  }
  const elsewhere = files.filter((path) => !/(?:^|\/)package\.json$/.test(path));
  expect(linesWith(/(?:github|gitlab)\.com\/(?:[\w.-]+\/)?longrange\b/, elsewhere)).toEqual([]);
});

it('states the versions of what examples need as the catalog does', () => {
  const catalog = readText('pnpm-workspace.yaml');
  for (const path of files.filter((one) => /^examples\/.*package\.json$/.test(one))) {
    const { dependencies } = readJson(path) as { dependencies: Record<string, string> };
    for (const [name, version] of Object.entries(dependencies)) {
      if (/^(?:@longrange\/|longrange$)/.test(name)) expect(version, `${path}: ${name}`).toBe('latest');
      else expect(catalog, `${path}: ${name}`).toContain(`"${name}": ${version}\n`);
    }
  }
});

/** Anchors of a document's headings as GitHub makes them: lower case, without punctuation, hyphens for spaces. */
function anchors(path: string): Set<string> {
  const text = readText(path).replaceAll(/```[\s\S]*?```/g, '');
  return new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');
}

function resolveFrom(document: string, target: string): string {
  const url = new URL(target, new URL(document, 'file:///'));
  return decodeURIComponent(url.pathname).slice(1).replace(/\/$/, '');
}
