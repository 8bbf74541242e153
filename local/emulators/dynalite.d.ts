declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** The part of its interface that is used here; the package brings no types. */
  function dynalite(options: {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }): Server;
  export = dynalite;
}
