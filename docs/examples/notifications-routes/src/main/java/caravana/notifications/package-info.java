/** The Notifications service: its names, its queues and its error policy. */
package caravana.notifications;
