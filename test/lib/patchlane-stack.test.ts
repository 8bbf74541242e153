import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { resourceOf, synthesizeTemplate, withStack } from '../support/template.ts';

const template = synthesizeTemplate();
const functions = template.findResources('AWS::Lambda::Function');

/** What a function may do: its actions, each with the logical ids of what it may do them on. */
function permissions(name: string): Readonly<Record<string, readonly string[]>> {
  const { Properties } = resourceOf(template, 'AWS::IAM::Policy', name);
  const { Statement } = Properties['PolicyDocument'] as {
    readonly Statement: readonly { readonly Action: string | string[]; readonly Resource: unknown }[];
  };
  const pairs = Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action): [string, string] => [action, nameOfResource(Resource)]),
  );
  const groups = Map.groupBy(pairs, ([action]) => action);
  return Object.fromEntries(
    [...groups].map(([action, all]) => [action, all.map(([, resource]) => resource).sort()]),
  );
}

function nameOfResource(resource: unknown): string {
  const text = JSON.stringify(resource);
  const [, table, index] = /(Batches)[0-9A-F]{8}","Arn"\]\},"(\/index\/[a-z-]+)"\]\]\}$/.exec(text) ?? [];
  if (table !== undefined) return `${table}${index}`;
  return (
    /(SchemaDefinitions|Resources|Batches|Patches|DeadLetters|DeadLetterArchive|Logs)[0-9A-F]{8}","Arn"\]\}$/.exec(
      text,
    )?.[1] ?? text
  );
}

const validation = z.object({ pluginReports: z.array(z.unknown()) });

const EVERY_FUNCTION = {
  'logs:CreateLogStream': ['Logs'],
  'logs:PutLogEvents': ['Logs'],
  'xray:PutTelemetryRecords': ['"*"'],
  'xray:PutTraceSegments': ['"*"'],
};

