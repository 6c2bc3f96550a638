import type { z } from 'zod';
import type { PresetName } from './presets.ts';
import { resolveSettings } from './resolve-settings.ts';
import type { RunConfig, runConfigSchema } from './run-config.ts';

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** Any part of a run's configuration; what is left out is as the preset has it. */
export interface PartialRunConfig extends DeepPartial<Omit<z.input<typeof runConfigSchema>, 'preset'>> {
  /** What it starts from; `default` if left out. */
  readonly preset?: PresetName | undefined;
}

/**
 * The configuration of a run: the schemas' defaults, over them the preset's values, over those what is given.
 *
 * @throws LongrangeError `CONFIG_INVALID` or `PRESET_UNKNOWN` (exit code 2); all problems at once
 */
export function resolveConfig(config: PartialRunConfig = {}): RunConfig {
  return resolveSettings({ file: config });
}
