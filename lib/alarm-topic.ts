import { ArnFormat, Aws, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/**
 * Where alarms go. Encrypted with a key of its own, because CloudWatch may not use the one that SNS manages.
 * https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { email }: { readonly email: string | undefined }) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      description: 'Patchlane: alarms',
      enableKeyRotation: true,
      // Nothing is kept under it for longer than a message is on its way.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Alarms', { masterKey: key, enforceSSL: true });
    // Without a condition, as that article has it: an alarm that cannot use the key is lost without a word. Whose alarms
    // may publish is the topic's to say.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [ALARMS],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
    // A topic with a policy of its own has the default one no more, which lets the account's alarms publish.
    // https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [ALARMS],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': alarmsOf(this) },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    if (email === undefined) return;
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(subscription).acknowledge({
      id: 'Serverless::Serverless-SNSRedrivePolicy',
      // https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
      reason: 'SNS tries an e-mail for six hours, and the alarm itself stays to be seen.',
    });
  }
}

const ALARMS = new ServicePrincipal('cloudwatch.amazonaws.com');

/** Every alarm of the account and Region. */
function alarmsOf(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
