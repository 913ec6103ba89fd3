/** The Pulumi program of Caravana on AWS: one class per component, combined in {@link caravana.fargate.Caravana}. */
package caravana.fargate;
