import { networkSettings, networks } from '@longrange/model/internal';
import { presetNames, presets, type RunConfig, resolveConfig } from '@longrange/trainer';
import { runConfigSchema } from '@longrange/trainer/internal';
import { z } from 'zod';
import { type FieldSchema, rangeOf } from './flags.ts';
import { markdownTable } from './markdown-table.ts';

interface SettingSchema extends FieldSchema {
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly anyOf?: readonly SettingSchema[];
  readonly const?: unknown;
}

/** What `--set` takes: each setting's meaning and range, from the schema that checks it, and each preset's value. */
export function renderSettings(): string {
  const configs = presetNames.map((preset) => resolveConfig({ preset }));
  const { preset, model, ...groups } = fieldsOf(runConfigSchema);
  const rows = leaves({ model: { properties: modelFields() }, ...groups }).map(([path, field]) => [
    `\`${path}\``,
    field.description ?? '',
    valuesOf(field),
    ...configs.map((config) => showValue(valueAt(config, path))),
  ]);
  return [
    '## Settings',
    'Every setting that `--set` and a `--config` file accept, with its value in each preset. The last part of a key is enough if no other setting ends in it (`units=128`).',
    markdownTable(['setting', 'meaning', 'values', ...presetNames], rows),
    presetNames.map((name) => `- **${name}**: ${presets[name].description}.`).join('\n'),
    ...renderNetworks(),
  ].join('\n\n');
}

/** The options of all networks, each where it first comes. */
function modelFields(): Readonly<Record<string, SettingSchema>> {
  const fields: Record<string, SettingSchema> = {};
  for (const network of networks()) {
    const own = fieldsOf(z.strictObject(networkSettings(network)));
    for (const [name, field] of Object.entries(own)) fields[name] ??= field;
  }
  return fields;
}

/** What each network of blocks has in place of a preset's sizes. */
function renderNetworks(): string[] {
  const others = networks().filter(({ consistsOf }) => consistsOf === 'blocks');
  const names = [...new Set(others.flatMap(({ options }) => Object.keys(options.shape)))];
  const defaults = others.map(({ options }) => options.parse({}));
  const rows = names.map((name) => [name, ...defaults.map((values) => showValue(values[name]))]);
  return [
    'The sizes in a preset are those of recurrent layers. A network of blocks begins with its own:',
    markdownTable(['of `model`', ...others.map(({ name }) => `network=${name}`)], rows),
  ];
}

function fieldsOf(schema: z.ZodType): Readonly<Record<string, SettingSchema>> {
  return (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SettingSchema).properties!;
}

function showValue(value: unknown): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

function leaves(fields: Readonly<Record<string, SettingSchema>>, prefix = ''): [string, SettingSchema][] {
  return Object.entries(fields).flatMap(([key, field]): [string, SettingSchema][] =>
    field.properties === undefined
      ? [[`${prefix}${key}`, field]]
      : leaves(field.properties, `${prefix}${key}.`),
  );
}

function valuesOf(field: SettingSchema): string {
  if (field.anyOf !== undefined) return field.anyOf.map(valuesOf).join(', or ');
  if (field.enum !== undefined) return field.enum.join(', ');
  if (field.const !== undefined) return String(field.const);
  const words: Readonly<Record<string, string>> = {
    integer: 'whole number',
    boolean: 'true, false',
    string: 'text',
    array: 'list of texts',
  };
  return `${words[field.type ?? ''] ?? field.type} ${rangeOf(field)}`.trim();
}

function valueAt(config: RunConfig, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
}
