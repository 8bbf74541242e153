import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchPartition,
  canHoldItem,
  failureKey,
  headerKey,
  type Key,
  keyedHeaderKey,
  messageGroupId,
  OPEN_SHARDS,
  ownerPartition,
  payloadKey,
  resourceKey,
  schemaKey,
  schemaNameKey,
  schemaVersionKey,
  shardOf,
} from '../../../functions/adapters/keys.ts';
import type { BatchKey } from '../../../functions/domain/batch.ts';
import type { ResourceKey } from '../../../functions/domain/resource.ts';

const resource: ResourceKey = {
  partnerId: 'partner-1',
  tenantId: 'tenant-1',
  schemaId: 'schema-1',
  externalId: 'c-1',
};
const batch: BatchKey = { partnerId: 'partner-1', tenantId: 'tenant-1', batchId: 'batch1' };
const keyed: BatchKey = { ...batch, batchId: 'batch1-5ec0' };

/** Few characters, so that different parts often join to the same text. */
const anyPart = fc.string({ unit: fc.constantFrom('a', '#', '%', '2', '3'), minLength: 1, maxLength: 4 });
const anyResource = fc.record({
  partnerId: anyPart,
  tenantId: anyPart,
  schemaId: anyPart,
  externalId: anyPart,
});
const anyBatch = fc.record({ partnerId: anyPart, tenantId: anyPart, batchId: anyPart });

/** Looks for two that differ and get the same. */
function expectInjective<T extends object>(arbitrary: fc.Arbitrary<T>, toKey: (value: T) => unknown): void {
  const idOf = (value: T) => JSON.stringify(Object.entries(value).sort());
  fc.assert(
    fc.property(fc.uniqueArray(arbitrary, { minLength: 2, maxLength: 50, selector: idOf }), (values) => {
      expect(new Set(values.map((value) => JSON.stringify(toKey(value)))).size).toBe(values.length);
    }),
  );
}

