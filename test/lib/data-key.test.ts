import { describe, expect, it } from 'vitest';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate({ customerManagedKey: true });
const key = Object.keys(template.findResources('AWS::KMS::Key')).find((id) => id.startsWith('DataKey'));

describe('a key of the account', () => {
  it('encrypts every table and every queue', () => {
    const tables = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    expect(tables).toHaveLength(3);
    for (const { Properties } of tables)
      expect(Properties).toMatchObject({
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [{ SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } } }],
      });
    const queues = Object.values(template.findResources('AWS::SQS::Queue'));
    expect(queues).toHaveLength(3);
    for (const { Properties } of queues)
      expect(Properties).toMatchObject({ KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } });
  });

  it('is there when it is asked for', () => {
    const without = synthesizeTemplate().findResources('AWS::KMS::Key');
    expect(Object.keys(without).filter((id) => id.startsWith('DataKey'))).toEqual([]);
  });

  it('is used by DynamoDB and SQS for callers of this account, and by nobody directly', () => {
    const { KeyPolicy } = resourceOf(template, 'AWS::KMS::Key', 'DataKey').Properties;
    expect(KeyPolicy).toMatchObject({
      Statement: [
        { Action: 'kms:*', Principal: { AWS: expect.anything() } },
        {
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Condition: {
            StringEquals: {
              'kms:CallerAccount': { Ref: 'AWS::AccountId' },
              'kms:ViaService': [
                { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
                { 'Fn::Join': ['', ['sqs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
              ],
            },
          },
        },
      ],
    });
  });

  it('outlives the stack where the data does', () => {
    expect(resourceOf(template, 'AWS::KMS::Key', 'DataKey').DeletionPolicy).toBe('Retain');
    const dev = synthesizeTemplate({ customerManagedKey: true, keepData: false });
    expect(resourceOf(dev, 'AWS::KMS::Key', 'DataKey').DeletionPolicy).toBe('Delete');
  });
});
