import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PatchlaneStack, type PatchlaneStackProps } from '../../lib/patchlane-stack.ts';

export const IDENTITY = { issuer: 'https://issuer.example.com', audience: ['patchlane'] };
export const ALARM_SETTINGS = { email: undefined, runbookUrl: 'docs/runbook.md' };

/** Makes the stack in an app whose assembly goes when `use` is through, without the seconds that bundles take. */
export function withStack<T>(
  props: Partial<PatchlaneStackProps>,
  use: (stack: PatchlaneStack, app: App) => T,
): T {
  const outdir = mkdtempSync(join(tmpdir(), 'patchlane-template-'));
  try {
    const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
    return use(
      new PatchlaneStack(app, 'Patchlane', { identity: IDENTITY, alarmSettings: ALARM_SETTINGS, ...props }),
      app,
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function synthesizeTemplate(props: Partial<PatchlaneStackProps> = {}): Template {
  return withStack(props, (stack) => Template.fromStack(stack));
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
