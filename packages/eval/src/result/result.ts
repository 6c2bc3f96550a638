import { checkArgument, isRecord } from '@longrange/errors';
import { correctTests, type UncorrectedTest } from './correct-tests.ts';
import { RESULT_FORMAT_VERSION, type Result, resultSchema } from './schema.ts';
import { buildVersioned, parseVersioned, type Unstamped, type VersionedFormat } from './versioned-json.ts';

type Given = Omit<Unstamped<Result>, 'tests' | 'comparisons' | 'provenance'>;

/** Parts of a result. Measurements, language and command are required. */
export interface ResultParts
  extends Pick<Given, 'language' | 'subjects'>,
    Omit<Partial<Given>, 'language' | 'subjects'> {
  readonly provenance: Pick<Result['provenance'], 'command'> & Partial<Result['provenance']>;
  /** Tests before correction, as are those in `probes.units`. */
  readonly comparisons?: readonly UncorrectedTest[];
}

/** Fields of a result without a model. */
const withoutModel = {
  versions: {},
  model: null,
  training: [],
  bitsPerCharacter: [],
  temperatures: [],
  contamination: null,
} as const satisfies Partial<Given>;
const unrecorded = {
  seeds: {},
  engine: null,
  engineReason: null,
  threads: null,
  corpusSha256: null,
  sampling: null,
} as const satisfies Partial<Result['provenance']>;

export const resultFormat: VersionedFormat<typeof resultSchema> = {
  format: 'longrange-result',
  formatVersion: RESULT_FORMAT_VERSION,
  noun: 'result',
  fileName: 'result.json',
  command: 'longrange eval',
  code: 'RESULT',
  schema: resultSchema,
};

/**
 * Assembles a result, corrects the p-values of all its tests as one family (`correctTests`), and checks it against the schema.
 * @throws LongrangeError `RESULT_INVALID` naming the invalid fields.
 */
export function buildResult(given: ResultParts): Result {
  checkArgument(isRecord(given), 'parts', 'the parts of a result', given);
  const { probes = null, ...parts } = given;
  const { comparisons, units, tests } = correctTests(parts.comparisons ?? [], probes?.units ?? null);
  return buildVersioned(
    {
      ...withoutModel,
      ...parts,
      provenance: { ...unrecorded, ...parts.provenance },
      probes: probes && { ...probes, units },
      comparisons,
      tests,
    },
    resultFormat,
  );
}

/**
 * Reads `result.json`.
 * @param json the file's text, or its value from `JSON.parse`.
 * @throws LongrangeError `RESULT_INVALID` if it is not a result; `RESULT_TOO_NEW`, `RESULT_TOO_OLD` if its format has another version.
 */
export function parseResult(json: unknown): Result {
  return parseVersioned(json, resultFormat);
}
