/** Grafana's dashboards and alerts: their files are valid, and live services export every metric that they query. */
package caravana.dashboards;
