import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../functions/cursor.ts';

const LIST = ['partner-1', 'tenant-1', 'schema-1'];

describe('a cursor', () => {
  it('gives back its position to the list that it is of', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ unit: 'grapheme' }), (list, position) => {
        expect(decodeCursor(list, encodeCursor(list, position))).toBe(position);
      }),
    );
  });

  it('can stand in a URL as it is', () => {
    expect(encodeCursor(LIST, '🦊 /?&=+%')).toMatch(/^[\w-]+$/);
  });

  it.each([
    [['partner-2', 'tenant-1', 'schema-1']],
    [['partner-1', 'tenant-2', 'schema-1']],
    [['partner-1', 'tenant-1', 'schema-2']],
    [['partner-1', 'tenant-1']],
    [['partner-1tenant-1', 'schema-1']],
  ])('says nothing to the list %j', (other) => {
    expect(decodeCursor(LIST, encodeCursor(other, 'c-1'))).toBeUndefined();
  });

  it.each([
    '',
    'abc',
    'not base64!',
    Buffer.from('{').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
    Buffer.from('["x","c-1"]').toString('base64url'),
    Buffer.from('["x"]').toString('base64url'),
    Buffer.from(
      Buffer.from(encodeCursor(LIST, 'c-1'), 'base64url').toString().replace('c-1', 'c-2'),
    ).toString('base64url'),
    `${encodeCursor(LIST, 'c-1')}=`,
    `${encodeCursor(LIST, 'c-1')} `,
  ])('that is forged says nothing (%j)', (cursor) => {
    expect(decodeCursor(LIST, cursor)).toBeUndefined();
  });
});
