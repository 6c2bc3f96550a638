import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Files by sub-path and condition. */
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface WorkspacePackage {
  /** `packages/errors`, `apps/cli` */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages that are published, those under packages/ first. */
export const publishedPackages: readonly WorkspacePackage[] = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readJson(`${folder}/package.json`) as Manifest })),
);

/** Paths of all files of the repository, those not yet committed too, with forward slashes. */
export function repositoryFiles(): readonly string[] {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    options,
  );
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  return [...new Set(paths)].sort();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}

export interface EntryPoint {
  /** `eval`, or `eval/statistics` for a subpath. */
  readonly name: string;
  /** Exported values by name; types have none. */
  load(): Promise<Readonly<Record<string, unknown>>>;
}

/** Every public entry point of the packages; those under `internal` are for our other packages only. */
export const entryPoints: readonly EntryPoint[] = publishedPackages.flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports ?? {})
    .filter(([path, conditions]) => conditions.default !== undefined && !path.startsWith('./internal'))
    .map(([path, conditions]) => ({
      name: posix.join(folder.split('/')[1]!, path),
      load: () => import(join(root, folder, conditions['@longrange/source']!)),
    })),
);
