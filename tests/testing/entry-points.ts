import { join, posix } from 'node:path';
import { publishedPackages, root } from './workspace.ts';

export interface EntryPoint {
  /** `eval`, or `eval/statistics` for a subpath. */
  readonly name: string;
  /** Exported values by name; types have none. */
  load(): Promise<Readonly<Record<string, unknown>>>;
}

/** Every public entry point of the packages; `internal` is for our other packages only. */
export const entryPoints: readonly EntryPoint[] = publishedPackages.flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports ?? {})
    .filter(([path, conditions]) => conditions.default !== undefined && path !== './internal')
    .map(([path, conditions]) => ({
      name: posix.join(folder.split('/')[1]!, path),
      load: () => import(join(root, folder, conditions['@longrange/source']!)),
    })),
);
