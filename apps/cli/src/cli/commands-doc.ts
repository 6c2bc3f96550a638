import { networkSettings, networks } from '@longrange/model/internal';
import { type PresetName, type RunConfig, resolveConfig } from '@longrange/trainer';
import { presetNames, presets, runConfigSchema } from '@longrange/trainer/internal';
import { z } from 'zod';
import type { AnyCommand } from './command.ts';
import { type FieldSchema, type Flag, fieldsOf, flagsOf, valuesOf } from './flags.ts';

const HEADS = ['option', 'meaning', 'values', 'default'];

/**
 * Renders `docs/commands.md`: the options of every command, from the schemas that check them.
 *
 * @param caller words before a command: `npx pnpm@12.4.2`
 */
export function renderCommandsDoc(commands: readonly AnyCommand[], settings: string, caller: string): string {
  const rows = commands.flatMap(({ schema }) => flagsOf(schema).map(rowOf));
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1);
  /** Options that several commands describe identically, each in its most frequent wording. */
  const common = new Map<string, string[]>();
  for (const row of rows) {
    const others = rows.filter(([flag]) => flag === row[0]).map((other) => counts.get(other.join())!);
    const isMost = counts.get(row.join())! === Math.max(2, ...others);
    if (isMost && ![...common.values()].some(([flag]) => flag === row[0])) common.set(row.join(), row);
  }
  const parts = [
    '# Commands',
    'Generated from the option schemas by `pnpm --filter longrange run docs`; a test compares.',
    `Commands are written as they work [in a clone](guides/README.md).`,
    'Exit codes: 0 for success, 1 for a failure, 2 for wrong usage, 3 if `compare --gate` does not decide, 130 after Ctrl-C, 143 after SIGTERM, 129 after the terminal was closed (SIGHUP). ' +
      'On any of these signals, training saves before it exits; a second signal ends it immediately. ' +
      'SIGHUP is ignored under `nohup`, recognized by its name, or by output to files while no stream is a terminal.',
    'If standard output is closed (`longrange train | head -1`, a closed terminal), `train`, `sweep`, `quickstart`, `eval` and `compare` print one warning ' +
      'to standard error and continue, since their results are on disk. Other commands exit quietly with code 0.',
    ...commands.flatMap((command) => renderCommand(command, caller, (row) => common.has(row.join()))),
    '## Common options',
    'Options of several commands, each of which lists those it accepts.',
    markdownTable(HEADS, [...common.values()]),
    settings,
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderCommand(
  { name, summary, details, schema, examples }: AnyCommand,
  caller: string,
  isCommon: (row: string[]) => boolean,
): string[] {
  const rows = flagsOf(schema).map(rowOf);
  const others = rows.filter(isCommon).map(([flag]) => flag!.replace(/ .*(?=`)/, ''));
  return [
    `## longrange ${name}`,
    details === undefined ? `${summary}.` : `${summary}. ${details}`,
    markdownTable(
      HEADS,
      rows.filter((row) => !isCommon(row)),
    ),
    `[Common options](#common-options): ${others.join(', ')}`,
    `\`\`\`sh\n${examples.map((line) => `${caller} ${line}`).join('\n')}\n\`\`\``,
  ];
}

function rowOf({ name, value, many, positional, description, range, type, defaultText }: Flag): string[] {
  const values = value === '' ? '' : `${value}${many ? '…' : ''}`;
  return [
    `\`${positional ? values : `${name} ${values}`.trim()}\``,
    description,
    range || (type === 'number' ? 'any number' : ''),
    defaultText ?? (type === 'switch' ? 'off' : ''),
  ];
}

/** Renders the settings that `--set` accepts: meaning and range from the schema that checks them, and each preset's value. */
export function renderSettings(): string {
  const usual = resolveConfig({ preset: 'default' });
  const valueIn = (preset: PresetName, path: string) => {
    const value = showValue(valueAt(resolveConfig({ preset }), path));
    return preset !== 'default' && value === showValue(valueAt(usual, path)) ? '' : value;
  };
  const { preset, model, ...groups } = fieldsOf(runConfigSchema);
  const rows = leaves({ model: { properties: modelFields() }, ...groups }).map(([path, field]) => [
    `\`${path}\``,
    field.description ?? '',
    valuesOf(field),
    ...presetNames.map((preset) => valueIn(preset, path)),
  ]);
  return [
    '## Settings',
    'Settings for `--set` and `--config` files, with their values in each preset; an empty field: as in `default`. The last part of a key is enough if it is unambiguous (`units=128`).',
    markdownTable(['setting', 'meaning', 'values', ...presetNames], rows),
    presetNames.map((name) => `- **${name}**: ${presets[name].description}.`).join('\n'),
    ...renderNetworks(),
  ].join('\n\n');
}

/** Options of all networks, in the order of their first occurrence. */
function modelFields(): Readonly<Record<string, FieldSchema>> {
  const fields: Record<string, FieldSchema> = {};
  for (const network of networks()) {
    const settings = fieldsOf(z.strictObject(networkSettings(network)));
    for (const [name, field] of Object.entries(settings)) fields[name] ??= field;
  }
  return fields;
}

/** Renders the sizes that networks of blocks have in place of a preset's. */
function renderNetworks(): string[] {
  const others = networks().filter(({ consistsOf }) => consistsOf === 'blocks');
  const names = [...new Set(others.flatMap(({ options }) => Object.keys(options.shape)))];
  const defaults = others.map(({ options }) => options.parse({}));
  const rows = names.map((name) => [name, ...defaults.map((values) => showValue(values[name]))]);
  return [
    'Preset sizes apply to recurrent layers. Block networks have their own defaults:',
    markdownTable(['setting of `model`', ...others.map(({ name }) => `network=${name}`)], rows),
  ];
}

function showValue(value: unknown): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

function leaves(fields: Readonly<Record<string, FieldSchema>>, prefix = ''): [string, FieldSchema][] {
  return Object.entries(fields).flatMap(([key, field]): [string, FieldSchema][] =>
    field.properties === undefined
      ? [[`${prefix}${key}`, field]]
      : leaves(field.properties, `${prefix}${key}.`),
  );
}

function valueAt(config: RunConfig, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
}

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
