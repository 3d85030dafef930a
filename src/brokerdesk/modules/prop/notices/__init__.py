"""What a trader reads by mail about his challenges, in his language; each fact once."""
