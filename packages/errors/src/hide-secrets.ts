/** Shorter values would hide parts of ordinary words: nobody would know what a message says. */
const LEAST_LENGTH = 6;

/** Names of environment variables that hold secrets: `AWS_SECRET_ACCESS_KEY`, `MLFLOW_TRACKING_TOKEN`, `REDISCLI_AUTH`. */
const SECRET_NAME = /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|AUTH|CREDENTIALS?)(?:$|_)/i;

/** The password of an address in a text: `redis://user:password@host`. Looked for once in each word, however long that is. */
const PASSWORD = /(?<![\w+.-])([\w+.-]+:\/\/[^\s/@:'"]*:)[^\s/@'"]+@/g;

/** Every spelling of every secret that this process knows, the longest first: one may be a part of another. */
let known: readonly string[] = [];

/** Keeps a secret, so that `hideSecrets` hides it wherever it turns up: as it is, in an address, or as JSON writes it. */
export function keepSecret(secret: string | undefined): void {
  known = longestFirst([...known, ...spellingsOf(secret)]);
}

/** Keeps the secrets of an environment, which its names tell, and the passwords in its addresses and in the words of a command line. */
export function keepSecretsOf(
  environment: Readonly<Record<string, string | undefined>>,
  words: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(environment)) if (SECRET_NAME.test(name)) keepSecret(value);
  for (const word of [...Object.values(environment), ...words]) {
    // A password that is not encoded may itself contain a slash or an @.
    const [, password] = /^[^/@\s]*:\/\/[^/@:]*:(.*)@/s.exec(word ?? '') ?? [];
    keepSecret(password);
    if (password !== undefined) keepSecret(attempt(() => decodeURIComponent(password)));
  }
}

/** A text without the secrets that this process knows, and without the password of any address in it; `…` stands for each. */
export function hideSecrets(text: string): string {
  return without(text.replace(PASSWORD, '$1…@'), known);
}

/** Makes a function that hides these secrets and no others, for text that is measured or kept. */
export function hiderOf(...secrets: readonly (string | undefined)[]): (text: string) => string {
  const spellings = longestFirst(secrets.flatMap(spellingsOf));
  return (text) => without(text, spellings);
}

/** Makes a reviver for `JSON.parse` that hides secrets in all texts and names, however JSON spells them. */
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
  // Without what pads base64: who takes a word apart at a sign of equality quotes the rest.
  const unpadded = secret.replace(/=+$/, '');
  return [secret, encoded, inLowerCase, JSON.stringify(secret).slice(1, -1), unpadded].filter(isLongEnough);
}

function isLongEnough({ length }: string): boolean {
  return length >= LEAST_LENGTH;
}

/** Half a character cannot be encoded, nor `%zz` decoded. */
function attempt(code: () => string): string | undefined {
  try {
    return code();
  } catch {
    return undefined;
  }
}
