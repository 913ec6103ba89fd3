/** Faults on purpose: processes, servers and connections die under load, and the books are checked afterwards. */
package caravana.faults;
