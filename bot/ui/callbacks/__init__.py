"""The address of every screen: what a button carries. An old button still opens the right place."""
