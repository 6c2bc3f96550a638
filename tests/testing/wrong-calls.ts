import { LongrangeError } from '@longrange/errors';

/** A public function with a call that works. */
export interface Door {
  readonly name: string;
  readonly call: (...given: never[]) => unknown;
  readonly given: readonly unknown[];
  /** Whether the call may need what is not here, and is then refused. */
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
/** One that may be null. */
export const nullable = <T>(value: T): T | null => noted<T | null>(value, { takes: [null] });
/** A value beside which these are right as well, and why. */
export const or = <T>(value: T, _why: string, ...takes: unknown[]): T => noted(value, { takes });
/** An object that is no options: further properties are nobody's mistake. */
export const data = <T>(value: T): T => noted(value, { isData: true });
/** One of several words: other text is wrong. */
export const word = <T extends string>(value: T): T => noted(value, { isWord: true });
/** A value that is replaced in one piece only. */
export const whole = <T>(value: T): T => noted(value, { isData: true, isWhole: true });

const anything = (): undefined => undefined;
/** Made anew each time: what takes them may write into them. */
const wrongValues = (): unknown[] => [undefined, null, 5, -1, Number.NaN, '', 'x', [], {}, anything];

export interface WrongCall {
  /** `split.validation = "x"` */
  readonly what: string;
  readonly given: unknown[];
}

/** What became of a wrong call: undefined for a `LongrangeError`. */
export async function fault(door: Door, { given }: WrongCall): Promise<string | undefined> {
  try {
    const answer = await (door.call as (...all: unknown[]) => unknown)(...given);
    const isStream = typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
    if (isStream) await (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
    return 'an answer';
  } catch (error) {
    return error instanceof LongrangeError ? undefined : `raw ${String(error).split('\n')[0]!.slice(0, 120)}`;
  }
}

/** The call that works. */
export function rightCall({ given }: Door): WrongCall {
  return { what: 'the right call', given: given.map(plain) };
}

/** Each argument, each option in it and the first item of each list replaced by what is of another type, or no number. */
export function wrongCalls({ given }: Door): WrongCall[] {
  return given.flatMap((value, index) =>
    variants(value, `argument ${index + 1}`).map(({ what, value: wrong }) => ({
      what,
      given: given.map((other, place) => (place === index ? wrong : plain(other))),
    })),
  );
}

interface Variant {
  readonly what: string;
  readonly value: unknown;
}

function variants(given: unknown, name: string): Variant[] {
  const { value, note } = unwrap(given);
  const replaced = wrongValues()
    .filter(
      (wrong) =>
        (!isRight(wrong, value) || (note.isWord && wrong !== value)) &&
        !(note.takes ?? []).some((taken) => Object.is(taken, wrong)),
    )
    .map((wrong) => ({ what: `${name} = ${show(wrong)}`, value: wrong }));
  if (note.isWhole) return replaced;
  if (Array.isArray(value) && value.length > 0) {
    const rest = value.slice(1).map(plain);
    const first = variants(value[0], `${name}[0]`);
    return [...replaced, ...first.map(({ what, value: wrong }) => ({ what, value: [wrong, ...rest] }))];
  }
  if (!isPlain(value)) return replaced;
  const right = plain(value) as object;
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    variants(inner, `${name}.${key}`).map(({ what, value: wrong }) => ({
      what,
      value: { ...right, [key]: wrong },
    })),
  );
  const unknown = { what: `${name}.unknownOption = 1`, value: { ...right, unknownOption: 1 } };
  return [...replaced, ...inside, ...(note.isData ? [] : [unknown])];
}

/** Whether a wrong value is of the type of this one: another number, a text, an empty list, options that all have a default. */
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

/** A value and all notes on it. */
export function unwrap(given: unknown): { readonly value: unknown; readonly note: Note } {
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
