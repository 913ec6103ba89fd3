/** The gateway: Kong's declarative configuration, its effect on requests, and the composition of the platform. */
package caravana.gateway;
