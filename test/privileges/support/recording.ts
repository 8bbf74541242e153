import { inject } from 'vitest';
import { readAssembly } from '../../../local/template/template-file.ts';
import { isAcknowledged } from './acknowledged.ts';
import { type Grant, grantsOf } from './grants.ts';
import type { IamRequest } from './iam-request.ts';
import { type FunctionRole, type PolicyDocument, readPolicies } from './policies.ts';
import type { RecordedStack } from './recorded-stack.ts';
import { requestsOf } from './requests-of.ts';

/** What a run has asked IAM for so far, beside the policies of the very template that runs. */
export interface Recording {
  readonly roles: readonly RecordedRole[];
  /** The policy of the queue that a request is for. */
  readonly policyOf: (request: IamRequest) => PolicyDocument | undefined;
}

export interface RecordedRole extends FunctionRole {
  /** Each once. */
  readonly requests: readonly IamRequest[];
}

export async function readRecording({ recorder, stack: { stack } }: RecordedStack): Promise<Recording> {
  const { template, stackName } = await readAssembly(inject('assembly'));
  // Urls of queues hold the address that this run has for them.
  const sqsEndpoint = new URL(stack.queues[0]?.url ?? '').origin;
  const { roles, ofQueue } = readPolicies(template, { ...stack, stackName, sqsEndpoint });

  const calls = Map.groupBy(recorder.calls(), ({ caller }) => caller);
  const names = new Map(stack.functions.map(({ id, name }) => [id, name]));
  const unknown = [...calls.keys()].filter((caller) => ![...names.values()].includes(caller));
  if (unknown.length > 0) throw new Error(`no functions, but they called: ${unknown.join(', ')}`);
  return {
    roles: roles.map((role) => {
      const own = calls.get(names.get(role.functionId) ?? '') ?? [];
      const requests = own.flatMap((call) => requestsOf(call, stack));
      const distinct = new Map(requests.map((one) => [JSON.stringify(one), one]));
      return { ...role, requests: [...distinct.values()] };
    }),
    policyOf: ({ resource }) => ofQueue(stack.queues.find(({ arn }) => arn === resource)?.url ?? ''),
  };
}

/** What functions are allowed and did not ask for, apart from what Lambda asks for in their place. */
export function unusedIn({ roles }: Recording): readonly Grant[] {
  return roles.flatMap((role) =>
    grantsOf(role).filter(
      (grant) =>
        !isAcknowledged(grant) &&
        !role.requests.some(({ action, resource }) => action === grant.action && resource === grant.resource),
    ),
  );
}
