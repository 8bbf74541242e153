import type { IncomingMessage } from 'node:http';

/**
 * Whether a request was meant for this machine. A web page can have the name of its own site resolve to 127.0.0.1 and then
 * call itself (DNS rebinding), but its browser sends that name as the host; and it sends the page's origin with what it
 * lets a page of another site send.
 * @param port that the console is served on
 */
export function isLocal({ headers }: Pick<IncomingMessage, 'headers'>, port: number): boolean {
  const { host, origin } = headers;
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (host === undefined || !hosts.includes(host.toLowerCase())) return false;
  return origin === undefined || hosts.some((one) => origin.toLowerCase() === `http://${one}`);
}
