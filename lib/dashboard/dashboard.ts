import { Duration } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms } from '../alarms.ts';
import type { Api } from '../api.ts';
import type { PatchQueue } from '../patch-queue.ts';
import type { PatchlaneFunction } from '../patchlane-function.ts';
import type { Tables } from '../tables.ts';
import { healthRow, intakeRow, processingRows } from './batches.ts';
import { costRow } from './cost.ts';
import { functionsRow, queueRow, tablesRow } from './services.ts';

export interface OperationsDashboardProps {
  readonly alarms: Alarms;
  readonly api: Api;
  readonly patchQueue: PatchQueue;
  readonly tables: Tables;
  readonly functions: readonly PatchlaneFunction<unknown>[];
}

/** Long enough to see what was before a fault, short enough that every minute has its point. */
const SHOWN = Duration.hours(3);

/** What the person on call looks at: whether batches flow, then why not, from the partners' side to the bill. */
export class OperationsDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    const { alarms, patchQueue, tables, functions } = props;
    this.dashboard = new Dashboard(this, 'Operations', {
      defaultInterval: SHOWN,
      widgets: [
        ...healthRow(this, props),
        ...intakeRow(this, props),
        ...processingRows(this),
        ...queueRow(patchQueue, alarms),
        ...functionsRow(functions),
        ...tablesRow(tables),
        ...costRow(this, props),
      ],
    });
  }
}