describe('keys', () => {
  // What is stored is found by these alone: a change here loses sight of it.
  it.each<[string, Key, string, string]>([
    ['a resource', resourceKey(resource), 'partner-1#tenant-1#schema-1#7', 'c-1'],
    ['a header', headerKey(batch), 'partner-1#tenant-1#batch1', 'HEADER'],
    ['a header with a key', headerKey(keyed), 'partner-1#tenant-1#-5ec0', 'HEADER'],
    ['the header of a key', keyedHeaderKey(keyed, '5ec0'), 'partner-1#tenant-1#-5ec0', 'HEADER'],
    ['a payload', payloadKey(batch, 7), 'partner-1#tenant-1#batch1', 'PAYLOAD#batch1#007'],
    ['a payload with a key', payloadKey(keyed, 7), 'partner-1#tenant-1#-5ec0', 'PAYLOAD#batch1-5ec0#007'],
    ['a failure', failureKey(batch, 17), 'partner-1#tenant-1#batch1', 'FAILURE#0017'],
    ['a definition', schemaKey('partner-1', 'schema-1'), 'partner-1', 'id#schema-1'],
    ['a name', schemaNameKey('partner-1', 'Customer'), 'partner-1', 'name#customer'],
    ['a version', schemaVersionKey('partner-1', 'schema-1', 2), 'partner-1', 'version#schema-1#2'],
  ])('of %s are what they always were', (_, key, pk, sk) => {
    expect(key).toEqual({ pk, sk });
  });

  it('of different resources differ', () => {
    expectInjective(anyResource, resourceKey);
  });

  it('of different batches differ', () => {
    expectInjective(anyBatch, headerKey);
    expect(headerKey(batch).pk).toBe(batchPartition(batch));
  });

  it('of the lists of different tenants differ', () => {
    expectInjective(fc.record({ partnerId: anyPart, tenantId: anyPart }), ownerPartition);
    expect(ownerPartition(batch)).toBe('partner-1#tenant-1');
  });

  it('of different definitions, names and versions of different partners differ', () => {
    const anyKey = fc.record({
      kind: fc.constantFrom('id', 'name', 'version'),
      partnerId: anyPart,
      text: anyPart,
      version: fc.constantFrom(1, 23),
    });
    expectInjective(
      anyKey.map(({ kind, version, ...key }) => ({
        ...key,
        kind,
        version: kind === 'version' ? version : 1,
      })),
      ({ kind, partnerId, text, version }) => {
        if (kind === 'id') return schemaKey(partnerId, text);
        return kind === 'name' ? schemaNameKey(partnerId, text) : schemaVersionKey(partnerId, text, version);
      },
    );
  });

  it('of what belongs to one batch differ, and sort by chunk and by index', () => {
    const payloads = Array.from({ length: 1000 }, (_, chunk) => payloadKey(batch, chunk).sk);
    const failures = Array.from({ length: 1000 }, (_, index) => failureKey(batch, index).sk);
    const all = [...failures, headerKey(batch).sk, ...payloads];
    expect([...new Set(all)].sort()).toEqual(all);
  });

  it('of names ignore case', () => {
    expect(schemaNameKey('partner-1', 'CUSTOMER')).toEqual(schemaNameKey('partner-1', 'customer'));
  });

  it('start with the partner and then the tenant, so that a tenant reaches only its own', () => {
    const owner = { partnerId: 'a#b', tenantId: 'c d' };
    expect(resourceKey({ ...resource, ...owner }).pk).toMatch(/^a%23b#c%20d#/);
    expect(headerKey({ ...batch, ...owner }).pk).toMatch(/^a%23b#c%20d#/);
  });
});

describe('canHoldItem', () => {
  it.each<[string, number, number, boolean]>([
    ['of the longest kind', 2048, 1024, true],
    ['with a partition that is too long', 2049, 1, false],
    ['with a sort key that is too long', 1, 1025, false],
    ['without a sort key', 1, 0, false],
  ])('knows of a key %s', (_, pk, sk, expected) => {
    expect(canHoldItem({ pk: 'p'.repeat(pk), sk: 's'.repeat(sk) })).toBe(expected);
  });

  it('counts bytes', () => {
    expect(canHoldItem({ pk: 'é'.repeat(1024), sk: 'é'.repeat(512) })).toBe(true);
    expect(canHoldItem({ pk: 'é'.repeat(1025), sk: 's' })).toBe(false);
    expect(canHoldItem({ pk: 'p', sk: 'é'.repeat(513) })).toBe(false);
  });
});

describe('messageGroupId', () => {
  it('is 64 hexadecimal digits, whatever the ids', () => {
    fc.assert(
      fc.property(anyResource, (key) => {
        expect(messageGroupId(key)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  it('is one per resource', () => {
    expectInjective(anyResource, messageGroupId);
    expect(messageGroupId({ ...resource })).toBe(messageGroupId(resource));
  });

  it.each(['partnerId', 'tenantId', 'schemaId', 'externalId'])('depends on %s', (part) => {
    expect(messageGroupId({ ...resource, [part]: 'other' })).not.toBe(messageGroupId(resource));
  });
});

describe('shardOf', () => {
  it('spreads one tenant over all partitions about evenly', () => {
    const counts = new Map<string, number>();
    for (let at = 0; at < 8000; at += 1) {
      const { pk } = resourceKey({ ...resource, externalId: `c-${at}` });
      counts.set(pk, (counts.get(pk) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(
      Array.from({ length: 8 }, (_, shard) => `partner-1#tenant-1#schema-1#${shard}`),
    );
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
  });

  it('is the same at every call, and one of the shards', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 16 }), (text, shards) => {
        const shard = shardOf(text, shards);
        return shard === shardOf(text, shards) && Number.isInteger(shard) && shard >= 0 && shard < shards;
      }),
    );
  });

  it('leaves the sweeper four to read', () => {
    expect(OPEN_SHARDS).toBe(4);
  });
});
