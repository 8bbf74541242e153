import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface PatchlaneFunctionProps<Env> {
  /** Name of the entry: `functions/<entry>.lambda.ts`. */
  readonly entry: string;
  /** Every variable that the function's environment schema names; numbers as text. */
  readonly environment: Readonly<Record<keyof Env & string, string>>;
  readonly timeout: Duration;
  readonly memorySize: number;
  /** Packages that it reads when it first needs them: each a file beside the bundle, which a start does not parse. */
  readonly lazyPackages?: readonly string[];
}

/** Packages that others would bring along, and the files that stand in for them. */
export const REPLACED_PACKAGES: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': `${ROOT}functions/adapters/env-credentials.ts`,
  'fast-uri': `${ROOT}functions/adapters/schema-uris.ts`,
};

/** Of functions that check values by partners' schemas; see functions/adapters/re2-patterns.ts. */
export const LAZY_IN_SCHEMA_CHECKS = ['re2js'];

/** A function of Patchlane: one job, one bundle, its own log group. */
export class PatchlaneFunction<Env> extends NodejsFunction {
  readonly memoryMb: number;

  constructor(scope: Construct, id: string, props: PatchlaneFunctionProps<Env>) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The managed policy for functions allows every log group of the account; this role writes to its own.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      entry: `${ROOT}functions/${props.entry}.lambda.ts`,
      projectRoot: ROOT,
      depsLockFilePath: `${ROOT}package-lock.json`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: {
        ...props.environment,
        // Stages side by side keep their metrics apart by the stack's name.
        POWERTOOLS_METRICS_NAMESPACE: Stack.of(scope).stackName,
        POWERTOOLS_SERVICE_NAME: 'patchlane',
      },
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        // The SDK of the runtime changes under a function; ours is the one that was tested.
        bundleAwsSDK: true,
        esbuildArgs: Object.fromEntries(
          Object.entries(REPLACED_PACKAGES).map(([name, file]) => [`--alias:${name}`, file]),
        ),
        mainFields: ['module', 'main'],
        // Dependencies in CommonJS call `require`, which ES modules do not have.
        banner:
          "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (_, outputDir) =>
            (props.lazyPackages ?? []).map((name) => bundleBeside(name, outputDir)),
        },
      },
    });
    this.memoryMb = props.memorySize;
    Validations.of(this).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason:
        'Failures of the API are answered, those of consumers come again from their queue, and the sweeper runs again in a minute.',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: its two actions for traces take * alone.',
    });
  }
}

/** A command that bundles a package where `require` finds it. */
function bundleBeside(name: string, outputDir: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const outfile = join(outputDir, 'node_modules', name, 'index.js');
  return `npx --no-install esbuild "${entry}" --bundle --minify --platform=node --target=node24 --log-level=error --outfile="${outfile}"`;
}

/** Every function under a construct, in the order in which they were made. */
export function functionsIn(scope: Construct): readonly PatchlaneFunction<unknown>[] {
  return scope.node.findAll().filter((one) => one instanceof PatchlaneFunction);
}
