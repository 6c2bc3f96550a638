import { posix } from 'node:path';
import { readText, repositoryFiles, type WorkspacePackage } from './workspace.ts';

export interface Import {
  readonly file: string;
  readonly specifier: string;
}

const importPattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm;

/** Shipped sources of a package, without tests and their helpers. */
export function shippedSources({ folder }: Pick<WorkspacePackage, 'folder'>): string[] {
  return repositoryFiles()
    .filter((file) => file.startsWith(`${folder}/src/`) && /\.tsx?$/.test(file))
    .filter((file) => !/\.test\.tsx?$|\/testing\.ts$|\/testing\/|\/__fixtures__\/|\/generated\//.test(file));
}

/** Sources that only tests use. */
export function testingSources({ folder }: Pick<WorkspacePackage, 'folder'>): string[] {
  return repositoryFiles().filter(
    (file) => file.startsWith(`${folder}/src/`) && /\/testing\/.*\.ts$/.test(file),
  );
}

/** Imports of files, types included unless only those that are loaded are asked for. */
export function importsIn(files: readonly string[], isLoaded = false): Import[] {
  const typesOnly = /^(?:import|export) type \{[^}]*\} from .*$/gm;
  return files.flatMap((file) => {
    const source = isLoaded ? readText(file).replaceAll(typesOnly, '') : readText(file);
    return [...source.matchAll(importPattern)].map((match) => ({ file, specifier: match[2]! }));
  });
}

/** All files of ours that are loaded with one. @param entry file of a package's subpath */
export function loadedFrom(file: string, entry: (name: string, subpath: string) => string): Set<string> {
  const loaded = new Set([file]);
  for (const one of loaded) {
    for (const found of importsIn([one], true)) {
      const name = packageName(found);
      const own = name?.startsWith('@longrange/') && entry(name, found.specifier.replace(name, '.'));
      const next = importedFile(found) ?? own;
      if (next) loaded.add(next);
    }
  }
  return loaded;
}

/** `@scope/name` or `name` of an import that is neither relative nor Node's. */
export function packageName({ specifier }: Import): string | undefined {
  if (/^(?:\.|node:)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The file that a relative import names, from the repository's root. */
export function importedFile({ file, specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;
}

/** Imports of each file or room. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** Files of one package, by their paths below `src/`. */
export function fileGraph(imports: readonly Import[]): ImportGraph {
  const belowSource = (path: string) => path.slice(path.indexOf('/src/') + '/src/'.length);
  return graphOf(
    imports.flatMap((one) => {
      const target = importedFile(one);
      // Outside of sources is the manifest, whose version some read.
      return target === undefined || !target.includes('/src/')
        ? []
        : [[belowSource(one.file), belowSource(target)]];
    }),
  );
}

/** A room is a folder of `src/`, or a file that lies directly there. */
export function roomGraph(files: ImportGraph): ImportGraph {
  const room = (path: string) => path.split('/')[0]!;
  return graphOf(arrows(files).map(([from, to]) => [room(from), room(to)]));
}

/** Circles as `a → b → a`: at least one of each knot of circles, none if there is none. */
export function circles(graph: ImportGraph): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]) => {
    const start = path.indexOf(node);
    if (start >= 0) found.push([...path.slice(start), node].join(' → '));
    else if (!done.has(node)) {
      for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
      done.add(node);
    }
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

/**
 * Imports of a floor above, as `a → b`. The top floor comes first; a floor is a list of rooms. What is on no floor may import all floors, and
 * none may import it.
 */
export function upwardArrows(rooms: ImportGraph, floors: readonly (readonly string[])[]): string[] {
  const floorOf = (room: string) => floors.findIndex((floor) => floor.includes(room));
  return arrows(rooms)
    .filter(([from, to]) => floorOf(to) < floorOf(from))
    .map(([from, to]) => `${from} → ${to}`);
}

function arrows(graph: ImportGraph): [string, string][] {
  return [...graph].flatMap(([from, targets]) => [...targets].map((to): [string, string] => [from, to]));
}

function graphOf(pairs: readonly (readonly string[])[]): ImportGraph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of pairs) {
    if (from === to) continue;
    if (!graph.has(from!)) graph.set(from!, new Set());
    graph.get(from!)!.add(to!);
  }
  return graph;
}
