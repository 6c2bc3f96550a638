import { describe, expect, it } from 'vitest';
import { licenseOf, newestStable, sortKey } from './pypi.ts';

describe('licenseOf', () => {
  it.each([
    ['License-Expression: MIT AND Apache-2.0\nLicense: MIT', 'MIT AND Apache-2.0'],
    ['License: BSD-3-Clause\nClassifier: License :: OSI Approved :: BSD License', 'BSD-3-Clause'],
    ['Classifier: License :: OSI Approved :: MIT License\nClassifier: Topic :: Text', 'MIT License'],
    [
      'License: Copyright 2026\n        Permission is granted\nClassifier: License :: OSI Approved :: BSD License',
      'BSD License',
    ],
    ['License: UNKNOWN', null],
    ['Name: x\n\nLicense: MIT', null],
  ])('of %j is %j', (metadata, license) => {
    expect(licenseOf(metadata)).toBe(license);
  });
});

describe('newestStable', () => {
  // The order of PEP 440, "Summary of permitted suffixes and relative ordering".
  it.each([
    [['1.9', '1.10', '1.2.30'], '1.10'],
    [['2.0rc1', '2.0.dev4', '2.0a1', '1.4.post2', '1.4'], '1.4.post2'],
    [['1!1.0', '2026.1'], '1!1.0'],
    [['1.0', '1.0.0.1', '1.0.post1'], '1.0.0.1'],
    [['1.0.post1.dev2', '1.0'], '1.0'],
    [['not-a-version', '1.0'], '1.0'],
  ])('of %j is %s', (versions, newest) => {
    expect(newestStable(versions)).toBe(newest);
    expect(newestStable(versions.toReversed())).toBe(newest);
  });

  it('is none where all are pre-releases', () => {
    expect(newestStable(['1.0b2', '0.1.dev0'])).toBeUndefined();
  });
});

it('knows two spellings of one version', () => {
  const isSame = (a: string, b: string) => sortKey(a) === sortKey(b);
  expect(isSame('6.1', '6.1.0')).toBe(true);
  expect(isSame('2020.06.20', '2020.6.20')).toBe(true);
  expect(isSame('1.0.0RC1', '1.0rc1')).toBe(true);
  expect(isSame('1.0', '1.0.post0')).toBe(false);
  expect(isSame('1.0', '10')).toBe(false);
  expect(isSame('1.0+a', '1.0+b')).toBe(false);
});
