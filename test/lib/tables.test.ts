import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate();
const table = (name: string) => resourceOf(template, 'AWS::DynamoDB::GlobalTable', name);

const KEPT = {
  DeletionPolicy: 'Retain',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    Replicas: [
      {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    ],
  },
};

describe('the tables', () => {
  it('are three, all of them on demand and with the same kind of key', () => {
    const all = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    expect(all).toHaveLength(3);
    for (const one of all) {
      expect(one).toMatchObject({
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        },
      });
    }
  });

  it.each(['SchemaDefinitions', 'Resources'])(
    'keep %s of production when the stack is deleted, and recover it to any second',
    (name) => {
      expect(table(name)).toMatchObject(KEPT);
    },
  );

  it('keep the batches of production too, whose results and retries somebody may still want', () => {
    expect(table('Batches')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
    });
  });

  it('go with the stack of every other stage', () => {
    const dev = synthesizeTemplate({ stage: 'dev', keepData: false });
    for (const name of ['SchemaDefinitions', 'Resources', 'Batches']) {
      expect(resourceOf(dev, 'AWS::DynamoDB::GlobalTable', name)).toMatchObject({
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
        Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
      });
    }
  });

  it('let batches expire', () => {
    expect(table('Batches')).toMatchObject({
      Properties: { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } },
    });
  });

  it('let tombstones expire', () => {
    expect(table('Resources')).toMatchObject({
      Properties: { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } },
    });
  });

  it('never let schema definitions expire', () => {
    expect(table('SchemaDefinitions').Properties).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('index the batches that are not complete by an attribute that only those have, with what is written once', () => {
    expect(table('Batches')).toMatchObject({
      Properties: {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'open',
            KeySchema: [
              { AttributeName: 'open', KeyType: 'HASH' },
              { AttributeName: 'createdAt', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['enqueuedAt'] },
          },
          expect.anything(),
        ],
      },
    });
  });

  it('index batches by what never changes while they run, and copy nothing else', () => {
    expect(table('Batches')).toMatchObject({
      Properties: {
        GlobalSecondaryIndexes: [
          expect.anything(),
          {
            IndexName: 'by-owner',
            KeySchema: [
              { AttributeName: 'owner', KeyType: 'HASH' },
              { AttributeName: 'batchId', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    });
  });
});
