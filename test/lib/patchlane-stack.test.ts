import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { resourceOf, synthesizeTemplate, withStack } from '../support/template.ts';

const template = synthesizeTemplate();
const functions = template.findResources('AWS::Lambda::Function');

const validation = z.object({ pluginReports: z.array(z.unknown()) });

const policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() }),
      ),
    }),
  }),
});

/** Who may change each table and queue: names of functions, by the name of what they change. */
function writers(): Readonly<Record<string, readonly string[]>> {
  const pairs = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, resource]) => {
    const [, name = ''] =
      /^(?:ApiFunctions|Consumer|DeadLetters|Sweeper)(\w+)RoleDefaultPolicy/.exec(id) ?? [];
    return policy.parse(resource).Properties.PolicyDocument.Statement.flatMap(({ Action, Resource }) => {
      const [, place = ''] = /"(?:Tables|PatchQueue)(\w+)[0-9A-F]{8}"/.exec(JSON.stringify(Resource)) ?? [];
      const writes = [Action].flat().some((one) => /:(Put|Update|Delete|BatchWrite|Send)\w*/.test(one));
      return writes && place !== '' ? [[place, name] as const] : [];
    });
  });
  const groups = Map.groupBy(pairs, ([place]) => place);
  return Object.fromEntries([...groups].map(([place, all]) => [place, all.map(([, name]) => name).sort()]));
}

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

  // What each may do to the letter is held against what it does in test/privileges.
  it('change the places of their job alone', () => {
    expect(writers()).toEqual({
      SchemaDefinitions: ['CreateSchemaDefinition', 'DeleteSchemaDefinition', 'UpdateSchemaDefinition'],
      Resources: ['ApplyPatches', 'SettleDeadLetters', 'WriteResource'],
      Batches: [
        'ApplyPatches',
        'CancelBatch',
        'RetryBatch',
        'SettleDeadLetters',
        'SubmitBatch',
        'SweepBatches',
      ],
      // Who takes messages deletes them.
      Patches: ['ApplyPatches', 'RetryBatch', 'SubmitBatch', 'SweepBatches'],
      DeadLetters: ['SettleDeadLetters'],
      DeadLetterArchive: ['SettleDeadLetters'],
    });
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
