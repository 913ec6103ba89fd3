/** The parts of {@code ./run}. */
package caravana.localstack;
