import { describe, expect, it } from 'vitest';
import { loggedBy } from '../support/log-lines.ts';
import { ACKNOWLEDGED, isAcknowledged, missedBy } from '../support/privileges/acknowledged.ts';
import { type Grant, grantsOf } from '../support/privileges/grants.ts';
import type { RecordedRole } from '../support/privileges/recording.ts';
import { KNOWN_CONDITION_KEYS } from '../support/privileges/requests-of.ts';
import { deniedOf, evaluate } from '../support/privileges/simulate.ts';
import { play } from './play.ts';

const { test, recording } = await play();
const { roles, policyOf } = recording;
const grants = roles.flatMap(grantsOf);
const byFunction = roles.map((role): [string, RecordedRole] => [role.functionId, role]);

const nameOf = ({ action, resource }: Pick<Grant, 'action' | 'resource'>) => `${action} on ${resource}`;

describe('the run', () => {
  it('comes to every route', async () => {
    const answered = (await loggedBy(test.stack)).filter(({ message }) => message === 'request answered');
    const { routes } = test.stack.stack.api;
    expect([...new Set(answered.map(({ route }) => route))].sort()).toEqual(
      routes.map(({ key }) => key).sort(),
    );
  });

  it('has calls of every function that is allowed any', () => {
    const allowed = new Set(grants.filter((one) => !isAcknowledged(one)).map(({ functionId }) => functionId));
    const called = roles.filter(({ requests }) => requests.length > 0).map(({ functionId }) => functionId);
    expect(called.sort()).toEqual([...allowed].sort());
  });
});

describe.each(byFunction)('%s', (_, role) => {
  const denied = (statements: RecordedRole['statements']) =>
    deniedOf(role.requests, { arn: role.arn, statements }, policyOf);

  it('is allowed every call that it makes', async () => {
    expect(await denied(role.statements)).toEqual([]);
  });

  it('makes every call that it is allowed, and is denied one without any of its grants', async () => {
    const own = grantsOf(role);
    const refusals = role.statements.filter(({ Effect }) => Effect === 'Deny');
    const needless: string[] = [];
    for (const grant of own.filter((one) => !isAcknowledged(one))) {
      const others = own.filter((one) => one !== grant).map(({ statement }) => statement);
      const lost = await denied([...refusals, ...others]);
      if (!lost.includes(nameOf(grant))) needless.push(nameOf(grant));
    }
    expect(needless).toEqual([]);
  });

  it('is denied a call without any of its statements', async () => {
    const needed = role.statements.filter((one) =>
      grantsOf({ ...role, statements: [one] }).some((grant) => !isAcknowledged(grant)),
    );
    for (const statement of needed) {
      const lost = await denied(role.statements.filter((one) => one !== statement));
      expect(lost, JSON.stringify(statement)).not.toEqual([]);
    }
  });
});

describe('what is granted', () => {
  it('is named to the last letter, apart from what is acknowledged', () => {
    const wide = grants.filter((one) => !isAcknowledged(one) && /[*?]/.test(nameOf(one)));
    expect(wide.map(nameOf)).toEqual([]);
  });

  it('hangs on no condition that the recorded calls say nothing of', () => {
    const policies = roles.flatMap(({ statements }) => statements);
    const ofQueues = test.stack.stack.queues.flatMap(
      ({ arn }) => policyOf({ action: '', resource: arn, context: {} })?.Statement ?? [],
    );
    const keys = [...policies, ...ofQueues].flatMap(({ Condition = {} }) =>
      Object.values(Condition).flatMap((one) => Object.keys(one)),
    );
    expect(keys.filter((key) => !KNOWN_CONDITION_KEYS.includes(key))).toEqual([]);
  });

  it.each(ACKNOWLEDGED)('is acknowledged where it is there: $action for $functions', (one) => {
    const functionIds = roles.map(({ functionId }) => functionId);
    expect(missedBy(one, functionIds, grants)).toEqual([]);
  });
});

describe('the queues', () => {
  it('refuse the same calls over plain HTTP', async () => {
    const results = new Set<string>();
    for (const role of roles) {
      for (const request of role.requests.filter(({ action }) => action.startsWith('sqs:'))) {
        const plain = { ...request, context: { ...request.context, 'aws:SecureTransport': 'false' } };
        results.add(await evaluate(plain, role, policyOf));
      }
    }
    expect([...results]).toEqual(['ExplicitlyDenied']);
  });
});
