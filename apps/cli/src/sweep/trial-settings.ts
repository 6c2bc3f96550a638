import { describeIssue, type LongrangeError } from '@longrange/errors';
import type { Sweep } from '@longrange/sweep';
import type { ResolvedSettings, Trial } from '@longrange/sweep/internal';
import { resolveSettings } from '@longrange/trainer/internal';
import { z } from 'zod';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { settingsOf } from '../corpus/load-data.ts';
import { defaultLanguage, resolveLanguage, withLanguage } from '../language.ts';
import { trainOptionsSchema } from '../options/train-options.ts';

const { shape } = trainOptionsSchema;
/** Options of `train` among a trial's parameters; all others are settings. */
const optionsSchema = z.object({
  preset: shape.preset,
  language: shape.language,
  precision: shape.precision,
  corpus: shape.corpus,
});

/**
 * Returns the options that a trial passes to `train`.
 *
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2) for an option that `train` does not take
 */
export function trialOptions({ parameters, seed }: Trial) {
  const { corpus } = parameters;
  const input = typeof corpus === 'string' ? { ...parameters, corpus: [corpus] } : parameters;
  const { success, data, error } = optionsSchema.safeParse(input);
  if (!success) throw invalid(describeIssue(error.issues[0]!, { input })[0]!);
  const set = Object.entries(parameters)
    .filter(([name]) => !Object.hasOwn(optionsSchema.shape, name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return { ...data, seed: seed ?? undefined, set };
}

/** Returns all settings of a trial. Sources of text are as in the file, wherever that is. */
export function configOf(trial: Trial) {
  const { preset, precision = 'float32', ...flags } = trialOptions(trial);
  const config = resolveSettings({ preset, set: settingsOf(flags) });
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

function invalid(message: string): LongrangeError {
  return wrongUsage({ code: 'CONFIG_INVALID', message });
}
