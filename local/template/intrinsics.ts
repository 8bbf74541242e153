import * as z from 'zod';
import { TemplateError } from '../errors.ts';

/** What `Ref` and `Fn::GetAtt` of a resource give; undefined when that is not known here. */
export interface References {
  readonly ref: (logicalId: string) => string | undefined;
  readonly attribute: (logicalId: string, attribute: string) => string | undefined;
}

const join = z.tuple([z.string(), z.array(z.unknown())]);
const attribute = z.union([z.tuple([z.string(), z.string()]), z.string().transform(splitAttribute)]);

function splitAttribute(text: string): [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

/**
 * Gives a property's value with its intrinsic functions evaluated.
 *
 * `where` names the property in errors. Only the functions that Patchlane's template uses are known; any other is a
 * TemplateError, because passing it through as an object would fail later and farther away.
 */
export function resolve(value: unknown, references: References, where: string): unknown {
  if (Array.isArray(value)) return value.map((item, at) => resolve(item, references, `${where}.${at}`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isIntrinsic(first[0])) {
    return evaluate(first[0], first[1], references, where);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolve(item, references, `${where}.${key}`)]),
  );
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');
}

function evaluate(name: string, argument: unknown, references: References, where: string): string {
  switch (name) {
    case 'Ref': {
      const id = shape(z.string(), argument, name, where);
      return references.ref(id) ?? unknownReference(`Ref ${id}`, where);
    }
    case 'Fn::GetAtt': {
      const [id, of] = shape(attribute, argument, name, where);
      return references.attribute(id, of) ?? unknownReference(`Fn::GetAtt ${id}.${of}`, where);
    }
    case 'Fn::Join': {
      const [separator, parts] = shape(join, argument, name, where);
      return shape(z.array(z.string()), resolve(parts, references, where), name, where).join(separator);
    }
    case 'Fn::Sub':
      return substitute(shape(z.string(), argument, name, where), references, where);
    default:
      throw new TemplateError(`${where} uses ${name}, which the local run does not know.`);
  }
}

/** `${!Literal}` stays as `${Literal}`; the others are references. The form with a map of variables is not used. */
function substitute(text: string, references: References, where: string): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const [id, of] = splitAttribute(name);
    const found = name.includes('.') ? references.attribute(id, of) : references.ref(name);
    return found ?? unknownReference(`Fn::Sub \${${name}}`, where);
  });
}

function unknownReference(what: string, where: string): never {
  throw new TemplateError(`${where} refers to ${what}, which the local run does not know.`);
}

function shape<T>(schema: z.ZodType<T>, value: unknown, name: string, where: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new TemplateError(`${where} uses ${name} in a form the local run does not know.`);
  return parsed.data;
}
