import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import type { Settings } from '../../lib/settings.ts';
import { withStack } from '../support/template.ts';

// What fails or is refused at a deployment, or works and should not, and no validator of templates says so.

const STAGES: Readonly<Record<string, Partial<Settings>>> = {
  prod: {},
  dev: { stage: 'dev', keepData: false, alarmSettings: { email: undefined, runbookUrl: 'docs/runbook.md' } },
  'prod with a key of the account': { customerManagedKey: true },
};

const document = z.object({ Statement: z.array(z.looseObject({ Effect: z.string() })) });
const resource = z.looseObject({
  Type: z.string(),
  DependsOn: z.union([z.string(), z.array(z.string())]).default([]),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const template = z.looseObject({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.unknown()),
});
const validation = z.object({
  pluginReports: z.array(
    z.looseObject({ pluginName: z.string(), conclusion: z.string(), violations: z.array(z.unknown()) }),
  ),
});
type Resource = z.infer<typeof resource>;

/** What a reference of the template points to: its logical id. */
const reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((get) => get['Fn::GetAtt'][0]),
]);

function synthesized(settings: Partial<Settings>) {
  return withStack(settings, (stack, app) => {
    Validations.of(stack).addPlugins(new AwsSolutionsChecks(stack), new ServerlessChecks(stack));
    const { Resources, Outputs } = template.parse(Template.fromStack(stack).toJSON());
    const report = join(app.synth().directory, 'validation-report.json');
    const of = (type: string): readonly (readonly [string, Resource['Properties']])[] =>
      Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
        Type === type ? [[id, Properties] as const] : [],
      );
    const propertiesOf = (id: string): Resource['Properties'] => {
      const found = Resources[id];
      if (found === undefined) throw new Error(`the template has no ${id}`);
      return found.Properties;
    };
    return {
      Resources,
      Outputs,
      of,
      propertiesOf,
      nag: validation.parse(JSON.parse(readFileSync(report, 'utf8'))).pluginReports,
    };
  });
}

/** Bytes of what a policy or an environment becomes, where a reference becomes an ARN or a name. */
const LONGEST_ARN = 150;
function sizeOf(value: unknown): number {
  const text = JSON.stringify(value, (_, part: unknown) =>
    reference.safeParse(part).success ? 'x'.repeat(LONGEST_ARN) : part,
  );
  return Buffer.byteLength(text);
}

