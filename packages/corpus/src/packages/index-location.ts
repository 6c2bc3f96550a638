import { keepSecret } from '@longrange/errors';
import { corpusError } from '../corpus-error.ts';

/** An index or registry that packages are asked of. */
export interface IndexLocation {
  /** Without credentials, ends in a slash. */
  readonly url: string;
  /** The header `Authorization` for a URL, undefined where it is none of the index's business. Never to be printed. */
  authorizationFor(url: string): string | undefined;
}

/**
 * Checks a configured URL and takes its credentials out.
 *
 * @param setting where it comes from, for errors; the URL itself is not shown where it cannot be read, since it may hold a password
 * @throws CORPUS_INDEX_URL
 */
export function parseIndexUrl(
  text: string,
  setting: string,
): { readonly url: string; readonly authorization?: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  const pair = url === null ? null : credentialsOf(url);
  if (url === null || pair === null || !/^https?:$/.test(url.protocol)) {
    throw corpusError(
      'CORPUS_INDEX_URL',
      `Expected ${setting} to be a URL that starts with http:// or https://, got something else.`,
      'correct it there; a % in a name or password is written %25.',
    );
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  const [username, password] = pair;
  return {
    url: url.href.endsWith('/') ? url.href : `${url.href}/`,
    ...(username !== '' && { authorization: basicAuthorization(username, password) }),
  };
}

/** The header for a name and a password, neither of which a message shows from then on where it may be secret. */
export function basicAuthorization(username: string, password: string): string {
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  // A token may stand in the place of the name.
  for (const secret of [password || username, pair]) keepSecret(secret);
  return `Basic ${pair}`;
}

/** Name and password; null where they are not encoded as they should be. */
function credentialsOf({ username, password }: URL): [string, string] | null {
  keepSecret(password || username);
  try {
    return [decodeURIComponent(username), decodeURIComponent(password)];
  } catch {
    return null;
  }
}
