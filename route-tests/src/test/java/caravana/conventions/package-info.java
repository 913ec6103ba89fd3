/** The project's own rules, as tests: what every route, bean and SQL file has in common. */
package caravana.conventions;
