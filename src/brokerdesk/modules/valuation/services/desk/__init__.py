"""The desk: what happens in one shard, from a lot of ticks to a stored decision."""
