import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Takes the place of the SDK's chain of providers in the bundles (`lib/patchlane-function.ts`). Lambda's credentials are in the
 * environment; looking for files, single sign-on and metadata of machines is a fifth of a bundle, and of its cold start.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider = fromEnv;
