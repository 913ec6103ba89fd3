/** What {@code ./run} is made of, part by part. */
package caravana.localstack;
