// Made by `npm run openapi:types` from the OpenAPI document; a test says when it is old.
export interface paths {
    "/api/resources/{schema}/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create or patch up to 1000 resources
         * @description As PATCH, and what is missing is created. A request with anything wrong in it is refused whole and nothing is written. The same resource may appear many times; its patches are applied in order. The body may be gzipped (`content-encoding: gzip`).
         */
        post: operations["ingestBatch"];
        /**
         * Delete up to 1000 resources
         * @description Resources that are not there fail with `resource_not_found`.
         */
        delete: operations["deleteBatch"];
        options?: never;
        head?: never;
        /**
         * Patch up to 1000 resources
         * @description Resources that are not there fail with `resource_not_found`. A request with anything wrong in it is refused whole and nothing is written. The same resource may appear many times; its patches are applied in order. The body may be gzipped (`content-encoding: gzip`).
         */
        patch: operations["patchBatch"];
        trace?: never;
    };
    "/api/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant’s batches, newest first
         * @description A batch may be missing in the moments after it was accepted.
         */
        get: operations["listBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{batchId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a batch is
         * @description And why records failed.
         */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{batchId}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of every record
         * @description In request order. With `accept: application/x-ndjson` one record per line.
         */
        get: operations["getBatchResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{batchId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel what is not applied yet
         * @description What was applied stays. A batch that has ended is a 409.
         */
        post: operations["cancelBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{batchId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send failed records again
         * @description As a new batch, in their order. 409 while the first one runs, 400 when there is nothing to retry.
         */
        post: operations["retryBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/resources/{schema}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant’s resources */
        get: operations["listResources"];
        put?: never;
        /**
         * Create a resource, or merge into it
         * @description The external id field in `data` names it.
         */
        post: operations["createResource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/resources/{schema}/{externalId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One resource */
        get: operations["getResource"];
        put?: never;
        post?: never;
        /**
         * Delete a resource
         * @description Created again, it goes on from its last version, under a new `id`.
         */
        delete: operations["deleteResource"];
        options?: never;
        head?: never;
        /** Patch a resource */
        patch: operations["patchResource"];
        trace?: never;
    };
    "/partner/schema-definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The partner’s definitions
         * @description By name.
         */
        get: operations["listSchemaDefinitions"];
        put?: never;
        /**
         * Define a kind of resource
         * @description Partner tokens alone.
         */
        post: operations["createSchemaDefinition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/partner/schema-definitions/{idOrName}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One definition */
        get: operations["getSchemaDefinition"];
        put?: never;
        /**
         * Change a definition
         * @description Partner tokens alone. What is left out stays; it holds everywhere within a minute.
         */
        post: operations["updateSchemaDefinition"];
        /**
         * Hide a definition for good
         * @description Partner tokens alone. Its resources are not found any more; nothing stored is removed, and its names stay taken.
         */
        delete: operations["deleteSchemaDefinition"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every limit as a number
         * @description For any token; no tenant is needed.
         */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description OpenAPI 3.1; no token is needed. Gzipped for those who accept it.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document for people
         * @description A page with calls to try; no token is needed to read it.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/rapidoc.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The script of that page */
        get: operations["getDocsScript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        PatchRequest: {
            /** @description Merge patches (RFC 7396), each with the external id field, which names its resource. Absent fields stay, `null` deletes, objects merge, arrays are replaced. */
            resources: {
                [key: string]: unknown;
            }[];
            /** @description Parallel to `resources`: the version that a resource must have when its patch meets it, or null. Later patches count the versions that earlier ones made. */
            ifVersion?: (number | null)[];
        };
        IngestRequest: {
            /** @description Merge patches (RFC 7396), each with the external id field, which names its resource. Absent fields stay, `null` deletes, objects merge, arrays are replaced. */
            resources: {
                [key: string]: unknown;
            }[];
        };
        DeletionRequest: {
            /** @description The resources to delete. */
            externalIds: string[];
            /** @description As in the query. */
            dryRun?: boolean;
        };
        RetryRequest: {
            /**
             * @description Which of the failed records: those that a retry may mend, or all.
             * @enum {string}
             */
            only: "retryable" | "failed";
        };
        ResourceRequest: {
            /** @description The fields to change, merged as in a batch (RFC 7396). */
            data: {
                [key: string]: unknown;
            };
        };
        NewSchemaDefinition: {
            /** @description Letters, digits, `_` and `-`; unique among names and plural names, ignoring case. */
            name: string;
            /** @description As `name`. */
            pluralName: string;
            /**
             * @description For people.
             * @default
             */
            description: string;
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            category: "contacts_schema" | "transactions_schema" | "locations_schema" | "custom_schema";
            /** @description The string property, required by the schema, that names a resource. */
            external_id_field?: string;
            /** @description The same as `external_id_field`: send either. */
            externalIdField?: string;
            /** @description JSON Schema, draft-07. Patterns are of RE2; `$ref` stays within the schema. */
            schema: {
                [key: string]: unknown;
            };
        };
        SchemaDefinitionChanges: {
            /** @description For people. */
            description?: string;
            /**
             * @description What kind of thing it is.
             * @enum {string}
             */
            category?: "contacts_schema" | "transactions_schema" | "locations_schema" | "custom_schema";
            /** @description JSON Schema, draft-07. Patterns are of RE2; `$ref` stays within the schema. */
            schema?: {
                [key: string]: unknown;
            };
            /** @description Cannot change: left out, or sent as it is. */
            name?: string;
            /** @description Cannot change: left out, or sent as it is. */
            pluralName?: string;
            /** @description Cannot change: left out, or sent as it is. */
            external_id_field?: string;
            /** @description Cannot change: left out, or sent as it is. */
            externalIdField?: string;
        };
        /** @description What would become of every record. */
        BatchPreview: {
            schemaDefinitionId: string;
            recordCount: number;
            summary: {
                applied: number;
                unchanged: number;
                failed: number;
            };
            results: {
                index: number;
                externalId: string;
                /** @enum {string} */
                outcome: "applied" | "unchanged" | "failed";
                code?: components["schemas"]["FailureCode"];
                message?: string;
                /** @description `pointer: what was expected`, one per problem. */
                errors?: string[];
                /** @description Whether the same patch may succeed when it is sent again. */
                retryable?: boolean;
                /** @description With `version_mismatch`: what the resource has. */
                currentVersion?: number;
                /** @description With `skipped_after_failure`: index of the cause. */
                causedBy?: number;
                /** @description JSON Pointers of values that are added, or replaced whole. */
                changed?: string[];
                /** @description JSON Pointers of values that are gone. */
                cleared?: string[];
                /** @description Details are left out for their size. */
                truncated?: boolean;
            }[];
        };
        /**
         * @description Why a record failed:
         *     - `resource_not_found`: a PATCH of a resource that is not there
         *     - `already_exists`: a POST with `onconflict=reject` of a resource that is there
         *     - `validation_failed`: the merged resource does not match the schema; `errors` says where
         *     - `resource_too_large`: the merged resource would take more than it may
         *     - `version_mismatch`: the resource has another version than `ifVersion` asked for
         *     - `skipped_after_failure`: an earlier patch of the resource failed (`causedBy`), with `onFailure=skipRest`
         *     - `retries_exhausted`: a fault of ours did not pass; the patch was not applied
         *     - `outcome_unknown`: a fault of ours did not pass, and whether the patch was applied cannot be told
         * @enum {string}
         */
        FailureCode: "resource_not_found" | "already_exists" | "validation_failed" | "resource_too_large" | "version_mismatch" | "skipped_after_failure" | "retries_exhausted" | "outcome_unknown";
        AcceptedBatch: {
            batchId: string;
            message: string;
            recordCount: number;
            schemaDefinitionId: string;
            /** @description Of a retry: the batch that is retried. */
            parentBatchId?: string;
        };
        /** @description Something in the request is wrong. */
        InvalidRequest: {
            /** @constant */
            success: false;
            message: string;
            /** @description Every problem with its place and what was expected; up to 100, then how many more. */
            errors: string[];
        };
        /** @description Answered by API Gateway, before any function ran. */
        GatewayAnswer: {
            message: string;
        };
        /** @description Nothing was done; `message` says why. */
        Refusal: {
            /** @constant */
            success: false;
            message: string;
        };
        /** @description There is no such thing for this tenant. */
        NotFound: {
            /** @constant */
            success: false;
            message: string;
            data: {
                error: string;
            };
        };
        Batch: {
            batchId: string;
            /**
             * @description Final if and only if `progress.pendingRecords` is 0.
             * @enum {string}
             */
            status: "pending" | "processing" | "success" | "partial_success" | "failed" | "cancelled";
            /** @enum {string} */
            batchType: "PARTNER_RESOURCE_BATCH_PATCH" | "PARTNER_RESOURCE_JSON_INGEST" | "PARTNER_RESOURCE_BATCH_DELETE";
            progress: {
                totalRecords: number;
                processedRecords: number;
                /** @description Those that changed nothing among them. */
                successfulRecords: number;
                /** @description Those of the successful that changed nothing. */
                unchangedRecords: number;
                pendingRecords: number;
                failedRecords: number;
                cancelledRecords: number;
                /** @description successful / processed */
                successRate: number;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            completedAt: string | null;
            schemaName: string;
            schemaDefinitionId: string;
            /** @description The batch that this one retries. */
            parentBatchId: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            cancelRequestedAt: string | null;
        };
        BatchReport: {
            batchId: string;
            /**
             * @description Final if and only if `progress.pendingRecords` is 0.
             * @enum {string}
             */
            status: "pending" | "processing" | "success" | "partial_success" | "failed" | "cancelled";
            /** @enum {string} */
            batchType: "PARTNER_RESOURCE_BATCH_PATCH" | "PARTNER_RESOURCE_JSON_INGEST" | "PARTNER_RESOURCE_BATCH_DELETE";
            progress: {
                totalRecords: number;
                processedRecords: number;
                /** @description Those that changed nothing among them. */
                successfulRecords: number;
                /** @description Those of the successful that changed nothing. */
                unchangedRecords: number;
                pendingRecords: number;
                failedRecords: number;
                cancelledRecords: number;
                /** @description successful / processed */
                successRate: number;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            completedAt: string | null;
            schemaName: string;
            schemaDefinitionId: string;
            /** @description The batch that this one retries. */
            parentBatchId: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            cancelRequestedAt: string | null;
            errors: {
                message: string | null;
                /** @description Failures by code. */
                summary: {
                    [key: string]: number;
                };
                /** @description Failures by index in the request. */
                details: {
                    [key: string]: {
                        externalId: string;
                        code: components["schemas"]["FailureCode"];
                        message: string;
                        /** @description `pointer: what was expected`, one per problem. */
                        errors: string[];
                        /** @description Whether the same patch may succeed when it is sent again. */
                        retryable: boolean;
                        /** @description With `version_mismatch`: what the resource has. */
                        currentVersion?: number;
                        /** @description With `skipped_after_failure`: index of the cause. */
                        causedBy?: number;
                    };
                };
                /** @description How many did not fit; the results have them all. */
                detailsOmitted: number;
            };
        };
        /** @description What became of one record; `code` and its like where it failed. */
        BatchResult: {
            /** @description Place in the request, from 0. */
            index: number;
            externalId: string;
            /** @enum {string} */
            outcome: "applied" | "unchanged" | "failed" | "cancelled" | "pending";
            code?: components["schemas"]["FailureCode"];
            message?: string;
            /** @description `pointer: what was expected`, one per problem. */
            errors?: string[];
            /** @description Whether the same patch may succeed when it is sent again. */
            retryable?: boolean;
            /** @description With `version_mismatch`: what the resource has. */
            currentVersion?: number;
            /** @description With `skipped_after_failure`: index of the cause. */
            causedBy?: number;
            /** @description Of a retry: its place in the batch that is retried. */
            parentIndex?: number;
            /** @description With `include=patch`. */
            patch?: {
                [key: string]: unknown;
            };
            /** @description With `include=patch`. */
            ifVersion?: number;
        };
        CancellingBatch: {
            batchId: string;
            message: string;
            /** @enum {string} */
            status: "pending" | "processing" | "success" | "partial_success" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            cancelRequestedAt: string;
        };
        Resource: {
            id: string;
            schemaDefinitionId: string;
            resourceExternalId: string;
            /** @description One more for every patch that changes the data. */
            version: number;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            updatedAt: string;
            data: {
                [key: string]: unknown;
            };
        };
        DeletedResource: {
            resourceExternalId: string;
            version: number;
        };
        SchemaDefinition: {
            id: string;
            name: string;
            pluralName: string;
            description: string;
            /** @enum {string} */
            category: "contacts_schema" | "transactions_schema" | "locations_schema" | "custom_schema";
            externalIdField: string;
            /** @description The same as `externalIdField`. */
            external_id_field: string;
            /** @description JSON Schema, draft-07. */
            schema: {
                [key: string]: unknown;
            };
            versionNumber: number;
            /** @description Always empty. */
            referenceSchemas: unknown[];
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            updatedAt: string;
        };
        DeletedSchemaDefinition: {
            id: string;
            name: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             */
            deactivatedAt: string;
        };
        /** @description A `Length` is in UTF-16 units. */
        Limits: {
            request: {
                maxBodyBytes: number;
                maxTenantIdBytes: number;
                maxErrorsShown: number;
                maxErrorLength: number;
            };
            batch: {
                maxItems: number;
                maxPatchBytes: number;
                maxErrorsShownPerRecord: number;
                maxErrorLengthPerRecord: number;
                retentionDays: number;
                maxCheckSteps: number;
                maxPreviewCheckSteps: number;
                maxIdempotencyKeyLength: number;
                maxWaitSeconds: number;
            };
            resource: {
                maxExternalIdBytes: number;
                maxDocumentBytes: number;
                maxDepthLevels: number;
                maxFieldNameBytes: number;
                maxNumberDigits: number;
                largestNumber: number;
                smallestNumber: number;
                largestInteger: number;
                maxFormattedLength: number;
                maxCheckSteps: number;
            };
            schemaDefinition: {
                maxNameLength: number;
                maxDescriptionLength: number;
                maxExternalIdFieldLength: number;
                maxSchemaBytes: number;
                maxDepthLevels: number;
                maxSubschemas: number;
                maxSubschemasPerValue: number;
                maxEnumValues: number;
                maxSchemasInList: number;
                maxPatternLength: number;
                maxPatternsSize: number;
            };
            page: {
                usualResources: number;
                maxResources: number;
                usualBatches: number;
                maxBatches: number;
                usualSchemaDefinitions: number;
                maxSchemaDefinitions: number;
                usualResults: number;
                maxResults: number;
            };
        };
    };
    responses: {
        /** @description Something in the request is wrong; `errors` says what, where and what was expected. */
        InvalidRequest: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["InvalidRequest"];
            };
        };
        /** @description The token is missing, expired or not of this issuer. */
        Unauthorized: {
            headers: {
                /** @description What is wrong with the token. */
                "www-authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description The token may not do this, or not for this tenant. */
        Forbidden: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"];
            };
        };
        /** @description There is no such schema definition, batch or resource for this tenant. */
        NotFound: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["NotFound"];
            };
        };
        /** @description The body, or the resource that it would make, is too large. */
        TooLarge: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] | components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description The content type or encoding is not taken. */
        UnsupportedMediaType: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"];
            };
        };
        /** @description The idempotency key was used for another request. */
        OtherRequest: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"];
            };
        };
        /** @description More requests than the account takes. */
        TooManyRequests: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                /** @description Seconds to wait before the same request is sent again; not with an answer of API Gateway. */
                "retry-after"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] | components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description Something went wrong on our side; the log has it under the request id. */
        Fault: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] | components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description Busy: send the same request again in a while. */
        Busy: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                /** @description Seconds to wait before the same request is sent again; not with an answer of API Gateway. */
                "retry-after"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"] | components["schemas"]["GatewayAnswer"];
            };
        };
        /** @description What is to be made is there already, or another call came at the same time. */
        Conflict: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"];
            };
        };
        /** @description `If-Match` names another version than the resource has. */
        PreconditionFailed: {
            headers: {
                /** @description The id that the log knows the request by. */
                "x-request-id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ingestBatch: {
        parameters: {
            query?: {
                /** @description What a field that the schema does not define is, at any depth: an error, or with `true` not saved. Empty and `null` are `false`. */
                ignoreUnknownFields?: boolean;
                /** @description What to do where there is a resource: merge into it, or refuse (`already_exists`). */
                onconflict?: "upsert" | "reject";
                /** @description Answer 200 with what would become of every record, and write nothing. */
                validateOnly?: boolean;
                /** @description What a failed patch means for the later ones of the same resource: nothing, or that they fail too (`skipped_after_failure`). */
                onFailure?: "continue" | "skipRest";
            };
            header?: {
                /** @description Visible ASCII of your choice: the same request with the same key makes one batch, however often it is sent. */
                "idempotency-key"?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IngestRequest"];
                "application/merge-patch+json": components["schemas"]["IngestRequest"];
            };
        };
        responses: {
            /** @description With `validateOnly`: what would happen. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["BatchPreview"];
                    };
                };
            };
            /** @description The batch is stored and will be applied. */
            202: {
                headers: {
                    /** @description Path of what was made. */
                    location: string;
                    /**
                     * @description Seconds to wait before asking.
                     * @example 1
                     */
                    "retry-after": number;
                    /** @description `true` where an earlier request with the same key was answered so. */
                    "idempotency-replayed"?: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AcceptedBatch"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["OtherRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    deleteBatch: {
        parameters: {
            query?: {
                /** @description As `validateOnly` of the other calls; also in the body. */
                dryRun?: boolean;
                /** @description What a failed patch means for the later ones of the same resource: nothing, or that they fail too (`skipped_after_failure`). */
                onFailure?: "continue" | "skipRest";
            };
            header?: {
                /** @description Visible ASCII of your choice: the same request with the same key makes one batch, however often it is sent. */
                "idempotency-key"?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeletionRequest"];
                "application/merge-patch+json": components["schemas"]["DeletionRequest"];
            };
        };
        responses: {
            /** @description With `dryRun`: what would happen. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["BatchPreview"];
                    };
                };
            };
            /** @description The batch is stored and will be applied. */
            202: {
                headers: {
                    /** @description Path of what was made. */
                    location: string;
                    /**
                     * @description Seconds to wait before asking.
                     * @example 1
                     */
                    "retry-after": number;
                    /** @description `true` where an earlier request with the same key was answered so. */
                    "idempotency-replayed"?: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AcceptedBatch"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["OtherRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    patchBatch: {
        parameters: {
            query?: {
                /** @description What a field that the schema does not define is, at any depth: an error, or with `true` not saved. Empty and `null` are `false`. */
                ignoreUnknownFields?: boolean;
                /** @description Answer 200 with what would become of every record, and write nothing. */
                validateOnly?: boolean;
                /** @description What a failed patch means for the later ones of the same resource: nothing, or that they fail too (`skipped_after_failure`). */
                onFailure?: "continue" | "skipRest";
            };
            header?: {
                /** @description Visible ASCII of your choice: the same request with the same key makes one batch, however often it is sent. */
                "idempotency-key"?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchRequest"];
                "application/merge-patch+json": components["schemas"]["PatchRequest"];
            };
        };
        responses: {
            /** @description With `validateOnly`: what would happen. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["BatchPreview"];
                    };
                };
            };
            /** @description The batch is stored and will be applied. */
            202: {
                headers: {
                    /** @description Path of what was made. */
                    location: string;
                    /**
                     * @description Seconds to wait before asking.
                     * @example 1
                     */
                    "retry-after": number;
                    /** @description `true` where an earlier request with the same key was answered so. */
                    "idempotency-replayed"?: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AcceptedBatch"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["OtherRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description At most so many; a page of large entries may be shorter. */
                limit?: number;
                /** @description The `cursor` of the page before, good for this very list. */
                cursor?: string;
                /** @description Batches of these types alone, with commas between them. */
                batchType?: ("PARTNER_RESOURCE_BATCH_PATCH" | "PARTNER_RESOURCE_JSON_INGEST" | "PARTNER_RESOURCE_BATCH_DELETE")[];
                /** @description Batches with these statuses alone, with commas between them. */
                status?: ("pending" | "processing" | "success" | "partial_success" | "failed" | "cancelled")[];
            };
            header?: {
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of batches. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            results: components["schemas"]["Batch"][];
                            pagination: {
                                hasNextPage: boolean;
                                /** @description Where the next page begins. */
                                cursor: string | null;
                            };
                        };
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 while it is still the same. */
                "if-none-match"?: string;
                /** @description `wait=N`: the answer comes as soon as the batch is final, else after N seconds, 1 to 20 (RFC 7240). */
                prefer?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description The id that a batch was accepted with. */
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch as it stands. */
            200: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /**
                     * @description Seconds to wait before asking.
                     * @example 1
                     */
                    "retry-after"?: number;
                    /**
                     * @description What of `Prefer` was followed.
                     * @example wait=10
                     */
                    "preference-applied"?: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["BatchReport"];
                    };
                };
            };
            /** @description Nothing has changed since the answer with this `ETag`. */
            304: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /**
                     * @description Seconds to wait before asking.
                     * @example 1
                     */
                    "retry-after"?: number;
                    /**
                     * @description What of `Prefer` was followed.
                     * @example wait=10
                     */
                    "preference-applied"?: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getBatchResults: {
        parameters: {
            query?: {
                /** @description At most so many; a page of large entries may be shorter. */
                limit?: number;
                /** @description The `cursor` of the page before, good for this very list. */
                cursor?: string;
                /** @description Records of these outcomes alone, with commas between them. */
                outcome?: ("applied" | "unchanged" | "failed" | "cancelled" | "pending")[];
                /** @description Gives each patch back as it was accepted. */
                include?: "patch";
            };
            header?: {
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description The id that a batch was accepted with. */
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of records. */
            200: {
                headers: {
                    /** @description With lines: `<path>; rel="next"`, where the list goes on (RFC 8288). */
                    link?: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            results: components["schemas"]["BatchResult"][];
                            pagination: {
                                hasNextPage: boolean;
                                /** @description Where the next page begins. */
                                cursor: string | null;
                            };
                        };
                    };
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    cancelBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description The id that a batch was accepted with. */
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rest will be cancelled. */
            202: {
                headers: {
                    /** @description Path of what was made. */
                    location: string;
                    /**
                     * @description Seconds to wait before asking.
                     * @example 1
                     */
                    "retry-after": number;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CancellingBatch"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    retryBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Visible ASCII of your choice: the same request with the same key makes one batch, however often it is sent. */
                "idempotency-key"?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description The id that a batch was accepted with. */
                batchId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetryRequest"];
                "application/merge-patch+json": components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description The batch is stored and will be applied. */
            202: {
                headers: {
                    /** @description Path of what was made. */
                    location: string;
                    /**
                     * @description Seconds to wait before asking.
                     * @example 1
                     */
                    "retry-after": number;
                    /** @description `true` where an earlier request with the same key was answered so. */
                    "idempotency-replayed"?: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AcceptedBatch"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["OtherRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    listResources: {
        parameters: {
            query?: {
                /** @description At most so many; a page of large entries may be shorter. */
                limit?: number;
                /** @description The `cursor` of the page before, good for this very list. */
                cursor?: string;
            };
            header?: {
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of resources. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            results: components["schemas"]["Resource"][];
                            pagination: {
                                hasNextPage: boolean;
                                /** @description Where the next page begins. */
                                cursor: string | null;
                            };
                        };
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    createResource: {
        parameters: {
            query?: {
                /** @description What a field that the schema does not define is, at any depth: an error, or with `true` not saved. Empty and `null` are `false`. */
                ignoreUnknownFields?: boolean;
                /** @description What to do where there is a resource: merge into it, or refuse (`already_exists`). */
                onconflict?: "upsert" | "reject";
            };
            header?: {
                /** @description The `ETag` of a read, or `*`: with another version nothing is written and the answer is 412. */
                "if-match"?: string;
                /** @description Creates only: where there is a resource nothing is written and the answer is 412. */
                "if-none-match"?: "*";
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResourceRequest"];
                "application/merge-patch+json": components["schemas"]["ResourceRequest"];
            };
        };
        responses: {
            /** @description It was there: the resource as it is now. */
            200: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            result: components["schemas"]["Resource"];
                        };
                    };
                };
            };
            /** @description The new resource. */
            201: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description Path of what was made. */
                    location: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            result: components["schemas"]["Resource"];
                        };
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 while it is still the same. */
                "if-none-match"?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
                /** @description The external id of the resource, percent-encoded; case-sensitive. */
                externalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource. */
            200: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            result: components["schemas"]["Resource"];
                        };
                    };
                };
            };
            /** @description It still has the version that `If-None-Match` names. */
            304: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    deleteResource: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of a read, or `*`: with another version nothing is written and the answer is 412. */
                "if-match"?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
                /** @description The external id of the resource, percent-encoded; case-sensitive. */
                externalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone; `version` is its last. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["DeletedResource"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    patchResource: {
        parameters: {
            query?: {
                /** @description What a field that the schema does not define is, at any depth: an error, or with `true` not saved. Empty and `null` are `false`. */
                ignoreUnknownFields?: boolean;
            };
            header?: {
                /** @description The `ETag` of a read, or `*`: with another version nothing is written and the answer is 412. */
                "if-match"?: string;
                /** @description The tenant to act for, visible ASCII without commas, of at most 256 bytes. Needed with a partner token; with a tenant's own token absent, or the same. */
                "reach-tenant-id"?: string;
            };
            path: {
                /** @description Id, name or plural name of a schema definition, in any case. */
                schema: string;
                /** @description The external id of the resource, percent-encoded; case-sensitive. */
                externalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResourceRequest"];
                "application/merge-patch+json": components["schemas"]["ResourceRequest"];
            };
        };
        responses: {
            /** @description The resource as it is now. */
            200: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            result: components["schemas"]["Resource"];
                        };
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    listSchemaDefinitions: {
        parameters: {
            query?: {
                /** @description At most so many; a page of large entries may be shorter. */
                limit?: number;
                /** @description The `cursor` of the page before, good for this very list. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of definitions. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: {
                            results: components["schemas"]["SchemaDefinition"][];
                            pagination: {
                                hasNextPage: boolean;
                                /** @description Where the next page begins. */
                                cursor: string | null;
                            };
                        };
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    createSchemaDefinition: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSchemaDefinition"];
                "application/merge-patch+json": components["schemas"]["NewSchemaDefinition"];
            };
        };
        responses: {
            /** @description Version 1. */
            201: {
                headers: {
                    /** @description Path of what was made. */
                    location: string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["SchemaDefinition"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getSchemaDefinition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id, name or plural name of the schema definition, in any case. */
                idOrName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current version. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["SchemaDefinition"];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    updateSchemaDefinition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id, name or plural name of the schema definition, in any case. */
                idOrName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SchemaDefinitionChanges"];
                "application/merge-patch+json": components["schemas"]["SchemaDefinitionChanges"];
            };
        };
        responses: {
            /** @description The new version. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["SchemaDefinition"];
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    deleteSchemaDefinition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id, name or plural name of the schema definition, in any case. */
                idOrName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is hidden. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["DeletedSchemaDefinition"];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits. */
            200: {
                headers: {
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        data: components["schemas"]["Limits"];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 while it is still the same. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description How long the answer may be kept. */
                    "cache-control": string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description How long the answer may be kept. */
                    "cache-control": string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 while it is still the same. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description How long the answer may be kept. */
                    "cache-control": string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description How long the answer may be kept. */
                    "cache-control": string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
    getDocsScript: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an earlier answer: 304 while it is still the same. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The script. */
            200: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description How long the answer may be kept. */
                    "cache-control": string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
            /** @description It is still what `If-None-Match` names. */
            304: {
                headers: {
                    /**
                     * @description What this is a version of by name: for `If-Match` or `If-None-Match` of a later call.
                     * @example "3"
                     */
                    etag: string;
                    /** @description How long the answer may be kept. */
                    "cache-control": string;
                    /** @description The id that the log knows the request by. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Fault"];
            503: components["responses"]["Busy"];
        };
    };
}
