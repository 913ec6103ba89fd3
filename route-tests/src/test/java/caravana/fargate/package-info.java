/** The AWS deployment, checked against the services that it starts. */
package caravana.fargate;
