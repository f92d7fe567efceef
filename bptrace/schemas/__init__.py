"""JSON Schemas of what bptrace reads and writes, made from the types that read and write it.

texts        the text under a field of a type               its description
components   types                                          one definition each
rules        tables of what activations, losses … take      what no type can say
published    name -> schema, one line each in SCHEMAS

Every JSON that a command prints has one. What bptrace keeps for itself has none: the last run, in
the user's state directory. Beside a CSV lies a file in the W3C's form, whose notes are records of a
trace, as is what Parquet and NPZ keep of a run.
"""
