import createClient from 'openapi-fetch';
import type { paths } from '../../cli/openapi.d.ts';
import type { LocalStack } from '../../local/run.ts';
import { checkAnswer } from './contract.ts';

/** A client whose calls and answers have the types of the OpenAPI document; answers are checked against it, too. */
export function typedClient({ url }: Pick<LocalStack, 'url'>, token?: string) {
  const client = createClient<paths, 'application/json'>({
    baseUrl: url,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  client.use({
    async onResponse({ request, response }) {
      const text = await response.clone().text();
      const { status, headers } = response;
      const isJson = headers.get('content-type') === 'application/json';
      const body: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text;
      checkAnswer(request.method, new URL(request.url).pathname, { status, headers, body });
    },
  });
  return client;
}
