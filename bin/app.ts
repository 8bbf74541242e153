import { App, Duration, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { alarmSettingsFromContext, InvalidAlarmSettingsError } from '../lib/alarm-settings.ts';
import { identityFromContext, MissingIdentityError } from '../lib/identity.ts';
import { PatchlaneStack } from '../lib/patchlane-stack.ts';

const app = new App();
try {
  const consumerTimeoutSeconds: unknown = app.node.tryGetContext('consumerTimeoutSeconds');
  const sweepAfterSeconds: unknown = app.node.tryGetContext('sweepAfterSeconds');
  const stack = new PatchlaneStack(app, 'Patchlane', {
    identity: identityFromContext(app.node),
    alarmSettings: alarmSettingsFromContext(app.node),
    ...(consumerTimeoutSeconds === undefined
      ? {}
      : { consumerTimeout: Duration.seconds(Number(consumerTimeoutSeconds)) }),
    ...(sweepAfterSeconds === undefined ? {} : { sweepAfter: Duration.seconds(Number(sweepAfterSeconds)) }),
  });
  Validations.of(stack).addPlugins(new AwsSolutionsChecks(stack));
  app.synth();
} catch (error) {
  if (!(error instanceof MissingIdentityError || error instanceof InvalidAlarmSettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
