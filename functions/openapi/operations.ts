import { BATCH_OPERATIONS } from './batch-operations.ts';
import type { Operation } from './operation.ts';
import { RESOURCE_OPERATIONS } from './resource-operations.ts';
import type { OperationId } from './routes.ts';
import { SCHEMA_OPERATIONS } from './schema-operations.ts';
import { SERVICE_OPERATIONS } from './service-operations.ts';

/** Every route's operation: a route in `routes.ts` that is described nowhere is a type error here. */
export const OPERATIONS: Readonly<Record<OperationId, Operation>> = {
  ...BATCH_OPERATIONS,
  ...RESOURCE_OPERATIONS,
  ...SCHEMA_OPERATIONS,
  ...SERVICE_OPERATIONS,
};
