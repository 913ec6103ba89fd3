/** Validation of JSON against a JSON Schema, with a list of violations. */
package caravana.starter.json;
