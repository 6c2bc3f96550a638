import { describeValue, isDeeper, LongrangeError, nearest, unknownName } from '@longrange/errors';
import type { Network } from '@longrange/model';
import { networkNamed, networkSettings, networks, withNetwork } from '@longrange/model/internal';
import { parseWithSchema } from './parse-with-schema.ts';
import { type Preset, presetNames, presets } from './presets.ts';
import { type RunConfig, runConfigSchema } from './run-config.ts';

type Json = Record<string, unknown>;

/** Where a configuration comes from on the command line: preset, file, single settings. */
export interface SettingsSources {
  /** One of `presetNames`. What the file names otherwise, else `default`. */
  readonly preset?: string | undefined;
  /** A parsed configuration file: `{ preset?, model?, training?, corpus? }`. */
  readonly file?: unknown;
  /** `key=value` each; a key is a path (`training.clip.norm`) or the end of one (`norm`). */
  readonly set?: readonly string[];
}

/** Settings are nested three deep. */
const DEEPEST = 100;
const TOO_DEEP = `one nested more than ${DEEPEST} deep, or that contains itself`;

/**
 * The configuration of a run: defaults < preset < file < set.
 *
 * @throws LongrangeError `CONFIG_INVALID` or `PRESET_UNKNOWN` (exit code 2); all problems at once
 */
export function resolveSettings({ preset, file = {}, set = [] }: SettingsSources): RunConfig {
  if (!isObject(file) || isDeeper(file, DEEPEST)) {
    const got = isObject(file) ? TOO_DEEP : describeValue(file);
    const message = `Expected a configuration to be an object, got ${got}.`;
    throw new LongrangeError({ code: 'CONFIG_INVALID', message, exitCode: 2 });
  }
  const name = preset ?? (file.preset === undefined ? 'default' : file.preset);
  const chosen: Json = merge({}, { ...file, preset: name });
  if (isObject(chosen.model)) chosen.model = withNetwork(chosen.model);
  const problems: string[] = [];
  for (const setting of set) applySetting(chosen, setting, problems);
  const network = isObject(chosen.model) ? chosen.model.network : undefined;
  const merged = merge(presetFor(findPreset(name), network), chosen);
  return parseWithSchema(runConfigSchema, merged, {
    knownPaths: settingPaths(network),
    earlierProblems: problems,
  });
}

/** A preset's sizes are those of recurrent layers: a network of blocks has its own. */
function presetFor({ config }: Preset, network: unknown): Json {
  if (networkNamed(network)?.consistsOf !== 'blocks') return config;
  const { embeddingSize: _, layers: __, units: ___, ...model } = config.model ?? {};
  return { ...config, model };
}

/** The preset of a name. @throws LongrangeError `PRESET_UNKNOWN` (exit code 2) */
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
 * @param network only the options of this one; without it, of every network
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

/** Read only. Parsed once: a sweep resolves the settings of thousands of runs. */
function defaultConfig(): RunConfig {
  parsedDefaults ??= runConfigSchema.parse({ preset: 'default' });
  return parsedDefaults;
}

function leafPaths(value: Json, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, child]) =>
    isObject(child) ? leafPaths(child, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function applySetting(target: Json, setting: string, problems: string[]): void {
  const equals = setting.indexOf('=');
  if (equals <= 0) {
    problems.push(`Expected \`key=value\`, got ${describeValue(setting)}.`);
    return;
  }
  const given = setting.slice(0, equals);
  // As `network` was called when there were three.
  const key = given === 'cell' || given === 'model.cell' ? 'model.network' : given;
  const paths = settingPaths();
  const matches = matchingPaths(key, paths);
  if (matches.length === 1)
    setAt(target, matches[0]!.split('.'), parseSettingValue(matches[0]!, setting.slice(equals + 1)));
  else if (matches.length === 0) problems.push(unknownName('setting', key, paths));
  else problems.push(`Expected a key that names one setting, got \`${key}\`: ${matches.join(' or ')}.`);
}

/** Of the paths that end in `key`, those with the fewest parts: `seed` is `training.seed`, not `corpus.split.seed`. */
function matchingPaths(key: string, paths: readonly string[]): string[] {
  const parts = (path: string): number => path.split('.').length;
  const matches = paths.filter((path) => path === key || path.endsWith(`.${key}`));
  const fewest = Math.min(...matches.map(parts));
  return matches.filter((path) => parts(path) === fewest);
}

/** JSON where it is JSON (numbers, true, null, arrays), else the text itself; a text for a list is its only item. */
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
    const next: Json = isObject(child) ? child : {};
    object[key] = next;
    object = next;
  }
  object[path.at(-1)!] = value;
}

/** A deep copy of `base` with `over` laid over it; arrays and scalars replace. */
function merge(base: Json, over: Json): Json {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isObject(value) ? merge(isObject(below) ? below : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
