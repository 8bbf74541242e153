import { type EvaluationResult, runSimulation } from '@cloud-copilot/iam-simulate';
import type { IamRequest } from './iam-request.ts';
import type { PolicyDocument, Statement } from './policies.ts';

/** Who calls, with what. */
export interface Caller {
  /** ARN of the role. */
  readonly arn: string;
  readonly statements: readonly Statement[];
}

type PolicyOf = (request: IamRequest) => PolicyDocument | undefined;

/** What IAM says to a request; an error when it is none that AWS knows, or a policy is not well formed. */
export async function evaluate(
  request: IamRequest,
  { arn, statements }: Caller,
  policyOf: PolicyOf,
): Promise<EvaluationResult> {
  const { action, resource, context } = request;
  const [, , , , accountId = ''] = arn.split(':');
  const resourcePolicy = policyOf(request);
  const result = await runSimulation(
    {
      request: {
        principal: arn,
        action,
        resource: { resource, accountId },
        contextVariables: { ...context },
      },
      identityPolicies: [{ name: 'role', policy: { Version: '2012-10-17', Statement: statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    },
    {},
  );
  const what = `${action} on ${resource}`;
  if (result.resultType === 'error') throw new Error(`${what}: ${JSON.stringify(result.errors)}`);
  if (result.resultType === 'single' && result.result.ignoredContextKeys?.length)
    throw new Error(`${what} has no ${result.result.ignoredContextKeys.join(', ')}`);
  return result.overallResult;
}

/** The requests that are not allowed, each action and resource once. */
export async function deniedOf(
  requests: readonly IamRequest[],
  caller: Caller,
  policyOf: PolicyOf,
): Promise<readonly string[]> {
  const denied = new Set<string>();
  for (const request of requests) {
    const { action, resource } = request;
    if ((await evaluate(request, caller, policyOf)) !== 'Allowed') denied.add(`${action} on ${resource}`);
  }
  return [...denied];
}
