"""The programme: joining, agreements, links, what they brought, and who is told of it."""
