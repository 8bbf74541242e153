import { ApiError, type PatchlaneError } from '../errors.ts';
import { printableLines } from './printable.ts';

/** Problems that fill a screen hide the first of them. */
const SHOWN_PROBLEMS = 10;

/** What people are told of an error; none of the API's words holds a token. */
export function errorText(error: PatchlaneError): string {
  if (!(error instanceof ApiError)) return printableLines(error.message);
  const { request, status, message, errors, requestId } = error;
  const more = errors.length - SHOWN_PROBLEMS;
  const lines = [
    message,
    ...errors.slice(0, SHOWN_PROBLEMS).map((line) => `  ${line}`),
    ...(more > 0 ? [`  ... and ${more} more`] : []),
    `(${request}: ${status}${requestId === undefined ? '' : `, request ${requestId}`})`,
  ];
  return printableLines(lines.join('\n'));
}
