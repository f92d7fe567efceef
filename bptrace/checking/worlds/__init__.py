"""The training as it is where mistakes are made.

world     the values, on demand; what a mistake does not touch is shared
early     the first iterations, without an engine
moments   when a value is: during an iteration, or after so many updates
paced     where batches are of another size
touching  which values a change may change
"""
