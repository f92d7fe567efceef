"""Two traces, or a trace and another program's numbers -> where they differ first, and how far on.

found          what a comparison finds, as data; tree: the same as JSON
tolerance      how near is near enough, how far apart two numbers are
rounding_errors, own_weights     how far apart float32 brings a value, from the other's own weights
entries        numbers of another program, iteration by iteration, from JSON Lines, CSV, name=value
opening        what was named -> such entries, and the config in it, if there is one
mapping        --map: what the other program calls otherwise; meaning: one line of it
naming         a name of theirs, with its value -> values of ours
planning       all names of an entry at once
drifting       how far apart they are in each iteration, thinned out
suspects       what the first value is computed from, and whether that agrees
configs        what two configs have different
comparing      all of it on one page
"""
