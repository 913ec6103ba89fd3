/** The deployment on AWS, held against the services that it starts. */
package caravana.fargate;
