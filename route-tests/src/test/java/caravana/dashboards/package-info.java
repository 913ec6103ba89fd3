/** What Grafana shows and alerts about: that the files are sound, and that live services tell everything they ask for. */
package caravana.dashboards;
