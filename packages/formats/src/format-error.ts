import { isDeeper, LongrangeError, showControls } from '@longrange/errors';

/** Maximum length of a message; those of parsers and schemas quote the file. */
const LONGEST_MESSAGE = 1000;

/** Error for a file that cannot be used. The user named it, so the exit code is that of wrong input. */
export function formatError(
  code: `FORMAT_${string}`,
  message: string,
  hint: string,
  cause?: unknown,
): LongrangeError {
  const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return new LongrangeError({ code, message: showControls(cut), hint, cause, exitCode: 2 });
}

/** Error for a damaged file. */
export function damaged(message: string, cause?: unknown): LongrangeError {
  return formatError('FORMAT_DAMAGED', message, 'copy it again from where it was saved.', cause);
}

/** Error for weights that do not match the configuration beside them. */
export function mismatch(message: string): LongrangeError {
  return formatError(
    'FORMAT_SHAPE_MISMATCH',
    message,
    'the weights and the configuration belong to different models; save the model again.',
  );
}

/** Maximum bytes of a model's JSON. The largest vocabulary takes a quarter of a megabyte; parsed JSON takes up to thirty times as much. */
export const LARGEST_JSON = 2 * 2 ** 20;
/** Maximum nesting; a configuration is ten levels deep. */
const DEEPEST = 100;

/** @throws LongrangeError FORMAT_DAMAGED */
export function parseJson(bytes: Uint8Array | string, what: string): unknown {
  if (bytes.length > LARGEST_JSON) {
    throw damaged(`Expected at most ${LARGEST_JSON} bytes of JSON as ${what}, got ${bytes.length}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(
      typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    );
  } catch (cause) {
    throw damaged(`Expected JSON as ${what}, got: ${(cause as Error).message}.`, cause);
  }
  if (isDeeper(json, DEEPEST))
    throw damaged(`Expected a model as ${what}, got JSON that is nested more than ${DEEPEST} levels deep.`);
  return json;
}
