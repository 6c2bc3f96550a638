/** An answer that is not what was asked for. */
export class Refusal extends Error {
  /** True if the same request may succeed later. */
  readonly mayPass: boolean;
  readonly hint: string | undefined;

  constructor(message: string, { mayPass = false, hint }: { mayPass?: boolean; hint?: string } = {}) {
    super(message);
    this.mayPass = mayPass;
    this.hint = hint;
  }
}

/** Bytes read of a body that is only inspected. */
const MOST_LOOKED_AT = 2 ** 16;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** Most characters shown of a foreign host. */
const HOST_CHARACTERS = 80;

/** The pieces of an answer's body, until there are more bytes than there may be: what its header says of its length is not that of what is unpacked. @throws `excess()` */
export async function* piecesOf(
  response: Response,
  most: number,
  excess: () => Error,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of bodyOf(response)) {
    bytes += piece.length;
    if (bytes > most) throw excess();
    yield piece;
  }
}

/** The beginning of a body that nobody has read, whatever becomes of the rest: a connection is free for the next request once its body is read or given up. */
export async function beginningOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    if (response.bodyUsed) return '';
    for await (const piece of bodyOf(response)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > MOST_LOOKED_AT) break;
    }
  } catch {}
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/** Gives up what nobody reads to the end. */
async function* bodyOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (let got = await reader.read(); !got.done; got = await reader.read()) yield got.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Why an answer with a status that was not expected is none. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const { status, headers, url } = response;
  if (REDIRECTS.includes(status)) {
    const location = headers.get('location') ?? '';
    const host = URL.canParse(location, url) ? new URL(location, url).host.slice(0, HOST_CHARACTERS) : '';
    return new Refusal(
      `status ${status}, a redirect${host === '' ? '' : ` to ${host}`}, which is not followed`,
      {
        hint: 'set AWS_REGION to where the bucket is, or AWS_ENDPOINT_URL to the service itself.',
      },
    );
  }
  const code = /<Code>(\w{1,64})<\/Code>/.exec(await beginningOf(response))?.[1];
  return new Refusal(`status ${status}${code === undefined ? '' : ` ${code}`}`, {
    // 409: at the same moment another request for this name was under way, which need not have succeeded.
    mayPass: status >= 500 || [408, 409, 429].includes(status),
  });
}
