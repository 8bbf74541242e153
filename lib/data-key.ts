import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface DataKeyProps {
  /** Whether it outlives the stack, as the data does that nobody can read without it. */
  readonly keep: boolean;
}

/**
 * The account's own key for what partners send, at rest: who may use, turn off or audit it is the account's to say.
 *
 * As with the keys that AWS manages, whoever may call DynamoDB or SQS on the stack's tables and queues may have them use
 * the key, and nobody may use it otherwise: the roles of the functions need no right on it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export class DataKey extends Key {
  constructor(scope: Construct, id: string, { keep }: DataKeyProps) {
    super(scope, id, {
      description: `${Stack.of(scope).stackName}: tables and queues`,
      enableKeyRotation: true,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        // Of a key's policy this is the key itself.
        resources: ['*'],
        conditions: {
          StringEquals: {
            'kms:CallerAccount': Aws.ACCOUNT_ID,
            'kms:ViaService': ['dynamodb', 'sqs'].map((service) => `${service}.${Aws.REGION}.amazonaws.com`),
          },
        },
      }),
    );
  }
}
