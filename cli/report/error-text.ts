import { ApiError, type PatchlaneError } from '../errors.ts';
import { printableLines } from './printable.ts';

/** Problems that fill a screen hide the first of them. */
const SHOWN_PROBLEMS = 10;

/** What the API's words, which are for programs, leave to be found out. */
function adviceFor({ status, message, errors }: ApiError): readonly string[] {
  const isTenantWrong = errors.some((line) => line.includes('reach-tenant-id'));
  if (isTenantWrong) return ['The tenant is what --tenant or PATCHLANE_TENANT says.'];
  const isSetting =
    status === 401 || status === 403 || (status === 404 && message.startsWith('There is nothing'));
  return isSetting ? ['patchlane doctor tells whether URL, token and tenant are right.'] : [];
}

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
    ...adviceFor(error),
  ];
  return printableLines(lines.join('\n'));
}
