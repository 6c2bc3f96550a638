/**
 * Facts of a grammar that its trees refer to. A production is a rule's right side; a child's place in it counts no extras (comments).
 * Read from tree-sitter's `TSLanguage`, whose words are named below.
 */
export interface GrammarTables {
  /** Name of each symbol's node, and whether it is more than a token. */
  readonly types: readonly string[];
  readonly isNamed: readonly boolean[];
  /** Symbol that stands for that of a production's child, or 0: `aliasesPerProduction` for each. */
  readonly aliases: Uint16Array;
  readonly aliasesPerProduction: number;
  /** Names of the fields of each production's children, by place. */
  readonly fields: readonly (readonly string[])[];
}

/** Words of `TSLanguage`: numbers and addresses. */
const PRODUCTIONS = 7;
const FIELDS = 8;
const ALIASES_PER_PRODUCTION = 9;
const FIELD_SLICES = 16;
const FIELD_ENTRIES = 17;
const METADATA = 18;
const PUBLIC_SYMBOLS = 19;
const ALIASES = 21;

/** Reads the tables of the language at an address. */
export function readTables(
  memory: ArrayBuffer,
  address: number,
  types: readonly string[],
  fieldNames: readonly (string | null)[],
): GrammarTables {
  const [words, halves, bytes] = [new Uint32Array(memory), new Uint16Array(memory), new Uint8Array(memory)];
  const word = (index: number) => words[(address >> 2) + index]!;
  const aliasesPerProduction = word(ALIASES_PER_PRODUCTION) & 0xffff;
  const aliases = word(ALIASES) >> 1;
  return {
    types: types.map((_, symbol) => types[halves[(word(PUBLIC_SYMBOLS) >> 1) + symbol]!] || 'ERROR'),
    isNamed: types.map((_, symbol) => bytes[word(METADATA) + 3 * symbol + 1] === 1),
    aliases: halves.slice(aliases, aliases + word(PRODUCTIONS) * aliasesPerProduction),
    aliasesPerProduction,
    fields: Array.from({ length: word(FIELDS) === 0 ? 0 : word(PRODUCTIONS) }, (_, production) => {
      const slice = (word(FIELD_SLICES) >> 1) + 2 * production;
      const [first, count] = [halves[slice]!, halves[slice + 1]!];
      const names: string[] = [];
      for (let entry = first; entry < first + count; entry++) {
        const at = word(FIELD_ENTRIES) + 4 * entry;
        // The third byte is the place, the fourth says whether the field belongs to a node inside.
        if (bytes[at + 3] === 0) names[bytes[at + 2]!] ??= fieldNames[halves[at >> 1]!]!;
      }
      return names;
    }),
  };
}
