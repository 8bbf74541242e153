import type { LocalStack } from '../../../local/run.ts';
import { readAssembly } from '../../../local/template/template-file.ts';
import { isAcknowledged } from './acknowledged.ts';
import { type Grant, grantsOf } from './grants.ts';
import type { IamRequest } from './iam-request.ts';
import { type FunctionRole, type PolicyDocument, readPolicies } from './policies.ts';
import type { Recorder } from './recorder.ts';
import { requestsOf } from './requests-of.ts';
import { deniedOf } from './simulate.ts';

/** What a run would have asked IAM for so far, beside the policies of the very template that runs. */
export interface Recording {
  readonly roles: readonly RecordedRole[];
  /** The policy of the queue that a request is for. */
  readonly policyOf: (request: IamRequest) => PolicyDocument | undefined;
}

export interface RecordedRole extends FunctionRole {
  /** Each once. */
  readonly requests: readonly IamRequest[];
}

export interface Recorded {
  readonly recorder: Pick<Recorder, 'calls'>;
  readonly stack: Pick<LocalStack, 'stack'>;
  /** Folder of the assembly that runs. */
  readonly assembly: string;
}

export async function readRecording({ recorder, stack: { stack }, assembly }: Recorded): Promise<Recording> {
  const { template, stackName } = await readAssembly(assembly);
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

/** What functions asked for and are not allowed. */
export async function deniedIn({ roles, policyOf }: Recording): Promise<readonly string[]> {
  const denied = await Promise.all(
    roles.map(async (role) =>
      (await deniedOf(role.requests, role, policyOf)).map((name) => `${role.functionId}: ${name}`),
    ),
  );
  return denied.flat();
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
