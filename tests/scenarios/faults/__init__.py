"""Any interleaving of faults on any platform: mirrors end equal and nothing is done twice."""
