/** The contracts as files (OpenAPI, AsyncAPI, JSON Schema) hold for what the services really send, serve and accept. */
package caravana.contract;
