import { describe, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../functions/domain/fold.ts';
import { resourceOf, synthesizeTemplate } from '../support/template.ts';

const template = synthesizeTemplate();
const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition'));
const textOf = (name: string) =>
  String(resourceOf(template, 'AWS::Logs::QueryDefinition', name).Properties['QueryString']);

describe('the saved queries', () => {
  it('are in a folder of their stack', () => {
    expect(queries.map(({ Properties }): unknown => Properties.Name).sort()).toEqual([
      'Patchlane-prod/Busiest tenants',
      'Patchlane-prod/Failures by code',
      'Patchlane-prod/Slowest batches',
      'Patchlane-prod/Story of a batch (put its id in)',
    ]);
  });

  it("search the logs of every function, and no others, which are at most Logs Insights' 50", () => {
    const groups = Object.keys(template.findResources('AWS::Logs::LogGroup'))
      .filter((id) => !id.includes('AccessLogs'))
      .map((Ref) => ({ Ref }));
    expect(groups.length).toBeLessThanOrEqual(50);
    for (const { Properties } of queries) expect(new Set(Properties.LogGroupNames)).toEqual(new Set(groups));
  });

  it('find the batches that took longest', () => {
    expect(textOf('SlowestBatches')).toContain(
      '| filter message = "batch completed"\n| sort acceptToFinalMs desc',
    );
  });

  it('count failures by every code that there is', () => {
    expect(textOf('FailuresByCode')).toContain('filter message = "records failed"');
    for (const code of FAILURE_CODES)
      expect(textOf('FailuresByCode')).toContain(`sum(codes.${code}) as ${code}`);
  });

  it('add up what each tenant sent', () => {
    expect(textOf('BusiestTenants')).toContain(
      '| stats count(*) as batches, sum(records) as patches by partnerId, tenantId',
    );
  });

  it('tell what happened to one batch, from the beginning', () => {
    expect(textOf('StoryOfABatch')).toContain('| filter batchId = "<batch id>"\n| sort @timestamp asc');
  });
});
