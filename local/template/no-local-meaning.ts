// What the template says that changes nothing on this machine, each with its reason. A type or property that is
// neither here nor modelled is an error.

const POLICIES =
  'there are no accounts here, so every call is allowed; test/privileges holds the grants against the calls';
const WATCHING = 'nothing is watched here; the functions write to log files';

/** Resource types that are passed over. */
export const TYPES_WITHOUT_LOCAL_MEANING: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::Role', POLICIES],
  ['AWS::IAM::Policy', POLICIES],
  ['AWS::IAM::ManagedPolicy', POLICIES],
  ['AWS::Lambda::Permission', POLICIES],
  ['AWS::SQS::QueuePolicy', POLICIES],
  ['AWS::Logs::LogGroup', WATCHING],
  ['AWS::CloudWatch::Alarm', WATCHING],
  ['AWS::CloudWatch::Dashboard', WATCHING],
  ['AWS::Logs::QueryDefinition', WATCHING],
  ['AWS::SNS::Topic', WATCHING],
  ['AWS::SNS::TopicPolicy', POLICIES],
  ['AWS::SNS::Subscription', WATCHING],
  ['AWS::KMS::Key', 'nothing is encrypted here: the data folder is as safe as the disk it is on'],
  ['AWS::CDK::Metadata', 'it counts constructs for their vendor'],
]);

/** Properties of modelled types that are passed over, intrinsic functions and all. */
export const PROPERTIES_WITHOUT_LOCAL_MEANING: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  'AWS::DynamoDB::GlobalTable': new Map([
    ['BillingMode', 'nothing is billed or throttled'],
    ['Replicas', 'one region; protection from deletion and recovery in time have nothing to protect from'],
    ['SSESpecification', 'the data folder is as safe as the disk it is on'],
    ['Tags', 'nobody reads them'],
  ]),
  'AWS::SQS::Queue': new Map([
    ['SqsManagedSseEnabled', 'the data folder is as safe as the disk it is on'],
    ['KmsMasterKeyId', 'the data folder is as safe as the disk it is on'],
    ['KmsDataKeyReusePeriodSeconds', 'the data folder is as safe as the disk it is on'],
    ['Tags', 'nobody reads them'],
  ]),
  'AWS::Lambda::Function': new Map([
    ['Architectures', 'the bundles are JavaScript'],
    ['Description', 'for people'],
    ['Role', POLICIES],
    ['TracingConfig', WATCHING],
    ['Tags', 'nobody reads them'],
    ['ReservedConcurrentExecutions', 'the processes of a function are bounded by the cores of this machine'],
  ]),
  'AWS::Lambda::EventSourceMapping': new Map([['Tags', 'nobody reads them']]),
  'AWS::Events::Rule': new Map([
    ['Description', 'for people'],
    ['Tags', 'nobody reads them'],
  ]),
  'AWS::ApiGatewayV2::Api': new Map([
    ['Description', 'for people'],
    ['Name', 'for people'],
    ['Tags', 'nobody reads them'],
    ['DisableExecuteApiEndpoint', 'there is one address here'],
  ]),
  'AWS::ApiGatewayV2::Stage': new Map([
    ['AccessLogSettings', WATCHING],
    ['DefaultRouteSettings', 'throttling and metrics: requests are not throttled here'],
    ['RouteSettings', 'throttling: requests are not throttled here'],
    ['Description', 'for people'],
    ['Tags', 'nobody reads them'],
  ]),
  'AWS::ApiGatewayV2::Integration': new Map([['Description', 'for people']]),
  'AWS::ApiGatewayV2::Authorizer': new Map([['Name', 'for people']]),
  'AWS::ApiGatewayV2::Route': new Map([['OperationName', 'for people']]),
};
