import * as z from 'zod';
import { type References, resolve } from '../../../local/template/intrinsics.ts';
import type { Places } from '../../../local/template/places.ts';
import { referencesOf } from '../../../local/template/references.ts';
import type { Template } from '../../../local/template/template-file.ts';

/** `NotAction`, `NotResource` and the like are errors: what they allow cannot be counted. */
const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: list,
  Resource: list,
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type Statement = z.infer<typeof statement>;

const policyDocument = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) });
export type PolicyDocument = z.infer<typeof policyDocument>;

const lambda = z.looseObject({ Role: z.string() });
/** Without managed policies, policies of its own and boundaries: they would have to be read too. */
const role = z.strictObject({ AssumeRolePolicyDocument: z.unknown() });
const policy = z.strictObject({
  PolicyDocument: policyDocument,
  PolicyName: z.string(),
  Roles: z.array(z.string()),
});
const queuePolicy = z.strictObject({ PolicyDocument: policyDocument, Queues: z.array(z.string()) });

export interface FunctionRole {
  /** Logical id of the function. */
  readonly functionId: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
}

export interface Policies {
  readonly roles: readonly FunctionRole[];
  /** Of the queue with this URL. */
  readonly ofQueue: (url: string) => PolicyDocument | undefined;
}

/** What a template allows: the policies of every function's role, and those of the queues. */
export function readPolicies(template: Template, places: Places): Policies {
  const references = referencesWithRoles(template, places);
  const read = <T>(type: string, schema: z.ZodType<T>, keys?: readonly string[]) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => {
        const entries = Object.entries(Properties).filter(([key]) => keys?.includes(key) ?? true);
        return { id, properties: schema.parse(resolve(Object.fromEntries(entries), references, id)) };
      });

  const roles = read('AWS::IAM::Role', role);
  const policies = read('AWS::IAM::Policy', policy);
  if (read('AWS::IAM::ManagedPolicy', z.unknown()).length > 0)
    throw new Error('a managed policy is not read');
  const queuePolicies = read('AWS::SQS::QueuePolicy', queuePolicy);
  return {
    roles: read('AWS::Lambda::Function', lambda, ['Role']).map(({ id, properties: { Role: arn } }) => {
      const own = roles.find((one) => references.attribute(one.id, 'Arn') === arn);
      if (own === undefined) throw new Error(`${id} has no role in the template`);
      const held = policies.filter(({ properties }) => properties.Roles.includes(own.id));
      return {
        functionId: id,
        arn,
        statements: held.flatMap(({ properties }) => properties.PolicyDocument.Statement),
      };
    }),
    ofQueue: (url) =>
      queuePolicies.find(({ properties }) => properties.Queues.includes(url))?.properties.PolicyDocument,
  };
}

/** Beside what the local run knows of a template, the references that policies alone have. */
function referencesWithRoles(template: Template, places: Places): References {
  const known = referencesOf(template, places);
  const typeOf = (id: string) => template.Resources[id]?.Type;
  return {
    ref: (id) => known.ref(id) ?? (typeOf(id) === 'AWS::IAM::Role' ? id : undefined),
    attribute: (id, name) => {
      const value = known.attribute(id, name);
      if (value !== undefined || name !== 'Arn') return value;
      if (typeOf(id) === 'AWS::IAM::Role') return `arn:aws:iam::${places.accountId}:role/${id}`;
      if (typeOf(id) === 'AWS::Logs::LogGroup')
        return `arn:aws:logs:${places.region}:${places.accountId}:log-group:${known.ref(id)}:*`;
      return undefined;
    },
  };
}
