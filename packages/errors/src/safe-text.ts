/**
 * Characters that a terminal or a browser acts on instead of showing: controls (ESC begins terminal sequences), formatting characters
 * (text directions, zero widths), line separators, lone surrogates.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Makes invisible characters visible: `␛` for ESC, likewise for other ASCII controls, `\u202e` for others. Keeps line breaks and tabs. */
export function showControls(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === '\n' || character === '\t' ? character : visible(character),
  );
}

/** Like `showControls`, but in one line: a line break becomes `␊`, a tab `␉`. */
export function showControlsInLine(text: string): string {
  return text.replace(INVISIBLE, visible);
}

function visible(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  const hexadecimal = code.toString(16);
  return code > 0xffff ? `\\u{${hexadecimal}}` : `\\u${hexadecimal.padStart(4, '0')}`;
}

/** Minimum length, in characters, of a secret to hide. Hiding shorter values would blot out parts of ordinary words. */
const LEAST_LENGTH = 6;

/** Names of environment variables that hold secrets: `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `REDISCLI_AUTH`. */
const SECRET_NAME = /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|AUTH|CREDENTIALS?)(?:$|_)/i;

/** Password in a URL: `redis://user:password@host`. The lookbehind limits it to one attempt per word, however long the word is. */
const PASSWORD = /(?<![\w+.-])([\w+.-]+:\/\/[^\s/@:'"]*:)[^\s/@'"]+@/g;

/** All spellings of all secrets that this process knows, longest first, because one may be part of another. */
let known: readonly string[] = [];

/** Registers a secret, which `hideSecrets` then hides in plain text, in URLs and in JSON. */
export function keepSecret(secret: string | undefined): void {
  known = longestFirst([...known, ...spellingsOf(secret)]);
}

/** Registers an environment's secrets, recognized by variable name, and the passwords in its URLs and in the words of a command line. */
export function keepSecretsOf(
  environment: Readonly<Record<string, string | undefined>>,
  words: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(environment)) if (SECRET_NAME.test(name)) keepSecret(value);
  for (const word of [...Object.values(environment), ...words]) {
    // An unencoded password may itself contain a slash or an @.
    const [, password] = /^[^/@\s]*:\/\/[^/@:]*:(.*)@/s.exec(word ?? '') ?? [];
    keepSecret(password);
    if (password !== undefined) keepSecret(attempt(() => decodeURIComponent(password)));
  }
}

/** Replaces every secret that this process knows, and the password in any URL, with `…`. */
export function hideSecrets(text: string): string {
  return without(text.replace(PASSWORD, '$1…@'), known);
}

/** Returns a function that hides these secrets and no others, for text that is measured or kept. */
export function hiderOf(...secrets: readonly (string | undefined)[]): (text: string) => string {
  const spellings = longestFirst(secrets.flatMap(spellingsOf));
  return (text) => without(text, spellings);
}

/** Returns a reviver for `JSON.parse` that hides secrets in all strings and names, however JSON spells them. */
export function hidingIn(hide: (text: string) => string): (name: string, value: unknown) => unknown {
  return (_, value) => {
    if (typeof value === 'string') return hide(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (Object.keys(value).every((name) => hide(name) === name)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [hide(name), one]));
  };
}

function without(text: string, spellings: readonly string[]): string {
  return spellings.reduce((shown, one) => (shown.includes(one) ? shown.replaceAll(one, '…') : shown), text);
}

function longestFirst(spellings: readonly string[]): readonly string[] {
  return [...new Set(spellings)].sort((a, b) => b.length - a.length);
}

function spellingsOf(secret: string | undefined): readonly string[] {
  if (secret === undefined || !isLongEnough(secret)) return [];
  const encoded = attempt(() => encodeURIComponent(secret)) ?? secret;
  const inLowerCase = encoded.replace(/%../g, (code) => code.toLowerCase());
  // Without base64 padding, which is lost when a word is split at its equals signs.
  const unpadded = secret.replace(/=+$/, '');
  return [secret, encoded, inLowerCase, JSON.stringify(secret).slice(1, -1), unpadded].filter(isLongEnough);
}

function isLongEnough({ length }: string): boolean {
  return length >= LEAST_LENGTH;
}

/** Returns undefined if `code` throws: a lone surrogate cannot be encoded, nor `%zz` decoded. */
function attempt(code: () => string): string | undefined {
  try {
    return code();
  } catch {
    return undefined;
  }
}
