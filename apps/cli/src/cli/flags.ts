import { type ZodObject, z } from 'zod';

/** Option of a command as the command line shows it. */
export interface Flag {
  /** Key in the schema: `topK`. */
  readonly key: string;
  /** `--top-k`, or the bare name of a positional argument. */
  readonly name: string;
  readonly type: 'number' | 'text' | 'switch';
  /** True if several values may be given. */
  readonly many: boolean;
  readonly positional: boolean;
  /** Placeholder of the value in help: `N`; empty for a switch. */
  readonly value: string;
  /** Allowed values in error messages: "a whole number from 1 to 256". */
  readonly expectation: string;
  /** Allowed values in help; empty if the placeholder says it. */
  readonly range: string;
  /** Default in help; undefined if there is none. */
  readonly defaultText: string | undefined;
  readonly description: string;
}

/** Part of the JSON Schema of an option or setting that is shown to people. */
export interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly anyOf?: readonly FieldSchema[];
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly value?: string;
  readonly positional?: boolean;
  readonly automatic?: string;
}

/** Flags of a command, in the order of its schema. */
export function flagsOf(schema: ZodObject): Flag[] {
  return Object.entries(fieldsOf(schema)).map(([key, field]) => describeFlag(key, field));
}

function describeFlag(key: string, field: FieldSchema): Flag {
  const many = field.type === 'array';
  const item = (many ? field.items : field) ?? {};
  const positional = field.positional === true;
  const type = typeOf(item);
  const placeholder = { number: 'N', text: item.enum === undefined ? 'TEXT' : 'NAME', switch: '' }[type];
  return {
    key,
    name: positional ? key : `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    type,
    many,
    positional,
    value: field.value ?? placeholder,
    expectation: expectationOf(item),
    range: item.enum?.join(', ') ?? rangeOf(item),
    defaultText: defaultOf(field),
    description: field.description ?? '',
  };
}

function typeOf({ type }: FieldSchema): Flag['type'] {
  if (type === 'boolean') return 'switch';
  return type === 'number' || type === 'integer' ? 'number' : 'text';
}

function expectationOf(item: FieldSchema): string {
  if (item.enum !== undefined) return `one of ${item.enum.join(', ')}`;
  const range = rangeOf(item);
  if (item.type === 'integer') return `a whole number ${range}`.trim();
  if (item.type === 'number') return `a number ${range}`.trim();
  if (item.pattern !== undefined) return 'a name without slashes';
  return (item.minLength ?? 0) > 0 ? 'text that is not empty' : 'text';
}

/** Range in words: `from 1 to 256`, `above 0, at most 1`. The largest safe integer is not mentioned. */
function rangeOf(field: FieldSchema): string {
  const lower = lowerOf(field);
  const upper = upperOf(field);
  if (lower === '' || upper === '') return `${lower}${upper}`;
  if (lower.startsWith('from') && field.maximum !== undefined) return `${lower} to ${field.maximum}`;
  return `${lower}, ${upper}`;
}

function lowerOf({ type, minimum, exclusiveMinimum: bound }: FieldSchema): string {
  if (bound !== undefined) return type === 'integer' ? `from ${bound + 1}` : `above ${bound}`;
  return minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `from ${minimum}` : '';
}

function upperOf({ maximum, exclusiveMaximum: bound }: FieldSchema): string {
  if (bound !== undefined) return `below ${bound}`;
  return maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : '';
}

function defaultOf({ default: value, automatic }: FieldSchema): string | undefined {
  if (automatic !== undefined) return automatic;
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0))
    return undefined;
  if (value === '') return 'empty';
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** Fields of an object's schema. */
export function fieldsOf(schema: z.ZodType): Readonly<Record<string, FieldSchema>> {
  return (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as FieldSchema).properties!;
}

/** Allowed values in words: `whole number from 1 to 64`, `true, false`. */
export function valuesOf(field: FieldSchema): string {
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
