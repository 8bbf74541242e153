import { Stack } from 'aws-cdk-lib';
import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRIC_VALUES } from '../functions/domain/metric-values.ts';

/** Rows of an answer that somebody reads. */
const ROWS = 50;

/** Saved queries of Logs Insights over the functions' logs. What is found is in `docs/operations.md`. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, { logGroups }: { readonly logGroups: readonly ILogGroup[] }) {
    super(scope, id);
    const save = (name: string, title: string, query: ConstructorParameters<typeof QueryString>[0]) =>
      new QueryDefinition(this, name, {
        // The part before the slash is a folder: stages side by side have their own.
        queryDefinitionName: `${Stack.of(this).stackName}/${title}`,
        queryString: new QueryString(query),
        logGroups: [...logGroups],
      });

    save('SlowestBatches', 'Slowest batches', {
      fields: [
        '@timestamp',
        'acceptToFinalMs',
        'batchId',
        'status',
        'records',
        'partnerId',
        'tenantId',
        'requestId',
      ],
      filterStatements: ['message = "batch completed"'],
      sort: 'acceptToFinalMs desc',
      limit: ROWS,
    });
    save('FailuresByCode', 'Failures by code', {
      filterStatements: ['message = "records failed"'],
      statsStatements: [
        `${METRIC_VALUES.code.map((code) => `sum(codes.${code}) as ${code}`).join(', ')} by bin(1h)`,
      ],
    });
    save('BusiestTenants', 'Busiest tenants', {
      // Also those of which the sweeper has to send lanes.
      filterStatements: ['message like /^batch accepted/'],
      statsStatements: ['count(*) as batches, sum(records) as patches by partnerId, tenantId'],
      sort: 'patches desc',
      limit: ROWS,
    });
    save('StoryOfABatch', 'Story of a batch (put its id in)', {
      fields: ['@timestamp', 'level', 'message', '@log', '@message'],
      filterStatements: ['batchId = "<batch id>"'],
      sort: '@timestamp asc',
      limit: 1000,
    });
  }
}
