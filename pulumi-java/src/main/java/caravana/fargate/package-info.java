/** Caravana on AWS: a class for each part of the deployment, put together in {@link caravana.fargate.Caravana}. */
package caravana.fargate;