describe.each(Object.entries(STAGES))('the template of %s', (_, settings) => {
  const { Resources, Outputs, of, propertiesOf, nag } = synthesized(settings);
  const sources = of('AWS::Lambda::EventSourceMapping').map(([, source]) => ({
    concurrency: z.object({ MaximumConcurrency: z.int() }).parse(source['ScalingConfig']).MaximumConcurrency,
    queue: propertiesOf(reference.parse(source['EventSourceArn'])),
    consumer: propertiesOf(reference.parse(source['FunctionName'])),
    batchSize: z.int().parse(source['BatchSize']),
  }));
  const seconds = z.int();

  it('has nothing that the AWS Solutions and the Serverless checks find fault with', () => {
    expect(nag).toMatchObject([
      { pluginName: 'AwsSolutions', conclusion: 'success', violations: [] },
      { pluginName: 'Serverless', conclusion: 'success', violations: [] },
    ]);
  });

  it('gives nothing a name of its own, so that stages stand side by side', () => {
    // Of these a second one of the same name is refused; other names are for people.
    const UNIQUE =
      /^(Table|Queue|Function|Role|Policy|ManagedPolicy|LogGroup|Topic|Alarm|Dashboard|Alias)Name$/;
    const named = Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
      Object.entries(Properties).flatMap(([key, value]) =>
        typeof value === 'string' && UNIQUE.test(key) && Type !== 'AWS::IAM::Policy' ? [`${id}.${key}`] : [],
      ),
    );
    expect(named).toEqual([]);
    const rules = [...of('AWS::Events::Rule'), ...of('AWS::KMS::Alias')];
    for (const [, properties] of rules) expect(properties).not.toHaveProperty('Name');
  });

  it('has FIFO queues in the mode that scales with their groups, which takes both settings', () => {
    const queues = of('AWS::SQS::Queue');
    expect(queues.length).toBeGreaterThan(0);
    for (const [, queue] of queues)
      expect(queue).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
  });

  it('hides a message for six times as long as its consumer may take', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    for (const { queue, consumer } of sources)
      expect(seconds.parse(queue['VisibilityTimeout'])).toBeGreaterThanOrEqual(
        6 * seconds.parse(consumer['Timeout']),
      );
  });

  it('keeps a dead letter at least as long as the message that it was', () => {
    const redriven = of('AWS::SQS::Queue').filter(([, queue]) => 'RedrivePolicy' in queue);
    expect(redriven.length).toBeGreaterThan(0);
    for (const [, queue] of redriven) {
      const { deadLetterTargetArn } = z
        .object({ deadLetterTargetArn: reference })
        .parse(queue['RedrivePolicy']);
      const dead = propertiesOf(deadLetterTargetArn);
      expect(dead).toMatchObject({ FifoQueue: queue['FifoQueue'] });
      expect(seconds.parse(dead['MessageRetentionPeriod'])).toBeGreaterThanOrEqual(
        seconds.parse(queue['MessageRetentionPeriod']),
      );
    }
  });

  it('lets an event source start no more at once than its function may, and takes what a FIFO source gives', () => {
    expect(sources).toHaveLength(2);
    for (const { concurrency, consumer, batchSize } of sources) {
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
      expect(concurrency).toBeGreaterThanOrEqual(2);
      expect(concurrency).toBeLessThanOrEqual(1000);
      const reserved = z.int().optional().parse(consumer['ReservedConcurrentExecutions']);
      expect(concurrency).toBeLessThanOrEqual(reserved ?? 1000);
      expect(batchSize).toBeLessThanOrEqual(10);
    }
  });

  it('reserves no concurrency, which an account that is new does not have to give', () => {
    for (const [, one] of of('AWS::Lambda::Function'))
      expect(one).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('has environments of at most 4 KB', () => {
    for (const [, one] of of('AWS::Lambda::Function'))
      expect(sizeOf(one['Environment'])).toBeLessThanOrEqual(4096);
  });

  it('has policies within what roles, queues, keys and functions take', () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    for (const [role] of of('AWS::IAM::Role')) {
      const policies = of('AWS::IAM::Policy').filter(([, { Roles }]) =>
        z.array(reference).parse(Roles).includes(role),
      );
      const size = policies.reduce((sum, [, { PolicyDocument }]) => sum + sizeOf(PolicyDocument), 0);
      expect(size).toBeLessThanOrEqual(10_240);
      expect(policies.length).toBeLessThanOrEqual(1);
    }
    for (const [, { PolicyDocument }] of of('AWS::SQS::QueuePolicy')) {
      expect(sizeOf(PolicyDocument)).toBeLessThanOrEqual(8192);
      expect(document.parse(PolicyDocument).Statement.length).toBeLessThanOrEqual(20);
    }
    for (const [, { KeyPolicy }] of of('AWS::KMS::Key'))
      expect(sizeOf(KeyPolicy)).toBeLessThanOrEqual(32_768);
    // Each route adds a statement to the policy of its function, which ends at 20 KB.
    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    const permissions = Map.groupBy(of('AWS::Lambda::Permission'), ([, { FunctionName }]) =>
      reference.parse(FunctionName),
    );
    for (const [, statements] of permissions)
      expect(statements.reduce((sum, [, one]) => sum + sizeOf(one) + 100, 0)).toBeLessThanOrEqual(20_480);
  });

  it('answers within the 30 seconds that API Gateway waits', () => {
    const integrated = of('AWS::ApiGatewayV2::Integration').map(([, { IntegrationUri }]) =>
      propertiesOf(reference.parse(IntegrationUri)),
    );
    expect(integrated.length).toBeGreaterThan(0);
    for (const { Timeout } of integrated) expect(seconds.parse(Timeout)).toBeLessThan(30);
  });

  it('limits every public route more closely than the stage, and after the route is there', () => {
    const [stage] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage');
    const limits = z
      .record(z.string(), z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }))
      .parse(stage?.Properties['RouteSettings']);
    const { ThrottlingRateLimit: all } = z
      .object({ ThrottlingRateLimit: z.number() })
      .parse(stage?.Properties['DefaultRouteSettings']);
    const open = of('AWS::ApiGatewayV2::Route').filter(([, one]) => one['AuthorizationType'] === 'NONE');
    expect(Object.keys(limits).sort()).toEqual(open.map(([, { RouteKey }]) => RouteKey).sort());
    for (const { ThrottlingRateLimit } of Object.values(limits))
      expect(ThrottlingRateLimit).toBeLessThan(all);
    expect([stage?.DependsOn].flat()).toEqual(expect.arrayContaining(open.map(([id]) => id)));
  });

  it('is within the size of a stack', () => {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    expect(Object.keys(Resources).length).toBeLessThan(500);
    expect(Object.keys(Outputs).length).toBeLessThan(200);
    expect(Buffer.byteLength(JSON.stringify({ Resources, Outputs }))).toBeLessThan(1_000_000);
  });
});

