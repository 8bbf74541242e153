import { expect } from 'vitest';
import { toHttpAnswer } from '../../../local/gateway/response.ts';
import { checkAnswer } from '../../support/contract.ts';
import { isPublic, REQUEST_ID } from './event.ts';
import type { Done } from './handler-messages.ts';
import type { FuzzRequest } from './request.ts';
import type { Observed } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What every request must come to; gives the answer. Time is not looked at. */
export function checkObserved(request: FuzzRequest, { invoked, unapplied }: Observed): Answer {
  if (invoked.kind === 'lost') throw new Error(`the handler was lost: ${invoked.how}`);
  if (invoked.threw !== undefined) throw new Error(`the handler threw: ${invoked.threw}`);
  const answer = readAnswer(invoked);
  const { status, headers, text } = answer;
  expect(status, text).toBeLessThan(500);
  expect(invoked.added, 'names that prototypes have now').toEqual([]);
  if (status >= 400 || request.route.startsWith('GET'))
    expect(invoked.writes, `writes, ${status} ${text}`).toEqual([]);
  expect(unapplied, 'what was accepted and not applied').toBeUndefined();
  expect(headers).toMatchObject({ 'x-request-id': REQUEST_ID });
  for (const [name, value] of Object.entries(headers)) expect(`${name}: ${value}`).toMatch(HEADER);
  expect(text.isWellFormed()).toBe(true);
  const isFile = isPublic(request.route) && status < 400;
  if (!isFile) expect(text).not.toMatch(INTERNAL);
  if (status === 400)
    expect(problemsOf(text)).toSatisfy((all: readonly string[]) => all.length > 0 && all.every(isPlaced));
  if (!isFile) checkContract(request, answer);
  return answer;
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5; ours need no more than visible ASCII. */
const HEADER = /^[!#$%&'*+.^_`|~0-9a-z-]+: [\x20-\x7e]*$/;

/** What tells of how it is made: stacks, services, tables, machines. */
const INTERNAL =
  /\n +at |node_modules|file:\/\/|\/var\/|DynamoDB|\bSQS\b|amazon|arn:aws|Exception|(?:Type|Range|URI|Syntax|Zod)Error|Patchlane-|127\.0\.0\.1|localhost/;

/** A problem names its place, and what is expected there. */
function isPlaced(problem: string): boolean {
  return /^.+: .+$/s.test(problem) || /^\.\.\. and \d+ more$/.test(problem);
}

function problemsOf(text: string): readonly string[] {
  const { errors = [] }: { readonly errors?: readonly string[] } = JSON.parse(text);
  return errors;
}

function readAnswer({ payload = '' }: Done): Answer {
  const read = toHttpAnswer(payload);
  if (read === undefined) throw new Error(`API Gateway cannot read the answer ${payload.slice(0, 500)}`);
  const headers = Object.entries(read.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return { status: read.status, headers: Object.fromEntries(headers), text: read.body.toString() };
}

/** What the OpenAPI document says of the call; of lines, that each is JSON. */
function checkContract({ route, method }: FuzzRequest, { status, headers, text }: Answer): void {
  const [ofRoute = '', path = ''] = route.split(' ');
  if (headers['content-type'] === 'application/x-ndjson') {
    for (const line of text.split('\n').slice(0, -1)) JSON.parse(line);
    return;
  }
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const answered = { status, headers: new Headers(headers), body };
  if (route === '$default') checkAnswer(method ?? 'GET', '/there/is/nothing', answered);
  else checkAnswer(ofRoute, path, answered);
}
