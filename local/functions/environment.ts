import { join } from 'node:path';
import type { FunctionSpec } from '../template/stack.ts';

/** What the functions are told about this machine in place of AWS. */
export interface RuntimeSettings {
  readonly region: string;
  readonly dynamoEndpoint: string;
  readonly sqsEndpoint: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The local servers take any credentials; the SDK insists on some. */
export const LOCAL_CREDENTIALS: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What stands for a function's role: the access key id, which every call shows, names the function. */
export function roleCredentials({ name }: Pick<FunctionSpec, 'name'>): Credentials {
  return { ...LOCAL_CREDENTIALS, accessKeyId: name };
}

/**
 * Gives a function's whole environment: the template's variables and those that Lambda's runtime sets, nothing of
 * this process's own, so that what works here does not lean on the machine.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentOf(spec: FunctionSpec, settings: RuntimeSettings): Record<string, string> {
  // Node.js on Windows opens no socket without it.
  const { SystemRoot } = process.env;
  const { accessKeyId, secretAccessKey } = roleCredentials(spec);
  return {
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
    TZ: 'UTC',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: spec.jsonLogs ? 'JSON' : 'Text',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: spec.code,
    ...spec.environment,
    AWS_ENDPOINT_URL_DYNAMODB: settings.dynamoEndpoint,
    AWS_ENDPOINT_URL_SQS: settings.sqsEndpoint,
    // The person's own AWS profile must not reach into the functions' clients.
    AWS_CONFIG_FILE: join(spec.code, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(spec.code, 'none'),
  };
}
