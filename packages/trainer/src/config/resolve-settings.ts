import { describeValue, isDeeper, isRecord, LongrangeError, nearest, unknownName } from '@longrange/errors';
import type { Network } from '@longrange/model';
import { networkNamed, networkSettings, networks } from '@longrange/model/internal';
import type { z } from 'zod';
import { type Preset, type PresetName, presetNames, presets } from './presets.ts';
import { parseWithSchema, type RunConfig, runConfigSchema } from './run-config.ts';

type Json = Record<string, unknown>;

/** Sources of a configuration on the command line: preset, file, single settings. */
export interface SettingsSources {
  /** One of `presetNames`. The default is the file's, else `default`. */
  readonly preset?: string | undefined;
  /** Parsed configuration file: `{ preset?, model?, training?, corpus? }`. */
  readonly file?: unknown;
  /** Settings as `key=value`; a key is a path (`training.clip.norm`) or the end of one (`norm`). */
  readonly set?: readonly string[];
}

/** Maximum nesting depth; settings are nested three deep. */
const DEEPEST = 100;
const TOO_DEEP = `one nested more than ${DEEPEST} levels deep`;

/**
 * Resolves the configuration of a run: defaults < preset < file < set.
 *
 * @throws LongrangeError `CONFIG_INVALID` or `PRESET_UNKNOWN` (exit code 2); all problems at once
 */
export function resolveSettings({ preset, file = {}, set = [] }: SettingsSources): RunConfig {
  if (!isRecord(file) || isDeeper(file, DEEPEST)) {
    const got = isRecord(file) ? TOO_DEEP : describeValue(file);
    const message = `Expected a configuration to be an object, got ${got}.`;
    throw new LongrangeError({ code: 'CONFIG_INVALID', message, exitCode: 2 });
  }
  const name = preset ?? (file.preset === undefined ? 'default' : file.preset);
  const chosen: Json = merge({}, { ...file, preset: name });
  const problems: string[] = [];
  for (const setting of set) applySetting(chosen, setting, problems);
  const network = isRecord(chosen.model) ? chosen.model.network : undefined;
  const merged = merge(presetFor(findPreset(name), network), chosen);
  return parseWithSchema(runConfigSchema, merged, settingPaths(network), problems);
}

/**
 * Configuration for the native engine: a preset's own number of characters, unless the file or a setting limits the training.
 *
 * @param config resolved configuration of these sources
 */
export function withNativeBudget(config: RunConfig, { file, set = [] }: SettingsSources): RunConfig {
  const { nativeCharacters } = findPreset(config.preset);
  const limits = ['epochs', 'maxCharacters', 'maxMinutes'];
  const given = isRecord(file) && isRecord(file.training) ? Object.keys(file.training) : [];
  const named = [...given, ...set.map((setting) => setting.split('=')[0]!.split('.').at(-1)!)];
  if (nativeCharacters === undefined || named.some((name) => limits.includes(name))) return config;
  return { ...config, training: { ...config.training, maxCharacters: nativeCharacters } };
}

/** Configuration of a preset. Its sizes apply to its own kind of network, layers or blocks; the other kind has sizes of its own. */
function presetFor({ config }: Preset, network: unknown): Json {
  const own = networkNamed(config.model?.network ?? 'lstm')!.consistsOf;
  if ((networkNamed(network)?.consistsOf ?? own) === own) return config;
  const { embeddingSize: _, layers: __, units: ___, mlpSize: ____, ...model } = config.model ?? {};
  return { ...config, model };
}

/** Preset of that name. @throws LongrangeError `PRESET_UNKNOWN` (exit code 2) */
export function findPreset(name: unknown): Preset {
  const known = presetNames.find((candidate) => candidate === name);
  if (known !== undefined) return presets[known];
  const meant = typeof name === 'string' ? nearest(name, presetNames) : undefined;
  throw new LongrangeError({
    code: 'PRESET_UNKNOWN',
    message: `Expected one of the presets ${presetNames.join(', ')}, got ${describeValue(name)}.`,
    hint: meant && `did you mean \`${meant}\`?`,
    exitCode: 2,
  });
}

