"""总览: which units stand where, and which need attention."""
