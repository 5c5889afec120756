"""What the contract says: the numbers of an edition of the booklet, and the ways its sentences can be read."""
