import { z } from 'zod';
import { type FieldSchema, rangeOf } from './flags.ts';

/** Part of the JSON Schema of a setting that is shown to people. */
export interface SettingSchema extends FieldSchema {
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly anyOf?: readonly SettingSchema[];
  readonly const?: unknown;
}

/** Fields of an object's schema. */
export function fieldsOf(schema: z.ZodType): Readonly<Record<string, SettingSchema>> {
  return (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SettingSchema).properties!;
}

/** Allowed values in words: `whole number from 1 to 64`, `true, false`. */
export function valuesOf(field: SettingSchema): string {
  if (field.anyOf !== undefined) return field.anyOf.map(valuesOf).join(', or ');
  if (field.enum !== undefined) return field.enum.join(', ');
  if (field.const !== undefined) return String(field.const);
  const words: Readonly<Record<string, string>> = {
    integer: 'whole number',
    boolean: 'true, false',
    string: 'string',
    array: 'list of strings',
  };
  return `${words[field.type ?? ''] ?? field.type} ${rangeOf(field)}`.trim();
}
