/** What a database's failure means, and how its rows are read into records. */
package caravana.starter.sql;
