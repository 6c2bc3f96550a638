import { describe, expect, it } from 'vitest';
import { parseListPage } from './list-page.ts';

const page = (inside: string): string => `<ListBucketResult>${inside}</ListBucketResult>`;
const key = (text: string): string => page(`<Contents><Key>${text}</Key></Contents>`);

describe('parseListPage', () => {
  it('reads what S3 sends', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix/><KeyCount>2</KeyCount>
  <IsTruncated>true</IsTruncated><NextContinuationToken>1&amp;2/=</NextContinuationToken>
  <Contents><Key>a/b</Key><ETag>&quot;0&quot;</ETag><Owner><ID>1</ID></Owner></Contents>
  <Contents><Key>a/ü&#233;&#x1F600;&lt;&gt;&apos;&amp;</Key></Contents>
  <CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes>
</ListBucketResult>
`;
    expect(parseListPage(xml)).toEqual({ keys: ['a/b', "a/üé😀<>'&"], next: '1&2/=' });
    expect(parseListPage(page(''))).toEqual({ keys: [], next: undefined });
    expect(parseListPage('<ListBucketResult/>')).toEqual({ keys: [], next: undefined });
  });

  it.each([
    ['a line break', 'a&#10;/../x', 'a\n/../x'],
    ['NUL, which there is not in XML', 'a&#0;', undefined],
    ['half a character', '&#xd800;', undefined],
    ['no character', '&#x110000;', undefined],
    ['a number that is too long', '&#99999999;', undefined],
    ['a name that there is not', '&constructor;', undefined],
    ['an entity of somebody', '&xxe;', undefined],
    ['an & alone', 'a&b', undefined],
    ['an & without an end', 'a&amp', undefined],
    ['a reference in a reference', '&amp;#10;', '&#10;'],
  ])('takes %s in a key for what it is, or leaves the key out', (_, text, expected) => {
    expect(parseListPage(key(text))?.keys).toEqual(expected === undefined ? [] : [expected]);
  });

  it.each([
    ['nothing', ''],
    ['text', 'a'],
    ['HTML', '<!doctype html><html><body>Sign in</body></html>'],
    ['HTML without a type', '<html><body>Sign in</body></html>'],
    ['JSON', '{"keys":[]}'],
    ['another document', '<ListAllMyBucketsResult/>'],
    ['an error', '<Error><Code>AccessDenied</Code></Error>'],
    ['two documents', '<ListBucketResult/><ListBucketResult/>'],
    ['text before it', `a${page('')}`],
    ['text behind it', `${page('')}a`],
    ['half of it', key('a').slice(0, -5)],
    ['no end', '<ListBucketResult>'],
    ['an end alone', '</ListBucketResult>'],
    ['tags that cross', page('<Contents><Key>a</Contents></Key>')],
    ['an end too many', page('</Contents>')],
    ['a type of its own', `<!DOCTYPE x [<!ENTITY a "b">]>${page('')}`],
    ['a type inside', page('<!DOCTYPE x>')],
    ['a comment', page('<!-- <Contents><Key>a</Key></Contents> -->')],
    ['CDATA', key('<![CDATA[a]]>')],
    ['an instruction', page('<?php ?>')],
    ['a tag without a name', page('<>')],
    ['a tag without an end', page('<Contents')],
    ['a tag in a tag', page('<Contents <Key>')],
    ['17 tags in each other', page(`${'<a>'.repeat(16)}${'</a>'.repeat(16)}`)],
    ['a million tags in each other', '<ListBucketResult>'.repeat(1e6)],
    ['more to come, and no way to ask', page('<IsTruncated>true</IsTruncated>')],
    ['an empty token', page('<NextContinuationToken></NextContinuationToken>')],
    ['a token that cannot be read', page('<NextContinuationToken>&x;</NextContinuationToken>')],
    ['a long token', page(`<NextContinuationToken>${'a'.repeat(8193)}</NextContinuationToken>`)],
  ])('refuses %s', (_, xml) => {
    expect(parseListPage(xml)).toBeNull();
  });

  it('takes no key from elsewhere in a list', () => {
    const xml = page(
      '<Key>a</Key><CommonPrefixes><Key>b</Key></CommonPrefixes><Contents><Owner><Key>c</Key></Owner></Contents>',
    );
    expect(parseListPage(xml)).toEqual({ keys: [], next: undefined });
  });
});
