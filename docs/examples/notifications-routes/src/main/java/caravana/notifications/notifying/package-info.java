/** A placed order becomes a notification for its merchant. */
package caravana.notifications.notifying;
