/** Orders: takes orders in over HTTP, keeps them, announces them, and shows which invoice became of each. */
package caravana.orders;
