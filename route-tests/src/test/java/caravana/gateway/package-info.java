/** The gateway: what Kong's declarative configuration says, what it does to a request, and how the platform is put together. */
package caravana.gateway;
