/** JSON that is read against a JSON Schema: a record, or every place where it breaks the contract. */
package caravana.starter.json;
