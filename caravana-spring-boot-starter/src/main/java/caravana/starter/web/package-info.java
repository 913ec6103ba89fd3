/** HTTP around the routes: who calls, what is refused before a route runs, problem documents, pages. */
package caravana.starter.web;
