import { createParser, hashDocuments } from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import { version } from '../../package.json';
import type { DocumentScores } from '../comparison/document-scores.ts';
import { checkedModel } from '../models/checked-model.ts';
import type { EvaluatedModel, LanguageModel } from '../models/language-model.ts';
import { USUAL_MAX_DISTANCE } from '../probes/farther.ts';
import type { Result } from '../result/schema.ts';
import { observedStages } from './context.ts';
import type { TokenLimits } from './evaluation-set.ts';
import { asSeenBy, sourceOf } from './held-out.ts';
import { type CheckedOptions, checkOptions, type EvaluateOptions, languageOf } from './options.ts';
import { runEvaluation } from './run-evaluation.ts';

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
 * @param limits those of a token model, which has a suite of its own
 * @returns also the scores of each document, which `longrange compare` reads as `documents.json`
 * @throws LongrangeError as `evaluate`
 */
export async function evaluateByDocument(
  given: EvaluatedModel,
  options: EvaluateOptions,
  limits: TokenLimits | null = null,
): Promise<{ result: Result; documentScores: DocumentScores }> {
  const checked = checkOptions(given, options);
  const model = checkedModel(given);
  const { documents, training, seed, onProgress } = checked;
  if (asSeenBy(model, documents).length === 0) throw strangeAlphabet(model);
  const parser = await createParser(languageOf(checked));
  try {
    const context = { parser, stage: observedStages({ onProgress }), seed };
    const entry = {
      run: model.name,
      description:
        model.description ?? `black-box model, predicting ${model.alphabet.length} different characters`,
      parameters: model.parameterCount,
    };
    const { result, scored } = await runEvaluation(context, {
      model: {
        prepare: () => ({ model, entry: () => entry }),
        limits,
        heldOut: sourceOf(documents),
        training: training === undefined ? null : sourceOf(training),
        options: checked,
        checkpoint: 'evaluate',
        split: 'documents',
        trainingSeed: null,
        corpusSha256: hashDocuments([...(training ?? []), ...documents]),
      },
      versions: { '@longrange/eval': version, node: process.versions.node },
      provenance: { command: describeCall(model, checked) },
    });
    return { result, documentScores: scored!.documentScores };
  } finally {
    parser.dispose();
  }
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
