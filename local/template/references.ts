import type { References } from './intrinsics.ts';
import { type Places, physicalName } from './places.ts';
import type { Template, TemplateResource } from './template-file.ts';

/** Gives what `Ref` and `Fn::GetAtt` say of each resource, and the pseudo parameters. */
export function referencesOf({ Resources }: Template, places: Places): References {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': places.accountId,
    'AWS::Partition': 'aws',
    'AWS::Region': places.region,
    'AWS::StackName': places.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return {
    ref: (id) => {
      const resource = Resources[id];
      return resource === undefined ? pseudo[id] : REF[resource.Type]?.({ id, resource, places });
    },
    attribute: (id, attribute) => {
      const resource = Resources[id];
      return resource && ATTRIBUTES[`${resource.Type}.${attribute}`]?.({ id, resource, places });
    },
  };
}

interface Named {
  readonly id: string;
  readonly resource: TemplateResource;
  readonly places: Places;
}
type Value = (named: Named) => string;

/** The name that a resource gives itself, or the one made up for it. */
export function nameOf({ id, resource: { Properties, Type }, places }: Named): string {
  const own = Properties['TableName'] ?? Properties['FunctionName'] ?? Properties['QueueName'];
  if (typeof own === 'string') return own;
  const fifo = Type === 'AWS::SQS::Queue' && String(Properties['FifoQueue']) === 'true';
  return `${physicalName(places, id)}${fifo ? '.fifo' : ''}`;
}

const arn =
  (service: string, kind = ''): Value =>
  (named) =>
    `arn:aws:${service}:${named.places.region}:${named.places.accountId}:${kind}${nameOf(named)}`;

const queueUrl: Value = (named) => `${named.places.sqsEndpoint}/${named.places.accountId}/${nameOf(named)}`;
const itself: Value = ({ id }) => id;

const REF: Readonly<Record<string, Value>> = {
  'AWS::DynamoDB::GlobalTable': nameOf,
  'AWS::SQS::Queue': queueUrl,
  'AWS::Lambda::Function': nameOf,
  'AWS::Logs::LogGroup': nameOf,
  'AWS::ApiGatewayV2::Api': itself,
  'AWS::ApiGatewayV2::Integration': itself,
  'AWS::ApiGatewayV2::Authorizer': itself,
};

const ATTRIBUTES: Readonly<Record<string, Value>> = {
  'AWS::DynamoDB::GlobalTable.Arn': arn('dynamodb', 'table/'),
  'AWS::SQS::Queue.Arn': arn('sqs'),
  'AWS::SQS::Queue.QueueName': nameOf,
  'AWS::SQS::Queue.QueueUrl': queueUrl,
  'AWS::Lambda::Function.Arn': arn('lambda', 'function:'),
  'AWS::CloudWatch::Alarm.Arn': arn('cloudwatch', 'alarm:'),
};
