import fc from 'fast-check';
import { BerReader, BerWriter, FilterParser, SearchRequest } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { fromLdif, toLdif } from '#src/cutover/ldif.ts';
import { ldapFilter } from '#src/engines/ldap/condition.ts';
import {
  childDn,
  escapeRdnValue,
  leftmostRdn,
  parentDn,
  sameDn,
  splitDn,
  unescapeRdnValue,
} from '#src/model/distinguished-name.ts';
import { guidBytes, guidText, sidBytes, sidText } from '#src/model/object-identity.ts';

const NASTY = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...',+"\\<>;=#*() \0\n\u00fc\u4e2d\u{1f600}'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
  maxLength: 30,
});
/** A lone surrogate is no Unicode text: no directory can hold it. */
const text = NASTY.filter((value) => value.isWellFormed());

describe('names', () => {
  it('survive as one value, whatever they hold', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(unescapeRdnValue(escapeRdnValue(one))).toBe(one);
        const dn = childDn('CN', one, childDn('OU', two, 'DC=contoso,DC=com'));
        expect(splitDn(dn)).toHaveLength(4);
        expect(leftmostRdn(dn)).toEqual({ type: 'CN', value: one });
        expect(leftmostRdn(parentDn(dn)).value).toBe(two);
        const respelled = dn.replace(/^CN=/, 'cn=').replace(',OU=', ', ou=').replace(',DC=contoso', ',dc=CONTOSO');
        expect(sameDn(dn, respelled)).toBe(true);
        expect(sameDn(dn, childDn('CN', `${one}x`, parentDn(dn)))).toBe(false);
      }),
    );
  });
});

describe('filters', () => {
  it('carry a value to the server byte by byte, and never become a filter of another shape', () => {
    fc.assert(
      fc.property(text, (value) => {
        const request = new SearchRequest({
          messageId: 1,
          baseDN: 'DC=x',
          filter: ldapFilter({ equals: ['cn', value] }),
        });
        const writer = new BerWriter();
        request.filter.write(writer);
        const reader = new BerReader(writer.buffer);
        expect(reader.readSequence()).toBe(0xa3);
        expect(reader.readString()).toBe('cn');
        expect(reader.readString(4, true)).toEqual(Buffer.from(value, 'utf8'));
        // Written as text and read again it is the same single comparison.
        const again = FilterParser.parseString(ldapFilter({ equals: ['cn', value] }).toString());
        const other = new BerWriter();
        again.write(other);
        expect(other.buffer).toEqual(writer.buffer);
      }),
    );
  });
});

describe('a before-image as LDIF', () => {
  it('gives back every byte of every value', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 4 }),
        (name, list) => {
          const dn = childDn('CN', name, 'DC=contoso,DC=com');
          const bytes = list.map((value) => Buffer.from(value));
          const written = toLdif({ dn, guid: '', attributes: new Map([['thumbnailPhoto', bytes]]) }, [
            'a remark\nwith a break',
          ]);
          expect(fromLdif(written)).toEqual({ dn, attributes: new Map([['thumbnailPhoto', bytes]]) });
          expect(written.split('\n').every((line) => line.length <= 76)).toBe(true);
        },
      ),
    );
  });
});

describe('identities', () => {
  it('are the same in bytes and in text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 5 }),
        (bytes, parts) => {
          expect(guidBytes(guidText(bytes))).toEqual(bytes);
          const sid = `S-1-5-${parts.join('-')}`;
          expect(sidText(sidBytes(sid))).toBe(sid);
        },
      ),
    );
    expect(guidText(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))).toBe(
      '33221100-5544-7766-8899-aabbccddeeff',
    );
  });
});
