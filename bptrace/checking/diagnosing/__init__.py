"""Wrong numbers -> what explains them, best first.

suspects   mistakes one by one, then in pairs, then one for a part of the numbers
printed    whether a value is the number that was printed
unknown    a bias that was drawn at random: what it was
grouping   those that give the same numbers
telling    what to compute to tell those apart
misprints  what is wrong in print only
rewritten  the first equation that a mistake makes another one
diagnosis  all of it
"""
