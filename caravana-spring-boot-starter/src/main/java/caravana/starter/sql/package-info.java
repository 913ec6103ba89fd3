/** Classification of database failures by SQLSTATE, and mapping of rows to records. */
package caravana.starter.sql;
