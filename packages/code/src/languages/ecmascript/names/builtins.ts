import table from './builtins.json' with { type: 'json' };

/** Meanings of the names that exist without a binding: those of the libraries of ECMAScript, browsers, workers and Node. */
const BUILTINS: ReadonlyMap<string, number> = new Map(
  Object.entries(table).flatMap(([meanings, names]) =>
    names.split(' ').map((name): [string, number] => [name, Number(meanings)]),
  ),
);

export function isBuiltin(name: string, meanings: number): boolean {
  return ((BUILTINS.get(name) ?? 0) & meanings) !== 0;
}
