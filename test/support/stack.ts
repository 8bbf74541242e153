import { join } from 'node:path';
import { afterAll, expect, inject } from 'vitest';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/run.ts';
import { type Api, apiOf } from './api.ts';
import { sharedFolder } from './folders.ts';
import { type Recorder, startRecorder } from './privileges/recorder.ts';
import { deniedIn, readRecording } from './privileges/recording.ts';

export interface TestStack {
  readonly stack: LocalStack;
  readonly api: Api;
  readonly log: readonly string[];
}

export interface SharedStack extends TestStack {
  /** What its functions called so far. */
  readonly recorder: Recorder;
  /** Folder of the assembly that runs. */
  readonly assembly: string;
}

/**
 * The real stack for all tests of a file, in a data folder of its own. In the end no function may have called what its
 * role is not allowed in AWS.
 */
export async function sharedStack(options: Partial<LocalStackOptions> = {}): Promise<SharedStack> {
  const folder = await sharedFolder();
  const log: string[] = [];
  const assembly = options.assembly ?? inject('assembly');
  const recorder = await startRecorder();
  afterAll(recorder.stop);
  const stack = await startLocalStack({
    dataFolder: join(folder, 'data'),
    log: (line) => log.push(line),
    reach: recorder.reach,
    ...options,
    assembly,
  });
  // Hooks run last to first: when everything has stopped.
  afterAll(async () => {
    expect(await deniedIn(await readRecording({ recorder, stack, assembly }))).toEqual([]);
  });
  afterAll(() => stack.stop());
  return { stack, api: apiOf(stack), log, recorder, assembly };
}

const PARTNER = 'acme';

/** A tenant of its own per test keeps tests of one stack apart. */
export async function newTenant({
  stack,
}: TestStack): Promise<{ readonly name: string; readonly token: string }> {
  tenants += 1;
  const name = `tenant-${tenants}`;
  return { name, token: await stack.token({ partnerId: PARTNER, tenantExternalId: name }) };
}
let tenants = 0;

export function partnerToken({ stack }: TestStack): Promise<string> {
  return stack.token({ partnerId: PARTNER });
}

/** A schema with what the tests of the main job need: nesting, formats, bounds, and a rule that needs the whole document. */
export const CONTACT = {
  name: 'contact',
  pluralName: 'contacts',
  description: 'People',
  category: 'contacts_schema',
  externalIdField: 'contactId',
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['contactId', 'name'],
    properties: {
      contactId: { type: 'string' },
      name: { type: 'string', minLength: 1 },
      email: { type: 'string', format: 'email' },
      age: { type: 'integer', minimum: 0 },
      counter: { type: 'number' },
      tags: { type: 'array', items: { type: 'string' } },
      address: {
        type: 'object',
        properties: { street: { type: 'string' }, city: { type: 'string' }, zip: { type: 'string' } },
        dependencies: { zip: ['city'] },
      },
      constructor: { type: 'string' },
      ['__proto__']: { type: 'object', properties: { polluted: { type: 'boolean' } } },
    },
  },
} as const;

/** Defines `CONTACT` for the tests' partner. */
export async function defineContact(test: TestStack): Promise<void> {
  const { status } = await test.api.call('POST', '/partner/schema-definitions', {
    token: await partnerToken(test),
    body: CONTACT,
  });
  if (status !== 201) throw new Error(`the schema was answered with ${status}`);
}
