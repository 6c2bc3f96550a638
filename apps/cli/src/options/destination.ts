import { describeValue, type LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { wrongUsage } from '../cli/wrong-usage.ts';

/** Destination of a training's figures besides `metrics.jsonl`. */
export type Destination =
  | { readonly kind: 'tensorboard' }
  | { readonly kind: 'mlflow' /** Without a slash at its end. */; readonly url: string };

/** Values of `--log` and `--to`: destinations as separate words or after commas. */
export const destinationsOption = z
  .array(z.string().refine(isDestinations, { error: ({ input }) => problemOf(String(input)) }))
  .meta({ value: 'tensorboard|mlflow=URL' });

/** @throws LongrangeError `USAGE` (exit code 2), which shows no password */
export function parseDestinations(words: readonly string[]): Destination[] {
  return words.flatMap((word) => word.split(',')).map(parseDestination);
}

function parseDestination(word: string): Destination {
  if (word === 'tensorboard') return { kind: 'tensorboard' };
  const [, url] =
    /^mlflow(?:=(.*))?$/s.exec(word) ?? refuse('`tensorboard` or `mlflow=URL`', describeValue(word));
  if (url !== undefined) return { kind: 'mlflow', url: serverUrl(url, `mlflow=`) };
  const named = process.env.MLFLOW_TRACKING_URI;
  if (named === undefined || named === '')
    return refuse(
      '`mlflow=URL`, or `mlflow` with MLFLOW_TRACKING_URI in the environment',
      '`mlflow` without it',
    );
  return { kind: 'mlflow', url: serverUrl(named, 'MLFLOW_TRACKING_URI=') };
}

function serverUrl(text: string, place: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return refuse(`an http:// or https:// address after \`${place}\``, describeValue(text));
  if (url.username !== '' || url.password !== '')
    return refuse(
      `an address without a user name or password after \`${place}\`: they belong in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, which are never stored`,
      'one with them',
    );
  if (url.search !== '' || url.hash !== '')
    return refuse(`an address without ? or # after \`${place}\``, describeValue(text));
  return url.href.replace(/\/+$/, '');
}

function refuse(expected: string, got: string): never {
  throw wrongUsage({ code: 'USAGE', message: `Expected ${expected}, got ${got}.` });
}

function isDestinations(word: string): boolean {
  return problemOf(word) === '';
}

function problemOf(word: string): string {
  try {
    parseDestinations([word]);
    return '';
  } catch (error) {
    return (error as LongrangeError).message;
  }
}
