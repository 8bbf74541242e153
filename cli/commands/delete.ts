import { defineCommand } from '../command.ts';
import { FILE_OPTIONS } from '../file-options.ts';
import { sendFile } from '../send-file.ts';

export const deleteCommand = defineCommand({
  name: 'delete',
  args: 'SCHEMA FILE',
  summary: 'delete the resources that the records of FILE name',
  about: `A record is an external id, or holds it in the external id field of the schema,
as it does in CSV; other fields are passed over.`,
  options: FILE_OPTIONS,
  examples: ['delete customer gone.csv', 'delete customer gone.ndjson --validate-only'],
  run: (call) => sendFile('delete', call),
});
