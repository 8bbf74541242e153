import { describe, expect, inject, it } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/template/places.ts';
import { readAssembly, type Template } from '../../local/template/template-file.ts';
import { grantsOf } from '../support/privileges/grants.ts';
import { readPolicies } from '../support/privileges/policies.ts';

const { template, stackName } = await readAssembly(inject('assembly'));
const places = { region: LOCAL_REGION, accountId: LOCAL_ACCOUNT, stackName, sqsEndpoint: 'http://sqs' };

/** The template with other properties of the one resource of a type whose id holds a name. */
function withProperties(type: string, part: string, change: Readonly<Record<string, unknown>>): Template {
  const [found] = Object.entries(template.Resources).filter(
    ([id, { Type }]) => Type === type && id.includes(part),
  );
  const [id, resource] = found ?? expect.fail(`nothing of ${type} is called ${part}`);
  const Properties = { ...resource.Properties, ...change };
  return { ...template, Resources: { ...template.Resources, [id]: { ...resource, Properties } } };
}

describe('the policies of a template', () => {
  it('are those of each role, with every reference resolved', () => {
    const { roles } = readPolicies(template, places);
    expect(roles).toHaveLength(20);
    const role = roles.find(({ functionId }) => functionId.includes('ListBatches')) ?? expect.fail('no role');
    expect(role.arn).toMatch(/^arn:aws:iam::000000000000:role\/ApiFunctionsListBatchesRole[0-9A-F]{8}$/);
    const table = Object.keys(template.Resources).find((id) => id.startsWith('TablesBatches'));
    const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/Patchlane-local-${table}`;
    expect(
      grantsOf(role)
        .filter(({ action }) => action.startsWith('dynamodb:'))
        .map(({ action, resource }) => `${action} ${resource}`),
    ).toEqual([`dynamodb:Query ${arn}/index/by-owner`, `dynamodb:BatchGetItem ${arn}`]);
  });

  it('are those of every queue', () => {
    const { ofQueue } = readPolicies(template, places);
    const urls = Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::SQS::Queue')
      .map(([id]) => `http://sqs/${LOCAL_ACCOUNT}/${stackName}-${id}.fifo`);
    expect(urls).toHaveLength(3);
    for (const url of urls) expect(ofQueue(url)?.Statement).toMatchObject([{ Effect: 'Deny' }]);
  });

  it.each([
    ['a role with a managed policy', 'AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/X'] }],
    ['a role with a policy of its own', 'AWS::IAM::Role', { Policies: [] }],
    ['a role with a boundary', 'AWS::IAM::Role', { PermissionsBoundary: 'arn:aws:iam::aws:policy/X' }],
    [
      'what is not allowed alone',
      'AWS::IAM::Policy',
      {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
        },
      },
    ],
  ])('are not read past %s', (_, type, change) => {
    expect(() => readPolicies(withProperties(type, 'ListBatches', change), places)).toThrow();
  });
});
