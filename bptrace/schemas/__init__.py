"""JSON Schemas of what bptrace reads and writes, made from the types that read and write it.

texts        the text under a field of a type               its description
components   types                                          one definition each
rules        tables of what activations, losses … take      what no type can say
published    name -> schema, one line each in SCHEMAS
"""
