import { LongrangeError } from '@longrange/errors';

/** A public function with a call that works. */
export interface Door {
  readonly name: string;
  readonly call: (...given: never[]) => unknown;
  readonly given: readonly unknown[];
  /** True if the call may need something that is missing here, and is then refused. */
  readonly isElsewhere?: boolean;
}

/** A door; TypeScript checks that the call is one that it takes. */
export function door<Given extends unknown[]>(
  name: string,
  call: (...given: Given) => unknown,
  ...given: Given
): Door {
  return { name, call: call as Door['call'], given };
}

type Calls<Module> = {
  readonly [Name in keyof Module]?: Module[Name] extends (...given: infer Given) => unknown ? Given : never;
};

/** Doors of a module's functions, each with its call. */
export function doorsOf<Module extends object>(module: Module, calls: Calls<Module>): Door[] {
  return Object.entries(calls).map(([name, given]) => ({
    ...{ name, call: module[name as keyof Module] as Door['call'], given: given as unknown[] },
  }));
}

/** A door whose call works where there is what it needs, such as a library. */
export const elsewhere = (one: Door): Door => ({ ...one, isElsewhere: true });

/** A value of a call with what is known of it beside its type. */
class Noted {
  readonly value: unknown;
  readonly note: Note;

  constructor(value: unknown, note: Note) {
    this.value = value;
    this.note = note;
  }
}

interface Note {
  /** Wrong values that are right here, too. */
  readonly takes?: readonly unknown[];
  /** An object that may have further properties: data, or what another function returned. */
  readonly isData?: boolean;
  /** Not any text. */
  readonly isWord?: boolean;
  /** Not to be looked into. */
  readonly isWhole?: boolean;
}

const noted = <T>(value: T, note: Note): T => new Noted(value, note) as T;

/** A value that may be left out. */
export const optional = <T>(value: T): T => noted(value, { takes: [undefined] });
/** Options that may be left out, one by one or together. */
export const options = <T extends object>(value: T): T =>
  optional(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, optional(one)])) as T);
/** One that may be null. */
export const nullable = <T>(value: T): T | null => noted<T | null>(value, { takes: [null] });
/** A value beside which these are right as well, and why. */
export const or = <T>(value: T, _why: string, ...takes: unknown[]): T => noted(value, { takes });
/** An object that is no options: further properties are nobody's mistake. */
export const data = <T>(value: T): T => noted(value, { isData: true });
/** One of several words: other text is wrong. */
export const word = <T extends string>(value: T): T => noted(value, { isWord: true });
/** A document: its text alone is right as well. */
export const document = <T>(value: T): T => noted(value, { isData: true, takes: ['', 'x'] });
/** A value that is replaced in one piece only. */
export const whole = <T>(value: T): T => noted(value, { isData: true, isWhole: true });

const anything = (): undefined => undefined;
/** Made anew each time: what takes them may write into them. */
const wrongValues = (): unknown[] => [undefined, null, 5, -1, Number.NaN, '', 'x', [], {}, anything];

export interface WrongCall {
  readonly what: string;
  readonly given: unknown[];
}

/** Makes a call. Returns `answer`, `refusal` for a `LongrangeError` or what a function of the caller's threw, or the raw error. */
export async function outcome(door: Door, { given }: WrongCall): Promise<string> {
  try {
    const answer = await (door.call as (...all: unknown[]) => unknown)(...given);
    const isStream = typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
    if (isStream) await (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
    return 'answer';
  } catch (error) {
    return error instanceof LongrangeError || isStranger(error)
      ? 'refusal'
      : `raw: ${(error as Error)?.stack ?? error}`;
  }
}

/** Tells if a function of the caller's threw it. */
function isStranger(error: unknown): boolean {
  return error instanceof Error && error.message === 'of a stranger';
}

/** The call that works. */
export function rightCall({ given }: Door): WrongCall {
  return { what: 'the right call', given: given.map(plain) };
}

/** Each argument, each option in it and the first item of each list replaced by a value of another type, or by no number. */
export function* wrongCalls(door: Door): Generator<WrongCall> {
  yield* callsWith(door, function* ({ value, note }, name) {
    const isTaken = (wrong: unknown) => (note.takes ?? []).some((taken) => Object.is(taken, wrong));
    for (const wrong of wrongValues())
      if ((!isRight(wrong, value) || (note.isWord && wrong !== value)) && !isTaken(wrong))
        yield { what: `${name} = ${show(wrong)}`, value: wrong };
    if (isPlain(value) && !note.isWhole && !note.isData)
      yield {
        what: `${name}.unknownOption = 1`,
        value: { ...(plain({ ...value }) as object), unknownOption: 1 },
      };
  });
}

export interface Variant {
  /** `split.validation = "x"` */
  readonly what: string;
  readonly value: unknown;
}

/** Calls in which one place at a time, inside lists and options too, has a variant of its right value. */
export function* callsWith(
  { given }: Door,
  variantsOf: (right: Unwrapped, name: string) => Generator<Variant>,
): Generator<WrongCall> {
  function* everywhere(one: unknown, name: string): Generator<Variant> {
    const right = unwrap(one);
    yield* variantsOf(right, name);
    const { value, note } = right;
    if (note.isWhole) return;
    if (Array.isArray(value) && value.length > 0) {
      const rest = value.slice(1).map(plain);
      for (const { what, value: wrong } of everywhere(value[0], `${name}[0]`))
        yield { what, value: [wrong, ...rest] };
    } else if (isPlain(value)) {
      const others = plain(value) as object;
      for (const [key, inner] of Object.entries(value))
        for (const { what, value: wrong } of everywhere(inner, `${name}.${key}`))
          yield { what, value: { ...others, [key]: wrong } };
    }
  }
  for (const [index, one] of given.entries())
    for (const { what, value } of everywhere(one, `argument ${index + 1}`))
      yield { what, given: given.map((other, place) => (place === index ? value : plain(other))) };
}

/** Tells if a wrong value has the type of this one: another number, a text, an empty list, options that all have a default. */
function isRight(wrong: unknown, value: unknown): boolean {
  if (typeof value === 'number') return wrong === 5;
  if (typeof value === 'string' || typeof value === 'function') return typeof wrong === typeof value;
  if (Array.isArray(value)) return Array.isArray(wrong);
  if (!isPlain(value) || !isPlain(wrong)) return false;
  return Object.values(value).every((inner) => unwrap(inner).note.takes?.includes(undefined));
}

/** A value without notes. */
export function plain(given: unknown): unknown {
  const { value, note } = unwrap(given);
  if (note.isWhole) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

export interface Unwrapped {
  readonly value: unknown;
  readonly note: Note;
}

/** A value and all notes on it. */
function unwrap(given: unknown): Unwrapped {
  if (!(given instanceof Noted)) return { value: given, note: {} };
  const { value, note } = unwrap(given.value);
  const takes = [...(note.takes ?? []), ...(given.note.takes ?? [])];
  return { value, note: { ...note, ...given.note, takes } };
}

export function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return Number.isNaN(value) ? 'NaN' : (JSON.stringify(value) ?? String(value));
}
