/** The local stack of {@code ./run}; tests also start its components individually. */
package caravana.localstack;
