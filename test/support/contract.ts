import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import * as z from 'zod';
import { createOpenApiDocument } from '../../functions/openapi/document.ts';

// Holds what the API answers to what its OpenAPI document declares, so that neither drifts from the other.

const document: unknown = JSON.parse(JSON.stringify(createOpenApiDocument()));

const response = z.object({
  headers: z.record(z.string(), z.object({ required: z.boolean().default(false) })).default({}),
  content: z.record(z.string(), z.unknown()).default({}),
});
const reference = z.object({ $ref: z.string() });
const operation = z.object({
  operationId: z.string(),
  responses: z.record(z.string(), z.union([reference, response])),
});
const { paths, components } = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.object({ responses: z.record(z.string(), response) }),
  })
  .parse(document);

const ajv = new Ajv2020({ allErrors: true, strict: false });
ajvFormats.default(ajv);
ajv.addSchema(closed(document) as AnySchema, 'openapi'); // an object stays one

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed; undefined when there is none. */
  readonly body: unknown;
}

/** Throws when the document does not say that this call may be answered so. */
export function checkAnswer(method: string, path: string, answered: Answered): void {
  const found = findOperation(method, path);
  const problem =
    found === undefined
      ? problemOfUnknownRoute(method, answered)
      : problemOf(found.pointer, found.responses, answered);
  if (problem !== undefined) {
    const body = JSON.stringify(answered.body)?.slice(0, 1000);
    throw new Error(`${method} ${path} was answered with ${answered.status} ${body}: ${problem}`);
  }
}

function problemOf(
  pointer: string,
  responses: z.infer<typeof operation>['responses'],
  { status, headers, body }: Answered,
): string | undefined {
  const named = responses[status];
  if (named === undefined) return 'the document does not declare this status';
  const target = '$ref' in named ? named.$ref.slice('#/components/responses/'.length) : undefined;
  const declared = target === undefined ? response.parse(named) : components.responses[target];
  const place = target === undefined ? `${pointer}/responses/${status}` : `/components/responses/${target}`;
  if (declared === undefined) return `there is no component ${target}`;
  const missing = Object.entries(declared.headers).filter(
    ([name, { required }]) => required && !headers.has(name),
  );
  if (missing.length > 0) return `the headers ${missing.map(([name]) => name).join(', ')} are missing`;
  // API Gateway's own answers cannot say when to come again; ours must.
  const busy = [429, 503].includes(status) && typeof body === 'object' && body !== null && 'success' in body;
  if (busy && !headers.has('retry-after')) return 'it does not say when to come again';
  if (Object.keys(declared.content).length === 0)
    return body === undefined ? undefined : 'no body is declared';
  const type = headers.get('content-type')?.replace(/;.*$/, '') ?? '';
  if (!(type in declared.content)) return `the content type ${type} is not declared`;
  return problemOfBody(`${place}/content/${type.replaceAll('/', '~1')}/schema`, body);
}

/** What no operation takes is answered by `$default`, or by API Gateway when it cannot read the path. */
function problemOfUnknownRoute(method: string, { status, body }: Answered): string | undefined {
  const schema = { 400: 'GatewayAnswer', 404: 'NotFound', 405: 'Refusal' }[status];
  if (schema === undefined) return 'the document has no such operation';
  return method === 'HEAD' ? undefined : problemOfBody(`/components/schemas/${schema}`, body);
}

const validators = new Map<string, ValidateFunction>();

function problemOfBody(pointer: string, body: unknown): string | undefined {
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
  validators.set(pointer, validate);
  return validate(body) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'body' });
}

/** The operation of a call; of two paths that fit, the one with fewer parameters, as API Gateway routes. */
function findOperation(method: string, path: string) {
  const segments = path.replace(/\?.*$/, '').split('/');
  const [found] = Object.entries(paths)
    .filter(
      ([template, operations]) => fits(template.split('/'), segments) && method.toLowerCase() in operations,
    )
    .sort(([a], [b]) => a.split('{').length - b.split('{').length);
  if (found === undefined) return undefined;
  const [template, operations] = found;
  const one = operations[method.toLowerCase()];
  const escaped = template.replaceAll('~', '~0').replaceAll('/', '~1');
  return one && { pointer: `/paths/${escaped}/${method.toLowerCase()}`, responses: one.responses };
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, at) => (part.startsWith('{') ? segments[at] !== '' : part === segments[at]))
  );
}

/** Answers may grow, says the document; for a test a field that it does not name is one that was forgotten. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closed(inner)]));
  const open = copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return open ? { ...copy, additionalProperties: false } : copy;
}
