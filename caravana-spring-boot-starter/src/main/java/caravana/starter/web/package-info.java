/** HTTP support for routes: consumer identity, request limits, problem documents and pagination. */
package caravana.starter.web;
