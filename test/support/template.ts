import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PatchlaneStack } from '../../lib/patchlane-stack.ts';
import type { Settings } from '../../lib/settings.ts';

/** What a deployment to production is told, and nothing that has a default. */
export const PROD: Settings = {
  stage: 'prod',
  identity: { issuer: 'https://issuer.example.com', audience: ['patchlane'] },
  alarmSettings: { email: 'oncall@example.com', runbookUrl: 'docs/runbook.md' },
  customerManagedKey: false,
  keepData: true,
};

/** Makes the stack in an app whose assembly goes when `use` is through, without the seconds that bundles take. */
export function withStack<T>(settings: Partial<Settings>, use: (stack: PatchlaneStack, app: App) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'patchlane-template-'));
  try {
    const app = new App({
      outdir,
      context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:validateAgainstDefaultRules': true },
    });
    return use(new PatchlaneStack(app, 'Patchlane', { ...PROD, ...settings }), app);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function synthesizeTemplate(settings: Partial<Settings> = {}): Template {
  return withStack(settings, (stack) => Template.fromStack(stack));
}

/** A resource of a template, as far as tests look into it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** The one resource of a type whose logical id holds a name. */
export function resourceOf(template: Template, type: string, name: string): TemplateResource {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.includes(name));
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} of ${type} are called ${name}`);
  // `findResources` gives the template's own JSON.
  return one[1] as unknown as TemplateResource;
}
