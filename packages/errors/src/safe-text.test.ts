import { describe, expect, it } from 'vitest';
import { describeValue, LongrangeError } from './longrange-error.ts';
import {
  hiderOf,
  hideSecrets,
  hidingIn,
  keepSecret,
  keepSecretsOf,
  showControls,
  showControlsInLine,
} from './safe-text.ts';

it('shows what a terminal would act on', () => {
  expect(showControls('a\u001b[31m\r\n\tb\u007f\u009b2J\u0000')).toBe('a␛[31m␍\n\tb␡\\u009b2J␀');
  expect(showControlsInLine('a\n\tb')).toBe('a␊␉b');
});

it('shows what makes text look different from what it is', () => {
  const directions = ['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069'];
  expect(directions.map(showControls)).toEqual([
    '\\u061c',
    '\\u200e',
    '\\u200f',
    '\\u202a',
    '\\u202e',
    '\\u2066',
    '\\u2069',
  ]);
  expect(showControls('a\u200bb\ufeff\u2028\u{e0041}\ud800')).toBe(
    'a\\u200bb\\ufeff\\u2028\\u{e0041}\\ud800',
  );
});

it('leaves all other text as it is', () => {
  const text = 'def f(x):  # äöü 漢字 😀 – “…” \u00a0 עברית\n\treturn x';
  expect(showControls(text)).toBe(text);
});

it('values in error messages are safe to print', () => {
  expect(describeValue('\u001b]0;x\u0007\u202e\u009b\n')).toBe(
    '"\\u001b]0;x\\u0007\\u202e\\u009b\\n" (string)',
  );
});

describe('hideSecrets', () => {
  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'wJalr/XUtnFEMI+K7MDENG'],
    ['AWS_SESSION_TOKEN', 'session-of-today'],
    ['LONGRANGE_API_KEY', 'sk-3141592'],
    ['REDISCLI_AUTH', 'pa ss"wo\\rd'],
    ['MLFLOW_TRACKING_PASSWORD', 'geheim-été'],
    ['npm_config__auth', 'dXNlcjpwYXNz'],
    ['KEY', 'plain-key'],
  ])('hides what %s holds, however it is written', (name, secret) => {
    keepSecretsOf({ [name]: secret });
    for (const text of [secret, encodeURIComponent(secret), JSON.stringify({ secret })])
      expect(hideSecrets(`<${text}>`)).not.toContain(text.replace(/^\{"secret":"|"\}$/g, ''));
    expect(hideSecrets(`before ${secret} after`)).toBe('before … after');
  });

  it.each([
    ['GIT_AUTHOR_NAME', 'a person'],
    ['MONKEY', 'business'],
    ['PATH', '/usr/bin:/usr/local/bin'],
    ['SHORT_KEY', 'ab'],
  ])('leaves what %s holds', (name, value) => {
    keepSecretsOf({ [name]: value });
    expect(hideSecrets(value)).toBe(value);
  });

  it.each([
    ['redis://:first-secret@host', 'redis://:…@host'],
    ['rediss://user:second/secret@host/0', 'rediss://user:…@host/0'],
    ['redis://user:pass:word@host', 'redis://user:…@host'],
    ['redis://:some%40thing@host', 'redis://:…@host'],
    ['mlflow=http://user:third-secret@host/path', 'mlflow=http://user:…@host/path'],
  ])('hides the password of %s, of which a message may quote a part', (word, shown) => {
    keepSecretsOf({}, [word]);
    expect(hideSecrets(word)).toBe(shown);
    const password = /:\/\/[^:]*:(.*)@/.exec(word)![1]!;
    expect(hideSecrets(`got ${decodeURIComponent(password)}`)).toBe('got …');
  });

  it.each(['http://host:8000/v1#name', 'redis://user@host', 'time 12:30 mail me@host', 's3://bucket/a:b@c'])(
    'changes nothing in %s',
    (text) => {
      expect(hideSecrets(text)).toBe(text);
    },
  );

  it('hides a password that nobody kept in any address of a text', () => {
    expect(hideSecrets('cannot reach https://me:pw@host/a, nor redis://:x@host')).toBe(
      'cannot reach https://me:…@host/a, nor redis://:…@host',
    );
  });

  it('is what every error of ours shows: message, hint and stack', () => {
    keepSecret('token-of-a-test');
    const error = new LongrangeError({
      code: 'TEST',
      message: 'Expected no token-of-a-test.',
      hint: 'remove token-of-a-test.',
    });
    for (const text of [error.message, error.hint, String(error), error.stack])
      expect(text).not.toContain('token-of-a-test');
    expect(String(error)).toBe('LongrangeError: Expected no ….\nHint: remove ….');
    expect(error.stack).toContain('Hint: remove ….');
  });

  it('hides all of a secret of which another is a part', () => {
    keepSecret('abcdef');
    keepSecret('abcdefghi');
    keepSecret('0abcdefghi');
    expect(hideSecrets('<abcdefghi> <0abcdefghi> <abcdef>')).toBe('<…> <…> <…>');
  });

  it('hides a secret before a value is cut to a readable length', () => {
    keepSecret('secret-at-the-edge');
    expect(describeValue(`${'x'.repeat(70)}secret-at-the-edge`)).toBe(`"${'x'.repeat(70)}…" (string)`);
  });

  it('hides what an address has in small letters, and takes half a character', () => {
    keepSecret('two/parts+more');
    expect(hideSecrets('two%2Fparts%2Bmore two%2fparts%2bmore')).toBe('… …');
    keepSecret('half \ud800 of one');
    expect(hideSecrets('<half \ud800 of one>')).toBe('<…>');
  });

  it('hides a secret that ends in signs of equality where they are cut off', () => {
    keepSecret('cGFkZGVk==');
    expect(hideSecrets('--cGFkZGVk cGFkZGVk=')).toBe('--… …=');
    keepSecret('word========');
    expect(hideSecrets('a word')).toBe('a word');
  });

  it('looks through a long word once', () => {
    const begun = performance.now();
    expect(hideSecrets('a'.repeat(2 ** 20))).toHaveLength(2 ** 20);
    expect(hideSecrets(`${'a.'.repeat(2 ** 19)}://u:pw@host`)).toMatch(/u:…@host$/);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});

describe('hiderOf', () => {
  it('hides its own secrets and no others', () => {
    keepSecret('of-the-process');
    const hide = hiderOf('its-own/one', undefined, 'short', 'another-own');
    expect(hide('its-own/one its-own%2Fone another-own short of-the-process')).toBe(
      '… … … short of-the-process',
    );
  });

  it('hides in JSON, in texts and in names, however they are spelled', () => {
    const text = '{"\\u0069ts-own": ["its-own", {"a": "b its-\\u006fwn c"}], "n": [1e5, null, true, -0]}';
    expect(JSON.parse(text, hidingIn(hiderOf('its-own')))).toEqual({
      '…': ['…', { a: 'b … c' }],
      n: [1e5, null, true, -0],
    });
  });
});
