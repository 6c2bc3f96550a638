import { describeValue, type LongrangeError } from '@longrange/errors';
import type { Sweep, Value } from '@longrange/sweep';
import type { ResolvedSettings, Trial } from '@longrange/sweep/internal';
import { resolveSettings } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { corpusSettings, languageSettings } from '../corpus/load-data.ts';
import { type Precision, precisions } from '../engine/engine-name.ts';
import { defaultLanguage, resolveLanguage, withLanguage } from '../language.ts';

/** Options of `train` that determine the training; all other parameters are settings. */
const texts = ['preset', 'language', 'precision'] as const;

/** Options that a trial passes to `train`, by their names in its schema. */
export type TrialOptions = Readonly<
  Partial<Record<'preset' | 'language', string>> & {
    corpus?: readonly string[];
    precision?: Precision;
    seed?: number;
    set: readonly string[];
  }
>;

/** @throws LongrangeError `CONFIG_INVALID` (exit code 2) for an option of another type */
export function trialOptions({ parameters, seed }: Trial): TrialOptions {
  const options: Record<string, Value> = {};
  const set: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (name === 'corpus') options[name] = listOf(name, value);
    else if (texts.some((one) => one === name)) options[name] = textOf(name, value);
    else set.push(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  return { ...options, ...(seed !== null && { seed }), set } as TrialOptions;
}

/** Returns all settings of a trial. Sources of text are as in the file, wherever that is. */
export function configOf(trial: Trial) {
  const { preset, set, seed, precision = 'float32', corpus = [], language } = trialOptions(trial);
  const config = resolveSettings({
    preset,
    set: [
      ...languageSettings({ corpus, language }),
      ...set,
      ...(seed === undefined ? [] : [`training.seed=${seed}`]),
      ...corpusSettings(corpus),
    ],
  });
  const resolved = resolveLanguage([{ corpus: config.corpus }]) ?? defaultLanguage;
  return { ...config, corpus: withLanguage(config.corpus, resolved), precision };
}

/** Resolves a trial's settings. The name of its run is a hash of these and of its text. */
export function resolveTrial(trial: Trial, { earlyTerminate }: Sweep): ResolvedSettings {
  const config = configOf(trial);
  const { validationEverySteps } = config.training;
  if (earlyTerminate !== null && validationEverySteps === 0)
    throw invalid(
      'Expected `validationEverySteps` above 0 with `early_terminate`, which judges by validations, got 0.',
    );
  const { weightDecay, ...training } = config.training;
  // A setting added later is omitted at its default, so that older trials keep their names.
  const { language, ...corpus } = config.corpus;
  const implied = resolveLanguage([{ corpus: { ...corpus, language: null } }]) ?? defaultLanguage;
  const settings = {
    ...config,
    ...(weightDecay === 0 && { training }),
    ...(language === implied.id && { corpus }),
  };
  const { sources, extensions } = config.corpus;
  return { settings, validationSteps: validationEverySteps, corpus: { sources, extensions } };
}

function listOf(name: string, value: Value): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((one) => typeof one === 'string')) return list as string[];
  throw invalid(`Expected \`${name}\` to be a text or a list of texts, got ${describeValue(value)}.`);
}

function textOf(name: string, value: Value): string {
  if (typeof value === 'string' && (name !== 'precision' || precisions.some((one) => one === value)))
    return value;
  const expected = name === 'precision' ? `one of ${precisions.join(', ')}` : 'a text';
  throw invalid(`Expected \`${name}\` to be ${expected}, got ${describeValue(value)}.`);
}

function invalid(message: string): LongrangeError {
  return wrongUsage({ code: 'CONFIG_INVALID', message });
}