/**
 * Dotted paths of all settings, as `resolveSettings` takes them in `set`.
 *
 * @param network restricts the options to those of this network; the default is every network
 */
export function settingPaths(network?: unknown): readonly string[] {
  const named = networkNamed(network);
  const models = (named === undefined ? networks() : [named]).flatMap(modelSettingNames);
  return [...[...new Set(models)].map((key) => `model.${key}`), ...pathsBesidesModel()];
}

let parsedPaths: readonly string[] | undefined;

function pathsBesidesModel(): readonly string[] {
  const { preset: _, model: __, ...others } = defaultConfig();
  parsedPaths ??= leafPaths(others);
  return parsedPaths;
}

const namesOfSettings = new WeakMap<Network, readonly string[]>();

function modelSettingNames(network: Network): readonly string[] {
  const names = namesOfSettings.get(network) ?? Object.keys(networkSettings(network));
  namesOfSettings.set(network, names);
  return names;
}

let parsedDefaults: RunConfig | undefined;

/** Default configuration, read-only. Parsed once, because a sweep resolves the settings of thousands of runs. */
function defaultConfig(): RunConfig {
  parsedDefaults ??= runConfigSchema.parse({ preset: 'default' });
  return parsedDefaults;
}

function leafPaths(value: Json, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, child]) =>
    isRecord(child) ? leafPaths(child, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function applySetting(target: Json, setting: string, problems: string[]): void {
  const equals = setting.indexOf('=');
  if (equals <= 0) {
    problems.push(`Expected \`key=value\`, got ${describeValue(setting)}.`);
    return;
  }
  const key = setting.slice(0, equals);
  const paths = settingPaths();
  const matches = matchingPaths(key, paths);
  if (matches.length === 1)
    setAt(target, matches[0]!.split('.'), parseSettingValue(matches[0]!, setting.slice(equals + 1)));
  else if (matches.length === 0) problems.push(unknownName('setting', key, paths));
  else problems.push(`Expected a key that names one setting, got \`${key}\`: ${matches.join(' or ')}.`);
}

/** Paths that end in `key` with the fewest parts: `seed` means `training.seed`, not `corpus.split.seed`. */
function matchingPaths(key: string, paths: readonly string[]): string[] {
  const parts = (path: string): number => path.split('.').length;
  const matches = paths.filter((path) => path === key || path.endsWith(`.${key}`));
  const fewest = Math.min(...matches.map(parts));
  return matches.filter((path) => parts(path) === fewest);
}

/** Value of a setting: parsed JSON (numbers, true, null, arrays), otherwise the text itself, as the only item if the setting is a list. */
function parseSettingValue(path: string, text: string): unknown {
  const value = parseJson(text);
  return typeof value === 'string' && Array.isArray(valueAt(defaultConfig(), path)) ? [value] : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function valueAt(config: Json, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Json)[key], config);
}

function setAt(target: Json, path: readonly string[], value: unknown): void {
  let object = target;
  for (const key of path.slice(0, -1)) {
    const child = object[key];
    const next: Json = isRecord(child) ? child : {};
    object[key] = next;
    object = next;
  }
  object[path.at(-1)!] = value;
}

/** Deep copy of `base` with the values of `over`; arrays and scalars are replaced. */
function merge(base: Json, over: Json): Json {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isRecord(value) ? merge(isRecord(below) ? below : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** Any part of a run's configuration; the preset provides the rest. */
export interface PartialRunConfig extends DeepPartial<Omit<z.input<typeof runConfigSchema>, 'preset'>> {
  /** Preset to start from; the default is `default`. */
  readonly preset?: PresetName | undefined;
}

/**
 * Resolves the configuration of a run: the given values override the preset's, which override the schemas' defaults.
 *
 * @throws LongrangeError `CONFIG_INVALID` or `PRESET_UNKNOWN` (exit code 2); all problems at once
 */
export function resolveConfig(config: PartialRunConfig = {}): RunConfig {
  return resolveSettings({ file: config });
}
