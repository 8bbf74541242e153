import type { Grant } from './grants.ts';

/** Grants that no call of ours can use, because Lambda itself acts with the role of the function. */
interface Acknowledgement {
  /** Parts of the ids of the functions that have it; an empty text is in all of them. */
  readonly functions: readonly string[];
  readonly action: string;
  readonly resource: (functionId: string) => RegExp;
  readonly reason: string;
}

const LOGS = {
  functions: [''],
  resource: (functionId: string) =>
    new RegExp(`:log-group:[\\w-]+-${functionId.slice(0, -8)}Logs[0-9A-F]{8}:\\*$`),
  reason:
    "Lambda writes the function's log with its role: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
};
const TRACES = {
  functions: [''],
  resource: () => /^\*$/,
  reason:
    'Lambda sends the traces of the function with its role, and X-Ray has no resources to name: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
};
const POLLS =
  'Lambda asks how the queue is set up: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-lambda-function-trigger.html';

export const ACKNOWLEDGED: readonly Acknowledgement[] = [
  { ...LOGS, action: 'logs:CreateLogStream' },
  { ...LOGS, action: 'logs:PutLogEvents' },
  { ...TRACES, action: 'xray:PutTraceSegments' },
  { ...TRACES, action: 'xray:PutTelemetryRecords' },
  {
    functions: ['ApplyPatches'],
    action: 'sqs:GetQueueAttributes',
    resource: () => /:Patchlane-local-PatchQueuePatches[0-9A-F]{8}\.fifo$/,
    reason: POLLS,
  },
  {
    functions: ['SettleDeadLetters'],
    action: 'sqs:GetQueueAttributes',
    resource: () => /:Patchlane-local-PatchQueueDeadLetters[0-9A-F]{8}\.fifo$/,
    reason: POLLS,
  },
];

export function isAcknowledged(grant: Grant): boolean {
  return ACKNOWLEDGED.some((one) => covers(one, grant));
}

/** The functions of an acknowledgement that are not granted what it names, or that there are none of. */
export function missedBy(one: Acknowledgement, functionIds: readonly string[], grants: readonly Grant[]) {
  return one.functions.flatMap((part) => {
    const named = functionIds.filter((id) => id.includes(part));
    if (named.length === 0) return [part];
    return named.filter((id) => !grants.some((grant) => grant.functionId === id && covers(one, grant)));
  });
}

function covers({ functions, action, resource }: Acknowledgement, grant: Grant): boolean {
  const { functionId } = grant;
  return (
    functions.some((part) => functionId.includes(part)) &&
    action === grant.action &&
    resource(functionId).test(grant.resource)
  );
}
