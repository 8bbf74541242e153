import { TemplateError } from '../errors.ts';
import { type References, resolve } from './intrinsics.ts';
import { PROPERTIES_WITHOUT_LOCAL_MEANING, TYPES_WITHOUT_LOCAL_MEANING } from './no-local-meaning.ts';
import { type ModelledType, type Properties, RESOURCE_MODELS } from './resource-models.ts';
import type { Template, TemplateResource } from './template-file.ts';

/** A resource of a modelled type with its properties resolved and checked. */
export type Modelled = {
  [T in ModelledType]: { readonly id: string; readonly type: T; readonly properties: Properties<T> };
}[ModelledType];

/**
 * Gives every resource that means something here. A type or property that is neither modelled nor listed as without
 * local meaning is a TemplateError that names the resource, its type and the property.
 */
export function readResources({ Resources }: Template, references: References): readonly Modelled[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => !TYPES_WITHOUT_LOCAL_MEANING.has(Type))
    .map(([id, resource]) => readResource(id, resource, references));
}

function readResource(id: string, { Type, Properties }: TemplateResource, references: References): Modelled {
  const where = `${id} (${Type})`;
  if (!isModelled(Type)) {
    throw new TemplateError(`${where} is of a type that the local run does not know.`);
  }
  const ignored = PROPERTIES_WITHOUT_LOCAL_MEANING[Type];
  const honoured = Object.fromEntries(Object.entries(Properties).filter(([key]) => !ignored?.has(key)));
  const parsed = RESOURCE_MODELS[Type].safeParse(resolve(honoured, references, where));
  if (!parsed.success) throw new TemplateError(`${where} ${describe(parsed.error.issues[0])}`);
  // The schema was chosen by the type, a link that the compiler does not follow through the index.
  return { id, type: Type, properties: parsed.data } as Modelled;
}

function isModelled(type: string): type is ModelledType {
  return Object.hasOwn(RESOURCE_MODELS, type);
}

type Issue = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
};

function describe(issue: Issue | undefined): string {
  const path = issue?.path ?? [];
  const unknown = issue?.keys;
  return unknown === undefined
    ? `has a property ${path.join('.')} that the local run cannot honour: ${issue?.message}.`
    : `has a property ${[...path, unknown[0]].join('.')} that the local run does not know.`;
}
