import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, expect, inject } from 'vitest';
import * as z from 'zod';
import { openIssuer } from '../../local/issuer.ts';
import type { LocalStack } from '../../local/run.ts';
import { type Api, apiOf } from './api.ts';
import { askForDenied, askForStack } from './hosted-stack.ts';
import { createSecrets } from './secrets.ts';

/** What the scenarios of a client need: an API somewhere, and tokens for it. */
export interface Site {
  readonly stack: Pick<LocalStack, 'url' | 'token'>;
  readonly api: Api;
  /** Whose tokens `partnerToken` and `newTenant` give; `acme` when undefined. */
  readonly partnerId?: string;
}

const settings = z.union([
  z.object({ PATCHLANE_URL: z.undefined().optional() }),
  z.object({ PATCHLANE_URL: z.url(), PATCHLANE_TOKEN_COMMAND: z.string().min(1) }),
]);

/**
 * For all tests of a file: the API that is deployed at `PATCHLANE_URL`, with the tokens that `PATCHLANE_TOKEN_COMMAND` prints,
 * or else the real stack on this machine that all such files share. Either way as another partner each time: it finds nothing of
 * other files and earlier runs, whose schemas and resources stay where they are.
 */
export async function sharedSite(): Promise<Site> {
  const told = settings.parse(process.env);
  const site =
    told.PATCHLANE_URL === undefined
      ? await hostedSite()
      : deployedSite(told.PATCHLANE_URL, told.PATCHLANE_TOKEN_COMMAND);
  return { ...site, partnerId: `suite-${randomUUID()}` };
}

function deployedSite(address: string, tokenCommand: string): Site {
  const url = address.replace(/\/$/, '');
  const token: LocalStack['token'] = ({ partnerId, tenantExternalId: tenant, expiresIn }) =>
    printed(tokenCommand, [
      ...['--partner', partnerId],
      ...(tenant === undefined ? [] : ['--tenant', tenant]),
      ...(expiresIn === undefined ? [] : [`--expires=${expiresIn}`]),
    ]);
  const stack = { url, token };
  return { stack, api: apiOf(stack) };
}

/**
 * In the end no function may have called what its role is not allowed in AWS, and none may have logged a token or what
 * patches hold.
 */
async function hostedSite(): Promise<Site> {
  const host = inject('hostedStack');
  const { url, keys, logs } = await askForStack(host);
  const issuer = await openIssuer(keys);
  const secrets = createSecrets();
  afterAll(async () => {
    expect(await askForDenied(host)).toEqual([]);
    expect(await secrets.foundIn(logs)).toEqual([]);
  });
  const token: LocalStack['token'] = async (subject) => secrets.token(await issuer.mint(subject));
  const stack = { url, token };
  return { stack, api: apiOf(stack, secrets.body) };
}

const PARTNER = 'acme';

/** A tenant of its own per test keeps tests of one site apart. */
export async function newTenant({
  stack,
  partnerId = PARTNER,
}: Site): Promise<{ readonly name: string; readonly token: string }> {
  tenants += 1;
  const name = `tenant-${tenants}`;
  return { name, token: await stack.token({ partnerId, tenantExternalId: name }) };
}
let tenants = 0;

export function partnerToken({ stack, partnerId = PARTNER }: Site): Promise<string> {
  return stack.token({ partnerId });
}

async function printed(command: string, args: readonly string[]): Promise<string> {
  const [file = '', ...first] = command.split(/\s+/);
  const { stdout } = await promisify(execFile)(file, [...first, ...args]);
  return stdout.trim();
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
export async function defineContact(test: Site): Promise<void> {
  const { status } = await test.api.call('POST', '/partner/schema-definitions', {
    token: await partnerToken(test),
    body: CONTACT,
  });
  if (status !== 201) throw new Error(`the schema was answered with ${status}`);
}
