import { createParser, hashDocuments, type TextDocument } from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import { version } from '../../package.json';
import { buildDocumentScores, type DocumentScores } from '../comparison/document-scores.ts';
import { toTally } from '../comparison/tally.ts';
import { checkedModel } from '../models/checked-model.ts';
import type { EvaluatedModel, LanguageModel } from '../models/language-model.ts';
import { NgramModel } from '../models/ngram/ngram-model.ts';
import { fartherIn, USUAL_MAX_DISTANCE } from '../probes/farther.ts';
import { buildResult } from '../result/result.ts';
import type { Result } from '../result/schema.ts';
import type { RunStage } from './context.ts';
import { asSeenBy, chooseTexts } from './held-out.ts';
import { measureModel } from './measure-model.ts';
import { type CheckedOptions, checkOptions, type EvaluateOptions, languageOf } from './options.ts';
import { samplingRecord } from './sampling.ts';
import { suites } from './suites.ts';
import { resultParts } from './test-results.ts';

/**
 * Measures a model with all metrics that do not look inside it: 1 to 14 and 18 of docs/metrics.md. `longrange eval` measures in the same
 * way, and `@longrange/report` renders the result. The same model, options and version give the same figures.
 *
 * @throws LongrangeError (exit code 2) `EVALUATE_OPTIONS`; `EVALUATE_MODEL` if a method is missing or answers in the wrong shape;
 *   `EVALUATE_ALPHABET` if the model can predict none of the documents' characters; `PROBE_TEXT_SHORT` if no document has 32 that it can
 *   predict; and whatever the model throws
 */
export async function evaluate(given: EvaluatedModel, options: EvaluateOptions): Promise<Result> {
  return (await evaluateByDocument(given, options)).result;
}

/**
 * Measures as `evaluate` does.
 * @returns also the scores of each document, which `longrange compare` reads as `documents.json`
 * @throws LongrangeError as `evaluate`
 */
export async function evaluateByDocument(
  given: EvaluatedModel,
  options: EvaluateOptions,
): Promise<{ result: Result; documentScores: DocumentScores }> {
  const checked = checkOptions(given, options);
  const model = checkedModel(given);
  const { documents, training, seed, temperature, maxCharacters, maxDistance, onProgress } = checked;
  const suite = typeof checked.suite === 'string' ? suites[checked.suite] : checked.suite;
  const sampling = { ...suite.samples, temperature, seed };
  if (asSeenBy(model, documents).length === 0) throw strangeAlphabet(model);
  const stage = silentStage(onProgress);
  const parser = checked.parser ?? (await createParser(languageOf(checked)));
  try {
    const context = { parser, stage, seed };
    const available = training?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    const ngram =
      training === undefined
        ? null
        : await trainNgram(stage, chooseTexts(training, NGRAM_CHARACTERS), available);
    const heldOut = chooseTexts(documents, maxCharacters);
    const evidence = await measureModel(context, model, {
      heldOut,
      probed: chooseTexts(documents, Math.min(maxCharacters, suite.probedCharacters)),
      beside: { ngram },
      sampling,
      suite,
      farther: fartherIn(heldOut, maxDistance),
    });
    const versions = { '@longrange/eval': version, node: process.versions.node };
    const corpusSha256 = hashDocuments([...(training ?? []), ...documents]);
    const described = {
      run: model.name,
      description:
        model.description ?? `black-box model, predicting ${model.alphabet.length} different characters`,
      parameters: model.parameterCount,
    };
    const result = buildResult({
      ...resultParts(context, evidence),
      versions,
      provenance: {
        command: describeCall(model, checked),
        seeds: { sampling: seed, bootstrap: seed },
        corpusSha256: training === undefined ? null : corpusSha256,
        sampling: samplingRecord(sampling),
        ...(ngram !== null && { ngram: { characters: ngram.index.characters, of: available } }),
      },
      model: described,
      probes: { ...evidence.probes, controls: [] },
    });
    const { ranges, pairs, tallies, figures, documents: read } = evidence;
    const characters = read.reduce((sum, { text }) => sum + text.length, 0);
    const documentScores = buildDocumentScores({
      ...{ versions, model: { ...described, checkpoint: 'evaluate' }, trainingSeed: null, corpusSha256 },
      heldOut: { split: 'documents', documents: read.length, characters, sha256: hashDocuments(read) },
      sampling: samplingRecord(sampling),
      ...(typeof checked.suite === 'string' && { suite: checked.suite }),
      ...(ranges !== undefined && { ranges }),
      ...(pairs !== undefined && { pairs }),
      ...{ tallies: [...tallies], figures: figures.map(toTally) },
    });
    return { result, documentScores };
  } finally {
    if (checked.parser === undefined) parser.dispose();
  }
}

function silentStage(onProgress: CheckedOptions['onProgress']): RunStage {
  return (label, work) => {
    onProgress?.({ stage: label, share: 0 });
    return work((share) => onProgress?.({ stage: label, share }));
  };
}

function describeCall({ name }: LanguageModel, options: CheckedOptions): string {
  const { suite, temperature, maxCharacters, maxDistance, seed } = options;
  const farther = maxDistance === USUAL_MAX_DISTANCE ? {} : { maxDistance };
  return `evaluate(${name}, ${JSON.stringify({ suite, temperature, maxCharacters, ...farther, seed })})`;
}

function strangeAlphabet({ alphabet }: LanguageModel): LongrangeError {
  const shown = JSON.stringify(alphabet.slice(0, 10).join(''));
  return new LongrangeError({
    code: 'EVALUATE_ALPHABET',
    message: `Expected documents with characters of the model’s alphabet (${shown} …), got documents with none of them.`,
    hint: 'give documents with text, and the model the alphabet of the code that it was trained on.',
    exitCode: 2,
  });
}

/** Maximum number of characters of training text. Building the n-gram takes some 30 bytes per character: about 3 GiB. */
export const NGRAM_CHARACTERS = 100_000_000;

/**
 * Trains the n-gram baseline, as a stage.
 * @param available number of characters that the documents were chosen from; those of the documents by default
 */
export function trainNgram(
  stage: RunStage,
  documents: readonly TextDocument[],
  available?: number,
): Promise<NgramModel> {
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const part =
    available === undefined || available <= characters ? '' : ` of ${available.toLocaleString('en')}`;
  return stage(
    'training the n-gram',
    (onProgress) =>
      NgramModel.train(
        documents.map(({ text }) => text),
        { onProgress },
      ),
    ({ name }) => `${name} on ${characters.toLocaleString('en')}${part} characters of the training split`,
  );
}