describe('what holds data or an address', () => {
  it('has the logical ids that it was first deployed with: another id is another, empty table', () => {
    const { of } = synthesized({ customerManagedKey: true });
    const stateful = ['DynamoDB::GlobalTable', 'SQS::Queue', 'KMS::Key', 'ApiGatewayV2::Api', 'SNS::Topic'];
    expect(stateful.flatMap((type) => of(`AWS::${type}`).map(([id]) => id)).sort()).toEqual([
      'AlarmsTopicAlarms5AA7E7D8',
      'AlarmsTopicKey8C8D9492',
      'ApiHttp17514DA7',
      'DataKey17AFBB84',
      'PatchQueueDeadLetterArchive331E6376',
      'PatchQueueDeadLetters15552A99',
      'PatchQueuePatches5127AAAA',
      'TablesBatchesE41CF580',
      'TablesResourcesF2CE5B22',
      'TablesSchemaDefinitions65115E47',
    ]);
  });
});

describe('a synth', () => {
  /** What it says when something is added that is not as it should be. */
  const refusal = (add: (stack: Stack) => void): string =>
    withStack({}, (stack, app) => {
      add(stack);
      try {
        app.synth();
        return '';
      } catch (error) {
        return String(error);
      }
    });

  it('fails on a finding of either pack of rules', () => {
    // Neither encrypted on its way nor with dead letters.
    const careless = (plugin: typeof AwsSolutionsChecks | typeof ServerlessChecks) =>
      refusal((stack) => {
        new Queue(stack, 'Careless');
        Validations.of(stack).addPlugins(new plugin(stack));
      });
    expect(careless(AwsSolutionsChecks)).toContain('AwsSolutions-SQS4');
    expect(careless(ServerlessChecks)).toContain('Serverless-SQSRedrivePolicy');
  });

  it("fails on what AWS's own validator of templates finds", () => {
    const wrong = refusal((stack) => new CfnQueue(stack, 'Wrong', { visibilityTimeout: 99_999 }));
    expect(wrong).toContain('VisibilityTimeout: 99999 is greater than the maximum');
    expect(refusal(() => {})).toBe('');
  });

  it('of the app looks for the findings of both packs', () => {
    const report: unknown = JSON.parse(
      readFileSync(join(inject('assembly'), 'validation-report.json'), 'utf8'),
    );
    expect(
      validation
        .parse(report)
        .pluginReports.map(({ pluginName }) => pluginName)
        .sort(),
    ).toEqual(['AwsSolutions', 'Serverless']);
  });
});