describe('the functions', () => {
  it('are one per job', () => {
    const names = Object.keys(functions).map((id) =>
      id.replace(/^ApiFunctions|^Consumer|^DeadLetters|^Sweeper|[0-9A-F]{8}$/g, ''),
    );
    expect(names.sort()).toEqual([
      'ApplyPatches',
      'CancelBatch',
      'CreateSchemaDefinition',
      'DeleteSchemaDefinition',
      'GetBatch',
      'GetDocs',
      'GetLimits',
      'GetResource',
      'GetResults',
      'GetSchemaDefinition',
      'ListBatches',
      'ListResources',
      'ListSchemaDefinitions',
      'RetryBatch',
      'SettleDeadLetters',
      'SubmitBatch',
      'SweepBatches',
      'UnknownRoute',
      'UpdateSchemaDefinition',
      'WriteResource',
    ]);
  });

  it.each(Object.entries(functions))(
    'run on Node.js 24, arm64, traced, with JSON logs of their own (%s)',
    (id, { Properties }) => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: {
          LogFormat: 'JSON',
          LogGroup: { Ref: expect.stringContaining(id.replace(/[0-9A-F]{8}$/, '')) },
        },
      });
    },
  );

  it('keep their logs for a month', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(Object.keys(functions).length + 1);
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(30);
  });

  it.each([
    [
      'SubmitBatch',
      {
        'dynamodb:BatchGetItem': ['Resources', 'SchemaDefinitions'],
        'dynamodb:GetItem': ['Batches', 'SchemaDefinitions'],
        'dynamodb:PutItem': ['Batches'],
        'dynamodb:Query': ['Batches'],
        'dynamodb:UpdateItem': ['Batches'],
        'sqs:SendMessage': ['Patches'],
      },
    ],
    [
      'RetryBatch',
      {
        'dynamodb:BatchGetItem': ['SchemaDefinitions'],
        'dynamodb:GetItem': ['Batches', 'SchemaDefinitions'],
        'dynamodb:PutItem': ['Batches'],
        'dynamodb:Query': ['Batches'],
        'dynamodb:UpdateItem': ['Batches'],
        'sqs:SendMessage': ['Patches'],
      },
    ],
    ['CancelBatch', { 'dynamodb:GetItem': ['Batches'], 'dynamodb:UpdateItem': ['Batches'] }],
    [
      'ApplyPatches',
      {
        'dynamodb:BatchGetItem': ['Batches', 'Resources'],
        'dynamodb:BatchWriteItem': ['Batches'],
        'dynamodb:GetItem': ['Batches', 'Resources', 'SchemaDefinitions'],
        'dynamodb:PutItem': ['Resources'],
        'dynamodb:UpdateItem': ['Batches'],
        'sqs:ChangeMessageVisibility': ['Patches'],
        'sqs:DeleteMessage': ['Patches'],
        'sqs:GetQueueAttributes': ['Patches'],
        'sqs:GetQueueUrl': ['Patches'],
        'sqs:ReceiveMessage': ['Patches'],
      },
    ],
    [
      'SettleDeadLetters',
      {
        'dynamodb:BatchGetItem': ['Batches', 'Resources'],
        'dynamodb:BatchWriteItem': ['Batches'],
        'dynamodb:GetItem': ['Batches', 'Resources'],
        'dynamodb:PutItem': ['Resources'],
        'dynamodb:UpdateItem': ['Batches'],
        'sqs:ChangeMessageVisibility': ['DeadLetters'],
        'sqs:DeleteMessage': ['DeadLetters'],
        'sqs:GetQueueAttributes': ['DeadLetters'],
        'sqs:GetQueueUrl': ['DeadLetters'],
        'sqs:ReceiveMessage': ['DeadLetters'],
        'sqs:SendMessage': ['DeadLetterArchive'],
      },
    ],
    [
      'SweepBatches',
      {
        'dynamodb:GetItem': ['Batches'],
        'dynamodb:Query': ['Batches', 'Batches/index/open'],
        'dynamodb:UpdateItem': ['Batches'],
        'sqs:SendMessage': ['Patches'],
      },
    ],
    ['GetResults', { 'dynamodb:GetItem': ['Batches'], 'dynamodb:Query': ['Batches'] }],
    ['ListBatches', { 'dynamodb:BatchGetItem': ['Batches'], 'dynamodb:Query': ['Batches/index/by-owner'] }],
    ['GetBatch', { 'dynamodb:GetItem': ['Batches'], 'dynamodb:Query': ['Batches'] }],
    [
      'GetResource',
      {
        'dynamodb:BatchGetItem': ['SchemaDefinitions'],
        'dynamodb:GetItem': ['Resources', 'SchemaDefinitions'],
      },
    ],
    [
      'CreateSchemaDefinition',
      {
        'dynamodb:DeleteItem': ['SchemaDefinitions'],
        'dynamodb:GetItem': ['SchemaDefinitions'],
        'dynamodb:PutItem': ['SchemaDefinitions'],
      },
    ],
    [
      'GetSchemaDefinition',
      { 'dynamodb:BatchGetItem': ['SchemaDefinitions'], 'dynamodb:GetItem': ['SchemaDefinitions'] },
    ],
    [
      'ListResources',
      {
        'dynamodb:BatchGetItem': ['SchemaDefinitions'],
        'dynamodb:GetItem': ['SchemaDefinitions'],
        'dynamodb:Query': ['Resources'],
      },
    ],
    [
      'WriteResource',
      {
        'dynamodb:BatchGetItem': ['SchemaDefinitions'],
        'dynamodb:GetItem': ['Resources', 'SchemaDefinitions'],
        'dynamodb:PutItem': ['Resources'],
      },
    ],
    ['ListSchemaDefinitions', { 'dynamodb:Query': ['SchemaDefinitions'] }],
    [
      'UpdateSchemaDefinition',
      {
        'dynamodb:BatchGetItem': ['SchemaDefinitions'],
        'dynamodb:GetItem': ['SchemaDefinitions'],
        'dynamodb:PutItem': ['SchemaDefinitions'],
      },
    ],
    [
      'DeleteSchemaDefinition',
      {
        'dynamodb:BatchGetItem': ['SchemaDefinitions'],
        'dynamodb:GetItem': ['SchemaDefinitions'],
        'dynamodb:UpdateItem': ['SchemaDefinitions'],
      },
    ],
    ['GetLimits', {}],
    ['GetDocs', {}],
    ['UnknownRoute', {}],
  ])('may do what their job takes and nothing else (%s)', (name, expected) => {
    expect(permissions(name)).toEqual({ ...EVERY_FUNCTION, ...expected });
  });

  it('have no managed policy, which would allow them every log of the account', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });
});

describe('the stack', () => {
  it('gives nothing a name of its own, so that it can be deployed twice', () => {
    const named = Object.entries(template.toJSON()['Resources']).flatMap(([id, resource]) => {
      const { Properties = {} } = resource as { readonly Properties?: object };
      return ['TableName', 'QueueName', 'FunctionName', 'RoleName', 'LogGroupName']
        .filter((key) => key in Properties && typeof Reflect.get(Properties, key) === 'string')
        .map((key) => `${id}.${key}`);
    });
    expect(named).toEqual([]);
  });

  it('tells where the API and the queues are', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'ApiUrl',
      'DeadLetterArchiveUrl',
      'DeadLettersUrl',
      'PatchQueueUrl',
    ]);
  });

  it('keeps batches for 30 days, or as long as it is told', () => {
    const daysOf = (days?: number) =>
      resourceOf(
        synthesizeTemplate(days === undefined ? {} : { batchRetentionDays: days }),
        'AWS::Lambda::Function',
        'SubmitBatch',
      ).Properties['Environment'];
    expect(daysOf()).toMatchObject({ Variables: { BATCH_RETENTION_DAYS: '30' } });
    expect(daysOf(7)).toMatchObject({ Variables: { BATCH_RETENTION_DAYS: '7' } });
  });

  it('has nothing that AWS Solutions checks find fault with', () => {
    const { pluginReports } = withStack({}, (stack, app) => {
      Validations.of(stack).addPlugins(new AwsSolutionsChecks(stack));
      const report = join(app.synth().directory, 'validation-report.json');
      return validation.parse(JSON.parse(readFileSync(report, 'utf8')));
    });
    expect(pluginReports).toMatchObject([
      { pluginName: 'AwsSolutions', conclusion: 'success', violations: [] },
    ]);
  });
});
