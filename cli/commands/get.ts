import { defineCommand, positionalsOf } from '../command.ts';
import { definitionOf } from '../definition-of.ts';
import { PatchlaneError, UsageError } from '../errors.ts';
import { EXIT } from '../io.ts';
import { printDocument } from '../report/print.ts';

export const getCommand = defineCommand({
  name: 'get',
  args: 'SCHEMA ID',
  summary: 'print the data of one resource as JSON',
  about: 'ID is the external id as it is, not percent-encoded.',
  options: {
    version: { type: 'boolean', help: 'print its version alone, which a batch takes as ifVersion' },
  },
  examples: ['get customer c-1', 'get customer c-1 --version', 'get customer c-1 --json'],
  run: async (call) => {
    const [schema, externalId] = positionalsOf(call, 'SCHEMA', 'ID');
    const { io, values } = call;
    if (values.version && values.json) throw new UsageError('--json has the version too: give either.');
    if (externalId === '.' || externalId === '..') {
      throw new UsageError(
        `A resource whose id is ${JSON.stringify(externalId)} cannot be read: it is no path.`,
      );
    }
    const client = call.client();
    const resource = await client.resource(schema, externalId);
    if (resource === undefined) {
      const { name } = await definitionOf(client, schema);
      throw new PatchlaneError(`There is no ${name} ${JSON.stringify(externalId)} of this tenant.`);
    }
    if (values.version) io.stdout.write(`${resource.version}\n`);
    else printDocument(call, values.json ? resource : resource.data);
    return EXIT.ok;
  },
});
