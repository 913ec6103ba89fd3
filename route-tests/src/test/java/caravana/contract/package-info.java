/** Checks the contracts (OpenAPI, AsyncAPI, JSON Schema) against what the services send, serve and accept. */
package caravana.contract;
