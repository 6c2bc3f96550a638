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

// reliability: terminal
it.each([
  // What a terminal would act on, what makes text look different from what it is, and all other text.
  ['a\u001b[31m\r\n\tb\u007f\u009b2J\u0000', 'a␛[31m␍\n\tb␡\\u009b2J␀'],
  ['\u061c\u200e\u202a\u202e\u2066\u2069', '\\u061c\\u200e\\u202a\\u202e\\u2066\\u2069'],
  ['a\u200bb\ufeff\u2028\u{e0041}\ud800', 'a\\u200bb\\ufeff\\u2028\\u{e0041}\\ud800'],
  ['ä 漢字 😀 – “…” \u00a0 עברית\n\treturn x', 'ä 漢字 😀 – “…” \u00a0 עברית\n\treturn x'],
])('shows %j', (text, shown) => {
  expect(showControls(text)).toBe(shown);
});

// reliability: terminal
it('shows controls in lines and in values', () => {
  expect(showControlsInLine('a\n\tb')).toBe('a␊␉b');
  expect(describeValue('\u001b]0;x\u202e\u009b\n')).toBe('"\\u001b]0;x\\u202e\\u009b\\n" (string)');
});

// reliability: secrets
describe('hideSecrets', () => {
  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'wJalr/XUtnFEMI+K7MDENG'],
    ['LONGRANGE_API_KEY', 'sk-3141592'],
    ['REDISCLI_AUTH', 'pa ss"wo\\rd'],
    ['PROXY_PASSWORD', 'geheim-été'],
    ['npm_config__auth', 'dXNlcjpwYXNz'],
    ['KEY', 'plain-key'],
  ])('hides what %s holds, however it is written', (name, secret) => {
    keepSecretsOf({ [name]: secret });
    for (const text of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      expect(hideSecrets(`before ${text} after`)).toBe('before … after');
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
    ['rediss://user:second/secr:et@host/0', 'rediss://user:…@host/0'],
    ['redis://:some%40thing@host', 'redis://:…@host'],
    ['openai:http://user:third-secret@host/path', 'openai:http://user:…@host/path'],
  ])('hides the password of %s, of which a message may quote a part', (word, shown) => {
    keepSecretsOf({}, [word]);
    expect(hideSecrets(word)).toBe(shown);
    const password = /:\/\/[^:]*:(.*)@/.exec(word)![1]!;
    expect(hideSecrets(`got ${decodeURIComponent(password)}`)).toBe('got …');
  });

  it('is what every error of ours shows: message, hint and stack', () => {
    keepSecret('token-of-a-test');
    const error = new LongrangeError({
      code: 'TEST',
      message: 'Expected no token-of-a-test.',
      hint: 'remove token-of-a-test.',
    });
    for (const text of [error.message, error.hint, error.stack])
      expect(text).not.toContain('token-of-a-test');
    expect(String(error)).toBe('LongrangeError: Expected no ….\nHint: remove ….');
  });

  it.each<[text: string, shown: string, ...secrets: string[]]>([
    [
      'cannot reach https://me:pw@host/a, nor redis://:x@host',
      'cannot reach https://me:…@host/a, nor redis://:…@host',
    ],
    ...['http://host:8000/v1#name', 'redis://user@host', 'time 12:30 mail me@host', 's3://bucket/a:b@c'].map(
      (text): [string, string] => [text, text],
    ),
    // One secret is a part of another.
    ['<abcdefghi> <0abcdefghi> <abcdef>', '<…> <…> <…>', 'abcdef', 'abcdefghi', '0abcdefghi'],
    ['two%2Fparts%2Bmore two%2fparts%2bmore', '… …', 'two/parts+more'],
    ['<half \ud800 of one>', '<…>', 'half \ud800 of one'],
    // Signs of equality at the end are cut off at places.
    ['--cGFkZGVk cGFkZGVk=', '--… …=', 'cGFkZGVk=='],
    ['a word', 'a word', 'word========'],
  ])('makes of %j %j', (text, shown, ...secrets) => {
    for (const secret of secrets) keepSecret(secret);
    expect(hideSecrets(text)).toBe(shown);
  });

  it('hides a secret before a value is cut to a readable length', () => {
    keepSecret('secret-at-the-edge');
    expect(describeValue(`${'x'.repeat(70)}secret-at-the-edge`)).toBe(`"${'x'.repeat(70)}…" (string)`);
  });

  it('looks through a long word once', () => {
    const begun = performance.now();
    expect(hideSecrets('a'.repeat(2 ** 20))).toHaveLength(2 ** 20);
    expect(hideSecrets(`${'a.'.repeat(2 ** 19)}://u:pw@host`)).toMatch(/u:…@host$/);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});

// reliability: secrets
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
