import type { Owner } from './batch.ts';
import type { JsonObject } from './json.ts';
import type { TakenIn } from './marker.ts';

export interface ResourceKey extends Owner {
  readonly schemaId: string;
  readonly externalId: string;
}

/** A resource as readers see it. */
export interface Resource {
  readonly id: string;
  /** 1 for a new resource, one more for every patch that changed it; goes on after a delete. */
  readonly version: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly data: JsonObject;
}

/** What is stored under a resource's key: the resource if there is one, and what keeps its lanes exactly-once. */
export interface ResourceState extends TakenIn {
  readonly resource: Resource | undefined;
  /** The resource's version, or that of the last resource under this key; 0 when there never was one. */
  readonly version: number;
  /** Counts every write of the item, those that only fence a lane too: the guard of the conditional write. 0 = no item. */
  readonly revision: number;
}

export const NO_STATE: ResourceState = { resource: undefined, version: 0, revision: 0, marker: [] };
