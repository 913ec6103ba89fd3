/** What a release consists of: its version, its changelog, its contracts and the lists of its libraries. */
package caravana.release;
