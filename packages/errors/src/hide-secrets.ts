/** Shorter values would hide parts of ordinary words: nobody would know what a message says. */
const LEAST_LENGTH = 6;

/** Names of environment variables that hold secrets: `AWS_SECRET_ACCESS_KEY`, `MLFLOW_TRACKING_TOKEN`, `REDISCLI_AUTH`. */
const SECRET_NAME = /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|AUTH|CREDENTIALS?)(?:$|_)/i;

/** The password of an address in a text: `redis://user:password@host`. */
const PASSWORD = /([a-z][\w+.-]*:\/\/[^\s/@:'"]*:)[^\s/@'"]+@/gi;

/** Every spelling of every secret that this process knows. */
const known = new Set<string>();

/** Keeps a secret, so that `hideSecrets` hides it wherever it turns up: as it is, in an address, or as JSON writes it. */
export function keepSecret(secret: string | undefined): void {
  if (secret === undefined || secret.length < LEAST_LENGTH) return;
  for (const spelling of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    known.add(spelling);
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
    keepSecret(decoded(password));
  }
}

/** A text without the secrets that this process knows, and without the password of any address in it; `…` stands for each. */
export function hideSecrets(text: string): string {
  let shown = text.replace(PASSWORD, '$1…@');
  for (const secret of known) if (shown.includes(secret)) shown = shown.replaceAll(secret, '…');
  return shown;
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
