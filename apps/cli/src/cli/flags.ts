import { type ZodObject, z } from 'zod';

/** One option of a command as the command line shows it. */
export interface Flag {
  /** Key in the schema: `topK`. */
  readonly key: string;
  /** `--top-k`, or the bare name of a positional argument. */
  readonly name: string;
  readonly type: 'number' | 'text' | 'switch';
  /** May be given several values. */
  readonly many: boolean;
  readonly positional: boolean;
  /** The placeholder of its value in help: `N`; empty for a switch. */
  readonly value: string;
  /** What values are allowed, as error messages say it: "a whole number from 1 to 256". */
  readonly expectation: string;
  /** The same for people who read help; empty where the placeholder says it. */
  readonly range: string;
  /** Undefined where the option has none. */
  readonly defaultText: string | undefined;
  readonly description: string;
}

/** What JSON Schema says about an option or a setting, as far as it is told to people. */
export interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema;
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

/** The flags that a command's schema describes, in its order. */
export function flagsOf(schema: ZodObject): Flag[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([key, property]) => describeFlag(key, property as FieldSchema));
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

/** `from 1 to 256`, `above 0, at most 1`; the largest safe integer is no limit worth naming. */
export function rangeOf(field: FieldSchema): string {
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
