import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { PatchlaneStack } from '../lib/patchlane-stack.ts';
import { InvalidSettingsError, settingsFromContext } from '../lib/settings.ts';

// What AWS's own validator of templates finds is an error, as what the two packs of rules find is.
const app = new App({ postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
try {
  const stack = new PatchlaneStack(app, 'Patchlane', settingsFromContext(app.node));
  Validations.of(stack).addPlugins(new AwsSolutionsChecks(stack), new ServerlessChecks(stack));
  app.synth();
} catch (error) {
  if (!(error instanceof InvalidSettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
