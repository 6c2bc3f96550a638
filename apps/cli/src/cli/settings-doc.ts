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
  const { preset, ...groups } = (z.toJSONSchema(runConfigSchema, { io: 'input' }) as SettingSchema)
    .properties!;
  const rows = leaves(groups).map(([path, field]) => [
    `\`${path}\``,
    field.description ?? '',
    valuesOf(field),
    ...configs.map((config) => `\`${JSON.stringify(valueAt(config, path))}\``),
  ]);
  return [
    '## Settings',
    'Every setting that `--set` and a `--config` file accept, with its value in each preset. The last part of a key is enough if no other setting ends in it (`units=128`).',
    markdownTable(['setting', 'meaning', 'values', ...presetNames], rows),
    presetNames.map((name) => `- **${name}**: ${presets[name].description}.`).join('\n'),
  ].join('\n\n');
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
