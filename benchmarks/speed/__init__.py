"""How fast bookgenre is beside the reference pipeline and two quick peers, and how far from what the machine can do."""
