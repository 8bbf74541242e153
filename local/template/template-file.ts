import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { TemplateError } from '../errors.ts';

/** One resource as CloudFormation writes it. `Condition` is left out on purpose: conditions are not evaluated here. */
const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  // These rule deployments, and there is none here.
  DependsOn: z.unknown().optional(),
  Metadata: z.unknown().optional(),
  DeletionPolicy: z.unknown().optional(),
  UpdateReplacePolicy: z.unknown().optional(),
  UpdatePolicy: z.unknown().optional(),
});
export type TemplateResource = z.infer<typeof resource>;

const template = z.strictObject({
  Resources: z.record(z.string(), resource),
  // Read by people and by the deployment only. A property that refers to a parameter is an error of its own.
  Description: z.unknown().optional(),
  Metadata: z.unknown().optional(),
  Outputs: z.unknown().optional(),
  Parameters: z.unknown().optional(),
  Rules: z.unknown().optional(),
});
export type Template = z.infer<typeof template>;

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() })
        .optional(),
    }),
  ),
});

const assets = z.object({
  files: z.record(
    z.string(),
    z.object({ source: z.object({ path: z.string(), packaging: z.string().optional() }) }),
  ),
});

export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** Gives the folder of a function's code from the object key that the template has for it. */
  readonly codeFolder: (s3Key: string) => string | undefined;
}

/** Reads the one stack of a synthesized cloud assembly. */
export async function readAssembly(folder: string): Promise<Assembly> {
  const { artifacts } = manifest.parse(await readJson(join(folder, 'manifest.json')));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  const templateFile = stack?.[1].properties?.templateFile;
  if (stack === undefined || templateFile === undefined || stacks.length > 1) {
    throw new TemplateError(`${folder} has ${stacks.length} stacks; the local run takes exactly one.`);
  }
  const [artifact, { properties }] = stack;
  const { files } = assets.parse(await readJson(join(folder, `${artifact}.assets.json`)));
  return {
    stackName: properties?.stackName ?? artifact,
    template: parseTemplate(await readJson(join(folder, templateFile))),
    codeFolder: (s3Key) => {
      const path = files[s3Key.replace(/\.zip$/, '')]?.source.path;
      return path === undefined ? undefined : join(folder, path);
    },
  };
}

export function parseTemplate(value: unknown): Template {
  const parsed = template.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TemplateError(
    `The template has something the local run does not know, at ${issue?.path.join('.') || 'the top'}: ${issue?.message}.`,
  );
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
