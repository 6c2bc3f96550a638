/** Model behind an endpoint with an OpenAI-compatible API. */
export interface EndpointAddress {
  /** URL with the API version and without a trailing slash: `http://127.0.0.1:8000/v1`. */
  readonly base: string;
  /** Name of the model on the server. */
  readonly model: string;
}

/** Syntax of an address, for messages. */
export const ENDPOINT_FORM = 'openai:URL#NAME';

/**
 * Reads `openai:URL#NAME`. An address without a path gets `/v1`.
 * @returns the address, or a message that says what is wrong with it
 */
export function readAddress(words: string): EndpointAddress | string {
  const [, address, model] = /^openai:([^#]+)#(.+)$/s.exec(words) ?? [];
  if (address === undefined || model === undefined || !URL.canParse(address))
    return `Expected ${ENDPOINT_FORM}, such as openai:http://127.0.0.1:8000/v1#my-model, got ${words}.`;
  const url = new URL(address);
  // Do not repeat the words: they may contain a password.
  if (url.username !== '' || url.password !== '' || url.search !== '')
    return `Expected ${ENDPOINT_FORM} without a user, a password or a query in the URL: a key belongs in the environment variable LONGRANGE_API_KEY.`;
  if (!/^https?:$/.test(url.protocol)) return `Expected a URL of http or https, got ${url.protocol}//.`;
  const path = url.pathname.replace(/\/+$/, '');
  return { base: `${url.origin}${path === '' ? '/v1' : path}`, model };
}

/**
 * Returns the key for an endpoint: LONGRANGE_API_KEY or, for OpenAI's own endpoint only, OPENAI_API_KEY.
 * @param environment such as `process.env`
 */
export function keyFor(
  { base }: Pick<EndpointAddress, 'base'>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { LONGRANGE_API_KEY, OPENAI_API_KEY } = environment;
  const isOpenAi = new URL(base).origin === 'https://api.openai.com';
  return LONGRANGE_API_KEY || (isOpenAi ? OPENAI_API_KEY : undefined) || undefined;
}
