/** What {@code ./run} starts on one machine, in parts that the tests start one by one. */
package caravana.localstack;
