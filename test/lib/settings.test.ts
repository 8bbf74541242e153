import { RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { InvalidSettingsError, settingsFromContext } from '../../lib/settings.ts';

const DEV = { stage: 'dev', issuer: 'https://issuer.example.com', audience: 'patchlane' };
const PROD = { ...DEV, stage: 'prod', alarmEmail: 'oncall@example.com' };

function read(context: Readonly<Record<string, unknown>>) {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries(context)) node.setContext(key, value);
  return settingsFromContext(node);
}

function refusal(context: Readonly<Record<string, unknown>>): string {
  try {
    read(context);
  } catch (error) {
    if (error instanceof InvalidSettingsError) return error.message;
    throw error;
  }
  return '';
}

describe('the settings from the context', () => {
  it('are a stage and whose tokens to take; the rest has defaults', () => {
    expect(read(DEV)).toEqual({
      stage: 'dev',
      keepData: false,
      identity: { issuer: 'https://issuer.example.com', audience: ['patchlane'] },
      alarmSettings: { email: undefined, runbookUrl: 'docs/runbook.md' },
      customerManagedKey: false,
    });
  });

  it('keep the data of the stage prod, and of no other', () => {
    expect(read(PROD)).toMatchObject({ keepData: true, alarmSettings: { email: 'oncall@example.com' } });
    expect(read({ ...PROD, stage: 'prod-eu' })).toMatchObject({ keepData: false });
  });

  it('are text from the command line, and may be numbers and booleans in a file', () => {
    const told = { batchRetentionDays: 7, consumerConcurrency: 31, customerManagedKey: true };
    const said = { batchRetentionDays: '7', consumerConcurrency: '31', customerManagedKey: 'true' };
    expect(read({ ...DEV, ...told })).toMatchObject(told);
    expect(read({ ...DEV, ...said })).toMatchObject(told);
  });

  it('leave the issuer as it is, since the claim is compared letter by letter', () => {
    expect(read({ ...DEV, issuer: 'https://tenant.example.com/' }).identity.issuer).toBe(
      'https://tenant.example.com/',
    );
  });

  it('take several audiences with commas between, up to the 50 of API Gateway', () => {
    expect(read({ ...DEV, audience: 'one, two' }).identity.audience).toEqual(['one', 'two']);
    const audiences = (length: number) => Array.from({ length }, (_, at) => `a${at}`).join();
    expect(read({ ...DEV, audience: audiences(50) }).identity.audience).toHaveLength(50);
    expect(refusal({ ...DEV, audience: audiences(51) })).toContain('audience is "a0,a1');
  });

  it.each([
    ['stage', 'Prod'],
    ['stage', '1st'],
    ['stage', 's'.repeat(32)],
    ['stage', 7],
    ['issuer', 'http://issuer.example.com'],
    ['issuer', 'issuer.example.com'],
    ['issuer', 'https://issuer.example.com/?realm=a'],
    ['issuer', 'https://<your issuer>'],
    ['audience', ''],
    ['audience', 'one,,two'],
    ['audience', 7],
    ['alarmEmail', 'oncall'],
    ['alarmEmail', 'a@example.com, b@example.com'],
    ['alarmEmail', ''],
    ['runbookUrl', 'wiki/runbook'],
    ['runbookUrl', 'http://wiki.example.com'],
    ['customerManagedKey', 'yes'],
    ['requestsPerSecond', '0'],
    ['requestsPerSecond', 10_001],
    ['batchRetentionDays', '3'],
    ['batchRetentionDays', 7.5],
    ['consumerConcurrency', '1'],
    ['consumerConcurrency', 'many'],
    ['consumerTimeoutSeconds', ''],
    ['consumerTimeoutSeconds', 121],
    ['sweepAfterSeconds', '-1'],
  ])('name %s when it is %j, and what was expected', (key, value) => {
    const lines = refusal({ ...PROD, [key]: value }).split('\n');
    expect(lines).toEqual([
      "Patchlane's settings (-c <name>=<value>):",
      expect.stringMatching(new RegExp(`^  ${key} is .*; expected: \\S.{10,}$`)),
    ]);
    expect(lines[1]).toContain(`is ${JSON.stringify(value)}; `);
  });

  it('name all that is missing or wrong at once', () => {
    const lines = refusal({ stage: 'prod', issuer: 'nobody' }).split('\n');
    expect(lines.slice(1).map((line) => line.split(';')[0])).toEqual([
      '  issuer is "nobody"',
      '  audience is missing',
      '  alarmEmail is missing',
    ]);
  });

  it('name a key that is no setting, which would silently not hold, and leave the keys of the CDK alone', () => {
    const message = refusal({ ...DEV, alarmEmial: 'oncall@example.com' });
    expect(message).toContain('  alarmEmial is no setting; there are: stage, issuer, audience, alarmEmail,');
    expect(read({ ...DEV, 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:x': true }).stage).toBe('dev');
  });
});
